/// Whole data directories as programs of each format left them, kept as they were written: they are opened, brought to this
/// format, found whole, and say what they said.
///
/// Those of former formats were written by the programs of their time, which also said what is in them: what is held against
/// them here is what those programs meant, not what today's reads (`GoldenData/README.md`). One of this format is written by
/// `VOUCH_WRITE_GOLDEN=1` where there is none; one that is there is never written anew.
import CVouchRecords
import Foundation
import LMDB
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

@Suite(.serialized, .timeLimit(.minutes(30))) struct `a golden data directory` {
  @Test(.enabled("VOUCH_WRITE_GOLDEN is set") { ProcessInfo.processInfo.environment["VOUCH_WRITE_GOLDEN"] != nil })
  func `is written where there is none`() throws {
    let golden = GoldenDirectory(of: Store.format)
    guard !FileManager.default.fileExists(atPath: golden.path("tar.gz")) else { return }
    let directory = try TemporaryStore()
    try directory.create()
    let seed = try #require((1...100).max { GoldenDirectory.worth($0) < GoldenDirectory.worth($1) })
    var history = GroupedHistory(seed: seed)
    do {
      let store = try directory.attesting()
      for number in 0..<GoldenDirectory.groups {
        let group = history.next()
        if number == GoldenDirectory.groups - 8 { try store.fold() }
        try store.submit(group.commands.map(\.furnished.masked), at: group.time)
      }
    }
    let copy = try TemporaryStore()
    try GoldenDirectory.tar("cf", "\(copy.path)/golden.tar", in: directory.path)
    try GoldenDirectory.run("gzip", ["-9", "-n", "\(copy.path)/golden.tar"])
    try FileManager.default.moveItem(atPath: "\(copy.path)/golden.tar.gz", toPath: golden.path("tar.gz"))
    let said = try directory.attesting().snapshot().said()
    try said.write(toFile: golden.path("txt"), atomically: true, encoding: .utf8)
  }

  @Test(arguments: GoldenDirectory.all)
  func `is opened, upgraded, whole, and says what it said`(golden: GoldenDirectory) throws {
    let directory = try golden.unpacked()
    #expect(try directory.format == golden.format)
    let said = try golden.said
    let before = try LedgerVerification.all(of: directory, salts: .test).findings
    #expect(before == [], "as it was written")
    do {
      let store = try directory.attesting()
      // There was no log in format 1.
      #expect((store.replayed > 0) == (golden.format > 1), "some of it is in the log alone")
      try expect(said, of: store, "opened")
      try store.fold()
      try expect(said, of: store, "folded")
    }
    #expect(try directory.format == Store.format)
    let (findings, _, summary) = try LedgerVerification.all(of: directory, salts: .test)
    #expect(findings == [], "upgraded")
    #expect(summary.entries == summary.logged)
    #expect(summary.attested == summary.entries)
    let store = try directory.attesting()
    try expect(said, of: store, "opened again")
  }

  @Test(arguments: GoldenDirectory.all)
  func `goes on: a party joins, money is paid out, and what is due is done`(golden: GoldenDirectory) throws {
    let directory = try golden.unpacked()
    do {
      let store = try directory.attesting()
      let enrolment = AccountEnrolment(id: .buyer, currency: .euro)
      let administration = Administration(
        id: CommandID(at: store.time, random: (9, 9)), change: .enrolAccount(enrolment))
      #expect(try store.submit([.administer(administration)], at: store.time).first?.entry != nil)
      try payOut(in: store)
      // Until nothing comes any more: a check that expired may have more to be done.
      while try store.sweep(at: store.time + .days(400)) > 0 {}
      for state in CheckState.allCases {
        var query = CheckQuery()
        query.state = state
        query.limit = 1000
        for check in try store.snapshot().checks(query).items {
          #expect(check.progress.due == nil, "\(check.id)")
          #expect(!state.isOpen || state == .frozen, "\(check.id)")
        }
      }
      try store.fold()
    }
    let findings = try LedgerVerification.all(of: directory, salts: .test).findings
    #expect(findings == [])
  }

  /// A program may die after the ledger became one of this format, and before it was noted which entries are of before.
  @Test func `tells nobody what was done before there were instructions, opened once more`() throws {
    let golden = GoldenDirectory(of: 5)
    let directory = try golden.unpacked()
    let said = try golden.said
    for _ in 0..<2 {
      let store = try directory.attesting()
      #expect(store.replayed > 0)
      try expect(said, of: store, "opened")
      let transaction = try WriteTransaction(store.environment)
      var meta = try store.tables.meta(in: transaction)
      #expect(meta.tells_from == store.sequence + 1)
      meta.tells_from = .max
      try store.tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
      try transaction.commit()
    }
    #expect(try LedgerVerification.all(of: directory, salts: .test).findings == [])
  }

  /// What is paid out today tells the bank so, and nothing that was paid out before there were instructions does.
  private func payOut(in store: Store) throws {
    let seller = try #require(
      RandomHistory.sellers.first { try store.snapshot().seller($0)?.available.posted ?? 0 > 0 })
    let administration = Administration(
      id: CommandID(at: store.time, random: (9, 10)), change: .payOut(seller, 1, .bank))
    let entry = try #require(try store.submit([.administer(administration)], at: store.time).first?.entry)
    let told = try store.snapshot().instructions(to: .bank, after: 0, limit: 1000).items.map(\.id.sequence)
    #expect(told.last == entry.sequence)
  }

  private func expect(_ said: String, of store: Store, _ context: Comment) throws {
    let difference = try store.snapshot().firstDifference(from: said)
    #expect(difference == nil, context)
  }

  /// What was said in the clear then is said sealed today, and its id is known all the same. Those of format 6 and later begin
  /// with other parties.
  @Test(arguments: GoldenDirectory.all.filter { $0.format < 6 })
  func `knows the ids that took effect`(golden: GoldenDirectory) throws {
    let store = try golden.unpacked().attesting()
    let first = try store.snapshot().receipt(1).entry
    var enrolment = AccountEnrolment(id: RandomHistory.accounts[0], currency: .euro)
    enrolment.update.cardStanding = .good
    enrolment.update.creditLine = 2_000
    let command = Command.administer(Administration(id: first.command, change: .enrolAccount(enrolment)))
    #expect(try store.submit([command.furnished.masked], at: store.time) == [.repeated(first)])
    #expect(try store.submit([command], at: store.time) == [.refused(.idReused)])
  }
}

/// One of them: what was packed, and what was said of it.
struct GoldenDirectory: CustomTestStringConvertible {
  let name: String
  let format: UInt32

  /// Of every format there was, and two that the programs of formats 1 to 4, and 1 to 5, wrote one after the other.
  static let all =
    (1...Store.format).map { GoldenDirectory(of: $0) } + [
      GoldenDirectory(name: "grown-4", format: 4), GoldenDirectory(name: "grown-5", format: 5),
    ]

  var testDescription: String { name }

  /// How many groups of a history are written; the last eight are not folded.
  static let groups = 54

  /// How much there is in a seed's history: how many kinds of entries, and whether something is open at its end.
  static func worth(_ seed: UInt64) -> Int {
    var history = GroupedHistory(seed: seed)
    for _ in 0..<groups { _ = history.next() }
    let model = history.model
    return Set(model.entries.map(\.kind)).count + (model.instructions.values.contains { $0.state.isOpen } ? 2 : 0)
      + (model.sellers.values.contains { $0.available.posted > 0 } ? 2 : 0)
      + (model.checks.values.contains { $0.progress.state.isOpen } ? 1 : 0)
      + (model.checks.values.contains { $0.progress.reserved > 0 } ? 1 : 0)
  }

  init(of format: UInt32) { self.init(name: "format-\(format)", format: format) }

  private init(name: String, format: UInt32) {
    self.name = name
    self.format = format
  }

  var said: String {
    get throws { try String(contentsOfFile: path("txt"), encoding: .utf8) }
  }

  func path(_ kind: String, from file: String = #filePath) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent().path
      + "/GoldenData/\(name).\(kind)"
  }

  func unpacked() throws -> TemporaryStore {
    let directory = try TemporaryStore()
    try GoldenDirectory.run("tar", ["xzf", path("tar.gz"), "-C", directory.path])
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

extension TemporaryStore {
  /// The format that is noted in the ledger, which nobody has open.
  fileprivate var format: UInt32? {
    get throws {
      let environment = try Environment(path: path, mapSize: TemporaryStore.mapSize, tables: Tables.count)
      let transaction = try ReadTransaction(environment)
      let meta = try Table<UInt64>(existing: "meta", in: transaction)
      return try meta.sealed(vouch_meta_record.self, at: Tables.metaKey, in: transaction)?.format
    }
  }
}

extension Store {
  /// Does what is due at `time`. Gives how much that was.
  fileprivate func sweep(at time: Timestamp) throws -> Int {
    var done = 0
    var batch = try begin(at: time)
    for due in try batch.dueChecks(limit: 1000) {
      guard let action = try batch.action(for: due) else { continue }
      #expect(try batch.decision(on: .act(action)).entry != nil, "\(due.check)")
      done += 1
    }
    _ = try batch.commit()
    return done
  }
}

extension Command {
  /// The command with who a party that joins is, which random histories do not say.
  fileprivate var furnished: Command {
    guard case .administer(var administration) = self else { return self }
    switch administration.change {
    case .enrolAccount(var enrolment):
      let id = enrolment.id
      var profile = AccountProfile()
      profile.name = .of("\(id) Ström")
      profile.sex = .female
      profile.address = .of("1 Main Street")
      profile.telephone = .of("555-1234")
      profile.bank = .of("First Bank")
      profile.bankAccountNumber = .of("\(id)-4711")
      profile.creditCompany = .of("Plastic")
      profile.cardNumber = .of("4242 \(id)")
      enrolment.update.profile = profile
      administration.change = .enrolAccount(enrolment)
    case .enrolSeller(var enrolment):
      enrolment.update.profile = CompanyProfile(furnishing: enrolment.code)
      administration.change = .enrolSeller(enrolment)
    case .enrolDistributor(var enrolment):
      enrolment.update.profile = CompanyProfile(furnishing: enrolment.code)
      administration.change = .enrolDistributor(enrolment)
    default: break
    }
    return .administer(administration)
  }
}

extension CompanyProfile {
  fileprivate init(furnishing code: Code) {
    self.init()
    name = .of("\(code) & Sons")
    address = .of("2 Harbour Road")
    bank = .of("Second Bank")
    bankAccountNumber = .of("\(code)-815")
  }
}
