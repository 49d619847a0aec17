/// What paying systems were told and have not ended: a list of which no page ends before the list does.
import Ledger
import Testing
import VouchTesting

@testable import LedgerStore

@Suite struct `the list of open instructions` {
  /// What has ended may be known by a newer layer than the one that has it as told, by the same one, or by none that LMDB is in.
  @Test(arguments: [false, true], [false, true])
  func `goes on past what has ended, wherever that is known`(isSealedBefore: Bool, isFolded: Bool) throws {
    let ledger = try Collected(count: 8)
    if isFolded { try ledger.store.fold() }
    if isSealedBefore { _ = try ledger.store.snapshot() }
    for id in ledger.told.prefix(5) { try ledger.end(id) }
    for limit in 1...9 {
      var place: UInt64? = 0
      var found: [InstructionID] = []
      while let after = place {
        let page = try ledger.store.snapshot().instructions(to: .bank, after: after, limit: limit)
        #expect(page.items.count <= limit)
        found += page.items.map(\.id)
        place = page.next
      }
      #expect(found == Array(ledger.told.dropFirst(5)), "by \(limit)")
    }
  }
}

/// A shop that was paid so many times out of an account that is collected from over the bank.
private struct Collected {
  let directory: TemporaryStore
  let store: Store
  var told: [InstructionID] = []
  private var checks: [InstructionID: CheckID] = [:]

  init(count: UInt64) throws {
    directory = try TemporaryStore()
    try directory.create()
    store = try directory.open()
    var update = AccountUpdate()
    update.bankRail = .bank
    let changes: [Administration.Change] = [
      .enrolAccount(AccountEnrolment(id: .buyer, currency: .euro)),
      .enrolSeller(CompanyEnrolment(code: SellerID.shop.code, currency: .euro)),
      .fund(.buyer, .bank, 10_000, .bank), .updateAccount(.buyer, update),
    ]
    var commands = changes.enumerated().map { number, change in
      Command.administer(
        Administration(id: CommandID(at: .start, random: (2, UInt64(number))), change: change))
    }
    for number in 0..<count {
      var terms = CheckTerms(drawer: .buyer, amount: 100, currency: .euro)
      terms.payee = .shop
      let check = CheckID(at: .start, random: (1, number))
      commands.append(.issue(IssueCheck(id: check, terms: terms)))
      commands.append(Collected.act(.present(amount: nil, final: true), check, by: .shop, (3, number)))
    }
    for decision in try store.submit(commands, at: .start) {
      for instruction in try #require(decision.entry).instructions {
        told.append(instruction.id)
        if case .check(let check) = instruction.subject { checks[instruction.id] = check }
      }
    }
    try #require(told.count == Int(count))
  }

  /// The bank says that it has collected.
  func end(_ id: InstructionID) throws {
    // No snapshot is taken for it: that would seal a layer.
    let check = try #require(checks[id])
    let command = Collected.act(.reportRail(id, .accepted), check, by: .rail(.bank), (4, id.sequence))
    _ = try #require(try store.submit([command], at: .day(1)).first?.entry)
  }

  private static func act(
    _ event: CheckEvent, _ check: CheckID, by actor: Actor, _ random: (UInt64, UInt64)
  ) -> Command {
    .act(CheckAction(id: CommandID(at: .start, random: random), check: check, actor: actor, event: event))
  }
}
