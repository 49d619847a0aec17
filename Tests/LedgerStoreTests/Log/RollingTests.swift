/// Appending, rolling, letting go and reading: what the log does while nothing goes wrong.
import Storage
import Testing

@testable import LedgerStore

@Suite struct `a command log` {
  @Test(arguments: [0, 1, 7, 455, 456, 457, 944, 3871, 3872, 3873, 4360, 6000])
  func `gives back what was appended, whatever its length`(bytes: Int) throws {
    let directory = SimulatedDirectory(seed: 1)
    let shape = LogBench.shape(blocks: 6)
    let writing = try Writing.create(in: directory, shape: shape, salts: LogBench.salts(1))
    for count in 1...5 as ClosedRange<UInt32> { try writing.append(count: count, bytes: bytes) }
    #expect(try writing.log.entries(after: 0) == writing.appended)
    let again = try Writing(opening: directory, shape: shape, salts: LogBench.salts(2))
    #expect(again.appended == writing.appended)
    #expect(again.log.lastSequence == 15)
    #expect(again.log.cut == nil)
  }

  @Test func `makes one write and one sync a batch, and no more calls of any kind`() throws {
    let directory = SimulatedDirectory(seed: 1)
    let writing = try Writing.create(
      in: directory, shape: LogBench.shape(blocks: 64), salts: LogBench.salts(1))
    let before = directory.counts
    for _ in 0..<20 { try writing.append(count: 3, bytes: 5000) }
    var expected = before
    expected.writes += 20
    expected.syncs += 20
    #expect(directory.counts == expected)
  }

  @Test func `is appended to while others prepare segments, let them go, and read`() async throws {
    let directory = SimulatedDirectory(seed: 1)
    let writing = try Writing.create(
      in: directory, shape: LogBench.shape(blocks: 6, ahead: 2), salts: LogBench.salts(1))
    let log = writing.log
    let others = Task {
      while log.lastSequence < 400 {
        try log.prepareAhead()
        try log.release(through: log.lastSequence / 2)
        let first = log.firstSequence
        try log.hold("reader", after: first - 1)
        let entries = try log.entries(after: first - 1)
        #expect(entries.map(\.first) == entries.indices.map { first + UInt64($0) })
        try log.endHold("reader")
        await Task.yield()
      }
    }
    for _ in 0..<400 { try writing.append(bytes: 500) }
    try await others.value
    #expect(try log.entries(after: log.firstSequence - 1) == writing.appended.filter { $0.first >= log.firstSequence })
  }

  @Test(arguments: [(0, 1), (1, 1), (2, 2), (3, 3), (9, 9), (10, 10)] as [(UInt64, UInt64)])
  func `is read from the record on that holds the sequence after the one named`(after: UInt64, first: UInt64) throws {
    // Records of 1, 1 and then 6 sequences: 1, 2, 3…8, and 9, 10 in the next segment.
    let writing = try Writing.create(
      in: SimulatedDirectory(seed: 1), shape: LogBench.shape(blocks: 4), salts: LogBench.salts(1))
    for count in [1, 1, 6, 1, 1] as [UInt32] { try writing.append(count: count, bytes: 10) }
    #expect(try writing.directory.layout().segments == [1, 9])
    #expect(try writing.log.entries(after: after) == writing.appended.filter { $0.last > after })
    #expect(writing.appended.first { $0.last > after }?.first ?? 10 <= max(first, after + 1))
  }

  @Test func `and a ledger that do not meet are told apart`() throws {
    let writing = try Writing.create(
      in: SimulatedDirectory(seed: 1), shape: LogBench.shape(blocks: 4), first: 100, salts: LogBench.salts(1))
    try writing.append(count: 5, bytes: 10)
    #expect(throws: LogError.begins(path: "simulated", at: 100, asked: 99)) { try writing.log.entries(after: 98) }
    #expect(throws: LogError.ends(path: "simulated", at: 104, asked: 105)) { try writing.log.entries(after: 105) }
    #expect(try writing.log.entries(after: 99).count == 1)
    #expect(try writing.log.entries(after: 104).isEmpty)
  }

  @Test func `is made once, opened where it is, and by its own ledger only`() throws {
    let directory = SimulatedDirectory(seed: 1)
    let shape = LogBench.shape(blocks: 4)
    let salts = LogBench.salts(1)
    func open(_ identity: LedgerIdentity) throws -> CommandLog {
      try CommandLog(opening: directory, identity: identity, shape: shape, newSalt: salts)
    }
    #expect(throws: LogError.missing(path: "simulated")) { _ = try open(LogBench.identity) }
    try CommandLog.create(in: directory, identity: LogBench.identity, first: 1, shape: shape, newSalt: salts)
    #expect(throws: LogError.exists(path: "simulated")) {
      try CommandLog.create(in: directory, identity: LogBench.identity, first: 1, shape: shape, newSalt: salts)
    }
    #expect(throws: LogError.foreign(path: "simulated/00000000000000000001.log")) {
      _ = try open(LedgerIdentity(0, 0))
    }
    #expect(try open(LogBench.identity).lastSequence == 0)
  }
}

@Suite struct `segments of a log` {
  @Test func `follow each other, named by their first sequence, from files that lie ready`() throws {
    let directory = SimulatedDirectory(seed: 1)
    let writing = try Writing.create(
      in: directory, shape: LogBench.shape(blocks: 4, ahead: 2), salts: LogBench.salts(1))
    try writing.log.prepareAhead()
    #expect(try directory.layout() == ([1], 2))
    let created = directory.counts.creates
    for _ in 0..<9 { try writing.append(count: 2, bytes: 100) }
    #expect(try directory.layout() == ([1, 7, 13], 0))
    #expect(directory.counts.creates == created)
    // With none ready the log makes one itself.
    try writing.append(bytes: 100)
    #expect(try directory.layout() == ([1, 7, 13, 19], 0))
    #expect(try writing.log.entries(after: 0) == writing.appended)
    try writing.log.prepareAhead()
    #expect(writing.log.segmentsReady == 2)
  }

  /// Three records a segment: 1…3, 4…6, 7…9, and 10 in the one that is written.
  @Test(
    arguments: [
      (0, nil, [1, 4, 7, 10]), (2, nil, [1, 4, 7, 10]), (3, nil, [4, 7, 10]), (5, nil, [4, 7, 10]),
      (9, nil, [10]), (10, nil, [10]), (10, 0, [1, 4, 7, 10]), (10, 2, [1, 4, 7, 10]), (10, 3, [4, 7, 10]),
      (10, 9, [10]), (3, 8, [4, 7, 10]),
    ] as [(UInt64, UInt64?, [UInt64])])
  func `go when all in them is released and no hold keeps it, never the one that is written`(
    released: UInt64, held: UInt64?, left: [UInt64]
  ) throws {
    let directory = SimulatedDirectory(seed: 1)
    let shape = LogBench.shape(blocks: 4, ahead: 2)
    let writing = try Writing.create(in: directory, shape: shape, salts: LogBench.salts(1))
    for _ in 0..<10 { try writing.append(bytes: 100) }
    if let held { try writing.log.hold("backup", after: held) }
    try writing.log.release(through: released)
    #expect(try directory.layout().segments == left)
    // As many as may lie ready do; the others are gone.
    #expect(try directory.layout().spares == min(2, 4 - left.count))
    #expect(try writing.log.entries(after: left[0] - 1) == writing.appended.filter { $0.first >= left[0] })
    #expect(writing.log.firstSequence == left[0])
    if held != nil {
      try writing.log.endHold("backup")
      #expect(try directory.layout().segments == [1, 4, 7, 10].filter { $0 + 2 > released || $0 == 10 })
    }
    let again = try Writing(opening: directory, shape: shape, salts: LogBench.salts(2))
    #expect(again.log.lastSequence == 10)
  }

  @Test func `that are gone cannot be held`() throws {
    let writing = try Writing.create(
      in: SimulatedDirectory(seed: 1), shape: LogBench.shape(blocks: 4), salts: LogBench.salts(1))
    for _ in 0..<4 { try writing.append(bytes: 100) }
    try writing.log.release(through: 4)
    #expect(throws: LogError.begins(path: "simulated", at: 4, asked: 3)) {
      try writing.log.hold("backup", after: 2)
    }
    try writing.log.hold("backup", after: 3)
  }

  @Test func `live again, and nothing of an earlier life is read`() throws {
    let directory = SimulatedDirectory(seed: 1)
    let shape = LogBench.shape(blocks: 8, ahead: 1)
    let salts = LogBench.salts(1)
    var last: UInt64 = 0
    var writing = try Writing.create(in: directory, shape: shape, salts: salts)
    try writing.log.prepareAhead()
    let created = directory.counts.creates
    for round in 1...40 {
      try writing.append(count: 1, bytes: round * 997 % 6000)
      last += 1
      try writing.log.release(through: last)
      writing = try Writing(opening: directory, shape: shape, salts: salts)
      #expect(writing.log.lastSequence == last)
      #expect(writing.log.cut == nil)
    }
    #expect(directory.counts.creates == created)
  }

  @Test func `of another size stay readable, and lie ready for nobody`() throws {
    let directory = SimulatedDirectory(seed: 1)
    let small = try Writing.create(
      in: directory, shape: LogBench.shape(blocks: 4, ahead: 2), salts: LogBench.salts(1))
    try small.log.prepareAhead()
    for _ in 0..<3 { try small.append(bytes: 10) }
    let large = try Writing(
      opening: directory, shape: LogBench.shape(blocks: 8, ahead: 2), salts: LogBench.salts(2))
    for _ in 0..<7 { try large.append(bytes: 10) }
    #expect(try directory.layout() == ([1, 4], 0))
    #expect(directory.contents(of: SegmentHeader.name(first: 4))?.count == 8 * Block.bytes)
    #expect(try large.log.entries(after: 0) == large.appended)
  }
}
