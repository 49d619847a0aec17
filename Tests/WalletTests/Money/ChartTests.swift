/// The chart of a balance, and the statement's questions.
import Console
import Ledger
import Pages
import Testing

@testable import Wallet

@Suite struct `A chart of a balance` {
  private func chart(_ balances: [Int64], opening: Int64 = 0) -> BalanceChart {
    let day: Int64 = 86_400_000
    return BalanceChart(
      currency: euro, from: Timestamp(milliseconds: day), to: Timestamp(milliseconds: Int64(balances.count + 1) * day),
      opening: opening, points: balances.enumerated().map { (Timestamp(milliseconds: Int64($0 + 1) * day), $1) })
  }

  @Test(
    arguments: [
      (0, 100, ["0", "1"]), (0, 30_000, ["0", "100", "200", "300"]), (-5_000, 5_000, ["-50", "0", "50"]),
      (
        0, 4_000_000_000_000_000_000,
        ["0", "10,000,000,000,000,000", "20,000,000,000,000,000", "30,000,000,000,000,000", "40,000,000,000,000,000"]
      ),
    ] as [(Int64, Int64, [String])])
  func `marks round sums`(_ lowest: Int64, _ highest: Int64, labels: [String]) {
    let scale = Scale(lowest: lowest, highest: highest, in: euro)
    #expect(scale.marks.map(scale.label) == labels)
  }

  @Test func `is a line in steps, within its frame, with its story in words`() {
    let markup = chart([10_000, 2_500, 30_000], opening: 5_000).svg.markup
    #expect(markup.contains("50.00 EUR at first, 300.00 EUR at last, 25.00 EUR at the lowest."))
    #expect(markup.components(separatedBy: " V").count == 4 * 2 - 1)
    #expect(!markup.contains("style="))
    #expect(!markup.contains("nan"))
    #expect(!markup.contains("inf"))
  }

  @Test func `draws no more points than can be told apart`() {
    let markup = chart((0..<50_000).map { Int64($0 % 977) }).svg.markup
    #expect(markup.utf8.count < 100_000)
  }

  @Test func `is drawn of nothing, too`() {
    let time = Timestamp(milliseconds: 1)
    let markup = BalanceChart(currency: euro, from: time, to: time, opening: 0, points: []).svg.markup
    #expect(markup.contains("<svg"))
    #expect(!markup.contains("nan"))
  }
}

extension String {
  fileprivate func components(separatedBy mark: String) -> [Substring] {
    split(separator: mark, omittingEmptySubsequences: false)
  }
}

@Suite struct `A statement is asked for` {
  private let now = Timestamp(milliseconds: 1_800_000_000_000)

  @Test(arguments: [
    ("", "", "", "", true), ("card", "90d", "", "", true), ("bank", "all", "", "", true),
    ("", "", "2027-01-01", "2027-01-31", true),
    ("", "", "2027-01-01", "", true), ("gold", "", "", "", false), ("", "2d", "", "", false),
    ("", "", "2027-02-30", "", false),
    ("", "", "2027-02-01", "2027-01-01", false), ("", "", "<script>", "", false),
    ("", "", "2027-01-01T00:00:00Z", "", false),
  ])
  func `by a cover and a period, and by nothing else`(
    _ cover: String, _ period: String, _ from: String, _ to: String, isGood: Bool
  ) {
    #expect((StatementQuestion(cover: cover, period: period, from: from, to: to, now: now) != nil) == isGood)
  }
}
