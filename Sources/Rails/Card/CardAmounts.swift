/// Field 54 of an answer: up to six amounts, each of twenty characters.
internal import Ledger

/// Why additional amounts say nothing.
struct CardAmountsFault: Error, Hashable, Sendable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Additional amounts, as they stand in an answer: account type, amount type, currency, `C` or `D`, twelve digits.
struct CardAmounts: Hashable, Sendable {
  struct One: Hashable, Sendable {
    /// `30`: a credit account; `00`: not said.
    let account: String
    /// `01`: the balance; `02`: what is available.
    let kind: String
    let currency: Int
    /// Negative for a debit.
    let amount: Int64
  }

  /// The most that field 54 holds.
  static let most = 6

  let all: [One]

  /// Reads the field. Throws what is wrong with it.
  init(_ text: String) throws(CardAmountsFault) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else { throw CardAmountsFault("its answer states no amounts (field 54)") }
    guard bytes.count % 20 == 0, bytes.count / 20 <= CardAmounts.most else {
      throw CardAmountsFault("field 54 of its answer is not made of amounts of twenty characters")
    }
    var all: [One] = []
    for start in stride(from: 0, to: bytes.count, by: 20) {
      let part = bytes[start..<start + 20]
      let text = { (from: Int, count: Int) in
        String(decoding: part[start + from..<start + from + count], as: UTF8.self)
      }
      let isDigits = part.enumerated().allSatisfy { $0.offset == 7 || ($0.element >= 0x30 && $0.element <= 0x39) }
      guard isDigits, let currency = Int(text(4, 3)), let amount = Int64(text(8, 12)) else {
        throw CardAmountsFault("amount \(all.count + 1) in field 54 of its answer has other characters than digits")
      }
      switch text(7, 1) {
      case "C": all.append(One(account: text(0, 2), kind: text(2, 2), currency: currency, amount: amount))
      case "D": all.append(One(account: text(0, 2), kind: text(2, 2), currency: currency, amount: -amount))
      default: throw CardAmountsFault("amount \(all.count + 1) in field 54 of its answer is neither C nor D")
      }
    }
    self.all = all
  }

  /// What the holder can still spend in a currency: that of the credit account where several are stated.
  func available(in currency: Currency) throws(CardAmountsFault) -> Int64 {
    let stated = all.filter { $0.kind == "02" && $0.currency == Int(currency.number) }
    let credit = stated.filter { $0.account == "30" }
    switch (credit.count, stated.count) {
    case (1, _): return credit[0].amount
    case (0, 1): return stated[0].amount
    case (0, 0): throw CardAmountsFault("field 54 of its answer states nothing available (02) in \(currency)")
    default: throw CardAmountsFault("field 54 of its answer states several amounts available in \(currency)")
    }
  }
}
