/// The command log: every batch, in order, durable before anybody hears of it.
///
/// Invariants, each of which a test would break:
/// 1. One batch is one record, one write and one sync. The next is written only when that sync has returned.
/// 2. A segment has its name only when its header is durable, and loses it durably before its file is used again.
/// 3. After the last record of the last segment lie only sectors of earlier lives of the file.
/// 4. What is read when the log is opened is on the disk, and not only in the system's cache.
/// 5. After a failed write or sync nothing is appended until the log is opened again.
public import Storage
internal import Synchronization

/// A log of segments in a directory that nothing else uses. One thread at a time appends; others may meanwhile prepare
/// segments, let them go, and read.
///
/// It knows neither what a record holds nor the time, and makes no thread: who opens it says when to prepare.
public final class CommandLog: Sendable {
  /// The remains of a record that a crash interrupted, and that nobody was told of.
  public struct CutTail: Hashable, Sendable {
    /// The segment.
    public let path: String
    /// Where they began.
    public let offset: Int
    /// How many bytes they took.
    public let bytes: Int
  }

  public let identity: LedgerIdentity
  public let shape: LogShape
  /// What was cut when the log was opened, for whoever opened it to log; nil when it ended as it should.
  public let cut: CutTail?

  let directory: any Directory
  /// A new word for each life of a segment.
  let newSalt: @Sendable () -> UInt32
  let appender: Mutex<Appender>
  let segments: Mutex<SegmentList>
  /// Beside the appender, so that who asks for it does not wait for a sync.
  let durable: Atomic<UInt64>
  /// How many bytes of records were appended since it was opened.
  let written = Atomic<Int>(0)

  /// Makes a log that begins with sequence `first`, in a directory that holds none.
  ///
  /// - Parameter newSalt: gives a random word each time.
  public static func create(
    in directory: any Directory, identity: LedgerIdentity, first: UInt64, shape: LogShape = .standard,
    newSalt: @escaping @Sendable () -> UInt32
  ) throws(LogError) {
    var list = try SegmentList(of: directory)
    guard list.all.isEmpty else { throw .exists(path: directory.path) }
    _ = try list.begin(first, in: directory, identity: identity, shape: shape, salt: newSalt())
  }

  /// Opens a log: checks all headers and the records of the last segment, and cuts what a crash left at its end.
  /// The records of the other segments are checked when they are read.
  public init(
    opening directory: any Directory, identity: LedgerIdentity, shape: LogShape = .standard,
    newSalt: @escaping @Sendable () -> UInt32
  ) throws(LogError) {
    let list = try SegmentList(of: directory)
    guard let last = list.all.last else { throw .missing(path: directory.path) }
    for segment in list.all.dropLast() { _ = try segment.open(in: directory, identity: identity) }
    let (file, header) = try last.open(in: directory, identity: identity)
    // The process before this one may have died, or met a failed sync, after it wrote the newest record: then that is in the
    // system's cache and not on the disk, and must be neither served nor built upon.
    do throws(StorageError) { try file.settle() } catch { throw LogError(error) }
    var reader = SegmentReader(file, path: last.path(in: directory), header: header)
    while try reader.next() != nil {}
    let remains = try reader.remains()
    var appender = Appender(
      file: file, salt: header.salt, offset: reader.offset, next: reader.expected, shape: shape)
    cut =
      remains.end > reader.offset
      ? CutTail(path: last.path(in: directory), offset: reader.offset, bytes: remains.end - reader.offset) : nil
    let end = max(remains.end, remains.damagedEnd)
    if end > reader.offset {
      appender.spoiled = reader.offset..<end
      try appender.clean()
    }
    self.directory = directory
    self.identity = identity
    self.shape = shape
    self.newSalt = newSalt
    durable = Atomic(appender.next - 1)
    self.appender = Mutex(appender)
    segments = Mutex(list)
  }

  /// The last sequence that is durable; one less than the first when nothing was appended yet.
  public var lastSequence: UInt64 { durable.load(ordering: .acquiring) }

  /// The first sequence that the log still holds, or would.
  public var firstSequence: UInt64 { segments.withLock { $0.all[0].first } }
}
