/// The electronic check: what it was drawn for, and how far it has come.

/// When a demand is paid.
public enum ReleaseRule: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  /// As soon as the payee demands it.
  case onDemand = 1
  /// Once the distributor has confirmed delivery.
  case onDelivery = 2
}

/// How the drawer pays (S7').
public enum PaymentMethod: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  /// From the bank cover.
  case transfer = 1
  /// From the card cover.
  case card = 2
  /// Cash on delivery: the distributor collects; the hold stays until it has.
  case cash = 3
}

/// Where a check stands.
public enum CheckState: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  /// Good until it expires.
  case issued = 1
  /// Demanded, and waiting for the delivery or the cash.
  case committed = 2
  /// Disputed; its clocks stand still.
  case frozen = 3
  case settled = 4
  case voided = 5
  case expired = 6

  /// Whether the check still holds money.
  public var isOpen: Bool { rawValue <= CheckState.frozen.rawValue }
}

/// What a check was drawn for: fixed when it is issued.
public struct CheckTerms: Hashable, Sendable, BitwiseCopyable {
  public var drawer: AccountID
  /// Who may present it; nobody named means the first who does.
  public var payee: SellerID?
  /// Who delivers, if that was said.
  public var distributor: DistributorID?
  public var amount: Amount
  public var currency: Currency
  public var method: PaymentMethod
  public var release: ReleaseRule
  /// Until when it is good; nothing: `Bounds.defaultValidity` from issue.
  public var expires: Timestamp?
  /// How long a committed check waits for its delivery; nothing: `Bounds.defaultDeliveryWindow`.
  public var deliveryWindow: Timestamp.Span?
  /// The hash of the order this check pays; nothing if the drawer gave none.
  public var order: Digest?
  /// The hash of the secret that claims a check of which only the id was sent.
  public var claim: Digest?
  /// How long proceeds stay locked after they were captured.
  public var coolingOff: Timestamp.Span
  /// How long the reserve is retained after a capture.
  public var guarantee: Timestamp.Span
  /// The share of each capture that is retained, in hundredths of a percent, 0 … 10,000.
  public var reserveShare: UInt16
  /// Nobody but the distributor is to read where the goods go (N8): whoever asks through the check is given the address
  /// sealed to it.
  public var sealsAddress: Bool

  /// Terms with everything optional left out.
  public init(drawer: AccountID, amount: Amount, currency: Currency) {
    self.drawer = drawer
    self.amount = amount
    self.currency = currency
    method = .transfer
    release = .onDemand
    coolingOff = .none
    guarantee = .none
    reserveShare = 0
    sealsAddress = false
  }
}

/// How far a check has come: everything about it that changes.
///
/// Invariant: amount = remaining + captured + released; in a final state remaining is 0.
public struct CheckProgress: Hashable, Sendable, BitwiseCopyable {
  public var state: CheckState
  public var method: PaymentMethod
  /// What the hold lies on.
  public var cover: Cover
  /// The distributor has confirmed delivery.
  public var confirmed: Bool
  /// The payee named, or whoever presented first.
  public var payee: SellerID?
  /// Still held, in minor units; 0 in a final state.
  public var remaining: Int64
  /// Paid to the payee, in minor units.
  public var captured: Int64
  /// How much of `captured` was paid from the card cover.
  public var capturedFromCard: Int64
  /// Given back to the drawer's cover without being paid, in minor units.
  public var released: Int64
  /// Of `captured`, what refunds, withdrawals and chargebacks gave back, in minor units.
  public var returned: Int64
  /// How much of `returned` went to the card cover.
  public var returnedToCard: Int64
  /// Of `captured`, what a paying system was told to collect and has not ended, in minor units: the payee does not have it.
  public var pending: Int64
  /// Of `returned`, what a paying system was told to give back and has not ended, in minor units.
  public var returning: Int64
  /// What a committed check was demanded for, in minor units.
  public var demanded: Int64
  /// Good until then, while issued.
  public var expires: Timestamp
  /// Lapses then, while committed.
  public var deadline: Timestamp?
  /// Where a frozen check came from.
  public var frozenFrom: CheckState?
  /// When a frozen check was frozen.
  public var frozenAt: Timestamp?
  /// Of the proceeds, what is still locked, in minor units, and until when.
  public var locked: Int64
  public var lockedUntil: Timestamp?
  /// Of the proceeds, what is still retained, in minor units, and until when.
  public var reserved: Int64
  public var reservedUntil: Timestamp?

  /// A check just issued.
  public init(terms: CheckTerms, expires: Timestamp) {
    self.init(state: .issued, method: terms.method, cover: terms.cover, expires: expires)
    begin(terms, expires: expires)
  }

  /// Becomes, in place, that of a check just issued.
  @inline(__always)
  mutating func begin(_ terms: CheckTerms, expires: Timestamp) {
    state = .issued
    method = terms.method
    cover = terms.cover
    confirmed = false
    payee = terms.payee
    remaining = terms.amount.minorUnits
    captured = 0
    capturedFromCard = 0
    released = 0
    returned = 0
    returnedToCard = 0
    pending = 0
    returning = 0
    demanded = 0
    self.expires = expires
    deadline = nil
    frozenFrom = nil
    frozenAt = nil
    locked = 0
    lockedUntil = nil
    reserved = 0
    reservedUntil = nil
  }

  /// Progress with nothing held, paid or set, to be filled in by whoever reads one.
  public init(state: CheckState, method: PaymentMethod, cover: Cover, expires: Timestamp) {
    self.state = state
    self.method = method
    self.cover = cover
    self.expires = expires
    confirmed = false
    remaining = 0
    captured = 0
    capturedFromCard = 0
    released = 0
    returned = 0
    returnedToCard = 0
    pending = 0
    returning = 0
    demanded = 0
    locked = 0
    reserved = 0
  }

  static let blank = CheckProgress(
    state: .issued, method: .transfer, cover: .bank, expires: Timestamp(milliseconds: 0))

  /// Whether nothing is on its way any more: it has ended, nothing of its proceeds is locked or retained, and no paying system
  /// was told anything that has not ended. What its parties still may do (a refund, a chargeback) is theirs to begin.
  public var isClosed: Bool { !state.isOpen && locked == 0 && reserved == 0 && pending == 0 && returning == 0 }

  /// When the committer must next act on the check by itself, if ever: expiry, deadline, release of lock or reserve.
  public var due: Timestamp? {
    switch state {
    case .issued: expires
    case .committed: deadline
    case .frozen: nil
    case .settled, .voided, .expired:
      switch (locked > 0 ? lockedUntil : nil, reserved > 0 ? reservedUntil : nil) {
      case (let lock?, let reserve?): min(lock, reserve)
      case (let lock?, nil): lock
      case (nil, let reserve): reserve
      }
    }
  }
}

/// A check.
public struct Check: Hashable, Sendable, BitwiseCopyable {
  public var id: CheckID
  public var terms: CheckTerms
  public var issued: Timestamp
  public var progress: CheckProgress
  /// The fingerprint of the demand that issued it.
  public var fingerprint: UInt64
  /// The entry that issued it.
  public var firstEntry: UInt64
  /// Its newest entry: where its history begins to walk back.
  public var lastEntry: UInt64
  /// How many entries its history has.
  public var entryCount: UInt32
  /// The drawer's check before this one.
  public var previousOfDrawer: CheckID?

  /// A check from its parts, as a store keeps them.
  public init(
    id: CheckID, terms: CheckTerms, issued: Timestamp, progress: CheckProgress, fingerprint: UInt64,
    firstEntry: UInt64, lastEntry: UInt64, entryCount: UInt32, previousOfDrawer: CheckID?
  ) {
    self.id = id
    self.terms = terms
    self.issued = issued
    self.progress = progress
    self.fingerprint = fingerprint
    self.firstEntry = firstEntry
    self.lastEntry = lastEntry
    self.entryCount = entryCount
    self.previousOfDrawer = previousOfDrawer
  }
}
