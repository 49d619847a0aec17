/// `vouchd persons`: the keys of persons, for the day on which they are gone.
import ArgumentParser
import CheckManager
import Foundation

struct PersonsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "persons", abstract: "Keeps the keys that personal data is sealed under.",
    discussion: """
      They lie in a directory of their own, and are sealed by the keys of another file; vouchd makes and changes both while \
      it runs (`vouch seal`). See docs/personal-data.md for how they are copied.
      """,
    subcommands: [Renew.self])

  struct Renew: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Begins keys of persons anew, where they are lost with all copies.",
      discussion: """
        Without any keys of persons vouchd does not open a ledger that has parties, in case their directory is only named \
        wrongly. After this it does: balances, checks and the journal are as they were; who the parties of before are \
        cannot be read, unless their keys come back after all. Whoever is enrolled from then on is known as usual.

        Example:
          vouchd persons renew --data /var/lib/vouch --yes
        """)
    @Option(help: "A JSON file with one object of settings (environment: VOUCHD_CONFIG).")
    var config: String?
    @Option(help: "The directory of the ledger. (environment: VOUCHD_DATA; default: /var/lib/vouch)")
    var data: String?
    @Option(help: "The directory of the keys of persons. (default: DATA-persons)")
    var persons: String?
    @Option(
      help: "The file of sealing keys. (default: the credential vouch-sealing-keys of systemd, else DATA-sealing-keys)")
    var sealingKeys: String?
    @Flag(help: "Yes: there is no copy.")
    var yes = false

    func validate() throws {
      guard yes else { throw ValidationError("Restore a copy, if there is any. Say --yes if there is none.") }
    }

    func run() throws {
      let environment = ProcessInfo.processInfo.environment
      let configuration: CheckManager.Configuration
      do {
        let flags = ["data": data, "persons": persons, "sealing_keys": sealingKeys, "listen": "127.0.0.1:0"]
        configuration = try .load(
          file: config ?? environment["VOUCHD_CONFIG"], environment: environment, flags: flags.compactMapValues { $0 })
      } catch {
        throw fail(error, ExitStatus.configuration)
      }
      do {
        try configuration.renewPersons()
      } catch {
        throw fail(error, ExitStatus.cannotCreate)
      }
      print("Keys of persons begin anew in \(configuration.placeOfPersons).")
    }
  }
}
