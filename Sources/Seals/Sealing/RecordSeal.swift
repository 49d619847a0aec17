/// The seal of a store's own records: a site's, whose every value is noise to whoever has its files and not its key.

/// The keys at hand: the one that seals, and those before it that still open.
///
/// A record is not padded: what a shop or a carrier keeps is of all lengths. Absent: the store. The table and the key of a
/// record are `place`, which the holder writes unambiguously, so that a record cannot be moved.
public struct RecordSeal: Sendable {
  /// The key that seals.
  public let current: SealingKey
  /// Keys that only open.
  public let old: [SealingKey]

  private static let record = SealedForm(version: 0x21, use: "Vouch sealed record")
  /// What a sealed record takes besides what is sealed: version (1), key id (8), nonce (12), tag (16).
  public static let overhead = SealedForm.overhead

  /// Seals with `current` and opens with all of them.
  public init(current: SealingKey, old: [SealingKey] = []) {
    self.current = current
    self.old = old
  }

  /// Seals a record for its place. Nonces are random: a key is good for 2^32 records, and then is to be rotated.
  public func seal(_ record: [UInt8], for place: [UInt8], random: inout some RandomNumberGenerator) -> [UInt8] {
    RecordSeal.record.seal(record, with: current.key, current.id, for: place, random: &random)
  }

  /// Seals with a nonce of the system's randomness.
  public func seal(_ record: [UInt8], for place: [UInt8]) -> [UInt8] {
    var system = SystemRandomNumberGenerator()
    return seal(record, for: place, random: &system)
  }

  /// The record that was sealed for `place`. Takes anything. Throws `malformed`, `unknownVersion`, `unknownKey` where none
  /// of the keys has sealed it, and `refused` where it was changed or sealed for another place.
  public func open(_ sealed: [UInt8], at place: [UInt8]) throws(SealError) -> [UInt8] {
    let id = try RecordSeal.record.keyID(of: sealed)
    guard let key = key(id) else { throw .unknownKey(id) }
    return try RecordSeal.record.open(sealed, with: key.key, id, at: place)
  }

  /// The key of this name, if it is at hand.
  public func key(_ id: KeyID) -> SealingKey? { current.id == id ? current : old.first { $0.id == id } }
}
