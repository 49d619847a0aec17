/// `vouch-terminal checks`: the buyer's own checks.
import ArgumentParser
import Console
import Ledger
import Seals
import Sites
import Terminal
import Wire

struct Checks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the buyer's checks, and has them prove themselves.",
    subcommands: [ListChecks.self, ShowCheck.self, ProveCheck.self, ExportProof.self])

  struct ListChecks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists the buyer's checks, newest first.",
      discussion: """
        Example:
          vouch-terminal --account ALICE checks list --state issued
        """)
    @OptionGroup var buyer: BuyerOptions
    @OptionGroup var filter: CheckListOptions
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        var query = CheckQuery()
        query.account = try buyer.id
        try await session.list(query, filter)
      }
    }
  }

  struct ShowCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows one of the buyer's checks: its terms, its state, and all that happened to it.",
      discussion: """
        Example:
          vouch-terminal checks show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
          vouch-terminal checks show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --show-secret
        """)
    @Argument(help: "The check's number.", transform: Read.id)
    var check: CheckID
    @OptionGroup var secrets: SecretOption
    @OptionGroup var home: HomeOptions
    @OptionGroup var buyer: BuyerOptions
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let drawer = try buyer.id
        let history = try await session.ask(GetCheck(check))
        // Another's check is as one that is not there.
        guard history.check.terms.drawer == drawer else { throw Failure.refused(.unknownCheck) }
        guard secrets.showSecret else { return try session.show(history.text, json: history.json) }
        let secret = try secrets.secret(of: check, in: try await home.open())
        try session.show(
          "\(history.text)\nsecret  \(secret?.digits ?? "")\n",
          json: history.json.merging(["secret": .optional(secret?.digits)]))
      }
    }
  }

  struct ProveCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prove",
      abstract: "Gets the proof of one of the buyer's checks, and keeps it in the home.",
      discussion: """
        Whoever gets the proof with the check can tell, without asking the manager, that the check is real.

        Example:
          vouch-terminal checks prove 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
          vouch-terminal checks prove 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
            --key vouch.keys --out check.proof
        """)
    @Argument(help: "The check's number.", transform: Read.id)
    var check: CheckID
    @OptionGroup var out: ProofOutput
    @Option(
      help: ArgumentHelp(
        "The public keys to verify it with. (default: those that the manager sends)", valueName: "file"))
    var key: String?
    @OptionGroup var home: HomeOptions
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let store = try await home.open()
        let ring = try key.map { path throws(Failure) in try ProofFiles.ring(path) }
        let proof = try await session.prove(check, ring)
        do throws(SiteStoreError) {
          try await store.keep(StoredProof(packed: proof.bytes), of: check)
        } catch {
          throw Failure(error)
        }
        try session.show(proof, of: check, out)
      }
    }
  }

  struct ExportProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Hands out the proof of a check that is kept in the home; asks nobody.",
      discussion: """
        Example:
          vouch-terminal checks export 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 --out check.proof
        """)
    @Argument(help: "The check's number.", transform: Read.id)
    var check: CheckID
    @OptionGroup var out: ProofOutput
    @OptionGroup var home: HomeOptions
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let store = try await home.open()
        let kept: StoredProof?
        do throws(SiteStoreError) { kept = try store.proof(of: check) } catch { throw Failure(error) }
        guard let proof = kept.flatMap({ CheckProof($0.packed) }) else {
          throw Failure.noInput("No proof of check \(check) is kept in \(store.home). Get it by checks prove.")
        }
        try session.show(proof, of: check, out)
      }
    }
  }
}
