/// Which orders are in which files, and what the post office said of them. No I/O: files in, news out.
internal import Ledger

/// What the files of an exchange add up to.
struct PostBook: Sendable {
  /// How many orders are known at most, each some 500 bytes.
  static let maximumOrders = 200_000

  struct Entry: Hashable, Sendable {
    let order: PostOrder
    /// The file that it is in.
    let file: Int64
    /// What was said last.
    var result: PostResultFile.Result?
  }

  private(set) var entries: [String: Entry] = [:]
  /// The currencies of the files, by number.
  private var currencies: [Int64: Currency] = [:]
  /// The numbers of the result files that were taken.
  private var taken: Set<Int64> = []
  private(set) var lastNumber: Int64 = 0

  /// Takes a file of ours that is in `out` or `sent`. Throws `twice` for an order that is in another one.
  mutating func take(_ file: PostOrderFile) throws(PostError) {
    for order in file.orders {
      if let other = entries[order.id] {
        throw .twice(order: order.id, files: [PostOrderFile.name(of: other.file), file.name])
      }
      guard entries.count < PostBook.maximumOrders else { throw .tooMany(maximum: PostBook.maximumOrders) }
      entries[order.id] = Entry(order: order, file: file.number)
    }
    currencies[file.number] = file.currency
    lastNumber = max(lastNumber, file.number)
  }

  /// Whether so many more orders find room.
  func hasRoom(for count: Int) -> Bool { entries.count + count <= PostBook.maximumOrders }

  /// Throws where results do not fit what was sent, or what was said before.
  func check(_ file: PostResultFile) throws(PostFault) {
    guard !taken.contains(file.number) else {
      throw PostFault(
        1, "file number \(PostLine.number(file.number)) was taken before",
        "If the post office sent it twice, nothing is to be done; otherwise ask it for the file under a new number.")
    }
    guard let currency = currencies[file.about] else {
      throw PostFault(
        1, "it is about file \(PostLine.number(file.about)), and there is none in `out` or `sent`",
        "Ask the post office which file it means.")
    }
    guard currency == file.currency else {
      throw PostFault(
        1, "its currency is \(file.currency), and that of file \(PostLine.number(file.about)) is \(currency)")
    }
    for result in file.results {
      guard let entry = entries[result.id], entry.file == file.about else {
        throw PostFault(
          result.line, "order \(result.id) is not in file \(PostLine.number(file.about))",
          "Ask the post office which order it means.")
      }
      guard entry.order.amount == result.amount else {
        throw PostFault(
          result.line, "the amount of order \(result.id) is \(entry.order.amount), and not \(result.amount)",
          "Ask the post office what it paid.")
      }
      try check(result, after: entry.result)
    }
  }

  /// What was paid can come back; nothing else changes once it was said.
  private func check(_ result: PostResultFile.Result, after former: PostResultFile.Result?) throws(PostFault) {
    switch (former?.outcome, result.outcome) {
    case (nil, _), (.accepted?, .returned): return
    case let (former?, _):
      throw PostFault(
        result.line, "order \(result.id) was \(former) before", "Ask the post office what became of the order.")
    }
  }

  /// Takes results that were checked.
  mutating func take(_ file: PostResultFile) {
    taken.insert(file.number)
    for result in file.results { entries[result.id]?.result = result }
  }

  /// What is known of an order that was sent; nil where it was not.
  func news(of id: String) -> PaymentNews? {
    guard let entry = entries[id] else { return nil }
    if let result = entry.result { return result.news }
    return PaymentNews(order: id, outcome: .received, reason: "in \(PostOrderFile.name(of: entry.file))")
  }
}

extension PostResultFile.Result {
  var news: PaymentNews { PaymentNews(order: id, outcome: outcome, code: code, reason: reason) }
}
