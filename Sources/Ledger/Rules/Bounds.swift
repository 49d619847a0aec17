/// Every bound of the ledger, with its reason.
public enum Bounds {
  /// How good a check is when its drawer does not say: a month, as mail order takes.
  public static let defaultValidity = Timestamp.Span.days(30)

  /// How long a check may be good at most, counted from now: holds must not lie for years.
  public static let maximumValidity = Timestamp.Span.days(400)

  /// How long a committed check waits for its delivery when its drawer does not say.
  public static let defaultDeliveryWindow = Timestamp.Span.days(30)

  /// How long it may wait at most.
  public static let maximumDeliveryWindow = Timestamp.Span.days(180)

  /// How long proceeds may stay locked: the longest cooling-off periods in law are a year and two weeks.
  public static let maximumCoolingOff = Timestamp.Span.days(400)

  /// How long a reserve may be retained: the longest usual guarantee.
  public static let maximumGuarantee = Timestamp.Span.days(3650)

  /// How old an id may be: within it, a repeated command is surely known; pruning keeps ids as long.
  public static let idPast = Timestamp.Span.days(7)

  /// How far an id's time may lie ahead: clocks of peers differ, but not by more than this.
  public static let idFuture = Timestamp.Span.minutes(10)

  /// How many entries a check's history may have by its parties' doing: repeated ids are looked for along it. Drawers
  /// may extend and switch up to half of it, payees capture and refund in parts up to three quarters.
  public static let entriesPerCheck: UInt32 = 256

  /// How large any balance, hold or exposure may become, in minor units: far from overflow, beyond any economy.
  public static let maximumBalance: Int64 = 4_000_000_000_000_000_000

  /// How many wrong claim secrets a check takes before it can be claimed no more until the manager restarts.
  public static let claimTries = 10
}
