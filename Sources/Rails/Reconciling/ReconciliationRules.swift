/// What statements and the ledger are matched by.
internal import Ledger

/// Rules.
public struct ReconciliationRules: Sendable {
  /// How the orders of the rail are named.
  public var ids: ConnectorRules
  /// The first and the last day whose movements must match, both in it.
  public var from: BankDay
  public var to: BankDay
  /// How many days the bank's booking may lie before the order or after its end in the ledger.
  public var days: Int
  /// How many days an order may be open.
  public var openDays: Int

  /// Rules.
  public init(
    ids: ConnectorRules, from: BankDay, to: BankDay, days: Int = usualDays, openDays: Int = usualOpenDays
  ) {
    self.ids = ids
    self.from = from
    self.to = to
    self.days = days
    self.openDays = openDays
  }

  /// A weekend, and that the bank's day is not UTC's.
  public static let usualDays = 3
  /// Banks answer within a day or two; over Easter, five.
  public static let usualOpenDays = 5
  /// The most days of either.
  public static let mostDays = 366

  func contains(_ day: BankDay?) -> Bool { day.map { (from...to).contains($0) } ?? true }
  func contains(_ time: Timestamp?) -> Bool { time.map { (from.number...to.number).contains($0.dayNumber) } ?? false }
  func isBefore(_ time: Timestamp) -> Bool { time.dayNumber < from.number }
}
