/// Ledgers of older formats: read as they are, and written anew only where they are written.
import CVouchRecords
import LMDB
import Ledger
import Seals
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `a ledger of format 2` {
  @Test func `is read as it is, goes on, and is of this format from then on`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 21, isFormer: true)
    var store: Store? = try directory.open()
    for _ in 0..<10 {
      let group = history.next()
      try store?.submit(group.commands, at: group.time)
    }
    try store?.fold()
    try #require(store).writeAsFormat2()
    try directory.reopen(&store)
    try compare(try #require(store), with: history.model, "as it was")
    #expect(try store?.snapshot().format == Store.format)

    for number in 0..<10 {
      let group = history.next()
      #expect(try store?.submit(group.commands, at: group.time) == group.decisions)
      if number == 5 { try store?.fold() }
    }
    try store?.fold()
    try compare(try #require(store), with: history.model, "gone on")
    try directory.reopen(&store)
    try compare(try #require(store), with: history.model, "opened again")
  }

  @Test func `has its log replayed`() throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 22, isFormer: true)
    var store: Store? = try directory.open()
    for _ in 0..<12 {
      let group = history.next()
      try store?.commandLog.appendAsFormat2(group)
    }
    try #require(store).writeAsFormat2()
    try directory.reopen(&store)
    #expect(store?.replayed == history.sequence)
    try compare(try #require(store), with: history.model, "replayed")
    try store?.fold()
    try directory.reopen(&store)
    try compare(try #require(store), with: history.model, "folded")
  }
}

@Suite struct `a ledger without a history` {
  /// As programs of format 2 and 3 left it: its entries are taken in when it is opened by one that attests.
  @Test(arguments: [2, 3] as [UInt32])
  func `has what it has proved from then on`(format: UInt32) throws {
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 23, isFormer: true)
    var model = ModelHistory(.test)
    var past: [AttestedEntry] = []
    var store: Store? = try directory.open()
    for number in 0..<10 {
      let group = history.next()
      if number < 8 {
        try store?.submit(group.commands, at: group.time)
        for (command, decision) in zip(group.commands, group.decisions) {
          if case .accepted(let entry) = decision { past.append(model.attested(entry, command)) }
        }
        if number == 7 { try store?.fold() }
      } else {
        // These are in the log alone, and so are still known by their groups.
        if format == 2 {
          try store?.commandLog.appendAsFormat2(group)
        } else {
          try store?.submit(group.commands, at: group.time)
        }
      }
    }
    if format == 2 { try #require(store).writeAsFormat2() } else { try #require(store).write(format: format) }
    store = nil
    store = try directory.attesting()
    #expect(try store?.snapshot().format == Store.format)
    #expect(store?.attested == 0)
    try store?.fold()
    #expect(store?.attested == history.sequence)
    for number in 0..<4 {
      let group = history.next()
      try store?.submit(group.commands, at: group.time)
      if number == 1 { try store?.fold() }
    }
    try store?.fold()
    let snapshot = try #require(store).snapshot()
    let summary = try snapshot.history()
    #expect(summary.lastSequence == history.sequence)
    for sequence in 1...history.sequence {
      let proved = try #require(try snapshot.proof(of: sequence, salts: .test))
      #expect(proved.proof.verify(entry: .leaf(proved.document), size: summary.size, root: summary.root))
      if sequence <= past.count { #expect(proved.document == past[Int(sequence) - 1].bytes, "entry \(sequence)") }
    }
  }
}

extension Snapshot {
  fileprivate var format: UInt32 {
    get throws { try tables.meta(in: transaction).format }
  }
}

extension Store {
  /// Puts every account, every check, every entry and the format as a program of format 2 had written them.
  func writeAsFormat2() throws {
    let transaction = try WriteTransaction(environment)
    var accounts: [AccountID] = []
    try tables.accounts.scan(in: transaction) { key, _ in
      accounts.append(AccountID(key.code))
      return true
    }
    for id in accounts {
      let account = try #require(try tables.account(id, in: transaction))
      try tables.accounts.seal(account.record, at: CodeKey(id.code), in: transaction)
    }
    var checks: [CheckID] = []
    try tables.checks.scan(in: transaction) { key, _ in
      checks.append(CheckID(high: key.high, low: key.low))
      return true
    }
    for id in checks {
      let check = try #require(try tables.check(id, in: transaction))
      try tables.checks.seal(check.record, at: IDKey(id), in: transaction)
    }
    var meta = try tables.meta(in: transaction)
    for sequence in 0..<meta.folded_through {
      let receipt = try tables.receipt(sequence + 1, in: transaction)
      try tables.journal.put(receipt.version1, at: sequence + 1, in: transaction)
    }
    try tables.writeUnsealed(in: transaction)
    meta.format = 2
    try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    try transaction.commit()
  }
}

extension Store {
  /// Notes another format in the ledger.
  fileprivate func write(format: UInt32) throws {
    let transaction = try WriteTransaction(environment)
    var meta = try tables.meta(in: transaction)
    try tables.writeUnsealed(in: transaction)
    meta.format = format
    try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
    try transaction.commit()
  }
}

extension CommandLog {
  /// Appends what was accepted of a group as a program of format 2 did.
  func appendAsFormat2(_ group: GroupedHistory.Group) throws {
    var payload = ByteWriter(empty: 0)
    var sequences: [UInt64] = []
    for (command, decision) in zip(group.commands, group.decisions) {
      guard case .accepted(let entry) = decision else { continue }
      _ = payload.append(sealedAt: entry.sequence) { $0.put(version1: entry, detail: command.detail) }
      if case .issue(let issue) = command {
        payload.appendSupplement(version1: issue, to: entry)
      } else {
        payload.appendSupplement(of: command, to: entry)
      }
      sequences.append(entry.sequence)
    }
    guard let first = sequences.first else { return }
    try unsafe payload.withBytes { bytes in
      unsafe try append(
        bytes.bytes, first: first, count: UInt32(sequences.count), time: UInt64(bitPattern: group.time.milliseconds))
    }
  }
}
