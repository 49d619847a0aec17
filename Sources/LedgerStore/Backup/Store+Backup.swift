/// What a backup takes from an open ledger, while others decide, read and fold: the tables as they are at one moment, and
/// the log from there on.
internal import CVouchRecords
internal import LMDB
public import Ledger
internal import Storage
internal import Synchronization

extension Store {
  /// The last entry that is durable.
  public var durableSequence: UInt64 { commandLog.lastSequence }

  /// The last entry that the tables have.
  public func foldedSequence() throws(StoreError) -> UInt64 { try Store.meta(tables, in: environment).sequence }

  /// How many bytes the segments of the log have that hold entries.
  public var logBytes: Int { commandLog.segments.withLock { $0.all.count } * commandLog.shape.segmentBytes }

  /// Keeps the log after `sequence` until `endHold`, whatever is folded. A second hold of that name takes the place of the
  /// first.
  ///
  /// - Throws: `LogError.begins` where some of it is gone already.
  public func holdLog(_ name: String, after sequence: UInt64) throws(StoreError) {
    do throws(LogError) { try commandLog.hold(name, after: sequence) } catch { throw .log(error) }
  }

  /// Ends a hold.
  public func endLogHold(_ name: String) throws(StoreError) {
    do throws(LogError) { try commandLog.endHold(name) } catch { throw .log(error) }
  }

  /// Writes the tables as they are now to a pipe or a file. It takes as long as whoever reads it takes; meanwhile pages that
  /// are left are not used again.
  public func copyTables(to descriptor: Int32) throws(StoreError) {
    try database { () throws(LMDBError) in try environment.copy(to: descriptor) }
  }

  /// Lends the segments of the log that hold entries after `sequence`, up to the record that ends with `last`, piece by
  /// piece. Each record is checked first. A hold must keep them. Gives the time of the last record.
  public func copyLog(
    after sequence: UInt64, through last: UInt64, pieces: Int, _ give: (_ name: String, [UInt8]) throws -> Void
  ) throws -> Timestamp? {
    try commandLog.copySegments(after: sequence, through: last, pieces: pieces, give)
      .map { Timestamp(milliseconds: Int64(bitPattern: $0)) }
  }
}

extension CommandLog {
  /// See `Store.copyLog`. Gives the time of the last record, as the caller of `append` counted it.
  func copySegments(
    after sequence: UInt64, through last: UInt64, pieces: Int, _ give: (String, [UInt8]) throws -> Void
  ) throws -> UInt64? {
    let all = segments.withLock { $0.all }
    guard sequence >= all[0].first - 1 else {
      throw LogError.begins(path: directory.path, at: all[0].first, asked: sequence + 1)
    }
    let start = all.lastIndex { $0.first <= sequence + 1 } ?? 0
    var time: UInt64?
    var buffer = [UInt8](repeating: 0, count: pieces)
    for index in start..<all.count where all[index].first <= last + 1 {
      let (file, header) = try all[index].open(in: directory, identity: identity)
      var reader = SegmentReader(file, path: all[index].path(in: directory), header: header)
      let end = index + 1 < all.count ? min(all[index + 1].first, last + 1) : last + 1
      while reader.expected < end {
        guard let record = try reader.next() else { throw reader.damage(endsBefore: end) }
        time = record.time
      }
      var offset = 0
      while offset < reader.offset {
        let count = min(pieces, reader.offset - offset)
        try file.fill(&buffer, count: count, at: offset)
        try give(all[index].name, count == pieces ? buffer : Array(buffer[..<count]))
        offset += count
      }
    }
    return time
  }
}
