/// Journal entries in memory: the bytes that the journal's table will hold, group by group.
internal import Ledger

/// Sealed receipts of unbroken sequence.
struct JournalPages {
  /// The sequence of the first receipt; nothing while there is none.
  private(set) var first: UInt64 = 0
  /// How many bytes there are.
  private(set) var byteCount = 0
  private var groups: [[UInt8]] = []
  /// Of each receipt: its group in the upper half, where it begins there in the lower.
  private var places: [UInt64] = []

  var isEmpty: Bool { places.isEmpty }
  var count: Int { places.count }
  /// The sequence of the last receipt; there must be one.
  var last: UInt64 { first + UInt64(places.count) - 1 }

  /// Puts a receipt at the end of the group that is being made: the one group there is.
  mutating func append(_ receipt: [UInt8], at sequence: UInt64) {
    if places.isEmpty {
      first = sequence
      if groups.isEmpty { groups.append([]) }
    }
    places.append(UInt64(groups[0].count))
    groups[0].append(contentsOf: receipt)
    byteCount += receipt.count
  }

  /// Takes the one group of `other`, which becomes empty, to the end.
  mutating func take(_ other: inout JournalPages) {
    guard !other.isEmpty else { return }
    if places.isEmpty { first = other.first }
    let group = UInt64(groups.count) << 32
    for place in other.places { places.append(group | place) }
    groups.append(other.groups[0])
    byteCount += other.byteCount
    other.removeAll()
  }

  mutating func removeAll() {
    places.removeAll(keepingCapacity: true)
    groups.removeAll(keepingCapacity: true)
    byteCount = 0
  }

  func contains(_ sequence: UInt64) -> Bool { sequence >= first && sequence - first < UInt64(places.count) }

  /// Lends every receipt, in order.
  func forEach<Failure: Error>(_ body: (UInt64, [UInt8]) throws(Failure) -> Void) throws(Failure) {
    for index in places.indices {
      let sequence = first + UInt64(index)
      try body(sequence, lend(sequence) { bytes in unsafe bytes.withUnsafeBytes { unsafe Array($0) } })
    }
  }

  /// Lends the receipt of `sequence`, which must be here.
  func lend<Result>(_ sequence: UInt64, _ body: (RawSpan) -> Result) -> Result {
    let index = Int(sequence - first)
    let group = Int(places[index] >> 32)
    let start = Int(places[index] & 0xFFFF_FFFF)
    let isLastOfGroup = index + 1 == places.count || Int(places[index + 1] >> 32) != group
    let end = isLastOfGroup ? groups[group].count : Int(places[index + 1] & 0xFFFF_FFFF)
    return unsafe groups[group].withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[start..<end]).bytes) }
  }
}
