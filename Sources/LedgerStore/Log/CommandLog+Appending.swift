/// Appending, preparing segments, and letting them go.
internal import Storage
internal import Synchronization

extension CommandLog {
  /// Appends one batch and returns when it is durable. It allocates nothing and makes one write and one sync, unless
  /// the record begins a segment.
  ///
  /// - Parameters:
  ///   - payload: at most what the log's shape says.
  ///   - first: the sequence after the last one; anything else is a bug of the caller.
  ///   - count: how many sequences the batch takes, at least one.
  ///   - time: the batch's, as the caller counts it.
  /// - Throws: `outOfSpace` when nothing was appended and the same may succeed later; after any other error, that one
  ///   again.
  public func append(_ payload: RawSpan, first: UInt64, count: UInt32, time: UInt64) throws(LogError) {
    try appender.withLock { appender throws(LogError) in
      precondition(first == appender.next && count > 0, "sequence \(first) appended after \(appender.next - 1)")
      precondition(payload.byteCount <= shape.payloadBytes, "a record of more than \(shape.payloadBytes) bytes")
      if let failure = appender.failure { throw failure }
      if !appender.hasRoom(for: payload.byteCount) { try roll(&appender) }
      unsafe try payload.withUnsafeBytes { bytes throws(LogError) in
        unsafe try appender.append(bytes, count: count, time: time)
      }
      written.add(RecordHeader.extent(ofPayload: payload.byteCount), ordering: .relaxed)
      durable.store(appender.next - 1, ordering: .releasing)
    }
  }

  /// Makes segments until as many lie ready as the shape says, so that no append waits for one. It takes as long as
  /// writing them takes: it is for a thread that has time.
  public func prepareAhead() throws(LogError) {
    while let name = segments.withLock({ $0.spares.count < shape.segmentsAhead ? $0.newSpareName() : nil }) {
      do throws(StorageError) { _ = try directory.create(name, size: shape.segmentBytes) } catch {
        throw LogError(error)
      }
      segments.withLock { $0.add(spare: name) }
    }
  }

  /// Whether less than half of the segment that is written is free.
  public var isHalfFull: Bool { appender.withLock { $0.isHalfFull } }

  /// How many segments lie ready.
  public var segmentsReady: Int { segments.withLock { $0.spares.count } }

  /// Says that nobody needs the log up to `sequence` any more, holders excepted, and lets the segments go that lie
  /// before it whole.
  public func release(through sequence: UInt64) throws(LogError) {
    try change { $0.release(through: sequence) }
  }

  /// Keeps all records after `sequence` until `endHold`, whatever is released; for a backup, say. A second hold of that
  /// name takes the place of the first.
  ///
  /// - Throws: `begins` when some of them are gone already.
  public func hold(_ name: String, after sequence: UInt64) throws(LogError) {
    try segments.withLock { list throws(LogError) in
      guard sequence >= list.all[0].first - 1 else {
        throw .begins(path: directory.path, at: list.all[0].first, asked: sequence + 1)
      }
      list.hold(name, after: sequence)
    }
  }

  /// Ends a hold, and lets go what was kept for it alone.
  public func endHold(_ name: String) throws(LogError) {
    try change { $0.endHold(name) }
  }

  private func change(_ body: (inout SegmentList) -> Void) throws(LogError) {
    try segments.withLock { list throws(LogError) in
      body(&list)
      try list.letGo(in: directory, ready: shape.segmentsAhead)
    }
  }

  private func roll(_ appender: inout Appender) throws(LogError) {
    // Before the segment is left: what lies at its end would be taken for damage once another follows.
    try appender.clean()
    let salt = newSalt()
    let next = appender.next
    do throws(LogError) {
      let file = try segments.withLock { list throws(LogError) in
        try list.begin(next, in: directory, identity: identity, shape: shape, salt: salt)
      }
      appender.roll(into: file, salt: max(salt, 1))
    } catch {
      throw appender.remember(error)
    }
  }
}
