/// What became of one balance that a bank states.
import Console
import Ledger
import Rails

/// A statement, the account that it is of, and what it changed.
struct BalanceResult {
  let balance: StatedBalance
  /// The account; nil where there is none, or more than one.
  let account: Account?
  var outcome = Outcome.restated
  /// The cover before and after, in minor units.
  var before: Int64 = 0
  var stated: Int64 = 0
  /// What is being collected and not booked yet: closing − collecting = stated.
  var collecting: Int64 = 0
  /// The entry that restated it; nil where nothing was changed.
  var sequence: UInt64?

  enum Outcome: Hashable {
    case restated
    /// The account has had this statement, or a newer one.
    case stale
    /// Another of the statements given is newer.
    case superseded
    /// No account has this number.
    case unknownAccount
    /// More than one has.
    case ambiguousAccount
    case currencyDiffers
    /// The account is collected from over another paying system, so that this bank's balance is not its cover.
    case otherRail
    case refused(Refusal)

    var name: String {
      switch self {
      case .restated: "restated"
      case .stale: "stale_statement"
      case .superseded: "superseded"
      case .unknownAccount: "unknown_account"
      case .ambiguousAccount: "ambiguous_account"
      case .currencyDiffers: "currency_differs"
      case .otherRail: "wrong_rail"
      case .refused(let refusal): refusal.name
      }
    }

    /// Whether somebody has to do something about it.
    var isNo: Bool {
      switch self {
      case .restated, .stale, .superseded: false
      default: true
      }
    }
  }

  /// What is to become of it, as far as can be judged here; the manager judges again.
  func judged(_ rail: PaymentRail, isNewest: Bool) -> Outcome {
    guard let account else { return outcome }
    if account.currency != balance.currency { return .currencyDiffers }
    if account.bank.rail != rail { return .otherRail }
    if balance.sequence <= account.bank.railSequence { return .stale }
    return isNewest ? .restated : .superseded
  }
}

extension BalanceResult {
  /// The result for programs. Sums in minor units.
  var json: JSON {
    let isCounted = account != nil
    return [
      "outcome": .text(outcome.name), "account": .optional(account?.id), "number": .text(balance.account),
      "statement": .unsigned(balance.sequence), "day": .optional(balance.day?.description),
      "currency": .text(balance.currency.code), "booked": .integer(balance.closing),
      "collecting": isCounted ? .integer(collecting) : .null, "before": isCounted ? .integer(before) : .null,
      "stated": isCounted ? .integer(stated) : .null, "sequence": sequence.map { .unsigned($0) } ?? .null,
      "file": .text(balance.place.file), "line": .integer(Int64(balance.place.line)),
    ]
  }

  /// Several for people.
  static func table(_ results: [BalanceResult], isDry: Bool) -> String {
    var table = TextTable(
      .text("account"), .number("statement"), .text("day"), .number("booked"), .number("collecting"), .number("before"),
      .number("after"), .text(""), .text("result"))
    for result in results {
      let currency = result.balance.currency
      let isChanged = result.outcome == .restated
      func sum(_ sum: Int64) -> String { result.account == nil ? "" : currency.format(sum) }
      table.add(
        result.account?.id.description ?? result.balance.account, String(result.balance.sequence),
        result.balance.day?.description ?? "", currency.format(result.balance.closing), sum(result.collecting),
        sum(result.before), isChanged ? sum(result.stated) : "", currency.code,
        isDry && isChanged ? "would be restated" : result.outcome.name)
    }
    return table.description
  }
}
