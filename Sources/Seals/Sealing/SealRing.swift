/// The sealing keys at hand: the one that seals, and those before it that still open.

/// Wraps and unwraps the keys of persons.
///
/// A sealing key is rotated by making it the current one, rewrapping every key that is stored (`rewrap`; fields stay as
/// they are), and then dropping the old one. Absent: the stored keys, and so forgetting, which is the holder's deletion.
public struct SealRing: Sendable {
  /// The key that wraps.
  public let current: SealingKey
  /// Keys that only unwrap.
  public let old: [SealingKey]

  private static let wrapping = SealedForm(version: 0x41, use: "Vouch wrapped key")
  /// How many bytes a wrapped key has: version (1), sealing key id (8), nonce (12), ciphertext (32), tag (16).
  public static let wrappedBytes = SealedForm.overhead + Seed.byteCount

  /// A ring that wraps with `current` and unwraps with all of them.
  public init(current: SealingKey, old: [SealingKey] = []) {
    self.current = current
    self.old = old
  }

  /// A person's key as it is kept, for `place`: whose it is, which the holder writes unambiguously.
  public func wrap(_ key: PersonKey, for place: [UInt8], random: inout some RandomNumberGenerator) -> [UInt8] {
    SealRing.wrapping.seal(key.key.exposed, with: current.key, current.id, for: place, random: &random)
  }

  /// Wraps with a nonce of the system's randomness.
  public func wrap(_ key: PersonKey, for place: [UInt8]) -> [UInt8] {
    var system = SystemRandomNumberGenerator()
    return wrap(key, for: place, random: &system)
  }

  /// Which sealing key has wrapped a person's key. Throws `malformed` and `unknownVersion`.
  public static func sealingKey(of wrapped: [UInt8]) throws(SealError) -> KeyID { try wrapping.keyID(of: wrapped) }

  /// The same of one that lies among others, without copying it.
  public static func sealingKey(of wrapped: Span<UInt8>) throws(SealError) -> KeyID { try wrapping.keyID(of: wrapped) }

  /// The person's key that was wrapped for `place`. Takes anything. Throws `malformed`, `unknownVersion`, `unknownKey`
  /// where none of the ring's keys has wrapped it, and `refused` where it was changed or is another's.
  public func unwrap(_ wrapped: [UInt8], at place: [UInt8]) throws(SealError) -> PersonKey {
    let id = try SealRing.wrapping.keyID(of: wrapped)
    guard let sealing = ([current] + old).first(where: { $0.id == id }) else { throw .unknownKey(id) }
    let bytes = try SealRing.wrapping.open(wrapped, with: sealing.key, id, at: place)
    guard let key = PersonKey(bytes) else { throw .malformed }
    return key
  }

  /// The key wrapped anew by the current sealing key; nothing where it already is, so that a rotation that was broken off
  /// goes on where it stood. Throws as `unwrap`.
  public func rewrap(
    _ wrapped: [UInt8], for place: [UInt8], random: inout some RandomNumberGenerator
  ) throws(SealError) -> [UInt8]? {
    if try SealRing.wrapping.keyID(of: wrapped) == current.id { return nil }
    return wrap(try unwrap(wrapped, at: place), for: place, random: &random)
  }

  /// Rewraps with a nonce of the system's randomness.
  public func rewrap(_ wrapped: [UInt8], for place: [UInt8]) throws(SealError) -> [UInt8]? {
    var system = SystemRandomNumberGenerator()
    return try rewrap(wrapped, for: place, random: &system)
  }
}
