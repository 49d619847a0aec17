/// A drawer's account as decisions see it: no name, no address. Those are `AccountProfile`, kept apart.

/// Whether a party may take part. Registered and active are two facts: only `active` passes.
public enum PartyStatus: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  /// Registered by contract, not yet active.
  case enrolled = 1
  case active = 2
  /// Out for now: no new checks and claims; demands on existing checks go on.
  case suspended = 3
  /// Out for good.
  case closed = 4
}

/// What a bank or a credit company says of a drawer.
public enum Standing: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  /// It has said nothing: there is no such cover.
  case none = 0
  case good = 1
  case bad = 2
}

/// What a check's hold lies on.
public enum Cover: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  /// The outstanding amount at the bank.
  case bank = 1
  /// The credit line of the credit company.
  case card = 2
}

/// One cover of a drawer. `available` = posted + line − held.
public struct CoverBalance: Hashable, Sendable, BitwiseCopyable {
  public var balance: Balance
  /// The sum of `remaining` of the open checks that hold on this cover, in minor units.
  public var held: Int64
  /// How far below zero `posted` may go, in minor units; 0 for a bank cover.
  public var line: Int64
  public var standing: Standing
  /// The number of the last statement of the paying system that was reconciled; older ones are stale.
  public var railSequence: UInt64
  /// What captures are collected over: the book, or for a bank cover the bank or the post office, for a card the credit
  /// company.
  public var rail = PaymentRail.book

  /// A cover; absent unless told otherwise.
  public init(
    balance: Balance = Balance(), held: Int64 = 0, line: Int64 = 0, standing: Standing = .none, railSequence: UInt64 = 0
  ) {
    self.balance = balance
    self.held = held
    self.line = line
    self.standing = standing
    self.railSequence = railSequence
  }

  /// What a new hold may take, in minor units; negative when the bank took money back from under holds.
  public var available: Int64 { balance.posted + line - held }
}

/// What a drawer may have checks for. Nothing set means no limit.
public struct AccountLimits: Hashable, Sendable, BitwiseCopyable {
  /// The largest check, in minor units; 0 for no limit.
  public var perCheck: Int64
  /// The sum of the checks issued in one day (UTC), in minor units; 0 for no limit. Voiding does not give back.
  public var perDay: Int64
  /// How many checks in one day (UTC); 0 for no limit.
  public var checksPerDay: UInt32

  /// Limits; none unless told otherwise.
  public init(perCheck: Int64 = 0, perDay: Int64 = 0, checksPerDay: UInt32 = 0) {
    self.perCheck = perCheck
    self.perDay = perDay
    self.checksPerDay = checksPerDay
  }
}

/// How a check reaches its drawer: S4 or S4'.
public enum CheckDelivery: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  /// The check itself is sent.
  case whole = 1
  /// Only its id is sent; the check is had by claiming it with a secret.
  case idOnly = 2
}

/// A drawer's account.
public struct Account: Hashable, Sendable, BitwiseCopyable {
  public var id: AccountID
  public var status: PartyStatus
  public var currency: Currency
  public var delivery: CheckDelivery
  public var bank: CoverBalance
  public var card: CoverBalance
  public var limits: AccountLimits
  /// The day that `usedAmount` and `usedCount` speak of.
  public var usedDay: UInt32
  /// What was issued on `usedDay`, in minor units.
  public var usedAmount: Int64
  /// How many checks were issued on `usedDay`.
  public var usedCount: UInt32
  /// How many checks of this account are open.
  public var openChecks: UInt32
  /// The newest check: where a list of the account's checks begins to walk back.
  public var lastCheck: CheckID?
  public var enrolled: Timestamp
  /// The time of the last change of the account itself (not of its balances).
  public var updated: Timestamp

  /// A new account without money.
  public init(id: AccountID, status: PartyStatus, currency: Currency, at time: Timestamp) {
    self.id = id
    self.status = status
    self.currency = currency
    delivery = .whole
    bank = CoverBalance(standing: .good)
    card = CoverBalance()
    limits = AccountLimits()
    usedDay = 0
    usedAmount = 0
    usedCount = 0
    openChecks = 0
    lastCheck = nil
    enrolled = time
    updated = time
  }

  /// One of the two covers.
  public subscript(cover: Cover) -> CoverBalance {
    get { cover == .bank ? bank : card }
    set { if cover == .bank { bank = newValue } else { card = newValue } }
  }
}
