/// `vouch balances`: what drawers have at their banks.
import ArgumentParser
import CheckClient
import Console
import Ledger
import Rails
import Wire

struct Balances: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What drawers have at their banks.", subcommands: [Refresh.self])

  struct Refresh: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes over drawers' balances from statements of their accounts.",
      usage: "vouch balances refresh <statement> ... --rail bank [<options>]",
      discussion: """
        Reads statements (camt.053) or reports within the day (camt.052) of drawers' accounts, finds each account by its \
        registered number, and restates its bank cover: to the closing booked balance, less what is being collected and not \
        booked yet. The statement's number makes it newer than the last: an old one is shown as stale, and changes nothing. \
        Banks number statements and reports apart: keep to one of them.

        Ends with 1 where a statement could not be used; the others were.

        Example:
          vouch balances refresh drawers-2026-12-01.xml --rail bank --dry-run
          vouch balances refresh drawers-2026-12-01.xml --rail bank
        """)
    @Argument(help: "The files, in any order; - is stdin.")
    var statement: [String]
    @OptionGroup var paying: StatementRail
    @Flag(help: "Show what would change, and change nothing.")
    var dryRun = false
    @Flag(help: "Tell how far it is, also where stderr is no terminal.")
    var progress = false
    @OptionGroup var options: ServerOptions

    func validate() throws {
      guard statement.count <= StatementPile.mostFiles else {
        throw ValidationError("At most \(StatementPile.mostFiles) files at once.")
      }
    }

    func run() async throws {
      try await options.run { session in
        let ids = ConnectorRules(paying.rail, own: PaymentOrder.Holder(name: "", number: ""), prefix: paying.prefix)
        let run = BalanceRun(session: session, ids: ids, isDry: dryRun, progress: progress)
        let results = try await run.refresh(try balances(ids))
        try session.show(
          BalanceResult.table(results, isDry: dryRun),
          json: ["dry_run": .boolean(dryRun), "balances": .array(results.map(\.json))])
        if results.contains(where: \.outcome.isNo) { throw Failure.answeredNo }
      }
    }

    /// All files are read and judged before anything is changed.
    private func balances(_ ids: ConnectorRules) throws -> [StatedBalance] {
      var balances: [StatedBalance] = []
      for file in statement {
        let bytes = try Read.whole(file, bound: XMLBounds.bytes)
        balances += try Failure.telling { () throws(StatementFault) in
          try StatedBalance.all(bytes, named: file, ids)
        }
      }
      return balances
    }
  }
}
