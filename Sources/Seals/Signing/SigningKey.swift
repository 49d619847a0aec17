/// Keys that sign for a ledger (Ed25519, RFC 8032), and the public halves that judge what they signed.
internal import Crypto

/// A private key of a ledger. Whoever has it can sign another history.
///
/// Absent: where it is kept; a way to see it by printing. The array it is made of is the caller's to overwrite.
public struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey
  /// The public half.
  public let verifyingKey: VerifyingKey

  /// The key of a seed of 32 bytes (RFC 8032 §5.1.5); nothing for any other number of bytes.
  public init?(seed: [UInt8]) {
    guard seed.count == Seed.byteCount, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
      let verifyingKey = VerifyingKey(Array(key.publicKey.rawRepresentation))
    else { return nil }
    self.key = key
    self.verifyingKey = verifyingKey
  }

  /// A new key.
  public init(random: inout some RandomNumberGenerator) {
    guard let key = SigningKey(seed: Seed.bytes(&random)) else { preconditionFailure("every seed is a key's") }
    self = key
  }

  /// A new key of the system's randomness.
  public init() {
    var system = SystemRandomNumberGenerator()
    self.init(random: &system)
  }

  /// The name of its public half.
  public var id: KeyID { verifyingKey.id }

  /// The 32 bytes that are the key: the secret itself.
  public var seed: [UInt8] { Array(key.rawRepresentation) }

  /// 64 bytes that nobody else can make. 14 µs.
  func signature(of bytes: [UInt8]) -> [UInt8] {
    // BoringSSL signs with any key that it took.
    guard let signature = try? key.signature(for: bytes) else { preconditionFailure("an Ed25519 key signs") }
    return Array(signature)
  }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
  /// The name, never the key.
  public var description: String { "SigningKey \(id)" }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A public key of a ledger.
public struct VerifyingKey: Hashable, Sendable {
  /// The 32 bytes of the key.
  public let bytes: [UInt8]
  /// Its name: the first 8 bytes of SHA-256 of the key.
  public let id: KeyID

  /// Takes 32 bytes, else nothing. Bytes that are no point of the curve verify nothing.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Seed.byteCount, (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)) != nil else {
      return nil
    }
    self.bytes = bytes
    id = KeyID(ofPublic: bytes)
  }

  /// Whether the key's owner signed exactly these bytes. 74 µs.
  func isSignature(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: self.bytes) else { return false }
    return key.isValidSignature(signature, for: bytes)
  }
}
