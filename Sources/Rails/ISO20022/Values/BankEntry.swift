/// One movement on an account, as the bank booked it.

/// An entry of a statement or a notification.
public struct BankEntry: Hashable, Sendable {
  /// The bank's reference of the entry (`NtryRef`), one in a statement; empty where it has none.
  public var reference: String
  /// Minor units of the account's currency, not negative.
  public var amount: Int64
  public var direction: Direction
  /// It takes back an earlier entry of the other direction.
  public var isReversal: Bool
  public var status: Status
  public var bookingDay: BankDay?
  public var valueDay: BankDay?
  /// The bank's own reference of the movement (`AcctSvcrRef`); empty where it gave none.
  public var bankReference: String
  /// Why it came back (`RtrInf`), the first that is said; empty where it is no return.
  public var returnReason: String
  /// The payments in it: one, or those that were booked together.
  public var details: [Detail]
  /// Where it begins in the file.
  public var line: Int

  /// As the account's owner sees it: credit is money that came.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    case credit = "CRDT"
    case debit = "DBIT"
  }

  /// How far the bank is with it. Only what is booked moved money.
  public enum Status: Hashable, Sendable {
    case booked, pending, information
    /// A status of a later list.
    case other(String)
  }

  /// One payment of an entry.
  public struct Detail: Hashable, Sendable {
    /// The end-to-end id; empty where the bank gave none, or said `NOTPROVIDED`.
    public var endToEndID: String
    /// Minor units of the account's currency; nil where it is not said in that currency.
    public var amount: Int64?
    /// Its own direction, where it is said.
    public var direction: Direction?
    /// Whether the bank says that it is a return (`RtrInf`).
    public var isReturn: Bool
    /// The code of the reason; empty where there is none.
    public var returnReason: String
    /// The reason in words; empty where there are none.
    public var returnText: String
  }

  /// The amount with its sign: what it does to the balance.
  public var signedAmount: Int64 { direction == .credit ? amount : -amount }
}
