/// `vouch-rail card`: a credit company by ISO 8583.
import ArgumentParser
import Console
import Ledger
import Rails

struct CardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card",
    abstract: "Connects a credit company's host by ISO 8583 over TCP.",
    discussion: """
      A capture is authorised (0100) and captured (0220); what is not answered in time is reversed (0400). Refunds go out as \
      0200. The data directory keeps how far each order has come, so that none is captured twice: back it up with the ledger. \
      Card numbers are never written to it.

      With --balances-every the host is asked what each card has available, where nothing of its holder is under way, and the \
      manager takes it over: what is posted becomes what is available less the credit line.

      Example:
        vouch-rail card --host 10.1.2.3 --port 8583 --data /var/lib/vouch-card \\
          --acquirer 12345678901 --terminal TERM0001 --merchant VOUCH
      """)
  @Option(help: ArgumentHelp("The credit company's host.", valueName: "host"))
  var host: String
  @Option(help: ArgumentHelp("Its TCP port.", valueName: "port"))
  var port: Int
  @Option(help: ArgumentHelp("The directory of the journal.", valueName: "directory"))
  var data: String
  @Option(help: ArgumentHelp("The acquiring institution: up to 11 digits.", valueName: "digits"))
  var acquirer = "000001"
  @Option(help: ArgumentHelp("Our terminal: up to 8 letters and digits.", valueName: "code"))
  var terminal = "VOUCH001"
  @Option(help: ArgumentHelp("Our number as an acceptor of cards: up to 15 letters and digits.", valueName: "code"))
  var merchant = "VOUCH"
  @Option(
    help: ArgumentHelp("How long the host may take to answer. (default: 15)", valueName: "seconds"),
    transform: Read.seconds)
  var hostTimeout: Duration = .seconds(15)
  @Option(
    help: ArgumentHelp(
      "Ask the host what each card has available (0100 with 31…), and again so long after each round. (default: never)",
      valueName: "seconds"),
    transform: Read.seconds)
  var balancesEvery: Duration?
  @OptionGroup var connector: ConnectorOptions

  func run() async throws {
    try await connector.prepared {
      var terms = CardTerms(host: host, port: port, acquirer: acquirer, terminal: terminal, merchant: merchant)
      terms.timeout = hostTimeout
      let card = try CardByTCP(terms, journal: data)
      return (card, { await card.close() })
    } run: { system in
      try await connector.run(.card, system, balancesEvery: balancesEvery)
    }
  }
}
