/// `vouch-distributor serve`: the carrier's site.
import ArgumentParser
import Console
import Distribution
import Identities
import Ledger
import Logging
import RPC
import ServiceLifecycle
import UnixSignals

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves the carrier: its deliveries, vehicles and map, and with --http its planning board.",
    discussion: """
      DIRECTORY/endpoints says where it listens, one place a line, once it does.

      Example:
        vouch-distributor serve --data /var/lib/carrier --distributor PARCEL \\
          --name "Parcel & Sons" --listen 0.0.0.0:7431 --identity /etc/carrier/identity \\
          --manager unix:/run/vouch/vouchd.sock --depot 10115 --http 127.0.0.1:8431
      """)

  @OptionGroup var serve: ServeOptions
  @OptionGroup var carrier: CarrierOptions
  @Option(help: ArgumentHelp("The carrier's name.", valueName: "text"), transform: Read.text)
  var name: Text
  @Option(
    help: ArgumentHelp(
      "Where all tours begin and end: a postcode among the places. (default: the point 0/0 of the map)",
      valueName: "postcode"), transform: Read.text)
  var depot: Text?
  @OptionGroup var keys: AddressKeyOptions
  @Option(
    help: ArgumentHelp(
      "The file of the key that signs hand-overs, as keys init made it. (default: nothing is signed)", valueName: "file"
    ))
  var handOverKey: String?
  @Option(
    help: ArgumentHelp(
      "HOST:PORT of the pages: the planning board, the drivers' page, the buyers' tracking page; loopback only. Port 0 takes "
        + "any free port. Who gets in: board pass. (default: no pages)", valueName: "endpoint"))
  var http: String?
  @Option(
    help: ArgumentHelp(
      "The name by which a proxy before the pages is reached, which brings TLS: links begin with https://NAME then.",
      valueName: "name"))
  var httpName: String?
  @Option(
    help: ArgumentHelp("How much to log.", valueName: Logger.Level.allCases.map(\.rawValue).joined(separator: "|")),
    transform: Serve.level)
  var logLevel: Logger.Level = .info

  private static func level(_ text: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      throw ValidationError("'\(text)' is none of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return level
  }

  func validate() throws {
    guard let httpName else { return }
    if http == nil { throw ValidationError("--http-name is the name of the pages: give --http too.") }
    guard PageSite.isName(httpName) else {
      throw ValidationError("--http-name is a host's name, with a port where it is not 443: board.example.org")
    }
  }

  func run() async throws {
    try await reportingFailures(as: .table) {
      let identity = CarrierIdentity(code: try carrier.id, name: name, depot: depot)
      let endpoints = try serve.endpoints()
      let manager = try serve.managerEndpoint()
      let admission = try await serve.admission(as: .distributor(identity.code))
      let key = try handOverKey.map { path throws(Failure) in try SealFile.signingKey(path) }
      let pages = try http.map { text throws(Failure) in
        let endpoint = try ServeOptions.loopback(
          text, flag: "--http",
          reason:
            "Nothing secures the pages, so they are on loopback (127.0.0.1, ::1) only. Put a proxy with TLS before "
            + "them, and name it with --http-name.")
        return PageSite(endpoint: endpoint, name: httpName)
      }
      LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
      var logger = Logger(label: "vouch-distributor")
      logger.logLevel = logLevel
      do {
        let service = try CarrierService.open(
          identity, directory: serve.data, endpoints: endpoints, admission: admission, manager: manager,
          sealKey: serve.seal.sealKey, addressKeys: keys.addressKeys, logger: logger, handOverKey: key,
          pages: pages)
        try await ServiceGroup(
          configuration: ServiceGroupConfiguration(
            services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        ).run()
      } catch {
        throw Failure.io("\(error)")
      }
    }
  }
}
