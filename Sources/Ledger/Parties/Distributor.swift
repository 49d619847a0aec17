/// A distributing company as decisions see it: a carrier, and a debtor for the cash it collects.
public struct Distributor: Hashable, Sendable, BitwiseCopyable {
  public var id: DistributorID
  public var status: PartyStatus
  public var currency: Currency
  /// Cash collected and not yet paid in: `posted` is 0 or negative.
  public var debt: Balance
  /// The sum of `remaining` of the open checks it is to collect in cash, in minor units.
  public var cashPending: Int64
  /// How large debt and `cashPending` together may become; 0: it collects no cash.
  public var cashLimit: Int64
  /// The sum of `remaining` of the open checks that name it, in minor units.
  public var exposure: Int64
  /// How large `exposure` may become; 0 for no limit.
  public var exposureLimit: Int64
  /// The key that signs its hand-overs; nil: they are confirmed without a signature.
  public var handOverKey: KeyMark?
  /// Addresses can be sealed to it: its key is in its profile.
  public var hasAddressKey: Bool
  public var enrolled: Timestamp
  /// The time of the last change of the distributor itself (not of its balances).
  public var updated: Timestamp

  /// A new distributor without debt.
  public init(id: DistributorID, status: PartyStatus, currency: Currency, at time: Timestamp) {
    self.id = id
    self.status = status
    self.currency = currency
    debt = Balance()
    cashPending = 0
    cashLimit = 0
    exposure = 0
    exposureLimit = 0
    hasAddressKey = false
    enrolled = time
    updated = time
  }
}
