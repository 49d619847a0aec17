/// `vouch-terminal orders` and `resume`: what this terminal has ordered, and what is not finished yet.
import ArgumentParser
import Console
import Ledger
import MailOrder
import RPC
import Sites
import Terminal
import Wire

struct Orders: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows this terminal's orders, as they are kept here.", subcommands: [OrdersList.self, OrdersShow.self])
}

struct OrdersList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists orders, newest first.",
    discussion: """
      Nobody is asked: track asks the shop.

      Example:
        vouch-terminal orders list --state accepted --limit 20
        vouch-terminal orders list --unfinished
      """)
  @Option(help: ArgumentHelp("Only those in this state.", valueName: PurchaseState.choices()), transform: Read.named)
  var state: PurchaseState?
  @Flag(help: "Only those with something left to do.")
  var unfinished = false
  @Option(help: ArgumentHelp("The order to begin at.", valueName: "uuid"), transform: Read.id)
  var from: OrderID?
  @Option(help: ArgumentHelp("How many to show at most. (default: 100)", valueName: "number"), transform: Read.count)
  var limit: Int = PageBounds.usual
  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await Desk.open(options, home) { desk in
      let page = try desk.reading { store throws(SiteStoreError) in
        try store.purchases(from: from, limit: limit) { purchase in
          (state == nil || purchase.state == state) && (!unfinished || purchase.next != nil)
        }
      }
      try desk.session.show(
        page.shown(none: "no orders", table: Purchase.table) { "--from \($0)" },
        json: ["orders": .array(page.items.map(\.json)), "next": .optional(page.next)])
    }
  }
}

struct OrdersShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows one order: all that is kept of it.",
    discussion: """
      Example:
        vouch-terminal orders show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
        vouch-terminal orders show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --show-secret
      """)
  @Argument(help: "The order's number, or its check's.", transform: Read.id)
  var order: OrderID
  @OptionGroup var secrets: SecretOption
  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await Desk.open(options, home) { desk in
      let purchase = try desk.purchase(order)
      guard let secret = try secrets.secret(of: purchase.demand.id, in: desk.store) else {
        return try desk.session.show(purchase.text, json: purchase.json)
      }
      try desk.session.show(
        "\(purchase.text)\nsecret  \(secret.digits)\n", json: purchase.json.merging(["secret": .text(secret.digits)]))
    }
  }
}

struct Resume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Goes on with orders that were interrupted, each where it stopped.",
    discussion: """
      What was asked already is asked again with the same ids, which has its effect once.

      Example:
        vouch-terminal resume
        vouch-terminal resume 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --moved-to 127.0.0.1:7422
      """)
  @Argument(help: "One order's number, or its check's. (default: all that are unfinished)", transform: Read.id)
  var order: OrderID?
  @Option(
    help: ArgumentHelp("Where the order's shop is now, if it has moved.", valueName: "endpoint"),
    transform: Read.endpoint)
  var movedTo: Endpoint?
  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ServerOptions

  func validate() throws {
    if movedTo != nil, order == nil { throw ValidationError("--moved-to goes with an order.") }
  }

  func run() async throws {
    try await Desk.open(options, home) { desk in
      var ended: [Purchase] = []
      var failure: Failure?
      for var purchase in try unfinished(desk) {
        if let movedTo { purchase.shop = "\(movedTo)" }
        do {
          let purchase = try await desk.runner.run(purchase)
          try desk.session.showToPeople("order \(purchase.id)  \(purchase.state.words)\n")
          ended.append(purchase)
        } catch let error as TerminalError {
          // One that stands still holds up no other.
          let reason = Failure(error, of: purchase)
          Terminal.warn("order \(purchase.id): \(reason.sentence ?? "\(error)")")
          failure = failure ?? reason
          ended.append((try? desk.store.purchase(purchase.id)) ?? purchase)
        }
      }
      try desk.session.show(ended.isEmpty ? "nothing is unfinished\n" : "", json: ["orders": .array(ended.map(\.json))])
      if let failure { throw failure.status }
      if ended.contains(where: { $0.refusal != nil }) { throw Failure.answeredNo }
    }
  }

  private func unfinished(_ desk: Desk) throws(Failure) -> [Purchase] {
    if let order { return [try desk.purchase(order)] }
    return try desk.reading { store throws(SiteStoreError) in try store.unfinished() }
  }
}

extension Session {
  /// Shows something to people only: programs get one value at the end.
  func showToPeople(_ text: String) throws(Failure) {
    if output == .table { try Terminal.write(text) }
  }
}
