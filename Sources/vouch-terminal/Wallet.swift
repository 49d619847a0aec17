/// `vouch-terminal wallet`: the terminal as a web page on the buyer's own machine.
import ArgumentParser
import Console
import Foundation
import Glibc
import Ledger
import Logging
import RPC
import ServiceLifecycle
import Sites
import Terminal
import UnixSignals
import Wallet

struct WalletCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wallet",
    abstract: "Serves the wallet: a web page, for this machine alone, where orders of shops are approved and paid.",
    discussion: """
      A shop's page hands an order over by a link to it. The page asks for a PIN of 6 to 12 digits, which is chosen at the first \
      start: it is asked for here, or read from a file that nobody else can read. While the wallet runs, it has the home.

      Example:
        vouch-terminal --account ALICE wallet
        vouch-terminal wallet --account ALICE --listen 127.0.0.1:7425 --pin-file pin.txt
        vouch-terminal wallet --account ALICE --new-pin
      """)

  @Option(
    help: ArgumentHelp(
      "HOST:PORT of the page; loopback only. Port 0 takes any free port. (default: 127.0.0.1:7425)",
      valueName: "endpoint"))
  var listen = "127.0.0.1:7425"
  @Option(
    help: ArgumentHelp(
      "A file with the PIN in its first line, closed to everybody else: for the first start, and with --new-pin.",
      valueName: "file"))
  var pinFile: String?
  @Flag(help: "Sets another PIN, and forgets wrong tries: for whoever has the home, and so all that is in it.")
  var newPin = false
  @Option(
    help: ArgumentHelp("After how long without use the PIN is asked for again. (default: 10m)", valueName: "span"),
    transform: Read.span)
  var idle: Timestamp.Span = .minutes(10)
  @Option(
    help: ArgumentHelp("How much to log.", valueName: Logger.Level.allCases.map(\.rawValue).joined(separator: "|")),
    transform: WalletCommand.level)
  var logLevel: Logger.Level = .notice
  @OptionGroup var home: HomeOptions
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var options: ServerOptions

  private static func level(_ text: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      throw ValidationError("'\(text)' is none of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return level
  }

  func validate() throws {
    if idle == .none { throw ValidationError("--idle is a time that passes, such as 10m.") }
  }

  func run() async throws {
    try await options.run { session in
      let endpoint = try ServeOptions.loopback(
        listen, flag: "--listen", reason: "The wallet is its owner's alone, so it is on loopback (127.0.0.1, ::1) only."
      )
      var configuration = WalletConfiguration(endpoint: endpoint, account: try buyer.id)
      configuration.idle = .milliseconds(idle.milliseconds)
      configuration.timeout = options.timeout
      let store = try await home.open()
      try await setPIN(in: store)
      LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
      var logger = Logger(label: "vouch-terminal")
      logger.logLevel = logLevel
      let wallet = WalletServer(configuration, store: store, session: session, logger: logger)
      do {
        let services = ServiceGroup(
          configuration: ServiceGroupConfiguration(
            services: [
              .init(service: WalletService(wallet: wallet), successTerminationBehavior: .gracefullyShutdownGroup)
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await services.run()
      } catch let failure as Failure {
        throw failure
      } catch {
        throw Failure.io("\(error)")
      }
      await store.close()
    }
  }

  /// Sees to it that there is a PIN.
  private func setPIN(in store: PurchaseStore) async throws(Failure) {
    do {
      guard try store.pin() == nil || newPin else { return }
    } catch {
      throw Failure(error)
    }
    let pin: PIN
    if let pinFile { pin = try PINEntry.read(pinFile) } else { pin = try PINEntry.ask() }
    do { try await WalletServer.setPIN(pin, in: store) } catch { throw .io("The PIN could not be kept: \(error)") }
  }
}

/// The wallet as one of a program's services.
private struct WalletService: Service {
  let wallet: WalletServer

  func run() async throws {
    try await wallet.run { address in
      // Whoever does not look here finds it in the browser.
      try? Console.Terminal.write("\(address)\n")
    }
  }
}

/// A PIN, from a file or from whoever sits there.
enum PINEntry {
  /// The PIN in the first line of a file.
  static func read(_ path: String) throws(Failure) -> PIN {
    let text: String?
    do { text = try SecretFile.firstLine(of: path) } catch { throw .badData("\(error)") }
    guard let text else { throw .noInput("There is no file \(path) with a PIN.") }
    return try pin(text, "The first line of \(path)")
  }

  /// Asks for a PIN, twice, without showing it.
  static func ask() throws(Failure) -> PIN {
    guard isatty(STDIN_FILENO) == 1 else {
      throw .usage("There is no PIN yet, and nobody is there to be asked for one: add --pin-file FILE.")
    }
    let first = try pin(try hidden("Choose a PIN of 6 to 12 digits: "), "That")
    guard try hidden("Once more: ") == first.entered else {
      throw .usage("These were two different PINs. Nothing was set.")
    }
    return first
  }

  private static func pin(_ text: String, _ what: String) throws(Failure) -> PIN {
    guard let pin = PIN(text) else { throw .badData("\(what) is no PIN of 6 to 12 digits.") }
    guard !pin.isObvious else { throw .badData("\(what) is a PIN that everybody would try first. Choose another.") }
    return pin
  }

  private static func hidden(_ question: String) throws(Failure) -> String {
    Console.Terminal.note(question)
    var before = termios()
    guard unsafe tcgetattr(STDIN_FILENO, &before) == 0 else {
      throw .io("The terminal cannot be asked without showing what is written.")
    }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer {
      _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
      Console.Terminal.note("\n")
    }
    return readLine() ?? ""
  }
}
