/// The runner against peers that misbehave, over real sockets: gone, slow, forgetful, twice, refusing, garbled.
import CheckClient
import Ledger
import MailOrder
import RPC
import Sites
import Terminal
import Testing
import VouchTesting
import Wire

/// Which request of which peer goes wrong, and how.
struct Mishap: Hashable, Sendable, CustomTestStringConvertible {
  let name: String
  let reaction: Reaction
  var testDescription: String { "\(name) \(reaction)" }

  /// The first request of that name goes wrong; all others are answered.
  func script(_ name: String, _ count: Int) -> Reaction { name == self.name && count == 1 ? reaction : .answer }
}

private let forth = ["issueCheck", "placeOrder", "getOrder"]
private let faults: [Reaction] = [.losesAnswer, .unavailable, .silent, .garbage]

extension Town {
  /// How long a client waits in a run that may fail, and in one that must not.
  static let short = Duration.milliseconds(700)
  static let long = Duration.seconds(60)

  /// Carries a purchase on, in a fresh run, as a fresh process would.
  func run(
    _ purchase: Purchase, timeout: Duration = long, patience: Duration = long,
    tell: @escaping @Sendable (PurchaseRunner.News) -> Void = { _ in }
  ) async throws -> Purchase {
    let store = try await open()
    var options = ClientOptions()
    options.timeout = timeout
    options.firstTries = 1
    let managers = ManagerClient(server: manager.endpoint, options: options)
    let shops = ShopClient(server: shop.endpoint, options: options)
    let maker = IDMaker()
    let surroundings = PurchaseRunner.Surroundings(
      now: { Town.now }, command: { maker.command() }, pause: { _ in await Task.yield() })
    let runner = PurchaseRunner(
      store: store, manager: managers, shop: { _ in shops }, surroundings: surroundings, patience: patience, tell: tell)
    let result: Result<Purchase, TerminalError>
    do { result = .success(try await runner.run(purchase)) } catch { result = .failure(error) }
    await managers.close()
    await shops.close()
    return try result.get()
  }

  /// A purchase of two books that nobody has heard of.
  func purchase(_ change: (inout Basket) -> Void = { _ in }) throws -> Purchase {
    let maker = IDMaker()
    let number = maker.command()
    var basket = Basket.sample(change)
    basket.endpoint = "\(shop.endpoint)"
    return try basket.purchase(
      Making(order: OrderID(high: number.high, low: number.low), check: maker.check(), time: Town.now))
  }

  /// What the terminal keeps of it.
  func kept(_ id: OrderID) async throws -> Purchase { try #require(try await open().purchase(id)) }

  /// Opens the home. The thread that wrote there last, in this very process, may still be letting go of it.
  private func open() async throws -> PurchaseStore {
    var opened: PurchaseStore?
    try await eventually("the home can be opened") {
      do throws(SiteStoreError) {
        opened = try PurchaseStore(opening: home)
        return true
      } catch {
        guard case .database = error else { throw error }
        return false
      }
    }
    return try #require(opened)
  }
}

@Test func `an order runs from the demand to the shop's word, each step told once`() async throws {
  try await Town.run(.acceptsWhenAsked(2)) { town in
    let ended = try await town.run(try town.purchase())
    #expect(ended.state == .accepted)
    #expect(town.manager.heard == ["issueCheck"])
    #expect(town.shop.heard == ["placeOrder", "getOrder", "getOrder"])
    #expect(town.checks.map(\.id) == [ended.demand.id])
    #expect(try await town.kept(ended.id) == ended)
  }
}

@Test(arguments: forth.flatMap { name in faults.map { Mishap(name: name, reaction: $0) } })
func `after any mishap a later run finishes: one check, one order`(_ mishap: Mishap) async throws {
  try await Town.run(.acceptsWhenAsked(1)) { town in
    let purchase = try town.purchase()
    town.manager.play(mishap.script)
    town.shop.play(mishap.script)
    // Whether the first run gets over it by itself is the clients' affair.
    _ = try? await town.run(purchase, timeout: Town.short)
    town.manager.play { _, _ in .answer }
    town.shop.play { _, _ in .answer }
    let ended = try await town.run(town.kept(purchase.id))
    #expect(ended.state == .accepted)
    #expect(town.checks.map(\.id) == [purchase.demand.id])
    #expect(town.orders.map(\.form.id) == [purchase.id])
  }
}

@Test(arguments: SeededGenerator.seeds(8))
func `after any mishaps there is one check and one order, or nothing is held`(seed: UInt64) async throws {
  var random = SeededGenerator(seed: seed)
  let isWanted = Bool.random(using: &random)
  try await Town.run(isWanted ? .acceptsWhenAsked(2) : .rejects("out_of_stock")) { town in
    let purchase = try town.purchase()
    let dice = Dice(random)
    let script: Peer.Script = { _, _ in dice.roll([.answer, .answer, .losesAnswer, .unavailable, .garbage]) }
    town.manager.play(script)
    town.shop.play(script)
    for run in 1...4 {
      _ = try? await town.run(run == 1 ? purchase : try await town.kept(purchase.id), timeout: Town.short)
    }
    town.manager.play { _, _ in .answer }
    town.shop.play { _, _ in .answer }
    let ended = try await town.run(town.kept(purchase.id))
    #expect(ended.next == nil)
    #expect(ended.state == (isWanted ? .accepted : .cancelled))
    #expect(town.checks.map(\.id) == [purchase.demand.id])
    #expect(town.orders.map(\.form.id) == [purchase.id])
    #expect(town.account?.bank.held == (isWanted ? 4800 : 0))
  }
}

@Test func `an answer that belongs to another order is none`() async throws {
  try await Town.run { town in
    let first = try await town.run(try town.purchase())
    town.shop.play { _, _ in .staleAnswer }
    let second = try town.purchase()
    await #expect(throws: TerminalError.wrongAnswer(.shop, "it is about another order")) { try await town.run(second) }
    #expect(try await town.kept(second.id).state == .issued)
    #expect(try await town.kept(first.id) == first)
  }
}

@Test func `a check manager that is gone leaves the order as it was, and so does a shop`() async throws {
  try await withTemporaryDirectory { path in
    let nobody = Endpoint.unix(path: "\(path)/nobody")
    var options = ClientOptions()
    options.firstTries = 1
    let manager = ManagerClient(server: nobody, options: options)
    let runner = PurchaseRunner(
      store: try PurchaseStore(opening: "\(path)/home"), manager: manager,
      shop: { [options] in ShopClient(server: $0, options: options) },
      surroundings: PurchaseRunner.Surroundings(
        now: { .start }, command: { .numbered(1) }, pause: { _ in }), patience: .zero)
    for (state, peer) in [(PurchaseState.prepared, PurchasePeer.manager), (.issued, .shop)] {
      let purchase = try Purchase.sample {
        $0.state = state
        $0.shop = "\(nobody)"
      }
      let error = await #expect(throws: TerminalError.self) { try await runner.run(purchase) }
      guard case .noAnswer(peer, .unavailable)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
    await manager.close()
  }
}

@Test(arguments: [Refusal.insufficientFunds, .unknownAccount, .unknownSeller, .unknownDistributor])
func `what the check manager refuses holds nothing and never reaches the shop`(_ no: Refusal) async throws {
  try await Town.run { town in
    let purchase = try town.purchase { basket in
      switch no {
      case .insufficientFunds: basket.lines = [Basket.Line(.book, 1000)]
      case .unknownAccount: basket.account = .stranger
      case .unknownSeller: basket.office.code = .rival
      default:
        basket.office.distributors.append(Partner(code: DistributorID.courier.code, name: .empty, endpoint: "unix:/x"))
        basket.distributor = .courier
      }
    }
    let ended = try await town.run(purchase)
    #expect(ended.state == .refused)
    #expect(ended.refusal == PurchaseRefusal(by: .manager, name: no.name, sentence: no.sentence))
    #expect(town.checks.isEmpty)
    #expect(town.shop.heard.isEmpty)
  }
}

private let noes: [Judgement] = [
  .refuses(.priceChanged), .refuses(.outOfStock), .rejects("check_refused: check_expired"), .rejects("address_missing"),
]

@Test(arguments: noes, [nil, .losesAnswer, .unavailable, .silent, .garbage] as [Reaction?])
func `what the shop refuses is taken back, whatever happens on the way`(_ no: Judgement, fault: Reaction?) async throws
{
  try await Town.run(no) { town in
    let purchase = try town.purchase()
    if let fault {
      town.manager.play(Mishap(name: "voidCheck", reaction: fault).script)
      _ = try? await town.run(purchase, timeout: Town.short)
      town.manager.play { _, _ in .answer }
    }
    let ended = try await town.run(fault == nil ? purchase : try await town.kept(purchase.id))
    #expect(ended.state == .cancelled)
    #expect(ended.refusal?.by == .shop)
    #expect(town.checks.map(\.progress.state) == [.voided])
    #expect(town.account?.bank.held == 0)
  }
}

@Test func `a shop that rejects what it was paid for gives it back by withdrawal`() async throws {
  try await Town.run(.rejects("out_of_stock")) { town in
    let purchase = try town.purchase()
    let hasPaid = Once()
    let ended = try await town.run(purchase) { news in
      guard case .begins(.askShop, _) = news, hasPaid.first() else { return }
      town.change { book in
        _ = book.submit(
          .act(
            CheckAction(
              id: IDMaker().command(), check: purchase.demand.id, actor: .shop,
              event: .present(amount: nil, final: true))))
      }
    }
    #expect(ended.state == .cancelled)
    #expect(town.manager.heard == ["issueCheck", "voidCheck", "withdraw"])
    #expect(town.account?.bank.balance.posted == 100_000)
  }
}

@Test func `a shop that never judges is waited for only so long`() async throws {
  try await Town.run(.ponders) { town in
    let purchase = try town.purchase()
    await #expect(throws: TerminalError.undecided) { try await town.run(purchase, patience: .milliseconds(400)) }
    #expect(try await town.kept(purchase.id).state == .sent)
    town.change { $0.judgement = .acceptsWhenAsked(1) }
    #expect(try await town.run(town.kept(purchase.id)).state == .accepted)
  }
}

@Test func `a shop that has forgotten the order gets it again`() async throws {
  try await Town.run(.ponders) { town in
    let purchase = try town.purchase()
    _ = try? await town.run(purchase, patience: .zero)
    town.change { book in
      book.orders = [:]
      book.judgement = .accepts
    }
    let ended = try await town.run(town.kept(purchase.id))
    #expect(ended.state == .accepted)
    #expect(town.checks.count == 1)
  }
}

@Test func `what is chosen later is paid so, and what is given back is voided or withdrawn`() async throws {
  try await Town.run { town in
    var purchase = try await town.run(try town.purchase { $0.paysLater = true })
    purchase = try await town.run(try #require(purchase.choosing(.card, id: IDMaker().command())))
    #expect(purchase.refusal == nil)
    #expect(town.checks.map(\.progress.method) == [.card])
    #expect(town.orders.map(\.paymentChosen) == [true])
    let maker = IDMaker()
    let fresh = FreshCommands(void: maker.command(), withdrawal: maker.command())
    purchase = try await town.run(try #require(purchase.returning(note: .of("too small"), fresh: fresh)))
    #expect(purchase.state == .returned)
    #expect(town.checks.map(\.progress.state) == [.voided])
    #expect(town.orders.map(\.state) == [.returned])
  }
}

@Test(
  arguments: [("chooseMethod", false), ("choosePayment", false), ("voidCheck", true), ("returnOrder", true)],
  faults)
func `after any mishap on the ways to pay and back, a later run finishes`(
  _ call: (name: String, isReturn: Bool), fault: Reaction
) async throws {
  try await Town.run { town in
    var purchase = try await town.run(try town.purchase { $0.paysLater = true })
    let maker = IDMaker()
    let fresh = FreshCommands(void: maker.command(), withdrawal: maker.command())
    let wish =
      call.isReturn ? purchase.returning(note: .empty, fresh: fresh) : purchase.choosing(.card, id: maker.command())
    town.manager.play(Mishap(name: call.name, reaction: fault).script)
    town.shop.play(Mishap(name: call.name, reaction: fault).script)
    _ = try? await town.run(try #require(wish), timeout: Town.short)
    town.manager.play { _, _ in .answer }
    town.shop.play { _, _ in .answer }
    purchase = try await town.run(town.kept(purchase.id))
    #expect(purchase.next == nil && purchase.refusal == nil)
    #expect(town.checks.map(\.progress.state) == [call.isReturn ? .voided : .issued])
    #expect(town.orders.map(\.state) == [call.isReturn ? .returned : .accepted])
    #expect(town.orders.map(\.paymentChosen) == [!call.isReturn])
  }
}
