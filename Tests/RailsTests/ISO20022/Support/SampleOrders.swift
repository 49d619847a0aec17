/// Orders for tests.
import Ledger

@testable import Rails

extension Currency {
  /// A currency of the list; tests name no other.
  static func of(_ code: String) -> Currency {
    guard let currency = Currency(code: code) else { preconditionFailure("no currency: \(code)") }
    return currency
  }
}

extension PaymentOrder {
  /// 2026-12-01T09:00:00Z
  static let morning = Timestamp(milliseconds: 1_796_115_600_000)
  /// An account of no bank here.
  static let elsewhere = "DE89370400440532013000"

  /// An order with what matters in a test.
  static func sample(
    _ id: String, _ amount: Int64 = 1250, _ currency: String = "EUR", from: Account = .acme, to: Account = .elsewhere,
    text: String = "check 0190", ordered: Timestamp = morning
  ) -> PaymentOrder {
    PaymentOrder(
      id: id, number: 7, purpose: .collect, amount: amount, currency: .of(currency), from: from.holder, to: to.holder,
      text: text, ordered: ordered)
  }

  /// Accounts, those that mock-bank has among them.
  enum Account: String {
    case acme = "NL41MOCK0000000001"
    case globex = "NL14MOCK0000000002"
    case initech = "NL84MOCK0000000003"
    case eurodis = "NL57MOCK0000000004"
    case elsewhere = "DE89370400440532013000"

    var holder: Holder {
      Holder(
        name: "\(self)".uppercased(), number: rawValue, institution: self == .elsewhere ? "COBADEFFXXX" : "MOCKNL2A")
    }
  }
}
