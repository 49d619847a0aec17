/// What a bank says happened on an account: camt.053, camt.052 and camt.054.
public import Ledger

/// A statement of a period, or a notification of single movements, of one account in one currency. It has been added
/// up: where both balances are there, opening and booked entries make the closing one.
public struct BankStatement: Hashable, Sendable {
  public var kind: Kind
  /// The bank's id of it, one in a file.
  public var id: String
  /// The account: an IBAN, or the bank's own number.
  public var account: String
  public var currency: Currency
  /// The number in a row without gaps (`ElctrncSeqNb`); nil where the bank counts none.
  public var sequence: Int?
  /// The first and the last day that it is about; nil where they are not said.
  public var firstDay: BankDay?
  public var lastDay: BankDay?
  /// The booked balance before, in minor units, negative where the account was overdrawn; nil where it is not said.
  public var opening: Int64?
  /// The booked balance after; of a report, so far.
  public var closing: Int64?
  /// In the order of the file.
  public var entries: [BankEntry]
  /// Where it begins in the file.
  public var line: Int

  public enum Kind: Hashable, Sendable {
    /// Of a whole period, with the balances before and after.
    case statement
    /// Of a day that is not over.
    case report
    /// Of single movements.
    case notification

    /// The element of the message that holds one.
    var element: String {
      switch self {
      case .statement: "Stmt"
      case .report: "Rpt"
      case .notification: "Ntfctn"
      }
    }
  }

  /// The most statements in a file: each account of a bank's customer has one a day.
  static let maximumCount = 10_000
}
