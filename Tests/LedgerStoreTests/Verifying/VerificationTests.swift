/// A whole ledger is found whole; what is wrong in it is found, with its place.
import CVouchRecords
import LMDB
import Ledger
import Seals
import Testing
import VouchTesting

@testable import LedgerStore

extension LedgerVerification {
  /// Everything that is told of the ledger in a directory, and what was looked at.
  static func all(
    of directory: TemporaryStore, salts: LeafSalts? = nil, accountsAtOnce: Int = 1_000_000
  ) throws -> (findings: [Finding], notes: [String], summary: Summary) {
    var verification = LedgerVerification(of: directory.path)
    verification.salts = salts
    verification.accountsAtOnce = accountsAtOnce
    var findings: [Finding] = []
    var notes: [String] = []
    let summary = try verification.run { news in
      switch news {
      case .finding(let finding): findings.append(finding)
      case .note(let note): notes.append(note)
      case .progress: break
      }
    }
    return (findings, notes, summary)
  }
}

@Suite(.serialized, .timeLimit(.minutes(30))) struct `a verification` {
  @Test(arguments: SeededGenerator.seeds(4))
  func `finds random histories whole, folded or as a crash leaves them`(seed: UInt64) throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: seed)
    var random = SeededGenerator(seed: seed &+ 3000)
    for round in 0..<4 {
      do {
        let store = try directory.attesting(round == 0 ? nil : .test)
        for _ in 0..<15 {
          let group = history.next()
          try store.submit(group.commands, at: group.time)
          if random.once(in: 6) { try store.fold() }
        }
      }
      for limit in [2, 1_000_000] {
        let (findings, _, summary) = try LedgerVerification.all(
          of: directory, salts: .test, accountsAtOnce: limit)
        #expect(findings == [], "seed \(seed), round \(round)")
        #expect(summary.logged == history.sequence, "seed \(seed), round \(round)")
      }
    }
  }

  @Test func `says what there is`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 5)
    do {
      let store = try directory.attesting()
      for _ in 0..<30 {
        let group = history.next()
        try store.submit(group.commands, at: group.time)
      }
      try store.fold()
    }
    let (findings, notes, summary) = try LedgerVerification.all(of: directory, salts: .test)
    #expect(findings == [])
    #expect(notes == [])
    #expect(summary.entries == history.sequence)
    #expect(summary.attested == history.sequence)
    #expect(summary.checks == UInt64(history.model.checks.count))
    #expect(
      summary.parties
        == UInt64(history.model.accounts.count + history.model.sellers.count + history.model.distributors.count))
  }

  @Test func `refuses where there is no ledger`() throws {
    let directory = try TemporaryStore()
    #expect(throws: StoreError.notInitialised(path: directory.path)) { try LedgerVerification.all(of: directory) }
  }

  /// What no checksum shows: a record that was written so, and is not what the others say.
  @Test(arguments: Forgery.all)
  func `finds records that contradict each other`(forgery: Forgery) throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 11)
    do {
      let store = try directory.attesting()
      for _ in 0..<60 {
        let group = history.next()
        try store.submit(group.commands, at: group.time)
      }
      try store.fold()
      let transaction = try WriteTransaction(store.environment)
      try forgery.forge(store, history.model, transaction)
      try transaction.commit()
    }
    let (findings, _, _) = try LedgerVerification.all(of: directory, salts: .test)
    #expect(
      findings.contains { $0.table == forgery.table && $0.problem.contains(forgery.problem) },
      "\(forgery.name): \(findings)")
  }
}

/// A change of a whole ledger, by somebody who knows how to write a record.
struct Forgery: Sendable, CustomTestStringConvertible {
  let name: String
  /// Where it is found, and as what.
  let table: String
  let problem: String
  let forge: @Sendable (Store, InMemoryLedger, borrowing WriteTransaction) throws -> Void

  var testDescription: String { name }
}

extension Forgery {
  static let all: [Forgery] = [
    Forgery(name: "a balance", table: "accounts", problem: "the bank cover is") { store, model, transaction in
      var account = try #require(model.accounts.values.first { $0.bank.balance.posted > 0 })
      account.bank.balance.posted += 1
      try store.tables.accounts.put(account.bytes(over: 0), at: CodeKey(account.id), in: transaction)
    },
    Forgery(name: "a hold", table: "accounts", problem: "held on the bank cover") { store, model, transaction in
      var account = try #require(model.accounts.values.first { $0.bank.balance.posted > 0 })
      account.bank.held += 5
      try store.tables.accounts.put(account.bytes(over: 0), at: CodeKey(account.id), in: transaction)
    },
    Forgery(name: "an account that is gone", table: "checks", problem: "its drawer") { store, model, transaction in
      let check = try #require(model.checks.values.first)
      try store.tables.accounts.delete(CodeKey(check.terms.drawer), in: transaction)
    },
    Forgery(name: "a check's sums", table: "checks", problem: "its amount is not") { store, model, transaction in
      var check = try #require(model.checks.values.first { $0.progress.captured > 0 })
      check.progress.captured -= 1
      try store.tables.checks.put(check.bytes(over: 0), at: IDKey(check.id), in: transaction)
    },
    Forgery(name: "a check's state", table: "checks", problem: "stands elsewhere") { store, model, transaction in
      var check = try #require(model.checks.values.first { $0.progress.state == .settled })
      check.progress.state = .voided
      try store.tables.checks.put(check.bytes(over: 0), at: IDKey(check.id), in: transaction)
    },
    Forgery(name: "a check that is gone", table: "checks", problem: "is missing") { store, model, transaction in
      let check = try #require(model.checks.values.first)
      try store.tables.checks.delete(IDKey(check.id), in: transaction)
    },
    Forgery(name: "a check's history cut", table: "checks", problem: "its history") { store, model, transaction in
      var check = try #require(model.checks.values.first { $0.entryCount > 1 })
      check.entryCount -= 1
      try store.tables.checks.put(check.bytes(over: 0), at: IDKey(check.id), in: transaction)
    },
    Forgery(name: "an entry that is gone", table: "journal", problem: "missing") { store, model, transaction in
      try store.tables.journal.delete(7, in: transaction)
    },
    Forgery(name: "the last entry gone", table: "meta", problem: "the journal ends") { store, model, transaction in
      try store.tables.journal.delete(UInt64(model.entries.count), in: transaction)
    },
    Forgery(name: "another amount posted", table: "journal", problem: "not what the log has") {
      store, model, transaction in
      let entry = try #require(model.entries.last { $0.postings.count == 1 })
      var receipt = try store.snapshot().receipt(entry.sequence)
      var postings = Postings()
      var posting = entry.postings[0]
      posting.amount += 1
      postings.append(posting)
      receipt.entry.postings = postings
      try store.tables.journal.put(receipt.version2, at: entry.sequence, in: transaction)
    },
    Forgery(name: "an id that is gone", table: "commands", problem: "is not kept") { store, model, transaction in
      let entry = try #require(model.entries.first { if case .party = $0.subject { true } else { false } })
      try store.tables.commands.delete(IDKey(entry.command), in: transaction)
    },
    Forgery(name: "a check that is not due", table: "checks", problem: "is not on the list") {
      store, model, transaction in
      let check = try #require(model.checks.values.first { $0.progress.due != nil })
      let due = try #require(check.progress.due)
      try store.tables.due.delete(DueKey(time: due, check: check.id), in: transaction)
    },
    Forgery(name: "a seller's locked proceeds", table: "sellers", problem: "what is locked") {
      store, model, transaction in
      var seller = try #require(model.sellers.values.first)
      seller.locked.posted += 3
      try store.tables.sellers.seal(seller.record, at: CodeKey(seller.id), in: transaction)
    },
    Forgery(name: "an instruction that is gone", table: "instructions", problem: "is missing") {
      store, model, transaction in
      let id = try #require(model.instructions.keys.first)
      for isOpen in [true, false] {
        try store.tables.instructions.delete(InstructionKey(id, isOpen: isOpen), in: transaction)
      }
    },
    Forgery(name: "how many checks are open", table: "meta", problem: "open checks") { store, model, transaction in
      var meta = try store.tables.meta(in: transaction)
      meta.open_checks += 1
      try store.tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    },
    Forgery(name: "a leaf of the history", table: "commits", problem: "are not those it was made of") {
      store, model, transaction in
      var commits = try store.tables.commits(0, in: transaction)
      commits.leaves.0 ^= 1
      try store.tables.commits.seal(commits, at: 0, in: transaction)
    },
  ]
}
