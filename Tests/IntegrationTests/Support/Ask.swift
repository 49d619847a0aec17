/// Short ways to ask a manager, for tests in which everything but the thing tested is expected to work.
import CheckClient
import Ledger
import RPC
import Testing
import VouchTesting
import Wire

/// Makes the ids of all tests.
let ids = IDMaker()

extension ManagerClient {
  /// Asks, and takes nothing but an accepted answer.
  func accepted<C: Call>(_ call: C, location: SourceLocation = #_sourceLocation) async throws -> C.Accepted {
    let reply = try await self.call(call)
    guard case .accepted(let accepted) = reply.outcome else {
      Issue.record("not accepted: \(reply.outcome)", sourceLocation: location)
      throw ProcessFailure("not accepted: \(reply.outcome)")
    }
    return accepted
  }

  /// Asks, and takes nothing but a refusal.
  func refused<C: Call>(_ call: C, location: SourceLocation = #_sourceLocation) async throws -> Refusal {
    let reply = try await self.call(call)
    guard case .refused(let refusal) = reply.outcome else {
      Issue.record("not refused: \(reply.outcome)", sourceLocation: location)
      throw ProcessFailure("not refused: \(reply.outcome)")
    }
    return refusal
  }

  /// Makes a change, which must be accepted.
  @discardableResult
  func change(_ change: Administration.Change) async throws -> Receipt {
    try await accepted(Administration(id: ids.command(), change: change))
  }

  /// Enrols one of each party, and gives the buyer money.
  func enrolTown(funds: Amount = 1_000_000_00) async throws {
    try await change(.enrolAccount(AccountEnrolment(id: .buyer, currency: .euro)))
    try await change(.enrolSeller(CompanyEnrolment(code: SellerID.shop.code, currency: .euro)))
    try await change(.enrolDistributor(CompanyEnrolment(code: DistributorID.carrier.code, currency: .euro)))
    try await change(.fund(.buyer, .bank, funds, .book))
  }

  /// All checks there are.
  func allChecks() async throws -> [CheckDocument] {
    var checks: [CheckDocument] = []
    var query = CheckQuery()
    query.limit = PageBounds.maximum
    repeat {
      let page = try await accepted(query)
      checks += page.items
      query.from = page.next
    } while query.from != nil
    return checks
  }

  /// The whole journal.
  func wholeJournal() async throws -> [Receipt] {
    var entries: [Receipt] = []
    var from: UInt64 = 1
    while true {
      let page = try await accepted(ReadJournal(from: from, limit: PageBounds.maximum))
      entries += page.items
      guard !page.items.isEmpty, let next = page.next else { return entries }
      from = next
    }
  }

  /// Expects what must hold of every ledger at any time: money conserved, sequences without gaps, each command once.
  func expectSoundBooks(location: SourceLocation = #_sourceLocation) async throws {
    let sheet = try await accepted(GetBalanceSheet())
    #expect(sheet.isConserved, "\(sheet)", sourceLocation: location)
    let journal = try await wholeJournal()
    #expect(
      journal.map(\.entry.sequence) == (0..<UInt64(journal.count)).map { $0 + 1 },
      "the journal has gaps", sourceLocation: location)
    let commands = journal.filter { $0.entry.actor != .committer }.map(\.entry.command)
    #expect(Set(commands).count == commands.count, "a command took effect twice", sourceLocation: location)
  }
}

extension IssueCheck {
  /// A demand of the buyer for a check to the shop.
  static func fresh(_ amount: Amount = 10_00) -> IssueCheck {
    var terms = CheckTerms(drawer: .buyer, amount: amount, currency: .euro)
    terms.payee = .shop
    return IssueCheck(id: ids.check(), terms: terms)
  }
}
