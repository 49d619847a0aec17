/// Where a bank's messages are read, and where they go: what the two ways to a bank have in common.
internal import Ledger
internal import Storage

/// Reads messages into news, keeps those that were read in `done/` and puts those that cannot be read into `refused/`.
struct BankDesk {
  let directory: String
  let initiator: String
  var spool: BankSpool
  /// Orders that ended by news that were given and not confirmed yet.
  private var unconfirmed: Set<String> = []

  /// Opens the directories, made if they are missing.
  init(_ directory: String, initiator: String) throws(BankError) {
    self.directory = directory
    self.initiator = initiator
    for path in [directory, "\(directory)/done", "\(directory)/refused"] { try BankFiles.makeDirectory(path) }
    spool = try BankSpool("\(directory)/spool")
  }

  /// Judges orders and makes messages of them. Those that no message can carry are refused at once: they were never
  /// sent.
  mutating func messages(
    for orders: [PaymentOrder]
  ) throws(BankError) -> (messages: [BankSpool.Message], refused: [PaymentNews]) {
    let messages = try spool.messages(for: orders, by: initiator)
    let refused = orders.compactMap { order -> PaymentNews? in
      guard spool.orders.byID[order.id] == nil, let fault = order.bankFault else { return nil }
      return PaymentNews(of: order.id, .rejected, code: fault.code, reason: fault.reason)
    }
    return (messages, refused)
  }

  /// The news in a message of that name. A message that cannot be read is put into `refused/`, and nil is given.
  func news(in bytes: [UInt8], named name: String) throws(BankError) -> [PaymentNews]? {
    do throws(ISO20022Fault) {
      return try BankMessage(bytes).news(of: spool.orders)
    } catch {
      try refuse(name, bytes, because: error.description)
      return nil
    }
  }

  /// Keeps what was refused, with a file beside it that says why.
  func refuse(_ name: String, _ bytes: [UInt8]?, because reason: String) throws(BankError) {
    let place = free("refused", name)
    let words =
      "\(name): \(reason)\n\nNothing of this file was used. When it is right, put it back into the bank's messages.\n"
    try BankFiles.write(Array(words.utf8), to: "\(place).txt")
    if let bytes { try BankFiles.write(bytes, to: place) }
  }

  /// The longest name that is kept whole, in bytes: endings are put to it, and 255 are all that a file's name may have.
  private static let nameBytes = 200

  /// A path in a directory that nothing has: names of banks recur.
  func free(_ folder: String, _ name: String) -> String {
    var short = Substring(name)
    while short.utf8.count > BankDesk.nameBytes { short.removeLast() }
    let path = "\(directory)/\(folder)/\(short)"
    guard BankFiles.exists(path) || BankFiles.exists("\(path).txt") else { return path }
    var number = 2
    while BankFiles.exists("\(path).\(number)") || BankFiles.exists("\(path).\(number).txt") { number += 1 }
    return "\(path).\(number)"
  }

  /// News as they are given: of each order the furthest, and what led there. They are remembered until `settle`.
  mutating func give(_ news: [PaymentNews]) -> [PaymentNews] {
    let given = news.inOrder
    for item in given where item.outcome.isEnd && spool.orders.byID[item.order] != nil {
      unconfirmed.insert(item.order)
    }
    return given
  }

  /// The ledger has all that was given.
  mutating func settle() throws(BankError) {
    try spool.settle(unconfirmed)
    unconfirmed = []
  }
}

extension [PaymentNews] {
  /// Each order's news once, ends before returns, and nothing of what is on its way where an end is known. Banks say
  /// the same thing in several messages, which come in any sequence.
  var inOrder: [PaymentNews] {
    var seen: Set<PaymentNews.Key> = []
    var ended: Set<String> = []
    for item in self where item.outcome.isEnd { ended.insert(item.order) }
    let once = filter { item in
      (item.outcome.isEnd || !ended.contains(item.order)) && seen.insert(item.key).inserted
    }
    return once.filter { $0.outcome != .returned } + once.filter { $0.outcome == .returned }
  }
}

extension PaymentNews {
  fileprivate struct Key: Hashable {
    var order: String
    var outcome: Outcome
  }

  fileprivate var key: Key { Key(order: order, outcome: outcome) }
}
