/// Whole data directories as programs of each format left them, kept as they were written: they are opened, brought to this
/// format, found whole, and say what they said.
///
/// Those of formats 2 and 4 were written by the former layouts that the tests have (`FormerLayouts`), that of 6 by the store
/// itself. `VOUCH_WRITE_GOLDEN=1` writes those that are missing; one that is there is never written anew.
import Foundation
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

@Suite(.timeLimit(.minutes(30))) struct `a golden data directory` {
  @Test(arguments: [2, 4, 6] as [UInt32])
  func `is opened, upgraded, whole, and says what it said`(format: UInt32) throws {
    let directory = try GoldenDirectory.unpacked(format)
    let said = try String(contentsOfFile: GoldenDirectory.path(format, "txt"), encoding: .utf8)
    let (before, _, _) = try LedgerVerification.all(of: directory, salts: .test)
    #expect(before == [], "as it was written")
    do {
      let store = try directory.attesting()
      #expect(store.replayed > 0, "some of it is in the log alone")
      #expect(try store.snapshot().said() == said)
      try store.fold()
    }
    let (findings, _, summary) = try LedgerVerification.all(of: directory, salts: .test)
    #expect(findings == [], "upgraded")
    #expect(summary.entries == summary.logged)
    #expect(summary.attested == summary.entries)
    // And it goes on.
    do {
      let store = try directory.attesting()
      let enrolment = AccountEnrolment(id: .buyer, currency: .euro)
      let administration = Administration(
        id: CommandID(at: store.time, random: (9, 9)), change: .enrolAccount(enrolment))
      #expect(try store.submit([.administer(administration)], at: store.time).first?.entry != nil)
    }
    #expect(try LedgerVerification.all(of: directory, salts: .test).findings == [])
  }

  @Test(
    .enabled("VOUCH_WRITE_GOLDEN is set") { ProcessInfo.processInfo.environment["VOUCH_WRITE_GOLDEN"] != nil },
    arguments: [2, 4, 6] as [UInt32])
  func `is written where there is none`(format: UInt32) throws {
    let path = GoldenDirectory.path(format, "tar.gz")
    guard !FileManager.default.fileExists(atPath: path) else { return }
    let directory = try TemporaryStore()
    try directory.create()
    var history = GroupedHistory(seed: 60 + UInt64(format), isFormer: format < 6)
    func add(_ count: Int, to store: Store) throws {
      for _ in 0..<count {
        let group = history.next()
        if format == 2 {
          try store.commandLog.appendAsFormat2(group)
        } else {
          try store.submit(group.commands, at: group.time)
        }
      }
    }
    if format == 2 { try add(25, to: directory.open()) }
    do {
      let store = try format == 2 ? directory.open() : directory.attesting()
      if format > 2 { try add(25, to: store) }
      try store.fold()
      try add(5, to: store)
      if format == 2 { try store.writeAsFormat2() }
      if format == 4 { try store.asFormat4() }
    }
    let copy = try TemporaryStore()
    try GoldenDirectory.tar("cf", "\(copy.path)/golden.tar", in: directory.path)
    try GoldenDirectory.run("gzip", ["-9", "-n", "\(copy.path)/golden.tar"])
    try FileManager.default.moveItem(atPath: "\(copy.path)/golden.tar.gz", toPath: path)
    let said = try directory.attesting().snapshot().said()
    try said.write(toFile: GoldenDirectory.path(format, "txt"), atomically: true, encoding: .utf8)
  }
}

enum GoldenDirectory {
  static func path(_ format: UInt32, _ kind: String, from file: String = #filePath) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent().path
      + "/GoldenData/format-\(format).\(kind)"
  }

  static func unpacked(_ format: UInt32) throws -> TemporaryStore {
    let directory = try TemporaryStore()
    try run("tar", ["xzf", path(format, "tar.gz"), "-C", directory.path])
    return directory
  }

  /// Nothing that differs from one writing to the next.
  static func tar(_ what: String, _ file: String, in directory: String) throws {
    try run(
      "tar",
      [
        what, file, "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--exclude=lock.mdb",
        "--exclude=owner.pid", "--exclude=spare-*", "-C", directory, ".",
      ])
  }

  static func run(_ program: String, _ arguments: [String]) throws {
    let process = try Process.run(URL(fileURLWithPath: "/usr/bin/env"), arguments: [program] + arguments)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(program)")
  }
}

extension Snapshot {
  /// What a ledger says of everybody, in lines.
  fileprivate func said() throws -> String {
    var lines = ["entries \(try sequence())"]
    for id in RandomHistory.accounts {
      guard let account = try account(id) else { continue }
      lines.append(
        "account \(id): bank \(account.bank.balance.posted) held \(account.bank.held), card \(account.card.balance.posted) "
          + "held \(account.card.held), \(account.openChecks) open")
    }
    for id in RandomHistory.sellers {
      guard let seller = try seller(id) else { continue }
      lines.append(
        "seller \(id): \(seller.available.posted) locked \(seller.locked.posted) reserve \(seller.reserve.posted)")
    }
    for id in RandomHistory.distributors {
      guard let distributor = try distributor(id) else { continue }
      lines.append("distributor \(id): \(distributor.debt.posted) to collect \(distributor.cashPending)")
    }
    for state in CheckState.allCases {
      var query = CheckQuery()
      query.state = state
      query.limit = 1000
      for check in try checks(query).items {
        lines.append("check \(check.id): \(state) \(check.progress.remaining) of \(check.terms.amount.minorUnits)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
