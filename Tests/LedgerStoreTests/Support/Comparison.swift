/// A store beside the ledger in memory: every record, every list and every sum.
import Ledger
import LedgerStore
import Testing
import VouchTesting

/// Compares all that can be read of `store` with `model`; `context` is told where they differ.
func compare(_ store: Store, with model: InMemoryLedger, _ context: String) throws {
  #expect(model.violations == [], "\(context)")
  #expect(model.journalViolations == [], "\(context)")
  let snapshot = try store.snapshot()
  try compareRecords(snapshot, model, context)
  for check in model.checks.values {
    let entries = model.entries.filter { $0.subject == .check(check.id) }
    #expect(try snapshot.history(of: check).map(\.entry) == entries, "\(context)")
  }
  for (id, posted) in model.balances { try compareStatement(of: id, posted, snapshot, model, context) }
  try compareInstructions(snapshot, model, context)
  for account in model.accounts.keys {
    var query = CheckQuery()
    query.account = account
    let issued = model.entries.reversed().compactMap { entry -> CheckID? in
      guard entry.kind == .issued, case .check(let id) = entry.subject else { return nil }
      return model.checks[id]?.terms.drawer == account ? id : nil
    }
    #expect(try snapshot.allChecks(query, by: 4) == issued, "\(context)")
  }
  for state in CheckState.allCases {
    var query = CheckQuery()
    query.state = state
    let inState = model.checks.values.filter { $0.progress.state == state }.map(\.id).sorted(by: >)
    #expect(try snapshot.allChecks(query, by: 3) == inState, "\(context)")
  }
}

private func compareRecords(_ snapshot: borrowing Snapshot, _ model: InMemoryLedger, _ context: String) throws {
  for account in model.accounts.values { #expect(try snapshot.account(account.id) == account, "\(context)") }
  for seller in model.sellers.values { #expect(try snapshot.seller(seller.id) == seller, "\(context)") }
  for distributor in model.distributors.values {
    #expect(try snapshot.distributor(distributor.id) == distributor, "\(context)")
  }
  for check in model.checks.values { #expect(try snapshot.check(check.id) == check, "\(context)") }
  #expect(try snapshot.journal(from: 1, limit: .max).items.map(\.entry) == model.entries, "\(context)")

  try compareFeeds(snapshot, model, context)
  let counts = try snapshot.counts()
  #expect(counts.accounts == UInt64(model.accounts.count), "\(context)")
  #expect(counts.sellers == UInt64(model.sellers.count), "\(context)")
  #expect(counts.distributors == UInt64(model.distributors.count), "\(context)")
  #expect(counts.checks == UInt64(model.checks.count), "\(context)")
  #expect(counts.openChecks == UInt64(model.checks.values.count { $0.progress.state.isOpen }), "\(context)")

  let sheet = try snapshot.balanceSheet()
  #expect(sheet.isConserved, "\(context)")
  var sums: [BalanceSheet.Kind: Int64] = [:]
  for (id, posted) in model.balances { sums[id.kind, default: 0] += posted }
  var shown: [BalanceSheet.Kind: Int64] = [:]
  for line in sheet.sheets.flatMap(\.lines) where line.posted != 0 { shown[line.kind, default: 0] += line.posted }
  #expect(shown.filter { $0.value != 0 } == sums.filter { $0.value != 0 }, "\(context)")
}

/// Each as it stands, and of each paying system the open ones, page by page of three.
private func compareInstructions(_ snapshot: borrowing Snapshot, _ model: InMemoryLedger, _ context: String) throws {
  for (id, instruction) in model.instructions { #expect(try snapshot.instruction(id) == instruction, "\(context)") }
  for rail in PaymentRail.allCases {
    let open = model.instructions.values.filter { $0.id.rail == rail && $0.state.isOpen }
    var found: [RailInstruction] = []
    var place: UInt64? = 0
    while let after = place {
      let page = try snapshot.instructions(to: rail, after: after, limit: 3)
      found += page.items
      place = page.next
    }
    #expect(found == open.sorted { $0.id.sequence < $1.id.sequence }, "\(context), \(rail)")
  }
}

/// Of some parties: pages of seven, put together, are all entries that are about the party, in order.
private func compareFeeds(_ snapshot: borrowing Snapshot, _ model: InMemoryLedger, _ context: String) throws {
  let accounts = model.accounts.keys.sorted { $0.code.packed < $1.code.packed }.prefix(2)
  let sellers = model.sellers.keys.sorted { $0.code.packed < $1.code.packed }.prefix(2)
  let distributors = model.distributors.keys.sorted { $0.code.packed < $1.code.packed }.prefix(1)
  let parties: [(Party, [BookAccountID])] =
    accounts.map { (.account($0), [.bank($0), .card($0)]) }
    + sellers.map { (.seller($0), [.available($0), .locked($0), .reserve($0)]) }
    + distributors.map { (.distributor($0), [.debt($0)]) }
  for (party, purses) in parties {
    let expected = model.entries.filter { entry in
      if entry.subject == .party(party) { return true }
      if entry.postings.all.contains(where: { purses.contains($0.debit) || purses.contains($0.credit) }) { return true }
      guard case .check(let id) = entry.subject, let terms = model.checks[id]?.terms else { return false }
      return switch party {
      case .account(let account): terms.drawer == account
      case .seller(let seller): entry.reached.payee == seller
      case .distributor(let distributor): terms.distributor == distributor
      }
    }
    var found: [JournalEntry] = []
    var place: UInt64? = 1
    while let start = place {
      let page = try snapshot.journal(from: start, limit: 7, about: party, kind: nil)
      found += page.items.map(\.entry)
      place = page.next == start ? nil : page.next
    }
    #expect(found == expected, "\(party), \(context)")
  }
}

/// Pages of three, put together, are all movements of the account, newest first, back to nothing.
private func compareStatement(
  of id: BookAccountID, _ posted: Int64, _ snapshot: borrowing Snapshot, _ model: InMemoryLedger, _ context: String
) throws {
  var lines: [Statement.Line] = []
  var place: Statement.Place?
  repeat {
    let page = try #require(try snapshot.statement(StatementQuery(account: id, from: place, limit: 3)))
    #expect(page.balance == posted, "\(context), \(id)")
    lines += page.lines
    place = page.next
  } while place != nil
  let moved = model.entries.reversed().flatMap { entry in
    entry.postings.all.reversed().compactMap { posting -> Int64? in
      posting.debit == id ? -posting.amount : posting.credit == id ? posting.amount : nil
    }
  }
  #expect(lines.map(\.amount) == moved, "\(context), \(id)")
  #expect(lines.last.map { $0.balance - $0.amount } ?? 0 == 0, "\(context), \(id)")
}

extension Snapshot {
  /// The ids of all checks that `query` asks for, page by page of `limit`.
  fileprivate func allChecks(_ query: CheckQuery, by limit: Int) throws(StoreError) -> [CheckID] {
    var query = query
    query.limit = limit
    var found: [CheckID] = []
    repeat {
      let page = try checks(query)
      found += page.items.map(\.id)
      query.from = page.next
    } while query.from != nil
    return found
  }
}

extension BookAccountID {
  fileprivate var kind: BalanceSheet.Kind {
    switch self {
    case .bank: .bank
    case .card: .card
    case .available: .available
    case .locked: .locked
    case .reserve: .reserve
    case .debt: .debt
    case .clearing: .clearing
    case .settlement: .settlement
    case .fees: .fees
    }
  }
}
