/// What one commit decided, as one hash: a leaf of the history.

/// The entries of one commit, which have consecutive sequences, and the root of the tree of their hashes.
///
/// Entries are hashed as `Digest32.leaf`. The numbers are part of the leaf, so that a proof in a batch also proves the
/// entry's sequence, and no proof can take a batch for larger or smaller than it was.
/// Absent: the entries, and what they mean.
public struct BatchRoot: Hashable, Sendable, BitwiseCopyable {
  /// The sequence of the first entry.
  public let firstSequence: UInt64
  /// How many entries there are, 1 ... 2^32 − 1.
  public let count: UInt32
  /// The root over the entries' hashes, by RFC 9162 §2.1.1.
  public let root: Digest32

  /// Nothing where there is no entry, or one whose sequence would not be a number.
  public init?(firstSequence: UInt64, count: UInt32, root: Digest32) {
    guard count > 0, !firstSequence.addingReportingOverflow(UInt64(count) - 1).overflow else { return nil }
    self.firstSequence = firstSequence
    self.count = count
    self.root = root
  }

  /// The sequence of the last entry.
  public var lastSequence: UInt64 { firstSequence + (UInt64(count) - 1) }

  /// The hash to append to the history: of a leaf with the version 1, the first sequence and the count, little-endian,
  /// and the root: 45 bytes.
  public var leaf: Digest32 {
    let words = root.bigEndianWords
    var bytes = InlineArray<45, UInt8>(repeating: 0)
    bytes[0] = BatchRoot.version
    for place in 0..<8 { bytes[1 + place] = UInt8(truncatingIfNeeded: firstSequence >> (8 * UInt64(place))) }
    for place in 0..<4 { bytes[9 + place] = UInt8(truncatingIfNeeded: count >> (8 * UInt32(place))) }
    for place in 0..<8 {
      let shift = 56 - 8 * UInt64(place)
      bytes[13 + place] = UInt8(truncatingIfNeeded: words.0 >> shift)
      bytes[21 + place] = UInt8(truncatingIfNeeded: words.1 >> shift)
      bytes[29 + place] = UInt8(truncatingIfNeeded: words.2 >> shift)
      bytes[37 + place] = UInt8(truncatingIfNeeded: words.3 >> shift)
    }
    return .leaf(bytes.span)
  }

  /// Of the leaf's form.
  static let version: UInt8 = 1
}
