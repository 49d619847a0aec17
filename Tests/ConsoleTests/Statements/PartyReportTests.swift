// What a period brought a party: its accounts beside one another, and what happened between it and others.
import Ledger
import Testing
import VouchTesting
import Wire

@testable import Console

@Suite struct `a report` {
  private static let shop = Party.seller(.of("SHOP"))
  private static let period = StatementPeriod()

  private func statement(_ account: BookAccountID, _ lines: [(JournalEntry.Kind, BookAccountID, Int64)]) throws
    -> PeriodStatement
  {
    var balance: Int64 = 0
    let all = lines.enumerated().map { number, line in
      balance += line.2
      return Statement.Line(
        sequence: UInt64(number) + 1, time: .start, kind: line.0, subject: .party(`a report`.shop), counterpart: line.1,
        amount: line.2, balance: balance, detail: "")
    }
    let now = Statement(account: account, currency: .euro, balance: balance, lines: [], next: nil)
    var statement = PeriodStatement(of: now, in: try #require(`a report`.period))
    _ = statement.take(all.reversed())
    statement.finish()
    return statement
  }

  private func report() throws -> PartyReport {
    let shop = SellerID(.of("SHOP"))
    return PartyReport(
      of: `a report`.shop, in: try #require(`a report`.period),
      [
        try statement(
          .available(shop),
          [
            (.captured, .bank(.of("ALICE")), 500), (.proceedsReleased, .locked(shop), 300),
            (.refunded, .bank(.of("ALICE")), -100), (.paidOut, .clearing(.bank, .euro), -400),
          ]),
        try statement(
          .locked(shop), [(.captured, .bank(.of("ALICE")), 300), (.proceedsReleased, .available(shop), -300)]),
        try statement(.reserve(shop), [(.captured, .bank(.of("ALICE")), 50)]),
      ])
  }

  @Test func `counts what came from others and went to them, and not what only moved within`() throws {
    let report = try report()
    #expect(
      report.sums == [
        PartyReport.Sum(kind: .captured, count: 3, amount: 850),
        PartyReport.Sum(kind: .paidOut, count: 1, amount: -400),
        PartyReport.Sum(kind: .refunded, count: 1, amount: -100),
        PartyReport.Sum(kind: .proceedsReleased, count: 2, amount: 0),
      ])
    #expect(report.opening + report.sums.reduce(0) { $0 + $1.amount } == report.closing)
    #expect((report.opening, report.closing) == (0, 350))
  }

  @Test func `is shown in tables that line up`() throws {
    #expect(
      try report().text == """
        seller SHOP
        ACCOUNT         BEFORE    IN   OUT  AFTER  HELD
        available SHOP    0.00  8.00  5.00   3.00     -  EUR
        locked SHOP       0.00  3.00  3.00   0.00     -  EUR
        reserve SHOP      0.00  0.50  0.00   0.50     -  EUR
        together          0.00     -     -   3.50     -  EUR

        WHAT HAPPENED      MOVEMENTS  WITH OTHERS
        captured                   3         8.50  EUR
        paid out                   1        -4.00  EUR
        refunded                   1        -1.00  EUR
        proceeds released          2            -  EUR

        """)
  }
}
