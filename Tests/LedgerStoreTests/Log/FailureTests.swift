/// What the log does when the disk is full, or a write or a sync fails.
import Storage
import Testing

@testable import LedgerStore

@Suite struct `a log whose disk fails` {
  /// The fault meets the write or the sync of the third record, or of the header of the second segment.
  @Test(arguments: [("write", 0), ("sync", 1)])
  func `appends nothing more, tries no sync again, and has all that was durable when opened again`(
    call: String, offset: Int
  ) throws {
    for records in [2, 3] {
      let directory = SimulatedDirectory(seed: 1)
      let shape = LogBench.shape(blocks: 4)
      let writing = try Writing.create(in: directory, shape: shape, salts: LogBench.salts(1))
      try writing.log.prepareAhead()
      for _ in 0..<records { try writing.append(bytes: 3000) }
      directory.plan(.fails, at: directory.counts.all + offset)
      let error = try #require(throws: LogError.self) { try writing.append(bytes: 3000) }
      let counts = directory.counts
      // Nor in another file: the larger record would begin a segment.
      for bytes in [6000, 10, 6000] { #expect(throws: error) { try writing.append(bytes: bytes) } }
      #expect(directory.counts == counts, "\(call), after \(records)")
      #expect(error.isOutOfSpace == false)
      directory.restart()
      let again = try Writing(opening: directory, shape: shape, salts: LogBench.salts(2))
      let found = again.appended
      #expect(found.starts(with: writing.appended), "\(call), after \(records)")
      #expect(found.count <= writing.appended.count + 1, "\(call), after \(records)")
    }
  }

  /// The process dies, or ends because a sync failed, after it wrote a record; the machine lives, and loses its power later.
  @Test(arguments: [Storage.Fault.processDies, .fails], 1...40 as ClosedRange<UInt64>)
  func `serves nothing when opened again that only the cache of the system has`(fault: Storage.Fault, seed: UInt64)
    throws
  {
    let directory = SimulatedDirectory(seed: seed)
    let shape = LogBench.shape(blocks: 8)
    let writing = try Writing.create(in: directory, shape: shape, salts: LogBench.salts(seed))
    try writing.append(bytes: 3000)
    directory.plan(fault, at: directory.counts.all + 1)
    #expect(throws: LogError.self) { try writing.append(bytes: 6000) }
    directory.startAgain()
    let again = try Writing(opening: directory, shape: shape, salts: LogBench.salts(seed))
    let served = again.appended
    #expect(served.starts(with: writing.appended), "seed \(seed)")
    // What is appended next may be shorter than what the failed one left.
    if seed % 2 == 0 { try again.append(bytes: 10) }
    directory.restart()
    let last = try Writing(opening: directory, shape: shape, salts: LogBench.salts(seed))
    #expect(last.appended == again.appended, "seed \(seed)")
  }

  @Test func `is full answers so, loses nothing, and goes on when there is room`() throws {
    let directory = SimulatedDirectory(seed: 1, capacity: 4 * Block.bytes)
    let shape = LogBench.shape(blocks: 4)
    let writing = try Writing.create(in: directory, shape: shape, salts: LogBench.salts(1))
    for _ in 0..<3 { try writing.append(bytes: 10) }
    for _ in 0..<3 {
      let error = try #require(throws: LogError.self) { try writing.append(bytes: 10) }
      #expect(error.isOutOfSpace == true)
    }
    #expect(throws: LogError.self) { try writing.log.prepareAhead() }
    #expect(try writing.log.entries(after: 0) == writing.appended)
    directory.setCapacity(8 * Block.bytes)
    for _ in 0..<3 { try writing.append(bytes: 10) }
    // Full again, until a fold lets the first segment go.
    #expect(throws: LogError.self) { try writing.append(bytes: 10) }
    try writing.log.release(through: 3)
    try writing.append(bytes: 10)
    let again = try Writing(opening: directory, shape: shape, salts: LogBench.salts(2))
    #expect(again.appended == writing.appended.filter { $0.first > 3 })
  }

  /// A file system that allocates when it is written may refuse a write into what was set aside.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `refuses a record in the middle, and nothing of it is left under the next`(seed: UInt64) throws {
    let directory = SimulatedDirectory(seed: seed)
    let shape = LogBench.shape(blocks: 8, payload: 20_000)
    let writing = try Writing.create(in: directory, shape: shape, salts: LogBench.salts(seed))
    try writing.append(bytes: 10)
    directory.plan(.outOfSpace, at: directory.counts.all)
    let error = try #require(throws: LogError.self) { try writing.append(bytes: 20_000) }
    #expect(error.isOutOfSpace == true)
    // Not even the cleaning finds room at first.
    directory.plan(.outOfSpace, at: directory.counts.all)
    #expect(throws: error) { try writing.append(bytes: 10) }
    for bytes in [10, 4000] { try writing.append(bytes: bytes) }
    let again = try Writing(opening: directory, shape: shape, salts: LogBench.salts(seed))
    #expect(again.appended == writing.appended, "seed \(seed)")
    #expect(again.log.cut == nil, "seed \(seed)")
  }
}
