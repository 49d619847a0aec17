/// Commands in short: a buyer with money, a shop, a carrier, and checks between them.
import Ledger
import NIOConcurrencyHelpers
import VouchTesting

/// Makes commands with ids of their own.
final class Town: Sendable {
  private let clocks: ManualClocks
  private let made = NIOLockedValueBox<UInt64>(0)

  init(_ clocks: ManualClocks) { self.clocks = clocks }

  private func next() -> UInt64 {
    made.withLockedValue { made in
      made += 1
      return made
    }
  }

  func administer(_ change: Administration.Change) -> Command {
    .administer(Administration(id: CommandID(at: clocks.wall, random: (0, next())), change: change))
  }

  /// Everybody enrolled, and 10,000 in the buyer's account.
  var opening: [Command] {
    [
      administer(.enrolAccount(AccountEnrolment(id: .buyer, currency: .euro))),
      administer(.enrolSeller(CompanyEnrolment(code: SellerID.shop.code, currency: .euro))),
      administer(.enrolDistributor(CompanyEnrolment(code: DistributorID.carrier.code, currency: .euro))),
      fund(10_000),
    ]
  }

  func fund(_ amount: Amount) -> Command { administer(.fund(.buyer, .bank, amount, .bank)) }

  func enrol(_ index: Int) -> Command {
    administer(.enrolAccount(AccountEnrolment(id: AccountID(Code.of("A\(index)")), currency: .euro)))
  }

  /// A check to the shop, good for an hour.
  func issue(_ amount: Amount = 100, good span: Timestamp.Span = .minutes(60)) -> IssueCheck {
    var terms = CheckTerms(drawer: .buyer, amount: amount, currency: .euro)
    terms.payee = .shop
    terms.expires = clocks.wall + span
    return IssueCheck(id: CheckID(at: clocks.wall, random: (0, next())), terms: terms)
  }

  func present(_ check: CheckID) -> Command {
    .act(
      CheckAction(
        id: CommandID(at: clocks.wall, random: (0, next())), check: check, actor: .shop,
        event: .present(amount: nil, final: false)))
  }
}
