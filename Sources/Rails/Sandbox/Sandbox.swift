/// A paying system for tests and trials: it accepts, rejects, delays, loses, says twice and takes back, as the dice of its seed
/// fall. What becomes of an order follows from the seed and the order's id alone, so that it stays the same however often, and
/// in whatever order, it is handed over, and over restarts of either side.
internal import Ledger

/// A sandbox.
///
/// Absent here: money. What it moves is nowhere but in the ledger that is told of it.
public actor Sandbox: PayingSystem {
  /// How likely each misfortune is, in percent.
  public struct Odds: Hashable, Sendable {
    /// Rejected instead of accepted.
    public var rejects = 0
    /// The order does not arrive when it is first handed over.
    public var loses = 0
    /// It arrives, and the first answer does not.
    public var silent = 0
    /// The answer comes only some looks later.
    public var delays = 0
    /// Each piece of news comes twice.
    public var repeats = 0
    /// What was accepted comes back later.
    public var returns = 0

    /// Nothing goes wrong.
    public init() {}
  }

  private let seed: UInt64
  private let odds: Odds
  /// How often an order was handed over, and whether it arrived.
  private var orders: [String: State] = [:]
  /// News, and how many more looks each is held back.
  private var queue: [(news: PaymentNews, looks: Int)] = []
  /// What was given and not confirmed.
  private var given: [PaymentNews] = []

  private struct State {
    var hasArrived = false
    var tries = 0
  }

  /// A sandbox of a seed.
  public init(seed: UInt64, odds: Odds) {
    self.seed = seed
    self.odds = odds
  }

  public func deliver(_ orders: [PaymentOrder]) -> [PaymentNews] {
    for order in orders {
      var state = self.orders[order.id] ?? State()
      state.tries += 1
      defer { self.orders[order.id] = state }
      if state.tries == 1, falls(odds.loses, order.id, 1) { continue }
      // Handed over again it is the same payment: nothing happens twice.
      guard !state.hasArrived else { continue }
      state.hasArrived = true
      let outcome = fate(of: order.id)
      guard !falls(odds.silent, order.id, 3) else { continue }
      say(outcome, looks: falls(odds.delays, order.id, 4) ? 3 : 0, isTwice: falls(odds.repeats, order.id, 5))
      if outcome.outcome == .accepted { takeBack(order.id, looks: 6) }
    }
    return []
  }

  public func news() -> [PaymentNews] {
    let due = queue.filter { $0.looks == 0 }.map(\.news)
    queue = queue.filter { $0.looks > 0 }.map { ($0.news, $0.looks - 1) }
    given += due
    return given
  }

  public func confirm() { given = [] }

  public func inquire(_ orders: [PaymentOrder]) -> [PaymentNews] {
    orders.map { order in
      guard self.orders[order.id]?.hasArrived == true else { return PaymentNews(order: order.id, outcome: .unknown) }
      let outcome = fate(of: order.id)
      if outcome.outcome == .accepted, falls(odds.silent, order.id, 3) { takeBack(order.id, looks: 4) }
      return outcome
    }
  }

  /// What has become, or will become, of an order.
  public nonisolated func fate(of order: String) -> PaymentNews {
    falls(odds.rejects, order, 2)
      ? PaymentNews(order: order, outcome: .rejected, code: "AM04", reason: "insufficient funds")
      : PaymentNews(order: order, outcome: .accepted)
  }

  /// Whether what was accepted comes back.
  public nonisolated func comesBack(_ order: String) -> Bool {
    fate(of: order).outcome == .accepted && falls(odds.returns, order, 6)
  }

  private func takeBack(_ order: String, looks: Int) {
    guard comesBack(order) else { return }
    say(
      PaymentNews(order: order, outcome: .returned, code: "MD06", reason: "returned at the payer's request"),
      looks: looks,
      isTwice: falls(odds.repeats, order, 7))
  }

  private func say(_ news: PaymentNews, looks: Int, isTwice: Bool) {
    queue.append((news, looks))
    if isTwice { queue.append((news, looks + 1)) }
  }

  /// Whether the die of an order that bears this number falls so: the same each time.
  private nonisolated func falls(_ percent: Int, _ order: String, _ die: UInt64) -> Bool {
    // FNV-1a, and the finish of SplitMix64: spread well, and no secret.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in order.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = (hash ^ seed &* 0x9E37_79B9_7F4A_7C15) &+ die &* 0xD1B5_4A32_D192_ED03
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((hash ^ hash >> 31) % 100) < percent
  }
}
