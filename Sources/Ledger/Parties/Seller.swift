/// A selling office as decisions see it.
public struct Seller: Hashable, Sendable, BitwiseCopyable {
  public var id: SellerID
  public var status: PartyStatus
  public var currency: Currency
  /// What it can draw.
  public var available: Balance
  /// Proceeds within their cooling-off period.
  public var locked: Balance
  /// Proceeds retained until guarantees end.
  public var reserve: Balance
  /// The sum of `remaining` of the open checks drawn to it by name, or that it was the first to present, and of what of checks
  /// is being collected, in minor units.
  public var exposure: Int64
  /// What paying systems were told to pay it and have not ended, in minor units: no part of `available`, and may come back.
  public var payingOut: Int64
  /// How large `exposure` may become; 0 for no limit.
  public var exposureLimit: Int64
  public var enrolled: Timestamp
  /// The time of the last change of the seller itself (not of its balances).
  public var updated: Timestamp

  /// A new seller without money.
  public init(id: SellerID, status: PartyStatus, currency: Currency, at time: Timestamp) {
    self.id = id
    self.status = status
    self.currency = currency
    available = Balance()
    locked = Balance()
    reserve = Balance()
    exposure = 0
    payingOut = 0
    exposureLimit = 0
    enrolled = time
    updated = time
  }
}
