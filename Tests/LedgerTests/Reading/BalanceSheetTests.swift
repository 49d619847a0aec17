// The balance sheet: conserved is said only when it is so.
import Ledger
import Testing
import VouchTesting

@Suite struct `a balance sheet` {
  @Test(
    arguments: [
      ([], true), ([(0, 5, 5)], true), ([(1, 5, 5)], false), ([(-1, 5, 5)], false), ([(0, 5, 4)], false),
      ([(0, 5, 5), (0, 0, 0)], true), ([(0, 5, 5), (1, 0, 0)], false), ([(1, 0, 0), (-1, 0, 0)], false),
    ] as [([(Int64, Int64, Int64)], Bool)])
  func `is conserved when every currency is`(sums: [(total: Int64, held: Int64, remaining: Int64)], isConserved: Bool) {
    let sheets = sums.map {
      BalanceSheet.CurrencySheet(currency: .euro, lines: [], total: $0.total, held: $0.held, remaining: $0.remaining)
    }
    #expect(BalanceSheet(sheets: sheets).isConserved == isConserved)
  }

  @Test func `has lines made from entries`() throws {
    var scene = Scene(.issued)
    let entry = try #require(scene.act(.shop, .present(amount: 5, final: false)).entry)
    let line = Statement.Line(entry: entry, counterpart: .bank(.buyer), amount: 5, balance: 5, detail: "x")
    #expect(
      (line.sequence, line.time, line.kind, line.subject) == (entry.sequence, .start, .captured, .check(scene.checkID)))
    #expect(
      line
        == Statement.Line(
          sequence: entry.sequence, time: .start, kind: .captured, subject: .check(scene.checkID),
          counterpart: .bank(.buyer),
          amount: 5, balance: 5, detail: "x"))
  }
}
