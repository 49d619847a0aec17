/// Payments that came back: pacs.004.
public import Ledger

/// A message of returns. Its count and sum have been held against what it lists.
public struct BankReturns: Hashable, Sendable {
  /// The id of the message.
  public var id: String
  /// The id of the message whose payments come back (`OrgnlMsgId`); empty where it is not said.
  public var message: String
  /// Why all payments of `message` come back (`GrpRtr`); nil where only those listed do.
  public var wholeMessage: Reason?
  public var payments: [Payment]

  /// Why.
  public struct Reason: Hashable, Sendable {
    /// `AC04`, …; empty where the bank gave none.
    public var code: String
    /// In words; empty where there are none.
    public var text: String
  }

  /// One payment that comes back.
  public struct Payment: Hashable, Sendable {
    public var endToEndID: String
    /// What comes back, in minor units: charges may have been taken from it.
    public var amount: Int64
    public var currency: Currency
    public var reason: Reason
    public var line: Int
  }
}
