/// `vouch-seller orders` and `distributors`: what was ordered, and who delivers.
import ArgumentParser
import Console
import Ledger
import MailOrder
import RPC
import Wire

struct Orders: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The orders: list, show.", subcommands: [OrdersList.self, OrdersShow.self])
}

struct OrdersList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists orders, newest first.",
    discussion: """
      Example:
        vouch-seller orders list --state accepted --limit 20
      """)
  @Option(help: ArgumentHelp("Only this buyer's.", valueName: "code"), transform: Read.code)
  var account: AccountID?
  @Option(help: ArgumentHelp("Only those in this state.", valueName: OrderState.choices()), transform: Read.named)
  var state: OrderState?
  @Option(help: ArgumentHelp("The order to begin at.", valueName: "uuid"), transform: Read.id)
  var from: OrderID?
  @Option(help: ArgumentHelp("How many to show at most. (default: 100)", valueName: "number"), transform: Read.count)
  var limit: Int = PageBounds.usual
  @OptionGroup var options: SiteOptions<OfficeSite>

  func run() async throws {
    try await options.run { session in
      let page = try await session.collect(limit: limit, from: from) {
        ListOrders(account: account, state: state, from: $0, limit: $1)
      }
      let json: JSON = ["orders": .array(page.items.map(\.json)), "next": .optional(page.next)]
      try session.show(page.shown(none: "no orders", table: Order.table) { "--from \($0)" }, json: json)
    }
  }
}

struct OrdersShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows one order: all that is kept of it.",
    discussion: """
      Example:
        vouch-seller orders show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
      """)
  @Argument(help: "The order's number.", transform: Read.id)
  var order: OrderID
  @OptionGroup var options: SiteOptions<OfficeSite>

  func run() async throws {
    try await options.run { session in
      let order = try await session.ask(GetOrder(order, account: nil))
      try session.show(order.text, json: order.json)
    }
  }
}

struct Distributors: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The name master: who may deliver for the shop.",
    subcommands: [DistributorsList.self, DistributorsPut.self])
}

struct DistributorsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Shows the shop and who may deliver for it.",
    discussion: """
      The first delivers where the buyer names nobody.

      Example:
        vouch-seller distributors list
      """)
  @OptionGroup var options: SiteOptions<OfficeSite>

  func run() async throws {
    try await options.run { session in
      let office = try await session.ask(GetOffice())
      try session.show(office.text, json: office.json)
    }
  }
}

struct DistributorsPut: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "put",
    abstract: "Names a distributor that may deliver, and where its site is.",
    discussion: """
      Example:
        vouch-seller distributors put PARCEL --name "Parcel Service North" --site 127.0.0.1:7431
      """)
  @Argument(help: "The distributor's code.", transform: Read.code)
  var distributor: DistributorID
  @Option(help: ArgumentHelp("Its name.", valueName: "text"), transform: Read.text)
  var name: Text = .empty
  @Option(
    help: ArgumentHelp("Where its site listens: HOST:PORT or unix:PATH.", valueName: "endpoint"),
    transform: Read.endpoint)
  var site: Endpoint
  @OptionGroup var options: SiteOptions<OfficeSite>

  func run() async throws {
    try await options.run { session in
      let partner = Partner(code: distributor.code, name: name, endpoint: "\(site)")
      let office = try await session.ask(PutDistributor(partner))
      try session.show(office.text, json: office.json)
    }
  }
}
