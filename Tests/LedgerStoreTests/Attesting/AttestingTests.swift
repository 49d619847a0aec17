/// The history that a store keeps, beside one that is reckoned from the journal alone.
import CVouchRecords
import LMDB
import Ledger
import Seals
import Testing
import VouchTesting

@testable import LedgerStore

/// What a history should be: every leaf made of the ledger in memory, in commits as the groups were.
struct ModelHistory {
  private(set) var leaves: [AttestedEntry] = []
  /// How many entries each commit has.
  private(set) var commits: [Int] = []
  private(set) var tree = HistoryTree()
  /// The root at each size, from 0.
  private(set) var roots = [Digest32.empty]
  private var salts: LeafSalts

  init(_ salts: LeafSalts) { self.salts = salts }

  /// Takes in a group as it was decided.
  mutating func take(_ group: GroupedHistory.Group) throws {
    var entries: [AttestedEntry] = []
    for (command, decision) in zip(group.commands, group.decisions) {
      guard case .accepted(let entry) = decision else { continue }
      entries.append(attested(entry, command))
    }
    try take(entries)
  }

  mutating func take(_ entries: [AttestedEntry]) throws {
    guard let first = entries.first else { return }
    var batch = BatchTree(firstSequence: first.entry.sequence)
    for entry in entries { batch.append(.leaf(entry.bytes)) }
    tree.append(try #require(batch.root).leaf)
    roots.append(tree.root)
    leaves += entries
    commits.append(entries.count)
  }

  mutating func attested(_ entry: JournalEntry, _ command: Command) -> AttestedEntry {
    let found = salts.salts(of: entry.sequence)
    let salt = AttestedEntry.Salt(high: found.leaf.high, low: found.leaf.low)
    let text = command.detail.isEmpty ? nil : Digest(Hash.text(command.detail, salt: found.text).bytes)
    guard case .issue(let issue) = command else {
      return AttestedEntry(entry, terms: nil, memo: .empty, text: text, salt: salt)
    }
    return AttestedEntry(entry, terms: issue.terms, memo: issue.memo, text: text, salt: salt)
  }
}

extension LeafSalts {
  static let test: LeafSalts = {
    guard let salts = LeafSalts(secret: Array(repeating: 7, count: 32)) else { preconditionFailure("32 bytes") }
    return salts
  }()
}

extension TemporaryStore {
  /// Opens the ledger as one that attests.
  func attesting(_ salts: LeafSalts? = .test) throws(StoreError) -> Store {
    try Store(
      opening: path, mapSize: TemporaryStore.mapSize, log: TemporaryStore.log, attesting: salts, sealing: .masking)
  }
}

/// Compares all of a store's history with the model of it: root, leaves, commits, and each entry's proof.
func compare(_ store: Store, with model: ModelHistory, _ context: String) throws {
  let snapshot = try store.snapshot()
  let history = try snapshot.history()
  #expect(history.size == UInt64(model.commits.count), "\(context)")
  #expect(history.root == model.tree.root, "\(context)")
  #expect(history.lastSequence == UInt64(model.leaves.count), "\(context)")
  #expect(history.time == model.leaves.last?.entry.time ?? Timestamp(milliseconds: 0), "\(context)")
  let page = try snapshot.attested(from: 1, limit: .max >> 1, salts: .test)
  #expect(page.leaves.map { AttestedEntry($0.document) } == model.leaves, "\(context)")
  #expect(page.commits.map { Int($0.count) } == model.commits, "\(context)")
  #expect(page.commits.map(\.index) == Array(0..<history.size), "\(context)")
  for (index, leaf) in model.leaves.enumerated() {
    let proved = try snapshot.proof(of: UInt64(index) + 1, salts: .test)
    #expect(proved?.document == leaf.bytes, "\(context)")
    let holds = proved?.proof.verify(entry: .leaf(leaf.bytes), size: history.size, root: history.root)
    #expect(holds == true, "\(context), entry \(index + 1)")
    #expect(proved?.proof.sequence == UInt64(index) + 1, "\(context)")
  }
  #expect(try snapshot.proof(of: history.lastSequence + 1, salts: .test) == nil)
  #expect(try snapshot.proof(of: 0, salts: .test) == nil)
  for earlier in 1...max(1, history.size) where history.size > 0 {
    let path = try snapshot.consistencyPath(from: earlier, to: nil)
    let holds = path.map {
      HistoryTree.verifyConsistency(
        from: earlier, model.roots[Int(earlier)], to: history.size, history.root, path: $0)
    }
    #expect(holds == true, "\(context), from \(earlier)")
    let tree = try snapshot.frontier(of: earlier).flatMap { HistoryTree(size: earlier, frontier: $0) }
    #expect(tree?.root == model.roots[Int(earlier)], "\(context), frontier of \(earlier)")
  }
  #expect(try snapshot.consistencyPath(from: history.size + 1, to: nil) == nil)
  #expect(try snapshot.consistencyPath(from: 1, to: history.size + 1) == nil)
  #expect(try snapshot.frontier(of: history.size + 1) == nil)
}

@Suite struct `a history` {
  @Test(arguments: SeededGenerator.seeds(4))
  func `has every commit as it was, whenever folded, and however often opened`(seed: UInt64) throws {
    let directory = try TemporaryStore()
    try directory.create()
    var opened: Store? = try directory.attesting()
    var history = GroupedHistory(seed: seed)
    var random = SeededGenerator(seed: seed &+ 7000)
    var model = ModelHistory(.test)
    for _ in 0..<70 {
      let group = history.next()
      try opened?.submit(group.commands, at: group.time)
      try model.take(group)
      // A snapshot seals a layer, so that several are folded at once.
      if random.once(in: 4) { _ = try opened?.snapshot() }
      if random.once(in: 6) { try opened?.fold() }
      if random.once(in: 12) {
        opened = nil
        opened = try directory.attesting()
      }
    }
    try opened?.fold()
    let store = try #require(opened)
    #expect(store.attested == history.sequence)
    try compare(store, with: model, "seed \(seed)")
  }

  @Test func `is empty before the first fold, and nothing of it is lost by a death before`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 31)
    var model = ModelHistory(.test)
    var opened: Store? = try directory.attesting()
    let group = history.next()
    try opened?.submit(group.commands, at: group.time)
    try model.take(group)
    #expect(opened?.attested == 0)
    #expect(try opened?.snapshot().history() == .empty)
    // What a process leaves that is killed: the log.
    opened = nil
    opened = try directory.attesting()
    try opened?.fold()
    try compare(try #require(opened), with: model, "replayed")
  }

  @Test func `takes in later what was folded without it, in commits of its own`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 32)
    var opened: Store? = try directory.open()
    var model = ModelHistory(.test)
    var past: [AttestedEntry] = []
    while past.count < 1_500 {
      let group = history.next()
      try opened?.submit(group.commands, at: group.time)
      for (command, decision) in zip(group.commands, group.decisions) {
        if case .accepted(let entry) = decision { past.append(model.attested(entry, command)) }
      }
      if past.count % 5 == 0 { try opened?.fold() }
    }
    try opened?.fold()
    opened = nil
    // As many to a commit as are told together nowhere: how they were committed is known no more.
    try model.take(Array(past.prefix(1024)))
    try model.take(Array(past.dropFirst(1024)))
    opened = try directory.attesting()
    #expect(opened?.attested == 0)
    try opened?.fold()
    #expect(opened?.attested == history.sequence)
    // From now on commits are as they are decided.
    for _ in 0..<5 {
      let group = history.next()
      try opened?.submit(group.commands, at: group.time)
      try model.take(group)
    }
    try opened?.fold()
    let summary = try #require(opened).snapshot().history()
    #expect(summary.size == UInt64(model.commits.count))
    #expect(summary.root == model.tree.root)
    #expect(summary.lastSequence == history.sequence)
    // Once more without, and with it again: it goes on behind what it has, in the middle of a record.
    opened = nil
    opened = try directory.open()
    past = []
    for _ in 0..<6 {
      let group = history.next()
      try opened?.submit(group.commands, at: group.time)
      for (command, decision) in zip(group.commands, group.decisions) {
        if case .accepted(let entry) = decision { past.append(model.attested(entry, command)) }
      }
    }
    try opened?.fold()
    try model.take(past)
    opened = nil
    opened = try directory.attesting()
    try opened?.fold()
    #expect(try opened?.snapshot().history().root == model.tree.root)
    #expect(opened?.attested == history.sequence)
  }

  @Test func `is made with one secret, and says so where another is given`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 33)
    var opened: Store? = try directory.attesting()
    let group = history.next()
    try opened?.submit(group.commands, at: group.time)
    try opened?.fold()
    opened = nil
    let other = try #require(LeafSalts(secret: Array(repeating: 8, count: 32)))
    #expect(throws: StoreError.otherSecret(path: directory.path, known: LeafSalts.test.id, given: other.id)) {
      _ = try directory.attesting(other)
    }
    opened = try directory.attesting()
    #expect(opened?.attested == history.sequence)
    // Who reads with another secret is told that it does not fit, and gets no proof that would be believed by nobody.
    let snapshot = try #require(opened).snapshot()
    #expect(throws: StoreError.self) { _ = try snapshot.proof(of: 1, salts: other) }
  }

  @Test func `names damage of what it is made of`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 34)
    var opened: Store? = try directory.attesting()
    for _ in 0..<40 {
      let group = history.next()
      try opened?.submit(group.commands, at: group.time)
      try opened?.fold()
    }
    let store = try #require(opened)
    try store.change { tables, transaction in
      var record = try tables.commits(0, in: transaction)
      record.leaves.0 ^= 1
      try tables.commits.seal(record, at: 0, in: transaction)
    }
    do {
      let snapshot = try store.snapshot()
      #expect(throws: StoreError.self) { _ = try snapshot.proof(of: 1, salts: .test) }
    }
    // A record that is not the one its root was made of is seen when the ledger is opened.
    try store.change { tables, transaction in
      var record = try #require(try tables.history(in: transaction))
      record.root.0 ^= 1
      try tables.meta.seal(record, at: Tables.historyKey, in: transaction)
    }
    opened = nil
    #expect(throws: StoreError.self) { _ = try directory.attesting() }
  }
}

extension Store {
  /// Changes tables as nobody should.
  fileprivate func change(_ body: (Tables, borrowing WriteTransaction) throws -> Void) throws {
    let transaction = try WriteTransaction(environment)
    try body(tables, transaction)
    try transaction.commit()
  }
}
