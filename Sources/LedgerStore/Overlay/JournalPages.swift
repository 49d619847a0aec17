/// Journal entries in memory: sealed receipts as the journal's table will hold them, each with what the log needs besides
/// to let it take effect again.
internal import LMDB
internal import Ledger

/// Entries of unbroken sequence, in groups; the last group may be in the making.
///
/// A group is, byte for byte, the payload of its record in the log (`LoggedDecisions`).
struct JournalPages: ~Copyable {
  /// The sequence of the first entry; nothing while there is none.
  private(set) var first: UInt64 = 0
  /// How many bytes there are.
  private(set) var byteCount = 0
  /// The group in the making.
  private(set) var payload: ByteWriter
  private var groups: [[UInt8]] = []
  /// Of each entry: its group in the upper half, where its receipt begins there in the lower.
  private var places: [UInt64] = []

  init() { payload = ByteWriter(empty: 0) }

  var isEmpty: Bool { places.isEmpty }
  var count: Int { places.count }
  /// The sequence of the last entry; there must be one.
  var last: UInt64 { first + UInt64(places.count) - 1 }

  // Entries are lent where they lie, and not changed.

  /// Puts an entry that a check was issued by at the end of the group in the making.
  mutating func append(_ entry: inout JournalEntry, of issue: IssueCheck) {
    append(&entry, detail: "")
    payload.appendSupplement(of: issue, to: &entry)
  }

  /// The same of one that says what happened to a check.
  mutating func append(_ entry: inout JournalEntry, of action: CheckAction) {
    append(&entry, detail: action.detail)
    payload.appendNothing()
  }

  /// The same of one that says what changed in the registries.
  mutating func append(_ entry: inout JournalEntry, of administration: Administration) {
    append(&entry, detail: administration.detail)
    payload.appendSupplement(of: administration, to: &entry)
  }

  private mutating func append(_ entry: inout JournalEntry, detail: String) {
    let place = payload.append(version: entryVersion, sealedAt: entry.sequence) { $0.put(&entry, detail: detail) }
    note(place, of: entry.sequence)
  }

  /// Puts a receipt and its supplement as the log has them at the end of the group in the making.
  mutating func append(
    sealed receipt: UnsafeRawBufferPointer, supplement: UnsafeRawBufferPointer, at sequence: UInt64
  ) {
    let place = unsafe payload.append(sealed: receipt)
    note(place, of: sequence)
    _ = unsafe payload.append(sealed: supplement)
  }

  private mutating func note(_ place: Int, of sequence: UInt64) {
    if places.isEmpty { first = sequence }
    places.append(UInt64(groups.count) << 32 | UInt64(place))
  }

  /// Ends the group in the making.
  mutating func endGroup() {
    guard payload.count > 0 else { return }
    groups.append(payload.bytes)
    byteCount += payload.count
    payload.removeAll()
  }

  /// Takes the group that is in the making in `other`, which has no other, to the end.
  mutating func take(_ other: inout JournalPages) {
    guard !other.isEmpty else { return }
    if places.isEmpty { first = other.first }
    let group = UInt64(groups.count) << 32
    for place in other.places { places.append(group | place) }
    groups.append(other.payload.bytes)
    byteCount += other.payload.count
    other.removeAll()
  }

  mutating func removeAll() {
    places.removeAll(keepingCapacity: true)
    groups.removeAll()
    payload.removeAll()
    byteCount = 0
  }

  func contains(_ sequence: UInt64) -> Bool { sequence >= first && sequence - first < UInt64(places.count) }

  /// Lends the receipt of `sequence`, which must be here.
  func lend<Result>(_ sequence: UInt64, _ body: (RawSpan) -> Result) -> Result {
    let place = places[Int(sequence - first)]
    let (group, start) = (Int(place >> 32), Int(place & 0xFFFF_FFFF))
    guard group < groups.count else {
      return unsafe payload.withBytes { unsafe body(JournalPages.receipt(at: start, in: $0).bytes) }
    }
    return unsafe groups[group].withUnsafeBytes { unsafe body(JournalPages.receipt(at: start, in: $0).bytes) }
  }

  /// Lends every receipt, in order.
  func forEach<Failure: Error>(_ body: (UInt64, RawSpan) throws(Failure) -> Void) throws(Failure) {
    var failure: Failure?
    for index in places.indices {
      let sequence = first + UInt64(index)
      lend(sequence) { bytes in do throws(Failure) { try body(sequence, bytes) } catch { failure = error } }
      if let failure { throw failure }
    }
  }

  /// Lends every group that was ended, in order: its first sequence, and its decisions. None may be in the making.
  func forEachGroup<Failure: Error>(
    _ body: (UInt64, LoggedDecisions) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(payload.count == 0, "a group is in the making")
    var index = 0
    for (number, group) in groups.enumerated() {
      let sequence = first + UInt64(index)
      try unsafe group.span.bytes.withUnsafeBytes { bytes throws(Failure) in
        try unsafe body(sequence, LoggedDecisions(bytes))
      }
      while index < places.count, places[index] >> 32 == UInt64(number) { index += 1 }
    }
  }

  private static func receipt(at start: Int, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let length = unsafe Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start - 4, as: UInt32.self)))
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
  }
}
