/// What a buyer does about an order that its shop has taken: confirms the instruction, pays, tracks, gives back.
import ArgumentParser
import CheckClient
import Console
import Identities
import Ledger
import MailOrder
import RPC
import Terminal
import Wire

struct ConfirmInstruction: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confirm-instruction",
    abstract: "Shows an order's delivery instruction, and agrees to it.",
    discussion: """
      Only then is the distributor of an order made with --confirm-instruction instructed.

      Example:
        vouch-terminal confirm-instruction 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
      """)
  @Argument(help: "The order's number, or its check's.", transform: Read.id)
  var order: OrderID
  @Flag(name: [.short, .long], help: "Agrees without asking once more.")
  var yes = false
  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await Desk.open(options, home) { desk in
      let purchase = try desk.purchase(order)
      let site = try await desk.shop(of: purchase)
      let account = purchase.order.form.account
      if !yes {
        Terminal.note(try await site.ask(GetOrder(purchase.id, account: account)).instructionText)
        guard try Question.ask("Shall it be brought so?") else {
          Terminal.note("Nothing was confirmed.\n")
          throw Failure.answeredNo
        }
      }
      let call = Wire.ConfirmInstruction(purchase.id, account: account)
      let order = try await site.ask(call)
      let kept = try await desk.keep(order, of: purchase)
      try desk.session.show(order.instructionText, json: kept.json)
    }
  }
}

struct Pay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Chooses how to pay an order, or a check.",
    discussion: """
      The new cover is taken before the old one is let go; where that is refused, all stays as it was. The shop of an \
      order made with --pay-later is told, and demands payment then.

      Example:
        vouch-terminal pay 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --method card
      """)
  @Argument(help: "The number of an order, or of a check.", transform: Read.id)
  var number: OrderID
  @Option(help: ArgumentHelp("How to pay.", valueName: PaymentMethod.choices()), transform: Read.named)
  var method: PaymentMethod
  @OptionGroup var reason: ReasonOption
  @OptionGroup var id: CommandIDOption
  @OptionGroup var home: HomeOptions
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    // A check of its own is paid without a home, and makes none.
    guard try home.exists() else { return try await options.run { try await payCheck($0) } }
    try await Desk.open(options, home) { desk in
      guard let purchase = try desk.find(number) else { return try await payCheck(desk.session) }
      guard let choosing = purchase.choosing(method, id: id.command) else {
        throw Failure.siteRefused(SiteRefusal(.wrongState, purchase.state.name))
      }
      try await desk.finish(choosing)
    }
  }

  private func payCheck(_ session: Session) async throws {
    let check = CheckID(high: number.high, low: number.low)
    let action = CheckAction(
      id: id.command, check: check, actor: try buyer.actor, event: .chooseMethod(method), note: reason.reason)
    try session.show(try await session.ask(action))
  }
}

struct Track: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Asks the shop, and the carrier where it is known, how far an order has come.",
    discussion: """
      Example:
        vouch-terminal track 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
      """)
  @Argument(help: "The order's number, or its check's.", transform: Read.id)
  var order: OrderID
  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await Desk.open(options, home) { desk in
      let purchase = try desk.purchase(order)
      let site = try await desk.shop(of: purchase)
      let order = try await site.ask(GetOrder(purchase.id, account: purchase.order.form.account))
      let kept = try await desk.keep(order, of: purchase)
      let delivery = await delivery(of: order, desk.session.credentials)
      let json: JSON = ["shop_says": order.json, "carrier_says": delivery?.json ?? .null]
      try desk.session.show(order.text + (delivery.map { "\n\($0.text)" } ?? ""), json: kept.json.merging(json))
    }
  }

  /// What the carrier says. A carrier that cannot be asked is told of, and no failure: the shop has answered.
  private func delivery(of order: Order, _ credentials: LiveCredentials?) async -> Delivery? {
    guard !order.distributorEndpoint.isEmpty else { return nil }
    guard let endpoint = Endpoint(order.distributorEndpoint) else {
      Terminal.note("The carrier's address '\(order.distributorEndpoint.printable)' cannot be read.\n")
      return nil
    }
    var options = ClientOptions()
    options.timeout = self.options.timeout
    let carrier: ExpectedIdentity = order.distributor.map { .one(.distributor($0)) } ?? .anyDistributor
    let client = ServiceClient<DistributionMethod>(
      server: endpoint, options: options, security: credentials?.expecting(carrier))
    var found: Delivery?
    do {
      let session = SiteSession(client: client, output: self.options.output)
      let delivery = try await session.ask(TrackDelivery(order.form.id))
      // A carrier is believed about this order only.
      if delivery.instruction.order == order.form.id { found = delivery }
    } catch {
      Terminal.note("The carrier at \(endpoint) says nothing of it: \((error.sentence ?? "no answer").printable)\n")
    }
    await client.close()
    return found
  }
}

struct Return: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Gives an order back: takes back its check, or what was paid of it, and tells the shop.",
    discussion: """
      Before anything is paid the check is voided; while cooling-off runs, what was paid is withdrawn.

      Example:
        vouch-terminal return 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --reason "too small"
      """)
  @Argument(help: "The order's number, or its check's.", transform: Read.id)
  var order: OrderID
  @OptionGroup var reason: ReasonOption
  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await Desk.open(options, home) { desk in
      let purchase = try desk.purchase(order)
      let maker = IDMaker()
      let fresh = FreshCommands(void: maker.command(), withdrawal: maker.command())
      guard let returning = purchase.returning(note: reason.reason, fresh: fresh) else {
        throw Failure.siteRefused(SiteRefusal(.wrongState, purchase.state.name))
      }
      try await desk.finish(returning)
    }
  }
}

extension Desk {
  /// A session with a purchase's shop.
  func shop(of purchase: Purchase) async throws -> SiteSession<SellingMethod> {
    guard let endpoint = Endpoint(purchase.shop) else { throw Failure(.noAddress(purchase.shop), of: purchase) }
    let site = await shop(at: endpoint)
    try site.insist(on: .seller(purchase.order.form.seller))
    return site
  }

  /// Keeps what the shop said of an order.
  func keep(_ order: Order, of purchase: Purchase) async throws -> Purchase {
    guard let kept = purchase.adopting(order) else {
      throw Failure(.wrongAnswer(.shop, "it is about another order"), of: purchase)
    }
    do { try await runner.keep(kept) } catch { throw Failure(error, of: purchase) }
    return kept
  }
}
