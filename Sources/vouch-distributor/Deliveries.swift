/// `vouch-distributor deliveries`: what there is to deliver, and where it stands (S11).
import ArgumentParser
import Console
import Ledger
import MailOrder
import Wire

struct Deliveries: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows deliveries: where they stand, who has been told.", subcommands: [List.self, Show.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists deliveries, newest first.",
      discussion: """
        Example:
          vouch-distributor deliveries list --state underway --vehicle VAN-1
        """)

    @Option(
      help: ArgumentHelp(
        "Only those that stand so.", valueName: DeliveryState.choices()),
      transform: Read.named)
    var state: DeliveryState?
    @Option(help: ArgumentHelp("Only those of this vehicle.", valueName: "code"), transform: Read.vehicle)
    var vehicle: Code?
    @Option(help: ArgumentHelp("Only those of this seller.", valueName: "code"), transform: Read.code)
    var seller: SellerID?
    @Option(
      help: ArgumentHelp("The first of the page: where the page before ended.", valueName: "order"), transform: Read.id)
    var from: OrderID?
    @Option(
      help: ArgumentHelp("How many at most. (default: \(PageBounds.usual))", valueName: "number"), transform: Read.count
    )
    var limit = PageBounds.usual
    @OptionGroup var options: SiteOptions<CompanySite>

    func run() async throws {
      try await options.run { session in
        let page = try await session.collect(limit: limit, from: from) { from, limit in
          ListDeliveries(state: state, vehicle: vehicle, seller: seller, from: from, limit: limit)
        }
        let more = page.next.map { "\nMore: --from \($0)\n" } ?? ""
        try session.show(
          Delivery.table(page.items) + more,
          json: ["deliveries": .array(page.items.map(\.json)), "next": .optional(page.next)])
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows one delivery: all of it.",
      discussion: """
        Example:
          vouch-distributor deliveries show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
        """)

    @Argument(help: "The order's number; it is the delivery's too.", transform: Read.id)
    var order: OrderID
    @OptionGroup var options: SiteOptions<CompanySite>

    func run() async throws {
      try await options.run { session in
        // As the carrier's own list has it: TrackDelivery tells nobody an address that came sealed.
        let page = try await session.ask(ListDeliveries(from: order, limit: 1))
        guard let delivery = page.items.first, delivery.instruction.order == order else {
          throw Failure.siteRefused(SiteRefusal(.unknownDelivery, "\(order)"))
        }
        try session.show(delivery.text, json: delivery.json)
      }
    }
  }
}
