/// The bounds of the command log: how large its segments and records are, and how many segments lie ready.

/// Sizes of a log. Segments remember their own, so a log may be opened with another shape than it was written with.
public struct LogShape: Hashable, Sendable {
  /// The size of a segment file, a whole number of blocks. 64 MiB: a roll costs three syncs, which a second of full
  /// load hides, and two files ahead are little on any disk.
  public let segmentBytes: Int
  /// The most bytes one record may carry. A batch of 8,192 decisions has less than
  /// 512 bytes each.
  public let payloadBytes: Int
  /// How many segments `prepareAhead` keeps ready, zero-written, for the log to roll into.
  public let segmentsAhead: Int

  /// The shape of a daemon's log.
  public static let standard = LogShape(unchecked: 64 << 20, payloadBytes: 4 << 20, segmentsAhead: 2)

  /// nil unless segments are of whole blocks and the largest record fits in one.
  public init?(segmentBytes: Int, payloadBytes: Int, segmentsAhead: Int) {
    guard segmentBytes % Block.bytes == 0, payloadBytes > 0, segmentsAhead >= 0, segmentBytes < 1 << 31,
      payloadBytes < segmentBytes, Block.bytes + RecordHeader.extent(ofPayload: payloadBytes) <= segmentBytes
    else { return nil }
    self.init(unchecked: segmentBytes, payloadBytes: payloadBytes, segmentsAhead: segmentsAhead)
  }

  /// The same with segments of another size; nil when a record would not fit in one.
  public func with(segmentBytes: Int) -> LogShape? {
    LogShape(segmentBytes: segmentBytes, payloadBytes: payloadBytes, segmentsAhead: segmentsAhead)
  }

  private init(unchecked segmentBytes: Int, payloadBytes: Int, segmentsAhead: Int) {
    self.segmentBytes = segmentBytes
    self.payloadBytes = payloadBytes
    self.segmentsAhead = segmentsAhead
  }
}
