/// The key of one person: without it, what is kept of the person is noise.
internal import Crypto

/// Seals the fields of one person. It is kept wrapped by a `SealRing`, in one place and apart from log and backups: when
/// the wrapped key is destroyed there, the person is forgotten everywhere.
///
/// Absent: the person. Fields and accounts are `place`: bytes that whoever seals chooses, and gives again to open.
public struct PersonKey: Sendable {
  let key: SymmetricKey
  /// Follows from the key: another key for the same person has another.
  public let id: KeyID

  private static let field = SealedForm(version: 0x01, use: "Vouch sealed field")
  /// The longest field: far above what the registries take (Ledger's bounds), and below what a record has room for.
  public static let maximumFieldBytes = 4096

  init?(_ bytes: [UInt8]) {
    guard bytes.count == Seed.byteCount else { return nil }
    key = SymmetricKey(data: bytes)
    id = KeyID(ofSecret: bytes, use: "Vouch person key")
  }

  /// A new key.
  public init(random: inout some RandomNumberGenerator) {
    guard let key = PersonKey(Seed.bytes(&random)) else { preconditionFailure("32 bytes are a key") }
    self = key
  }

  /// A new key of the system's randomness.
  public init() {
    var system = SystemRandomNumberGenerator()
    self.init(random: &system)
  }

  /// Seals a field for `place`: the account and the field's name, which the holder writes unambiguously. The result has 37
  /// bytes more than the next multiple of 32 above the field's length: version (1), key id (8), nonce (12), ciphertext,
  /// tag (16). Throws `tooLong`.
  public func seal(
    _ field: [UInt8], for place: [UInt8], random: inout some RandomNumberGenerator
  ) throws(SealError) -> [UInt8] {
    guard field.count <= PersonKey.maximumFieldBytes else { throw .tooLong(maximum: PersonKey.maximumFieldBytes) }
    return PersonKey.field.seal(
      Padding.padded(field, step: Padding.field), with: key, id, for: place, random: &random)
  }

  /// Seals with a nonce of the system's randomness.
  public func seal(_ field: [UInt8], for place: [UInt8]) throws(SealError) -> [UInt8] {
    var system = SystemRandomNumberGenerator()
    return try seal(field, for: place, random: &system)
  }

  /// Opens what was sealed with this key for `place`. Takes anything. Throws `malformed`, `unknownVersion`, `unknownKey`
  /// where another key has sealed it, and `refused` where it was changed or sealed for another place.
  public func open(_ sealed: [UInt8], at place: [UInt8]) throws(SealError) -> [UInt8] {
    let padded = try PersonKey.field.open(sealed, with: key, id, at: place)
    guard let field = Padding.unpadded(padded, step: Padding.field) else { throw .malformed }
    return field
  }
}

extension PersonKey: CustomStringConvertible, CustomReflectable {
  /// The name, never the key.
  public var description: String { "PersonKey \(id)" }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
