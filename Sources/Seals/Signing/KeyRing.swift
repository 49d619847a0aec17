/// The keys that a verifier trusts, each for its part of a ledger's life.

/// The public keys of one ledger. Keys rotate by adding the next and ending the last: what the last signed stays valid.
///
/// Absent: how the ring was come by. Whoever takes it from a stranger believes the stranger.
public struct KeyRing: Hashable, Sendable {
  /// A key and what it may sign.
  public struct Entry: Hashable, Sendable {
    public let key: VerifyingKey
    /// The last sequences of the heads that it signs.
    public var sequences: ClosedRange<UInt64>
    /// The times of the heads that it signs, in milliseconds since 1970.
    public var milliseconds: ClosedRange<Int64>
    /// Whether nothing that it signed is believed any more, whatever it says of its time: a thief dates heads as he likes.
    public var isRevoked: Bool

    /// A key that signs everything, unless bounds are given.
    public init(
      _ key: VerifyingKey, sequences: ClosedRange<UInt64> = 0...UInt64.max,
      milliseconds: ClosedRange<Int64> = Int64.min...Int64.max, isRevoked: Bool = false
    ) {
      self.key = key
      self.sequences = sequences
      self.milliseconds = milliseconds
      self.isRevoked = isRevoked
    }
  }

  /// The ledger whose keys they are.
  public let ledger: LedgerIdentity
  /// In the order in which they were added.
  public private(set) var entries: [Entry]

  /// The most keys of a ring: a new one each week for twenty years. A ring is read from a file that somebody gives.
  public static let maximumKeys = 1024

  /// The keys of a ledger; nothing where a key is there twice, or there are more than `maximumKeys`.
  public init?(ledger: LedgerIdentity, _ entries: [Entry]) {
    guard entries.count <= KeyRing.maximumKeys, Set(entries.map(\.key.id)).count == entries.count else { return nil }
    self.ledger = ledger
    self.entries = entries
  }

  /// The key of this name.
  public subscript(_ id: KeyID) -> Entry? { entries.first { $0.key.id == id } }

  /// The ring in which `next` signs what comes after `sequence`, and no other key does; nothing where `next` is there
  /// already, the ring is full, or one of its keys begins after `sequence`.
  ///
  /// The head that ends with `sequence` itself is for both: the last key has signed it, and until there is another entry it
  /// is all that the next one has to sign.
  public func rotated(to next: VerifyingKey, at sequence: UInt64) -> KeyRing? {
    guard entries.allSatisfy({ $0.sequences.lowerBound <= sequence }) else { return nil }
    let ended = entries.map { entry in
      var entry = entry
      entry.sequences = entry.sequences.lowerBound...min(entry.sequences.upperBound, sequence)
      return entry
    }
    return KeyRing(ledger: ledger, ended + [Entry(next, sequences: sequence ... .max)])
  }

  /// The ring in which the key of this name is revoked; nothing where there is none.
  public func revoking(_ id: KeyID) -> KeyRing? {
    guard let place = entries.firstIndex(where: { $0.key.id == id }) else { return nil }
    var ring = self
    ring.entries[place].isRevoked = true
    return ring
  }

  /// What is wrong with a head, or nothing.
  public func fault(of head: SignedHead) -> ProofFault? {
    guard head.statement.ledger == ledger else { return .otherLedger(head.statement.ledger) }
    guard let entry = self[head.key] else { return .unknownKey(head.key) }
    guard !entry.isRevoked else { return .revokedKey(head.key) }
    guard entry.sequences.contains(head.statement.lastSequence),
      entry.milliseconds.contains(head.statement.milliseconds)
    else { return .keyNotValid(head.key) }
    return head.isSigned(by: entry.key) ? nil : .signature
  }
}

extension KeyRing {
  /// Of the byte form.
  static let version: UInt8 = 1

  /// The byte form: version (1), ledger (16), number of keys (2), and for each: key (32), first and last sequence (8, 8),
  /// first and last time (8, 8), 1 where it is revoked, else 0 (1). It is not signed: it is what trust begins with.
  public var bytes: [UInt8] {
    var bytes = [KeyRing.version] + ledger.bytes
    bytes.append(littleEndian: UInt16(entries.count))
    for entry in entries {
      bytes += entry.key.bytes
      bytes.append(littleEndian: entry.sequences.lowerBound)
      bytes.append(littleEndian: entry.sequences.upperBound)
      bytes.append(littleEndian: UInt64(bitPattern: entry.milliseconds.lowerBound))
      bytes.append(littleEndian: UInt64(bitPattern: entry.milliseconds.upperBound))
      bytes.append(entry.isRevoked ? 1 : 0)
    }
    return bytes
  }

  /// Reads exactly what `bytes` gives, else nothing. Takes anything.
  public init?(_ bytes: [UInt8]) {
    var cursor = ByteCursor(bytes)
    guard cursor.version(KeyRing.version),
      let ledger = cursor.ledgerIdentity(),
      let count = cursor.number(UInt16.self), count <= KeyRing.maximumKeys
    else { return nil }
    var entries: [Entry] = []
    for _ in 0..<count {
      guard let entry = Entry(&cursor) else { return nil }
      entries.append(entry)
    }
    guard cursor.isAtEnd else { return nil }
    self.init(ledger: ledger, entries)
  }
}

extension KeyRing.Entry {
  fileprivate init?(_ cursor: inout ByteCursor) {
    guard let key = cursor.bytes(Seed.byteCount).flatMap({ VerifyingKey(Array($0)) }),
      let first = cursor.number(UInt64.self), let last = cursor.number(UInt64.self), first <= last,
      let begin = cursor.number(UInt64.self).map(Int64.init(bitPattern:)),
      let end = cursor.number(UInt64.self).map(Int64.init(bitPattern:)), begin <= end,
      let revoked = cursor.number(UInt8.self), revoked <= 1
    else { return nil }
    self.init(key, sequences: first...last, milliseconds: begin...end, isRevoked: revoked == 1)
  }
}
