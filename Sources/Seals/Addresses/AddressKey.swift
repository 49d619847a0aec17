/// Keys of a distributor, to whom addresses are sealed (X25519, RFC 7748).
internal import Crypto

/// A distributor's private key: whoever has it reads the addresses that were sealed to its public half.
///
/// Absent: where it is kept; a way to see it by printing. The array it is made of is the caller's to overwrite.
public struct AddressKey: Sendable {
  let key: Curve25519.KeyAgreement.PrivateKey
  /// The public half, which the distributor registers.
  public let publicKey: AddressPublicKey

  /// The key of 32 bytes; nothing for any other number of bytes.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Seed.byteCount, let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes),
      let publicKey = AddressPublicKey(Array(key.publicKey.rawRepresentation))
    else { return nil }
    self.key = key
    self.publicKey = publicKey
  }

  /// A new key.
  public init(random: inout some RandomNumberGenerator) {
    guard let key = AddressKey(Seed.bytes(&random)) else { preconditionFailure("32 bytes are a key") }
    self = key
  }

  /// A new key of the system's randomness.
  public init() {
    var system = SystemRandomNumberGenerator()
    self.init(random: &system)
  }

  /// The name of its public half.
  public var id: KeyID { publicKey.id }

  /// The 32 bytes that are the key: the secret itself.
  public var bytes: [UInt8] { Array(key.rawRepresentation) }
}

extension AddressKey: CustomStringConvertible, CustomReflectable {
  /// The name, never the key.
  public var description: String { "AddressKey \(id)" }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A distributor's public key: whoever has it can seal an address, and not open one.
public struct AddressPublicKey: Hashable, Sendable {
  /// The 32 bytes of the key.
  public let bytes: [UInt8]
  /// Its name: the first 8 bytes of SHA-256 of the key.
  public let id: KeyID

  /// Takes 32 bytes that some secret belongs to, else nothing. A point of small order (RFC 7748 §6.1) would make the same
  /// secret with everybody, so that anybody could open what is sealed to it; HPKE as swift-crypto has it takes it.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Seed.byteCount,
      let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes),
      // Any secret does: every one is a multiple of eight, which takes such a point to zero.
      let probe = try? Curve25519.KeyAgreement.PrivateKey(
        rawRepresentation: Array(repeating: 1, count: Seed.byteCount)),
      let shared = try? probe.sharedSecretFromKeyAgreement(with: key),
      unsafe shared.withUnsafeBytes({ unsafe $0.contains { $0 != 0 } })
    else { return nil }
    self.bytes = bytes
    id = KeyID(ofPublic: bytes)
  }
}
