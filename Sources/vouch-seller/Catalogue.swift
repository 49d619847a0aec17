/// `vouch-seller catalogue`: the price database.
import ArgumentParser
import Console
import Ledger
import MailOrder
import Wire

struct Catalogue: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The price database: import, list, show, set.",
    subcommands: [CatalogueImport.self, CatalogueList.self, CatalogueShow.self, CatalogueSet.self])
}

struct CatalogueImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Puts the commodities of a CSV file into the price database.",
    discussion: """
      The first line names the columns, in any order; only code, name and charge are needed. Columns: \
      \(CommoditySheet.columnNames.joined(separator: ", ")).

      Good lines go in, over those of the same code, and bad ones are reported with their line and column; then the \
      exit code is 65. How many were sold stays; the stock too, where the file has no column for it.

      With --pictures, the files that the column picture names are sent along, from that directory: PNG, JPEG or WebP, \
      up to 512 KiB each. A line whose picture is missing, or is something else, is bad.

      Example:
        vouch-seller catalogue import prices.csv --errors bad-lines.csv
        vouch-seller catalogue import prices.csv --pictures photos
      """)
  @Argument(help: "The file, or - for stdin.", completion: .file(extensions: ["csv"]))
  var file: String
  @Option(help: ArgumentHelp("Writes all bad lines to this file, as CSV.", valueName: "file"), completion: .file())
  var errors: String?
  @Option(
    help: ArgumentHelp("Where the pictures are that the file names.", valueName: "directory"), completion: .directory)
  var pictures: String?
  @Flag(help: "Shows progress even where stderr is no terminal.")
  var progress = false
  @OptionGroup var options: SiteOptions<OfficeSite>

  func run() async throws {
    try await options.run { session in
      try await session.importCommodities(
        file: file, errorsFile: errors, pictures: pictures, progress: progress)
    }
  }
}

struct CatalogueList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists commodities in the order of their codes.",
    discussion: """
      Example:
        vouch-seller catalogue list --search teapot --limit 20
      """)
  @Option(
    help: ArgumentHelp("Only those with this in name, code or category.", valueName: "text"), transform: Read.text)
  var search: Text = .empty
  @Option(help: ArgumentHelp("The code to begin at.", valueName: "code"), transform: Read.commodity)
  var from: CommodityCode?
  @Option(help: ArgumentHelp("How many to show at most. (default: 100)", valueName: "number"), transform: Read.count)
  var limit: Int = PageBounds.usual
  @OptionGroup var options: SiteOptions<OfficeSite>

  func run() async throws {
    try await options.run { session in
      let page = try await session.collect(limit: limit, from: from) {
        ListCommodities(from: $0, limit: $1, search: search)
      }
      let json: JSON = ["commodities": .array(page.items.map(\.json)), "next": .optional(page.next)]
      try session.show(
        page.shown(none: "no commodities", table: Commodity.table) { "--from \($0)" }, json: json)
    }
  }
}

struct CatalogueShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows one commodity: all that is kept of it.",
    discussion: """
      Example:
        vouch-seller catalogue show TEAPOT-1
      """)
  @Argument(help: "The commodity's code.", transform: Read.commodity)
  var code: CommodityCode
  @OptionGroup var options: SiteOptions<OfficeSite>

  func run() async throws {
    try await options.run { session in
      let commodity = try await session.ask(GetCommodity(code))
      try session.show(commodity.text, json: commodity.json)
    }
  }
}

struct CatalogueSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Adds a commodity, or changes what is said of it.",
    discussion: """
      What no flag names stays as it is. A new commodity needs at least --name and --charge.

      Example:
        vouch-seller catalogue set TEAPOT-1 --name "Blue teapot" --charge 24.90 --stock 12
        vouch-seller catalogue set TEAPOT-1 --charge 19.90
      """)
  @Argument(help: "The commodity's code.", transform: Read.commodity)
  var code: CommodityCode
  @Option(help: ArgumentHelp("Its name.", valueName: "text"), transform: Read.text)
  var name: Text?
  @Option(help: ArgumentHelp("What exactly it is.", valueName: "text"), transform: Read.text)
  var specification: Text?
  @Option(help: ArgumentHelp("What kind of thing it is.", valueName: "text"), transform: Read.text)
  var category: Text?
  @Option(help: ArgumentHelp("The price of one piece.", valueName: "amount"), transform: Read.amount)
  var charge: Read.Decimal?
  @Option(
    help: ArgumentHelp("How long it is guaranteed.", valueName: "days"),
    transform: Read.guarantee)
  var guaranteeDays: Timestamp.Span?
  @Option(
    help: ArgumentHelp("How long the buyer may return it.", valueName: "days"),
    transform: Read.coolingOff)
  var coolingOffDays: Timestamp.Span?
  @Option(
    help: ArgumentHelp("Whether a visit to the customer's home is offered.", valueName: "yes|no"),
    transform: Read.yesOrNo)
  var visit: Bool?
  @Option(help: ArgumentHelp("Whether trade-in is taken.", valueName: "yes|no"), transform: Read.yesOrNo)
  var tradeIn: Bool?
  @Option(help: ArgumentHelp("Whether it is sent over the network.", valueName: "yes|no"), transform: Read.yesOrNo)
  var digital: Bool?
  @Option(
    help: ArgumentHelp("How many pieces there are; none: it never runs out.", valueName: "number|none"),
    transform: Read.stock)
  var stock: Stock?
  @Option(help: ArgumentHelp("The name of one of the shop's pictures.", valueName: "text"), transform: Read.text)
  var picture: Text?
  @Option(help: ArgumentHelp("The size of one piece.", valueName: "litres"), transform: Read.litres)
  var litres: UInt32?
  @OptionGroup var options: SiteOptions<OfficeSite>

  private var form: CommodityForm {
    var form = CommodityForm()
    form.code = code
    form.name = name
    form.specification = specification
    form.category = category
    form.charge = charge
    form.guarantee = guaranteeDays
    form.coolingOff = coolingOffDays
    form.visit = visit
    form.tradeIn = tradeIn
    form.digital = digital
    form.stock = stock
    form.picture = picture
    form.litres = litres
    return form
  }

  func run() async throws {
    try await options.run { session in
      let commodity = try await changed(session)
      // Orders may be taking pieces meanwhile: only a stock that was given is set.
      _ = try await session.ask(PutCommodities([commodity], keepsStock: stock == nil))
      let kept = try await session.ask(GetCommodity(code))
      try session.show(kept.text, json: kept.json)
    }
  }

  /// The commodity as it shall be: changed, or new where the shop has none of this code.
  private func changed(_ session: SiteSession<SellingMethod>) async throws(Failure) -> Commodity {
    let found: Commodity
    do {
      found = try await session.ask(GetCommodity(code))
    } catch {
      guard case .siteRefused(let refusal) = error, refusal.reason == .unknownCommodity else { throw error }
      return try form.commodity(in: try await session.ask(GetOffice()).currency)
    }
    var commodity = found
    try form.change(&commodity)
    return commodity
  }
}
