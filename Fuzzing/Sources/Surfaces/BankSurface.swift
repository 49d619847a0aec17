/// A bank's files and answers: read or refused with a line, and what they say of orders is of orders.
internal import Ledger

@testable internal import Rails

/// An input: what it is said to be, and its bytes.
enum BankSurface {
  static func take(_ bytes: [UInt8]) throws {
    var input = Input(bytes)
    let kind = input.choice(4)
    let bytes = input.all()
    switch kind {
    case 0: try message(bytes)
    case 1: _ = try? BankOrders.read(bytes)
    case 2: answers(bytes)
    default: try values(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// The bank has two orders of ours, one each way.
  private static let orders: BankOrders = {
    var orders = BankOrders()
    guard let euro = Currency(code: "EUR") else { return orders }
    func order(_ id: String, _ from: String, _ to: String) -> BankOrder {
      BankOrder(id: id, message: "M1", group: "G1", from: from, to: to, amount: 1250, currency: euro)
    }
    orders.insert([order("E1", "NL41MOCK0000000001", "X"), order("E2", "X", "NL41MOCK0000000001")])
    return orders
  }()

  private static func message(_ bytes: [UInt8]) throws {
    let message: BankMessage
    do throws(ISO20022Fault) { message = try BankMessage(bytes) } catch {
      return try require(error.line >= 1, "a fault is in line \(error.line)")
    }
    for news in message.news(of: orders) {
      try require(news.order.isOrderID, "there is news of '\(news.order)'")
      try require(news.reason.utf8.count <= 200 && news.code.utf8.count <= 200, "news have much to say: \(news)")
      try require(!news.reason.unicodeScalars.contains { $0.value < 0x20 }, "news are not one line: \(news)")
    }
    switch message {
    case .statements(let statements), .reports(let statements), .notifications(let statements):
      for statement in statements { _ = BankLine.all(of: statement, isOwn: true, file: "f") }
    case .statuses, .returns: break
    }
  }

  private static func answers(_ bytes: [UInt8]) {
    _ = BankMailboxItem.all(in: bytes)
    if let answer = BankAnswer(bytes) { _ = (answer.words, answer.isDuplicate) }
    for payment in BankPayment.all(in: bytes) ?? [] { _ = payment.news(of: "E1") }
  }

  /// Numbers and days as they stand in messages.
  private static func values(_ text: String) throws {
    if let sum = DecimalSum(text) {
      let again = DecimalSum("\(sum)")
      try require(again == sum, "\(text) is \(sum), which is \(String(describing: again))")
    }
    if let day = BankDay(text) { try require(BankDay("\(day)") == day, "\(text) is \(day)") }
    for code in ["EUR", "JPY", "BHD"] {
      guard let currency = Currency(code: code),
        let units = DecimalSum.minorUnits(text, currency, atMost: Amount.maximum)
      else { continue }
      try require(units >= 0 && units <= Amount.maximum, "\(text) is \(units) minor units")
      try require(
        DecimalSum.minorUnits(currency.format(units).filter { $0 != "," }, currency, atMost: Amount.maximum) == units,
        "\(units) \(code) is written \(currency.format(units))")
    }
  }
}
