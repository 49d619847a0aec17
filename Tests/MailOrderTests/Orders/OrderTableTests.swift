/// The table of an order: what becomes of it in each state with each piece of news.
import Foundation
import Ledger
import MailOrder
import Testing
import VouchTesting

struct OrderTableTests {
  /// A row: some news, and a cell for each state in the order of `OrderState.allCases`.
  struct Row: CustomTestStringConvertible, Sendable {
    let name: String
    let news: OrderNews
    let cells: [String]

    init(_ name: String, _ news: OrderNews, _ cells: String) {
      self.name = name
      self.news = news
      self.cells = cells.split(separator: "|").map { $0.trimmingBlanks }
    }

    var testDescription: String { name }
  }

  /// `-`: passed over. `no`: refused as the wrong state. Else the state after it, and what has to be done: errands, `stock`
  /// (its pieces go back), `sold` (they count as sold).
  static let table: [Row] = [
    Row("placed again", .placed, "- | - | - | - | - | - | - | -"),
    Row("claimed", .claimed, "received verify | - | - | - | - | - | - | -"),
    Row("verified", .verified(.onDemand, .transfer), "accepted demand | - | - | - | - | - | - | -"),
    Row("address on file", .addressee(Sample.home), "accepted demand | - | - | - | - | - | - | -"),
    Row("address sealed", .sealedAddressee(Sample.sealed), "accepted demand | - | - | - | - | - | - | -"),
    Row("no address on file", .addressee(nil), "rejected stock | - | - | - | - | - | - | -"),
    Row("demanded", .demanded(.settled, .card), "- | - | demanded instruct sold | - | - | - | - | -"),
    Row("money given back", .givenBack(.settled), "- | - | - | - | - | - | undelivered | -"),
    Row(
      "check seen", .seen(.frozen, .card),
      "- | - | - | demanded | instructed | delivered | undelivered | returned"),
    Row(
      "refused by the manager", .refusedByManager("check_voided"),
      "rejected stock | - | rejected stock | - | - | - | undelivered | -"),
    Row("instructed", .instructed, "- | - | - | instructed | - | - | - | -"),
    Row(
      "refused by the distributor", .refusedByDistributor("unknown_seller"),
      "- | - | - | undelivered refund stock | - | - | - | -"),
    Row(
      "payment chosen", .paymentChosen(.card),
      "received | no | accepted | demanded look | instructed look | no | no | no"),
    Row("payment overdue", .paymentOverdue, "- | - | - | - | - | - | - | -"),
    Row(
      "instruction confirmed", .instructionConfirmed,
      "received | no | accepted | demanded | instructed | no | no | no"),
    Row(
      "reported planned", Sample.report(.planned, number: 9),
      "no | no | no | instructed | instructed | no | no | returned"),
    Row(
      "reported underway", Sample.report(.underway, number: 9),
      "no | no | no | instructed | instructed | no | no | returned"),
    Row(
      "reported attempted", Sample.report(.attempted, number: 9),
      "no | no | no | instructed | instructed | no | no | returned"),
    Row(
      "reported delivered", Sample.report(.delivered, number: 9),
      "no | no | no | delivered | delivered | delivered | no | returned"),
    Row(
      "reported failed", Sample.report(.failed, number: 9),
      "no | no | no | undelivered refund stock | undelivered refund stock | no | undelivered | returned"),
    Row(
      "reported returned", Sample.report(.returned, number: 9),
      "no | no | no | undelivered refund stock | undelivered refund stock | no | undelivered | returned"),
    Row(
      "withdrawn at the manager", .withdrawn(.settled, .empty),
      "returned stock | no | returned stock | returned stock | returned stock | returned stock | returned | -"),
  ]

  @Test(arguments: table)
  func `each piece of news in each state does what the table says`(row: Row) throws {
    try #require(row.cells.count == OrderState.allCases.count)
    for (state, cell) in zip(OrderState.allCases, row.cells) {
      #expect(outcome(of: row.news, for: try Sample.order(state)) == cell, "\(row.name) in \(state)")
    }
  }

  /// The document shows the same table.
  @Test func `docs/orders.md has this table, line by line`() throws {
    let document = try String(contentsOfFile: PackageFiles.path("docs/orders.md"), encoding: .utf8)
    let head = "| news | \(OrderState.allCases.map(\.name).joined(separator: " | ")) |"
    let rows = Self.table.map { row in
      "| \(row.name) | \(row.cells.map { $0 == "-" ? "–" : $0 }.joined(separator: " | ")) |"
    }
    let shown = document.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| ") && !$0.hasPrefix("| ---") }
    #expect(shown == [head] + rows)
  }

  @Test func `an order in each state is what it says`() throws {
    for state in OrderState.allCases { #expect(try Sample.order(state).state == state) }
  }

  private func outcome(of news: OrderNews, for order: Order) -> String {
    do throws(SiteRefusal) {
      let step = try order.after(news, at: Sample.now, fresh: Sample.ids(2))
      if step == OrderStep(order: order) { return "-" }
      let effects = step.errands.map(word) + (step.restocks ? ["stock"] : []) + (step.sells ? ["sold"] : [])
      return ([step.order.state.name] + effects).joined(separator: " ")
    } catch {
      return error == SiteRefusal(.wrongState, order.state.name) ? "no" : "\(error)"
    }
  }

  private func word(_ errand: OrderErrand) -> String {
    switch errand {
    case .claim: "claim"
    case .verify: "verify"
    case .askAddressee: "ask-addressee"
    case .demand: "demand"
    case .refund: "refund"
    case .fail: "fail"
    case .void: "void"
    case .look: "look"
    case .instruct: "instruct"
    }
  }
}

extension Substring {
  var trimmingBlanks: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
