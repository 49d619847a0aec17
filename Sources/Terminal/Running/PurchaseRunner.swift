/// Carries a purchase on, step by step: what is asked and what was answered is kept before the next thing is sent.
///
/// Absent here: what the next step is (`Purchase.next`), the clock, and how anything is shown.
public import CheckClient
internal import Identities
public import Ledger
public import MailOrder
public import RPC
internal import Sites
public import Wire

/// A client of a shop's site.
public typealias ShopClient = ServiceClient<SellingMethod>

/// A runner over one store and one check manager.
public struct PurchaseRunner: Sendable {
  /// What happens, as it happens.
  public enum News: Hashable, Sendable {
    /// The step is about to be taken.
    case begins(PurchaseStep, Purchase)
    /// The step was answered, and this is how the purchase stands since.
    case took(PurchaseStep, Purchase)
  }

  /// Everything that is not the same twice.
  public struct Surroundings: Sendable {
    public var now: @Sendable () -> Timestamp
    public var command: @Sendable () -> CommandID
    public var pause: @Sendable (Duration) async -> Void

    /// Clock, ids and patience.
    public init(
      now: @escaping @Sendable () -> Timestamp, command: @escaping @Sendable () -> CommandID,
      pause: @escaping @Sendable (Duration) async -> Void
    ) {
      self.now = now
      self.command = command
      self.pause = pause
    }
  }

  /// The first pause before a shop is asked again; each is twice as long, up to the longest.
  static let firstPause = Duration.milliseconds(50)
  static let longestPause = Duration.seconds(1)
  /// How many steps one run takes at most, waiting apart: an honest purchase takes seven. A peer that keeps answering
  /// what leads back to the same step is left alone.
  static let maximumSteps = 32

  private let store: PurchaseStore
  private let manager: ManagerClient
  private let shop: @Sendable (Endpoint) async -> ShopClient
  private let surroundings: Surroundings
  private let patience: Duration
  private let tell: @Sendable (News) -> Void

  /// - Parameters:
  ///   - shop: a client of the shop at an address; whoever made it closes it.
  ///   - patience: how long to wait, in all, for a shop's judgement.
  public init(
    store: PurchaseStore, manager: ManagerClient, shop: @escaping @Sendable (Endpoint) async -> ShopClient,
    surroundings: Surroundings, patience: Duration, tell: @escaping @Sendable (News) -> Void = { _ in }
  ) {
    self.store = store
    self.manager = manager
    self.shop = shop
    self.surroundings = surroundings
    self.patience = patience
    self.tell = tell
  }

  /// Keeps `purchase` and carries it on until nothing is left to do, or something stands in the way.
  public func run(_ purchase: Purchase) async throws(TerminalError) -> Purchase {
    var purchase = purchase
    try await keep(purchase)
    var waited = Duration.zero
    var pause = PurchaseRunner.firstPause
    var steps = 0
    while let step = purchase.next {
      tell(.begins(step, purchase))
      let answer = try await answer(to: step, of: purchase)
      let fresh = FreshCommands(void: surroundings.command(), withdrawal: surroundings.command())
      purchase.take(answer, to: step, at: surroundings.now(), fresh: fresh)
      try await keep(purchase)
      tell(.took(step, purchase))
      steps += 1
      guard step == .askShop || step == .placeOrder, purchase.next == .askShop || purchase.next == .placeOrder else {
        guard steps < PurchaseRunner.maximumSteps else { throw .wrongAnswer(step.peer, "it leads nowhere") }
        continue
      }
      guard waited < patience else { throw .undecided }
      await surroundings.pause(pause)
      waited += pause
      pause = min(pause * 2, PurchaseRunner.longestPause)
    }
    return purchase
  }

  /// Keeps a purchase, as it is.
  public func keep(_ purchase: Purchase) async throws(TerminalError) {
    do { try await store.keep(purchase) } catch { throw .store(error) }
  }
}

// MARK: - Asking

extension PurchaseRunner {
  private func answer(to step: PurchaseStep, of purchase: Purchase) async throws(TerminalError) -> PurchaseAnswer {
    let order = purchase.order
    let account = order.form.account
    switch step {
    case .demandCheck: return try await demand(purchase)
    case .chooseMethod(let choice):
      return try await act(.chooseMethod(choice.method), as: choice.id, on: purchase)
    case .void(let id): return try await act(.void, as: id, on: purchase)
    case .withdraw(let id): return try await act(.withdraw, as: id, on: purchase)
    case .placeOrder:
      var call = PlaceOrder(
        form: order.form, formBytes: order.formBytes, check: order.check, secret: order.secret,
        recipient: order.sealed == nil ? order.recipient : nil, sealed: order.sealed)
      call.handOverCode = order.handOverCode
      call.offer = purchase.telling.offer
      return try await ask(call, of: purchase, mayBeUnacceptable: true)
    case .askShop: return try await ask(GetOrder(purchase.id, account: account), of: purchase)
    case .tellChoice(let method):
      return try await ask(ChoosePayment(purchase.id, account: account, method: method), of: purchase)
    case .tellReturn(let note):
      return try await ask(ReturnOrder(purchase.id, account: account, note: note), of: purchase)
    }
  }

  private func demand(_ purchase: Purchase) async throws(TerminalError) -> PurchaseAnswer {
    let reply: Reply<IssuedCheck>
    do { reply = try await manager.call(purchase.demand) } catch { throw .noAnswer(.manager, error) }
    switch reply.outcome {
    case .accepted(let issued): return try check(issued.receipt, of: purchase)
    case .refused(let no): return try refused(no)
    case .invalid(let invalid): return unacceptable(.manager, invalid)
    }
  }

  private func act(
    _ event: CheckEvent, as id: CommandID, on purchase: Purchase
  ) async throws(TerminalError) -> PurchaseAnswer {
    let action = CheckAction(
      id: id, check: purchase.demand.id, actor: .terminal(purchase.order.form.account), event: event,
      note: Text("order \(purchase.id)") ?? .empty)
    let reply: Reply<Receipt>
    do { reply = try await manager.call(action) } catch { throw .noAnswer(.manager, error) }
    switch reply.outcome {
    case .accepted(let receipt): return try check(receipt, of: purchase)
    case .refused(let no): return try refused(no)
    case .invalid(let invalid): throw .invalid(.manager, invalid)
    }
  }

  private func check(_ receipt: Receipt, of purchase: Purchase) throws(TerminalError) -> PurchaseAnswer {
    guard receipt.entry.subject == .check(purchase.demand.id), let progress = receipt.entry.progress else {
      throw .wrongAnswer(.manager, "it is about another check")
    }
    return .check(progress.state)
  }

  /// A full disk is no judgement: the same command may be taken later.
  private func refused(_ no: Refusal) throws(TerminalError) -> PurchaseAnswer {
    guard no != .diskFull else { throw .managerFull }
    return .refusedByManager(no)
  }

  private func ask<C: SiteCall>(
    _ call: C, of purchase: Purchase, mayBeUnacceptable: Bool = false
  ) async throws(TerminalError) -> PurchaseAnswer where C.Service == SellingMethod, C.Accepted == Order {
    guard let endpoint = Endpoint(purchase.shop) else { throw .noAddress(purchase.shop) }
    let reply: SiteReply<Order>
    do {
      let shop = await shop(endpoint)
      try shop.insist(on: .seller(purchase.order.form.seller))
      reply = try await shop.call(call)
    } catch {
      throw .noAnswer(.shop, error)
    }
    switch reply {
    case .accepted(let order):
      guard purchase.adopting(order) != nil else { throw .wrongAnswer(.shop, "it is about another order") }
      return .order(order)
    case .refused(let no): return .refusedByShop(no)
    case .invalid(let invalid):
      guard mayBeUnacceptable else { throw .invalid(.shop, invalid) }
      return unacceptable(.shop, invalid)
    }
  }

  private func unacceptable(_ peer: PurchasePeer, _ invalid: Invalid) -> PurchaseAnswer {
    .unacceptable(
      PurchaseRefusal(
        by: peer, name: "invalid", sentence: "\(peer.noun) cannot take it: \(invalid)", detail: invalid.field))
  }
}
