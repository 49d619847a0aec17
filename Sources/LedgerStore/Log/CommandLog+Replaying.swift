/// Reading the log, in order.
internal import Storage
internal import Synchronization

/// What a record says of itself.
public struct LogRecord: Hashable, Sendable {
  /// Its first sequence.
  public let first: UInt64
  /// How many sequences it takes.
  public let count: UInt32
  /// The time of its batch.
  public let time: UInt64

  /// Its last sequence.
  public var last: UInt64 { first + UInt64(count) - 1 }
}

extension CommandLog {
  /// Lends each record that holds a sequence after `sequence`, oldest first, up to the last one that was durable when
  /// this was called. A hold must keep them if segments may be let go meanwhile.
  ///
  /// - Throws: `LogError.damaged` where a record is not what was appended; `begins` or `ends` where the log and
  ///   `sequence` do not meet; what `body` throws.
  public func replay(after sequence: UInt64, _ body: (LogRecord, RawSpan) throws -> Void) throws {
    let through = lastSequence
    let all = segments.withLock { $0.all }
    guard sequence >= all[0].first - 1 else {
      throw LogError.begins(path: directory.path, at: all[0].first, asked: sequence + 1)
    }
    guard sequence <= through else { throw LogError.ends(path: directory.path, at: through, asked: sequence) }
    let start = all.lastIndex { $0.first <= sequence + 1 } ?? 0
    for index in start..<all.count where all[index].first <= through {
      let (file, header) = try all[index].open(in: directory, identity: identity)
      var reader = SegmentReader(file, path: all[index].path(in: directory), header: header)
      // Where this segment must end: a segment is left only when all before it is durable.
      let end = index + 1 < all.count ? all[index + 1].first : through + 1
      while reader.expected < end {
        guard let record = try reader.next() else { throw reader.damage(endsBefore: end) }
        guard record.last > sequence else { continue }
        unsafe try body(
          LogRecord(first: record.first, count: record.count, time: record.time), reader.payload.span.bytes)
      }
      guard reader.expected == end else { throw reader.damage(endsBefore: end) }
    }
  }
}
