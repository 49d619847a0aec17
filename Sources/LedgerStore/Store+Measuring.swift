/// How a store is: what an operator watches.
internal import LMDB
internal import Storage
internal import Synchronization

/// What a store has in memory, in its log and in its tables.
public struct StoreMeasures: Hashable, Sendable {
  /// Layers of changed records that are in memory.
  public var layers = 0
  /// Records in them.
  public var records = 0
  /// About how many bytes of memory they take.
  public var layerBytes = 0
  /// Bytes of records that were appended to the log since the store was opened.
  public var logWritten = 0
  /// Segments of the log that hold records.
  public var segments = 0
  /// Segments that lie ready.
  public var segmentsReady = 0
  /// What a segment takes, in bytes.
  public var segmentBytes = 0
  /// The last entry that is durable.
  public var durable: UInt64 = 0
  /// The last entry that LMDB has.
  public var folded: UInt64 = 0
  /// The last entry that is in the signed history; 0 where none is.
  public var attested: UInt64 = 0
  /// The last entry that archives have; 0 where none have.
  public var archived: UInt64 = 0
  /// How large LMDB's map may become, in bytes.
  public var mapBytes = 0
  /// What of it was ever used.
  public var usedBytes = 0
  /// Readers' slots that were ever in use at once.
  public var readers = 0
  /// By how many transactions the oldest read is behind; 0 while nobody reads.
  public var oldestReadBehind: UInt64 = 0
}

extension Store {
  /// How the store is now. It waits neither for a group nor for a fold.
  public func measures() throws(StoreError) -> StoreMeasures {
    var measures = StoreMeasures()
    published.read { state in
      measures.layers = state.layers.count { !$0.isEmpty }
      for layer in state.layers {
        measures.records += layer.recordCount
        measures.layerBytes += layer.byteCount
      }
    }
    measures.logWritten = commandLog.written.load(ordering: .relaxed)
    (measures.segments, measures.segmentsReady) = commandLog.segments.withLock { ($0.all.count, $0.spares.count) }
    measures.segmentBytes = commandLog.shape.segmentBytes
    measures.durable = commandLog.lastSequence
    measures.folded = try foldedSequence()
    (measures.attested, measures.archived) = (attested, archived)
    let (info, oldest) = try database { () throws(LMDBError) in (try environment.info(), try environment.oldestRead()) }
    (measures.mapBytes, measures.usedBytes) = (info.mapSize, info.usedSize)
    measures.readers = Int(info.readers)
    measures.oldestReadBehind = oldest.map { info.lastTransaction > $0 ? info.lastTransaction - $0 : 0 } ?? 0
    return measures
  }

  /// Where the log lies.
  public var logPath: String { commandLog.directory.path }
}

extension Overlay {
  /// How many records the layer holds, entries not among them.
  fileprivate var recordCount: Int {
    accounts.count + sellers.count + distributors.count + checks.count + clearing.count + instructions.count
      + memos.count + accountProfiles.count + sellerProfiles.count + distributorProfiles.count
  }
}
