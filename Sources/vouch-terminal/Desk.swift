/// What a subcommand about orders works with: the store, the check manager, the shops, and a runner over them.
import CheckClient
import Console
import Foundation
import Identities
import Ledger
import MailOrder
import RPC
import Sites
import Terminal
import Wire

/// The desk at which a buyer sits.
struct Desk: Sendable {
  let session: Session
  let store: PurchaseStore
  let runner: PurchaseRunner
  let shops: Shops

  /// Runs `body` with a desk, and closes all that it opened. `isTelling`: people watch each step.
  static func open(
    _ options: ServerOptions, _ home: HomeOptions, isTelling: Bool = true, _ body: (Desk) async throws -> Swift.Void
  ) async throws {
    try await options.run { session in
      let store = try await home.open()
      let shops = Shops(timeout: options.timeout, credentials: session.credentials)
      let tells = isTelling && options.output == .table
      let runner = PurchaseRunner(
        store: store, manager: session.client, shop: { await shops.client(of: $0) }, surroundings: .real,
        patience: options.timeout
      ) { news in
        guard tells else { return }
        let text: String? =
          switch news {
          case .begins(let step, let purchase): purchase.told(before: step)
          case .took(let step, let purchase): purchase.told(after: step)
          }
        // Whoever does not look any more still wants the order.
        if let text { try? Terminal.write(text) }
      }
      do {
        try await body(Desk(session: session, store: store, runner: runner, shops: shops))
      } catch {
        await shops.close()
        throw error
      }
      await shops.close()
    }
  }

  /// A session with the shop at an address.
  func shop(at endpoint: Endpoint) async -> SiteSession<SellingMethod> {
    SiteSession(client: await shops.client(of: endpoint), output: session.output)
  }

  /// Reads in the store.
  func reading<Result>(_ body: (PurchaseStore) throws(SiteStoreError) -> Result) throws(Failure) -> Result {
    do { return try body(store) } catch { throw Failure(error) }
  }

  /// The purchase of an order, or of the order that a check pays; nil when this terminal keeps none.
  func find(_ id: OrderID) throws(Failure) -> Purchase? {
    let check = CheckID(high: id.high, low: id.low)
    return try reading { store throws(SiteStoreError) in
      if let purchase = try store.purchase(id) { return purchase }
      return try store.purchase(paidBy: check)
    }
  }

  /// As above, where it must be there.
  func purchase(_ id: OrderID) throws(Failure) -> Purchase {
    if let found = try find(id) { return found }
    throw .noInput("No order \(id) is kept in \(store.home). vouch-terminal orders list shows those that are.")
  }

  /// Carries a purchase on. Shows how it ended to programs, and ends with the exit code that says so.
  func finish(_ purchase: Purchase) async throws {
    let ended = try await run(purchase)
    try session.show("order \(ended.id)  \(ended.state.words)\n", json: ended.json)
    if ended.refusal != nil { throw Failure.answeredNo }
  }

  /// Carries a purchase on. Where it stands still, programs are shown how far it came before the failure is thrown.
  func run(_ purchase: Purchase) async throws -> Purchase {
    do {
      return try await runner.run(purchase)
    } catch {
      if let kept = try? store.purchase(purchase.id) {
        if session.output == .json { try session.show("", json: kept.json) }
        Terminal.note("Order \(kept.id) is kept as it stands (\(kept.state.words)): vouch-terminal resume goes on.\n")
      }
      throw Failure(error, of: purchase)
    }
  }
}

extension Failure {
  /// A purchase stands still.
  init(_ error: TerminalError, of purchase: Purchase) {
    switch error {
    case .store(let error): self = Failure(error)
    case .noAnswer(_, let error): self = .client(error, command: nil)
    case .invalid(_, let invalid): self = .invalid(invalid)
    case .managerFull, .undecided: self = .notNow("\(error)")
    case .noAddress: self = .usage("\(error)")
    case .wrongAnswer(let peer, let reason):
      guard peer == .shop, let endpoint = Endpoint(purchase.shop) else {
        self = .client(.unreadable(.unreadable), command: nil)
        return
      }
      self = .client(.noAnswer(endpoint, reason), command: nil)
    }
  }
}
