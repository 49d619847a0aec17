/// Power cuts at every kind of moment, on simulated disks: what was said to be durable is there, and nothing else.
import Storage
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `a log whose power is cut` {
  /// Each seed is a history of several lives; a hundred seeds are one case.
  static let cases: [ClosedRange<UInt64>] =
    SeededGenerator.seedOfEnvironment.map { [$0...$0] } ?? (0..<20).map { $0 * 100 + 1...$0 * 100 + 100 }

  @Test(arguments: cases)
  func `has everything that was durable, perhaps the record that was being written, and nothing else`(
    seeds: ClosedRange<UInt64>
  ) throws {
    for seed in seeds {
      do {
        var history = try History(seed: seed)
        for _ in 0..<3 { try history.live() }
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
  }

  /// Whoever wrote the last record was told that its sync failed, and nobody was told of it. Whoever opens the log finds it, if
  /// the disk has it, or it does not: and so it stays.
  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func `keeps what it was opened with, even if the power goes before anything is appended`(seed: UInt64) throws {
    let directory = SimulatedDirectory(seed: seed)
    let shape = LogBench.shape(blocks: 8)
    let writing = try Writing.create(in: directory, shape: shape, salts: LogBench.salts(seed))
    for _ in 0..<3 { try writing.append(bytes: 3000) }
    directory.plan(.fails, at: directory.counts.all + 1)
    _ = try #require(throws: LogError.self) { try writing.append(bytes: 3000) }
    let told = try Writing(opening: directory, shape: shape, salts: LogBench.salts(seed + 1)).appended
    #expect(told.count >= 3)
    directory.restart()
    #expect(try Writing(opening: directory, shape: shape, salts: LogBench.salts(seed + 2)).appended == told)
  }

  /// That these histories meet what they are for.
  @Test func `meets torn tails, rolls, recycled segments and whole records that nobody was told of`() throws {
    var seen = History.Seen()
    for seed in 1...200 as ClosedRange<UInt64> {
      var history = try History(seed: seed)
      for _ in 0..<3 { try history.live() }
      seen.add(history.seen)
    }
    #expect(seen.cuts > 20 && seen.untold > 20 && seen.rolls > 100 && seen.recycled > 20, "\(seen)")
  }
}

/// What a log goes through that is opened, written, and loses its power, again and again.
private struct History {
  struct Wrong: Error, CustomStringConvertible {
    let description: String
  }

  /// How often what was met.
  struct Seen {
    var cuts = 0
    var untold = 0
    var rolls = 0
    var recycled = 0

    mutating func add(_ other: Seen) {
      cuts += other.cuts
      untold += other.untold
      rolls += other.rolls
      recycled += other.recycled
    }
  }

  private let directory: SimulatedDirectory
  private let shape = LogBench.shape(blocks: 8)
  private let salts: @Sendable () -> UInt32
  private var random: SeededGenerator
  /// What must be there.
  private var durable: [Entry] = []
  /// What may be there besides: it was being appended when the power went.
  private var uncertain: Entry?
  /// The last sequence that was folded, and so need not be there.
  private var folded: UInt64 = 0
  private(set) var seen = Seen()

  init(seed: UInt64) throws {
    directory = SimulatedDirectory(seed: seed)
    salts = LogBench.salts(seed &+ 1)
    random = SeededGenerator(seed: seed &+ 2)
    try CommandLog.create(in: directory, identity: LogBench.identity, first: 1, shape: shape, newSalt: salts)
  }

  /// One life: opens the log, compares, and works until the power is cut.
  mutating func live() throws {
    let writing = try open()
    let cut = directory.counts.all + Int.random(in: 0..<40, using: &random)
    directory.plan(.powerCut, at: cut)
    do {
      while true { try step(writing) }
    } catch let error as LogError {
      guard case .failed(let failure) = error, failure.kind == .powerOff else { throw error }
    }
    directory.restart()
    // Half of the time the power goes again while the log is being opened.
    if random.once(in: 2) {
      directory.plan(.powerCut, at: directory.counts.all + Int.random(in: 0..<2, using: &random))
      do { _ = try Writing(opening: directory, shape: shape, salts: salts) } catch let error as LogError {
        guard case .failed(let failure) = error, failure.kind == .powerOff else { throw error }
      }
      directory.restart()
    }
    _ = try open()
  }

  private mutating func step(_ writing: Writing) throws {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: try writing.log.prepareAhead()
    case 1:
      folded = UInt64.random(in: folded...writing.log.lastSequence, using: &random)
      let segments = try directory.layout()
      try writing.log.release(through: folded)
      if try directory.layout().spares > segments.spares { seen.recycled += 1 }
    default:
      let entry = writing.entry(
        count: .random(in: 1...5, using: &random),
        bytes: random.once(in: 3) ? 6000 : .random(in: 0...900, using: &random))
      let renames = directory.counts.renames
      uncertain = entry
      try writing.append(entry)
      uncertain = nil
      durable.append(entry)
      seen.rolls += directory.counts.renames - renames
    }
  }

  private mutating func open() throws -> Writing {
    let writing = try Writing(opening: directory, shape: shape, salts: salts)
    if writing.log.cut != nil { seen.cuts += 1 }
    let first = writing.log.firstSequence
    guard first <= folded + 1 else { throw Wrong(description: "\(first) is the first, \(folded) the last folded") }
    let must = durable.filter { $0.first >= first }
    if let uncertain, writing.appended == must + [uncertain] {
      // Nobody was told of it, and it is there whole: from now on it stays.
      seen.untold += 1
      durable.append(uncertain)
    } else if writing.appended != must {
      throw Wrong(
        description: "found \(writing.appended.map(\.first)) instead of \(must.map(\.first)), "
          + "and perhaps \(uncertain.map { "\($0.first)" } ?? "none")")
    }
    uncertain = nil
    return writing
  }
}
