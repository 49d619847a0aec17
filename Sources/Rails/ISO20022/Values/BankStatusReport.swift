/// What a bank says of a message that it was sent: pain.002.

/// Statuses of the message, of its groups and of its payments. Where an inner one is there, it is the one that holds.
public struct BankStatusReport: Hashable, Sendable {
  /// The id of the report.
  public var id: String
  /// The id of the message that it is about (`OrgnlMsgId`).
  public var message: String
  /// Of the message as a whole; nil where it is not said.
  public var status: Status?
  public var groups: [Group]

  /// A status, with its reason where the bank gave one.
  public struct Status: Hashable, Sendable {
    /// `ACSC`, `RJCT`, …
    public var code: String
    /// `AC04`, …; empty where there is none.
    public var reason: String
    /// In words; empty where there are none.
    public var text: String
    public var line: Int
  }

  /// The payments of one account (`PmtInf`).
  public struct Group: Hashable, Sendable {
    /// Empty where payments stand in the report without their group.
    public var id: String
    public var status: Status?
    public var payments: [Payment]
  }

  /// One payment.
  public struct Payment: Hashable, Sendable {
    public var endToEndID: String
    public var status: Status
  }
}
