/// `vouch-seller serve`: the shop's site.
import ArgumentParser
import Console
import Identities
import Ledger
import Logging
import Pages
import RPC
import SellingOffice
import ServiceLifecycle
import UnixSignals

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves the shop: its price database, its orders and its shop window.",
    discussion: """
      DIRECTORY/endpoints says where it listens, one place a line, once it does.

      The shop window (--http) shows what the shop sells, keeps a cart in the buyer's browser, and hands the order over to
      the buyer's own wallet by a link with an offer in it, good for 30 minutes. It takes no payment and learns no name.
      The wallet then asks the shop's service, at --reached-at; the buyer comes back to the order's page, below --page, and
      sees there how the order goes. Pictures come with: catalogue import --pictures.

      Example:
        vouch-seller serve --data /var/lib/shop --seller SHOP --name "Books & Beans" \\
          --currency EUR --listen 0.0.0.0:7421 --identity /etc/shop/identity --http 127.0.0.1:8421 \\
          --manager unix:/run/vouch/vouchd.sock
      """)

  @OptionGroup var serve: ServeOptions
  @OptionGroup var shop: ShopOptions
  @Option(help: ArgumentHelp("The shop's name, as buyers read it.", valueName: "text"), transform: Read.text)
  var name: Text
  @Option(help: ArgumentHelp("The currency of all its prices.", valueName: "code"), transform: Read.currency)
  var currency: Currency
  @Option(
    help: ArgumentHelp(
      "HOST:PORT of the shop window; loopback only. Port 0 takes any free port.", valueName: "endpoint"))
  var http: String?
  @Option(
    help: ArgumentHelp(
      "Where buyers' wallets reach the shop's service. (default: the first place on TCP where it listens)",
      valueName: "endpoint"),
    transform: Read.endpoint)
  var reachedAt: Endpoint?
  @Option(
    help: ArgumentHelp(
      "What the addresses of the shop window begin with, for who comes back from a wallet. (default: where it is served)",
      valueName: "URL"),
    transform: Serve.address)
  var page: WebAddress?
  @Option(
    help: ArgumentHelp(
      "How long a buyer who pays later has to say how. Then the order is rejected, its goods are back in the stock, and "
        + "its check is ended. (default: 14d)", valueName: "span"),
    transform: Read.span)
  var payWithin: Timestamp.Span = Shop.usualPayWithin
  @Option(
    help: ArgumentHelp("How much to log.", valueName: Logger.Level.allCases.map(\.rawValue).joined(separator: "|")),
    transform: Serve.level)
  var logLevel: Logger.Level = .info

  private static func address(_ text: String) throws -> WebAddress {
    // An order's page is longer by its token.
    guard text.utf8.count <= 256, let address = WebAddress(text), !text.contains("?"), !text.contains("#") else {
      throw ValidationError("give an address of the web of at most 256 characters, such as https://shop.example.")
    }
    return address
  }

  private static func level(_ text: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      throw ValidationError("'\(text)' is none of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return level
  }

  func validate() throws {
    if payWithin == .none { throw ValidationError("--pay-within is a time that passes, such as 14d.") }
  }

  func run() async throws {
    try await reportingFailures(as: .table) {
      var configuration = ShopConfiguration(
        data: serve.data, seller: try shop.id, name: name, currency: currency, endpoints: try serve.endpoints(),
        manager: try serve.managerEndpoint())
      configuration.payWithin = payWithin
      configuration.sealKey = serve.seal.sealKey
      configuration.admission = try await serve.admission(as: .seller(configuration.seller))
      configuration.http = try http.map { text throws(Failure) in
        try ServeOptions.loopback(
          text, flag: "--http", reason: "Nothing secures the shop window, so it is on loopback (127.0.0.1, ::1) only.")
      }
      configuration.reachedAt = reachedAt
      configuration.page = page
      LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
      var logger = Logger(label: "vouch-seller")
      logger.logLevel = logLevel
      do {
        let services = ServiceGroup(
          configuration: ServiceGroupConfiguration(
            services: [
              .init(
                service: try ShopService(opening: configuration, logger: logger),
                successTerminationBehavior: .gracefullyShutdownGroup)
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await services.run()
      } catch let failure as Failure {
        throw failure
      } catch {
        throw Failure.io("\(error)")
      }
    }
  }
}
