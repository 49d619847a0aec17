/// `vouch disputes`: what waits for the operator's judgement, and by what it is judged.
import ArgumentParser
import Console
import Ledger
import Wire

struct Disputes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows disputes, judges proofs of delivery, and ends disputes.",
    subcommands: [ListDisputes.self, ShowDispute.self, VerifyDelivery.self, Checks.Resolve.self])

  struct ListDisputes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists disputed checks, newest check first.",
      discussion: """
        Example:
          vouch disputes list
        """)
    @Option(help: ArgumentHelp("The check to begin at.", valueName: "uuid"), transform: Read.id)
    var from: CheckID?
    @Option(help: ArgumentHelp("How many to show at most. (default: 100)", valueName: "number"), transform: Read.count)
    var limit: Int = PageBounds.usual
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let page = try await session.collect(limit: limit, from: from) { place, limit in
          var query = CheckQuery()
          query.state = .frozen
          query.from = place
          query.limit = limit
          return query
        }
        var cases: [DisputeCase] = []
        for check in page.items { cases.append(try await session.dispute(about: check.id)) }
        let shown = Page(items: page.items, next: page.next)
        try session.show(
          shown.shown(none: "no disputes", table: { _ in DisputeCase.table(cases) }) { "--from \($0)" },
          json: ["disputes": .array(cases.map(\.json)), "next": .optional(page.next)])
      }
    }
  }

  struct ShowDispute: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a dispute: who, since when, what the distributor proved, what each end would do.",
      discussion: """
        Example:
          vouch disputes show 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
        """)
    @Argument(help: "The check's number.", transform: Read.id)
    var check: CheckID
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let dispute = try await session.dispute(about: check)
        try session.show(dispute.text, json: dispute.json)
      }
    }
  }

  struct VerifyDelivery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Judges a party's proof of delivery by the check and by the distributor's registered keys.",
      discussion: """
        The file is what vouch-terminal proof, vouch-seller proof or vouch-distributor proof gave. Current and former \
        keys count.

        Example:
          vouch disputes verify 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 proof.txt
        """)
    @Argument(help: "The check's number.", transform: Read.id)
    var check: CheckID
    @Argument(help: "The proof's file.")
    var file: String
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        let proof = try SealFile.proof(file)
        let dispute = try await session.dispute(about: check)
        let finding = dispute.finding(of: proof, keys: try await session.keys(of: dispute.history.check))
        try session.show(finding.text, json: finding.json)
        if finding.fault != nil { throw Failure.answeredNo }
      }
    }
  }
}

extension Session {
  /// A check as a case, disputed or not.
  func dispute(about check: CheckID) async throws(Failure) -> DisputeCase {
    let now = try await ask(GetStatus()).time
    let history = try await ask(GetCheck(check))
    return DisputeCase(history, keys: try await keys(of: history.check), now: now)
  }

  /// The keys that the distributor on a check has or had.
  func keys(of check: CheckDocument) async throws(Failure) -> [RegisteredKey] {
    guard let distributor = check.terms.distributor else { return [] }
    return try await ask(GetDistributor(distributor)).profile.handOverKeys
  }
}
