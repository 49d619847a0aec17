// Limits that follow outcomes: every row of docs/limits.md, and what a journal makes of a limit.
import Ledger
import Testing
import VouchTesting

@testable import Console

private let buyer = Party.account(.of("ALICE"))
private let shop = Party.seller(.of("SHOP"))
private let carrier = Party.distributor(.of("PARCEL"))

private var terms: CheckTerms {
  var terms = CheckTerms(drawer: .of("ALICE"), amount: 1_000, currency: .euro)
  (terms.payee, terms.distributor) = (.of("SHOP"), .of("PARCEL"))
  return terms
}

private func entry(
  _ kind: JournalEntry.Kind, _ state: CheckState = .settled, pending: Int64 = 0,
  moving: (BookAccountID, BookAccountID)? = nil,
  sequence: UInt64 = 7
) -> JournalEntry {
  var entry = JournalEntry(
    at: Moment(time: .start, sequence: sequence), kind: kind, actor: .operator, command: CommandID(high: 1, low: 1),
    fingerprint: 0, subject: .check(CheckID(high: 1, low: 1)), currency: .euro, amount: 1_000)
  var progress = CheckProgress(terms: terms, expires: .start)
  (progress.state, progress.pending) = (state, pending)
  entry.progress = progress
  if let moving { entry.postings.append(Posting(debit: moving.0, credit: moving.1, amount: 1_000)) }
  return entry
}

@Suite struct `an outcome` {
  private typealias Row = (JournalEntry, [Party: PartyOutcome.Weight])

  private static let toShop: (BookAccountID, BookAccountID) = (.clearing(.bank, .euro), .available(.of("SHOP")))
  private static let toBuyer: (BookAccountID, BookAccountID) = (.clearing(.bank, .euro), .bank(.of("ALICE")))

  @Test(
    arguments: [
      (entry(.captured), [buyer: .good, shop: .good]), (entry(.captured, .issued), [:]),
      (entry(.captured, pending: 5), [:]),
      (entry(.paidOnDelivery), [buyer: .good, shop: .good, carrier: .good]),
      (entry(.cashCollected), [buyer: .good, shop: .good, carrier: .good]),
      (entry(.railAccepted, moving: toShop), [buyer: .good, shop: .good]),
      (entry(.railAccepted, .issued, moving: toShop), [:]), (entry(.railAccepted, moving: toBuyer), [:]),
      (entry(.railRejected, moving: toBuyer), [buyer: .bad]), (entry(.railRejected, moving: toShop), [:]),
      (entry(.railReturned, moving: (.available(.of("SHOP")), .bank(.of("ALICE")))), [buyer: .bad]),
      (entry(.deliveryConfirmed, .issued), [carrier: .good]),
      (entry(.deliveryFailed, .voided), [carrier: .bad, buyer: .neutral]),
      (entry(.deadlineLapsed, .voided), [carrier: .bad]),
      (entry(.withdrawn), [buyer: .neutral, shop: .neutral]), (entry(.chargedBack), [shop: .bad]),
      (entry(.guaranteeClaimed), [shop: .bad]), (entry(.disputeResolved, .voided), [shop: .bad]),
      (entry(.disputeResolved), [buyer: .neutral]), (entry(.disputeResolved, .issued), [:]),
      (entry(.issued, .issued), [:]), (entry(.refunded), [:]), (entry(.voided, .voided), [:]),
      (entry(.expired, .expired), [:]),
    ] as [(JournalEntry, [Party: PartyOutcome.Weight])])
  func `counts as the table says`(entry: JournalEntry, weights: [Party: PartyOutcome.Weight]) {
    let outcomes = PartyOutcome.all(of: entry, terms: terms)
    #expect(Dictionary(outcomes.map { ($0.party, $0.weight) }) { $1 } == weights)
    #expect(outcomes.isEmpty || entry.mayHaveOutcome)
  }
}

@Suite struct `a limit that follows` {
  private var rule: LimitRule {
    var rule = LimitRule()
    rule.run = 3
    return rule
  }

  private func set(_ detail: String, sequence: UInt64 = 1) -> Receipt {
    var entry = JournalEntry(
      at: Moment(time: .start, sequence: sequence), kind: .updated, actor: .operator,
      command: CommandID(high: 1, low: 1),
      fingerprint: 0, subject: .party(shop), currency: .euro, amount: 0)
    entry.kind = .updated
    return Receipt(entry: entry, detail: detail)
  }

  private func book(_ kinds: [JournalEntry.Kind], limit: String = "exposure_limit=1000") -> OutcomeBook {
    var book = OutcomeBook(rule: rule)
    book.take(set(limit), terms: nil)
    for kind in kinds { book.take(Receipt(entry: entry(kind), detail: ""), terms: terms) }
    return book
  }

  @Test(
    arguments: [
      ([], nil), ([.captured, .captured], nil), ([.captured, .captured, .captured], 1_100),
      ([.captured, .captured, .withdrawn, .captured], nil), ([.chargedBack], 800),
      ([.chargedBack, .guaranteeClaimed], 640),
      ([.captured, .captured, .chargedBack, .captured], 800),
      ([.captured, .captured, .captured, .chargedBack], 880),
      (Array(repeating: .chargedBack, count: 30), 250), (Array(repeating: .captured, count: 3 * 30), 4_000),
    ] as [([JournalEntry.Kind], Int64?)])
  func `moves as the rule says, between floor and ceiling`(kinds: [JournalEntry.Kind], proposed: Int64?) {
    #expect(book(kinds).records[shop]?.proposal?.limit == proposed)
  }

  @Test func `is not made where there is none`() {
    #expect(book([.captured], limit: "exposure_limit=0").records[shop] == nil)
    #expect(book([.chargedBack], limit: "changed=name").records[shop] == nil)
  }

  @Test func `finds its own change in the journal, and proposes it no more`() throws {
    var book = book([.chargedBack])
    let proposal = try #require(book.records[shop]?.proposal)
    #expect(proposal.reason == "outcomes: charged back at 7")
    book.take(set("exposure_limit=800; \(proposal.reason)", sequence: 8), terms: nil)
    #expect(book.records[shop] == OutcomeBook.Record(limit: 800, base: 1_000))
    // What the operator sets is a new beginning.
    book.take(set("exposure_limit=5000; a better contract", sequence: 9), terms: nil)
    #expect(book.records[shop] == OutcomeBook.Record(limit: 5_000, base: 5_000))
  }

  @Test(arguments: [(1, 1), (1_000_000_000_000_000, 1_000_000_000_000_000)] as [(Int64, Int64)])
  func `never passes what a sum may be, and never becomes none`(limit: Int64, base: Int64) {
    #expect(LimitRule().grown(limit, base: base) <= Amount.maximum)
    #expect(LimitRule().shrunk(limit, base: base) >= 1)
  }
}

@Suite struct `a debt by its age` {
  private func line(_ amount: Int64, day: Int64) -> Statement.Line {
    Statement.Line(
      sequence: 1, time: Timestamp(milliseconds: day * 86_400_000), kind: .cashCollected,
      subject: .check(CheckID(high: 1, low: UInt64(day))), counterpart: .available(.of("SHOP")), amount: amount,
      balance: 0,
      detail: "")
  }

  @Test func `is made of the newest collections, as pay-ins clear the oldest first`() {
    var debt = DebtAgeing(.of("PARCEL"), currency: .euro, owed: 70, limit: 100)
    let wantsMore = debt.take([line(-40, day: 60), line(20, day: 55), line(-50, day: 50), line(-90, day: 1)])
    #expect(!wantsMore)
    #expect(debt.collections.map(\.owed) == [30, 40])
    #expect(debt.collections.map(\.amount) == [50, 40])
    let now = Timestamp(milliseconds: 62 * 86_400_000)
    #expect(debt.sums(at: now) == [40, 30, 0])
    #expect(debt.sums(at: Timestamp(milliseconds: 100 * 86_400_000)) == [0, 0, 70])
  }

  @Test func `asks for more of the statement until all is explained`() {
    var debt = DebtAgeing(.of("PARCEL"), currency: .euro, owed: 70, limit: 100)
    let (first, second) = (debt.take([line(-40, day: 60)]), debt.take([line(-40, day: 59)]))
    #expect((first, second) == (true, false))
  }
}
