/// The key above all personal data: it seals the keys of persons, and they their data.
internal import Crypto

/// Thirty-two secret bytes, out of a credential or a file that lies apart from the ledger.
///
/// Absent: where it is kept; a way to see it by printing. The array it is made of is the caller's to overwrite.
public struct SealingKey: Sendable {
  let key: SymmetricKey
  /// The first 8 bytes of SHA-256 over "Vouch sealing key", a zero and the key: follows from the key, so that no key can
  /// be taken for another, and tells nothing of it.
  public let id: KeyID

  /// Takes exactly 32 bytes, which must be random, else nothing.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Seed.byteCount else { return nil }
    key = SymmetricKey(data: bytes)
    id = KeyID(ofSecret: bytes, use: "Vouch sealing key")
  }

  /// A new key.
  public init(random: inout some RandomNumberGenerator) {
    guard let key = SealingKey(Seed.bytes(&random)) else { preconditionFailure("32 bytes are a key") }
    self = key
  }

  /// A new key of the system's randomness.
  public init() {
    var system = SystemRandomNumberGenerator()
    self.init(random: &system)
  }

  /// The secret itself, to be put where it is kept.
  public var bytes: [UInt8] { key.exposed }
}

extension SealingKey: CustomStringConvertible, CustomReflectable {
  /// The name, never the key.
  public var description: String { "SealingKey \(id)" }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SymmetricKey {
  /// The key's bytes.
  var exposed: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}
