/// `vouch reconcile`: a paying system's statements against the ledger.
import ArgumentParser
import Console
import Ledger
import Rails
import Wire

struct Reconcile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Matches a paying system's statements against the ledger.",
    usage: "vouch reconcile <statement> ... --rail bank [<options>]",
    discussion: """
      Reads statements (camt.053) and notifications (camt.054) of the manager's own account, and of drawers' and sellers' \
      accounts what bears the manager's ids. What was told and is accepted must be booked: once, with its sum and currency, \
      the right way, and within some days; what was rejected must not; what came in without being told must be a pay-in. All \
      else is shown, with a reason and what to do.

      It books nothing and changes nothing. Ends with 0 where all matches, 1 where something does not, and 65 where a file \
      cannot be what it says: then no file is used.

      Example:
        vouch reconcile 2026-12-*.xml --rail bank
        vouch reconcile *.xml --rail bank --own-account NL91ABNA0417164300
        vouch reconcile 2026-12-01.xml --rail bank --format csv > findings.csv
      """)
  @Argument(help: "The files, in any order; - is stdin.")
  var statement: [String]
  @OptionGroup var paying: StatementRail
  @Option(
    help: ArgumentHelp(
      "The manager's own account. (default: the only one there are statements of)", valueName: "number"))
  var ownAccount: String?
  @OptionGroup(title: "Of what time") var period: DayFlags
  @Option(
    help: ArgumentHelp(
      "How many days the bank's booking may lie before the order or after its end.", valueName: "number"))
  var days = ReconciliationRules.usualDays
  @Option(help: ArgumentHelp("How many days an order may be open.", valueName: "number"))
  var openDays = ReconciliationRules.usualOpenDays
  @Flag(help: "What drawers are funded with (vouch fund --rail) is paid to the own account: it must be there.")
  var prepaid = false
  @Option(help: "A form to give it in. (default: as --output says)")
  var format: ReconciliationFormat?
  @Flag(help: "Tell how far it is, also where stderr is no terminal.")
  var progress = false
  @OptionGroup var options: ServerOptions

  func validate() throws {
    for (name, value) in [("days", days), ("open-days", openDays)]
    where !(0...ReconciliationRules.mostDays).contains(value) {
      throw ValidationError("--\(name) is \(value): give 0 to \(ReconciliationRules.mostDays).")
    }
    guard statement.count <= StatementPile.mostFiles else {
      throw ValidationError("At most \(StatementPile.mostFiles) files: reconcile a shorter time at once.")
    }
  }

  func run() async throws {
    try await options.run { session in
      let ids = ConnectorRules(paying.rail, own: PaymentOrder.Holder(name: "", number: ""), prefix: paying.prefix)
      let bank = try bankLines(ids)
      guard let from = period.from ?? bank.firstDay, let to = period.to ?? bank.lastDay else {
        throw Failure.badData("No statement of the own account says of which days it is: say it with --from and --to.")
      }
      guard from <= to else { throw Failure.usage("The period would end on \(to), before it begins on \(from).") }
      let rules = ReconciliationRules(ids: ids, from: from, to: to, days: days, openDays: openDays)
      let ledger = try await session.ledgerSide(
        LedgerSide(paying.rail, isPrepaid: prepaid), rules, bank.lines, Walk(isAskedFor: progress))
      let report = Reconciliation(rules).match(bank, ledger)
      let shown = ShownReconciliation(rules: rules, bank: bank, coversStated: ledger.coversStated, report: report)
      try Terminal.write(shown.written(as: format ?? (options.output == .json ? .json : .table)))
      if !report.isMatched { throw Failure.answeredNo }
    }
  }

  /// All files are read and judged before the manager is asked anything.
  private func bankLines(_ ids: ConnectorRules) throws -> BankLines {
    var pile = StatementPile()
    for file in statement {
      let bytes = try Read.whole(file, bound: XMLBounds.bytes)
      try Failure.telling { () throws(StatementFault) in try pile.add(bytes, named: file) }
    }
    return try Failure.telling { () throws(StatementFault) in try BankLines(pile, own: ownAccount, ids: ids) }
  }
}
