/// `vouch-rail bank`: a bank by ISO 20022.
import ArgumentParser
import Console
import Ledger
import Rails

struct BankCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bank",
    abstract: "Connects a bank by ISO 20022, over HTTP or a watched folder.",
    discussion: """
      Orders go out as pain.001. What the bank says comes in as pain.002, camt.053, camt.054 and pacs.004. The data directory \
      keeps each message until its orders have ended, so that it is sent again as it was: back it up with the ledger. Messages \
      that cannot be read lie in its `refused`, each beside a text that says why.

      Example:
        vouch-rail bank --http https://bank.example/customer --data /var/lib/vouch-bank \\
          --own-account DE02120300000000202051 --authorization-file /etc/vouch/bank.auth
        vouch-rail bank --folder --data /srv/bank-exchange --own-account DE02120300000000202051
      """)
  @Option(help: ArgumentHelp("Where the bank is: https://, a host and perhaps a path.", valueName: "address"))
  var http: String?
  @Flag(help: "Exchange files instead: in DATA/out and DATA/in.")
  var folder = false
  @Option(help: ArgumentHelp("The directory of messages.", valueName: "directory"))
  var data: String
  @Option(help: ArgumentHelp("Who sends the orders, as the bank reads it.", valueName: "text"))
  var initiator = "Vouch"
  @Option(
    help: ArgumentHelp("The file with what is sent as the header Authorization.", valueName: "file"))
  var authorizationFile: String?
  @OptionGroup var connector: ConnectorOptions

  func validate() throws {
    guard (http == nil) == folder else { throw ValidationError("Say how the bank is reached: --http, or --folder.") }
    if folder, authorizationFile != nil { throw ValidationError("--authorization-file goes with --http.") }
  }

  func run() async throws {
    try await connector.prepared {
      let lock = try BankLock(data)
      guard let http else {
        return (try BankByFolder(directory: data, initiator: initiator), { withExtendedLifetime(lock) {} })
      }
      var settings = BankByHTTP.Settings(base: http, directory: data, initiator: initiator)
      settings.authorization = try authorizationFile.map(ConnectorOptions.secret)
      let bank = try BankByHTTP(settings)
      return (
        bank,
        {
          await bank.close()
          withExtendedLifetime(lock) {}
        }
      )
    } run: { system in
      try await connector.run(.bank, system)
    }
  }
}
