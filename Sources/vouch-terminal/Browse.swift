/// `vouch-terminal browse`: what a shop sells (S1).
import ArgumentParser
import CheckClient
import Console
import Ledger
import MailOrder
import Terminal
import Wire

struct Browse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a shop and what it sells, or one commodity.",
    discussion: """
      Example:
        export VOUCH_SHOP=127.0.0.1:7421
        vouch-terminal browse
        vouch-terminal browse --search book --limit 20
        vouch-terminal browse BOOK-1
      """)
  @Argument(help: "One commodity's code. (default: all commodities)", transform: Read.commodity)
  var commodity: CommodityCode?
  @Option(
    help: ArgumentHelp("Only those whose code, name or category has this in it.", valueName: "text"),
    transform: Read.text)
  var search: Text = .empty
  @Option(help: ArgumentHelp("The code to begin at.", valueName: "code"), transform: Read.commodity)
  var from: CommodityCode?
  @Option(help: ArgumentHelp("How many to show at most. (default: 100)", valueName: "number"), transform: Read.count)
  var limit: Int = PageBounds.usual
  @OptionGroup var shop: ShopOption
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await reportingFailures(as: options.output) {
      let shops = Shops(timeout: options.timeout, credentials: try await options.credentials())
      do {
        try await show(SiteSession(client: await shops.client(of: try shop.endpoint), output: options.output))
      } catch {
        await shops.close()
        throw error
      }
      await shops.close()
    }
  }

  private func show(_ session: SiteSession<SellingMethod>) async throws {
    if let commodity {
      let found = try await session.ask(GetCommodity(commodity))
      return try session.show(found.text, json: found.json)
    }
    let office = try await session.office()
    let page = try await session.collect(limit: limit, from: from) {
      ListCommodities(from: $0, limit: $1, search: search)
    }
    let list = page.shown(none: "no commodities", table: Commodity.table) { "--from \($0)" }
    try session.show(
      "\(office.text)\n\(list)",
      json: [
        "office": office.json, "commodities": .array(page.items.map(\.json)), "next": .optional(page.next),
      ])
  }
}
