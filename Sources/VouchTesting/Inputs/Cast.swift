/// The cast of the tests: one of each party, and a stranger of each kind; everyday values in short.
public import Ledger

extension Code {
  /// A code that is known to be one; anything else is a mistake in the test and traps.
  public static func of(_ text: String) -> Code {
    guard let code = Code(text) else { preconditionFailure("\(text) is no code") }
    return code
  }
}

extension AccountID {
  /// The drawer.
  public static let buyer = AccountID(Code.of("BUYER-1"))
  /// Another one.
  public static let stranger = AccountID(Code.of("BUYER-2"))
}

extension SellerID {
  /// The payee.
  public static let shop = SellerID(Code.of("SHOP-1"))
  /// Another one.
  public static let rival = SellerID(Code.of("SHOP-2"))
}

extension DistributorID {
  /// The distributor named on checks.
  public static let carrier = DistributorID(Code.of("VAN-1"))
  /// Another one.
  public static let courier = DistributorID(Code.of("VAN-2"))
}

extension Actor {
  /// The drawer's terminal.
  public static let buyer = Actor.terminal(.buyer)
  public static let stranger = Actor.terminal(.stranger)
  public static let shop = Actor.seller(.shop)
  public static let rival = Actor.seller(.rival)
  public static let carrier = Actor.distributor(.carrier)
  public static let courier = Actor.distributor(.courier)
}

extension Currency {
  public static let euro = known("EUR")
  public static let dollar = known("USD")
  public static let yen = known("JPY")
  public static let dinar = known("KWD")

  private static func known(_ code: String) -> Currency {
    guard let currency = Currency(code: code) else { preconditionFailure("\(code) is no currency") }
    return currency
  }
}

/// A literal is minor units; one out of bounds is a mistake in the test and traps.
extension Amount: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int64) {
    guard let amount = Amount(minorUnits: value) else { preconditionFailure("\(value) is no amount") }
    self = amount
  }
}

extension Timestamp {
  /// When the tests begin: 2026-03-02T10:00:00.000Z.
  public static let start = Timestamp(milliseconds: 1_772_445_600_000)

  /// So many days after the start of the tests.
  public static func day(_ count: UInt16) -> Timestamp { start + .days(count) }

  /// The moment just before.
  public var before: Timestamp { Timestamp(milliseconds: milliseconds - 1) }

  /// The moment just after.
  public var after: Timestamp { Timestamp(milliseconds: milliseconds + 1) }
}

extension Text {
  /// A text that is known to be one.
  public static func of(_ value: String) -> Text {
    guard let text = Text(value) else { preconditionFailure("\(value) is no text") }
    return text
  }
}
