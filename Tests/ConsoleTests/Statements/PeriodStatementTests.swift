// Statements of a period, put together from pages that come newest first.
import ArgumentParser
import Ledger
import Testing
import VouchTesting

@testable import Console

private func line(_ second: Int64, _ amount: Int64, balance: Int64, _ detail: String = "") -> Statement.Line {
  Statement.Line(
    sequence: UInt64(second), time: .init(milliseconds: second * 1000), kind: amount < 0 ? .captured : .funded,
    subject: .party(.account(.of("ALICE"))), counterpart: .clearing(.book, .euro), amount: amount, balance: balance,
    detail: detail)
}

/// Movements of one account at the seconds 1, 2, 3, …
private struct Past {
  var lines: [Statement.Line] = []

  init(_ amounts: [Int64]) {
    var balance: Int64 = 0
    for (index, amount) in amounts.enumerated() {
      balance += amount
      lines.append(line(Int64(index) + 1, amount, balance: balance))
    }
  }

  /// As the manager gives it: newest first, so many a page.
  func statement(from: Int64? = nil, to: Int64? = nil, pageLength: Int = 2) throws -> PeriodStatement {
    let seconds = { (second: Int64) in Timestamp(milliseconds: second * 1000) }
    let period = try #require(StatementPeriod(from: from.map(seconds), to: to.map(seconds)))
    let now = Statement(
      account: .bank(.of("ALICE")), currency: .euro, balance: lines.last?.balance ?? 0, held: 7, lines: [], next: nil)
    var statement = PeriodStatement(of: now, in: period)
    var rest = Array(lines.reversed())[...]
    var isWanted = true
    while !rest.isEmpty {
      #expect(isWanted || rest.allSatisfy { $0.time < period.from ?? $0.time }, "it stopped too early")
      isWanted = statement.take(Array(rest.prefix(pageLength)))
      rest = rest.dropFirst(pageLength)
    }
    statement.finish()
    return statement
  }
}

@Test(
  arguments: [
    (nil, nil, 0, [100, -30, 50, -20], 100, true), (1, 4, 0, [100, -30, 50, -20], 100, true),
    (2, 3, 100, [-30, 50], 120, false), (nil, 2, 0, [100, -30], 70, false), (3, nil, 70, [50, -20], 100, true),
    (5, nil, 100, [], 100, true), (nil, 0, 0, [], 0, false), (2, 2, 100, [-30], 70, false),
  ] as [(Int64?, Int64?, Int64, [Int64], Int64, Bool)])
func `a statement begins and ends with the balances of its period`(
  _ from: Int64?, _ to: Int64?, opening: Int64, amounts: [Int64], closing: Int64, isNow: Bool
) throws {
  let statement = try Past([100, -30, 50, -20]).statement(from: from, to: to)
  #expect(statement.opening == opening)
  #expect(statement.lines.map(\.amount) == amounts)
  #expect(statement.closing == closing)
  #expect(statement.held == (isNow ? 7 : nil), "what is held now is told where the period goes on until now")
  #expect(statement.gap == nil)
}

@Test(arguments: SeededGenerator.seeds(20))
func `a statement adds up, and two that follow one another make one`(seed: UInt64) throws {
  var random = SeededGenerator(seed: seed)
  let past = Past((0..<Int.random(in: 0...40, using: &random)).map { _ in .random(in: -500...500, using: &random) })
  let cut = Int64.random(in: 0...45, using: &random)
  let pageLength = Int.random(in: 1...9, using: &random)
  let earlier = try past.statement(to: cut, pageLength: pageLength)
  let later = try past.statement(from: cut + 1, pageLength: pageLength)
  let whole = try past.statement(pageLength: pageLength)
  for statement in [earlier, later, whole] {
    #expect(statement.opening + statement.paidIn - statement.paidOut == statement.closing)
    #expect(statement.sums.reduce(0) { $0 + $1.amount } == statement.closing - statement.opening)
    #expect(statement.gap == nil)
  }
  #expect(earlier.closing == later.opening)
  #expect(earlier.lines + later.lines == whole.lines)
}

@Test func `a line that does not follow from the one before is found`() throws {
  var past = Past([100, -30, 50])
  past.lines[2] = line(3, 50, balance: 130)
  #expect(try past.statement().gap == 3)
}

@Test func `a statement is shown to people with the sums of what happened`() throws {
  #expect(
    try Past([10000, -3050, -20]).statement(from: 2).text == """
      bank ALICE  EUR  1970-01-01 00:00:02 to now

      TIME (UTC)           ENTRY  WHAT      AMOUNT  BALANCE  OTHER SIDE         ABOUT          DETAIL
      1970-01-01 00:00:02      2  captured  -30.50    69.50  clearing book EUR  account ALICE  -
      1970-01-01 00:00:03      3  captured   -0.20    69.30  clearing book EUR  account ALICE  -

      SUMMARY         LINES  AMOUNT
      balance before      -  100.00
      captured            2  -30.70
      balance after       2   69.30
      held of it now      -    0.07

      """)
}

@Test func `a statement that nothing moved in says so in each form`() throws {
  let statement = try Past([]).statement()
  #expect(statement.text.contains("Nothing moved."))
  #expect(statement.html(by: "Vouch", at: .morning).contains("Nothing moved."))
  #expect(statement.csv == "entry,time,kind,amount,balance,currency,counterpart,about,detail\n")
  #expect(statement.camt053(by: "", at: .morning).contains("<NbOfNtries>0</NbOfNtries><Sum>0.00</Sum>"))
}

@Test(
  arguments: [
    ("plain", "plain"), ("=cmd()", "'=cmd()"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("a,b", "\"a,b\""),
    ("say \"no\"", "\"say \"\"no\"\"\""), ("=a,b", "\"'=a,b\""), ("1,5", "\"1,5\""),
  ])
func `a cell of CSV is what was written, and no formula`(detail: String, cell: String) throws {
  var past = Past([100_000_00])
  past.lines[0].detail = detail
  let row = try #require(try past.statement().csv.split(separator: "\n").last)
  #expect(row == "1,1970-01-01T00:00:01.000Z,funded,100000.00,100000.00,EUR,clearing book EUR,account ALICE,\(cell)")
}

@Test func `what parties write is never markup`() throws {
  var past = Past([100])
  past.lines[0].detail = "</style><script>\"&\u{1}\u{1F600}"
  let escaped = "&lt;/style&gt;&lt;script&gt;&quot;&amp;\u{FFFD}\u{1F600}"
  let statement = try past.statement()
  for text in [statement.html(by: "<b>", at: .morning), statement.camt053(by: "<b>", at: .morning)] {
    #expect(text.contains(escaped))
    #expect(!text.contains("<script>") && !text.contains("<b>"))
  }
}

@Test(
  arguments: [
    (["--from", "2027-01-01"], 1_798_761_600_000, nil),
    (["--to", "2027-01-31"], nil, 1_801_439_999_999),
    (["--from", "2027-01-01T12:00:00Z", "--to", "2027-01-01T12:00:00.500Z"], 1_798_804_800_000, 1_798_804_800_500),
  ] as [([String], Int64?, Int64?)])
func `days of a period are whole days`(arguments: [String], from: Int64?, to: Int64?) throws {
  let period = try #require(try StatementPeriodFlags.parse(arguments).period)
  #expect(period.from?.milliseconds == from)
  #expect(period.to?.milliseconds == to)
}
