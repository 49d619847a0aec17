/// Carries purchases on, each by one run at a time, while browsers come and go; and hears of shops how orders stand.
///
/// Absent here: what the next step is, and what is asked for it (`PurchaseRunner`).
internal import CheckClient
internal import Identities
internal import Ledger
internal import Logging
internal import MailOrder
internal import RPC
internal import Sites
internal import Terminal
internal import Wire

/// The till.
actor Till {
  /// How many purchases are worked at once: a buyer has one or two.
  static let maximum = 32
  /// How often a shop is asked how an order stands, while somebody looks.
  static let pause = Duration.seconds(2)
  /// How many orders are remembered as asked about.
  static let remembered = 256

  /// What became of a wish.
  enum Word: Hashable, Sendable {
    case begun
    /// Something of it is under way already.
    case busy
    /// It cannot be wished for as it stands.
    case impossible
  }

  private let store: PurchaseStore
  private let runner: PurchaseRunner
  private let shops: Shops
  private let logger: Logger
  private var runs: [OrderID: Task<Void, Never>] = [:]
  /// Orders of which something is being kept: by a run, or by what a shop said.
  private var busy: Set<OrderID> = []
  private var faults: [OrderID: String] = [:]
  private var asked: [OrderID: ContinuousClock.Instant] = [:]
  private var isClosed = false

  init(store: PurchaseStore, runner: PurchaseRunner, shops: Shops, logger: Logger) {
    self.store = store
    self.runner = runner
    self.shops = shops
    self.logger = logger
  }

  /// Whether an order is being worked at.
  func isRunning(_ id: OrderID) -> Bool { runs[id] != nil }

  /// Why the last run stood still; nil where it came to its end.
  func fault(of id: OrderID) -> String? { faults[id] }

  /// Carries a purchase on as its buyer wishes, unless something of it is under way.
  ///
  /// - Parameter change: the purchase with the wish in it, out of what is kept; nil: it cannot be wished for now.
  func carryOn(_ id: OrderID, _ change: (Purchase) -> Purchase?) throws -> Word {
    guard !busy.contains(id), runs.count < Till.maximum, !isClosed else { return .busy }
    guard let kept = try store.purchase(id), let purchase = change(kept) else { return .impossible }
    busy.insert(id)
    faults[id] = nil
    runs[id] = Task { await run(purchase) }
    return .begun
  }

  private func run(_ purchase: Purchase) async {
    do throws(TerminalError) {
      _ = try await runner.run(purchase)
    } catch {
      logger.notice("a purchase stands still", metadata: ["order": "\(purchase.id)", "reason": "\(error)"])
      faults[purchase.id] = error.buyerSentence
    }
    runs[purchase.id] = nil
    busy.remove(purchase.id)
    asked[purchase.id] = nil
  }

  /// Asks the order's shop how it stands, and keeps that: where it has taken the order, where nothing of it is under way, and
  /// not more often than every two seconds. Whether the shop answers makes no difference to what is kept.
  func refresh(_ id: OrderID) async {
    guard let purchase = try? store.purchase(id), purchase.state == .accepted || purchase.state == .returned,
      !busy.contains(id), !isClosed, asked[id].map({ .now - $0 > Till.pause }) ?? true
    else { return }
    if asked.count >= Till.remembered { asked = [:] }
    asked[id] = .now
    busy.insert(id)
    defer { busy.remove(id) }
    guard let order = await ask(GetOrder(id, account: purchase.order.form.account), of: purchase),
      let adopted = purchase.adopting(order), adopted != purchase
    else { return }
    try? await runner.keep(adopted)
  }

  /// Agrees to the delivery instruction of an order (S9); a sentence where the shop says no, or nothing.
  func confirmInstruction(_ id: OrderID) async throws -> String? {
    guard let purchase = try store.purchase(id), !busy.contains(id), !isClosed else {
      return "Something of this order is under way. Wait a moment, and try again."
    }
    busy.insert(id)
    defer { busy.remove(id) }
    guard let endpoint = Endpoint(purchase.shop) else { return TerminalError.noAddress(purchase.shop).buyerSentence }
    let client = await shops.client(of: endpoint)
    do {
      try client.insist(on: .seller(purchase.order.form.seller))
      switch try await client.call(ConfirmInstruction(id, account: purchase.order.form.account)) {
      case .accepted(let order):
        guard let adopted = purchase.adopting(order) else { return "The shop’s answer was about another order." }
        try await runner.keep(adopted)
        return nil
      case .refused(let no): return no.buyerSentence
      case .invalid: return "The shop cannot take that."
      }
    } catch {
      return "The shop does not answer now. Try again later."
    }
  }

  private func ask(_ call: GetOrder, of purchase: Purchase) async -> Order? {
    guard let endpoint = Endpoint(purchase.shop) else { return nil }
    let client = await shops.client(of: endpoint)
    do {
      try client.insist(on: .seller(purchase.order.form.seller))
      // A page waits for it.
      guard case .accepted(let order) = try await client.call(call, timeout: .seconds(2)) else { return nil }
      return order
    } catch {
      return nil
    }
  }

  /// Ends: what is under way is left as it is kept, and goes on at the next start.
  func close() async {
    isClosed = true
    let all = runs.values
    for run in all { run.cancel() }
    for run in all { await run.value }
  }
}
