/// What is with the bank: each message as it was sent, until all of its orders have ended.
internal import Ledger
internal import Storage

/// A directory of messages. An order that is in one of them goes to the bank in that one again, with the same id and
/// the same bytes, and in no other: so a bank that looks at ids pays it once, whatever died in between.
///
/// `ID.xml` is the message; `ID.state` says which of its orders have ended, and whether it was handed over.
struct BankSpool {
  let path: String
  private(set) var orders = BankOrders()
  private var states: [String: State] = [:]

  /// The most orders that are with the bank at once: each is about a kilobyte in memory and on disk.
  static let maximumOrders = 200_000

  private struct State {
    var isHandedOver = false
    var ended: Set<String> = []

    init() {}

    init(_ bytes: [UInt8]) {
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
        if line == "handed over" { isHandedOver = true } else { ended.insert(String(line)) }
      }
    }

    var bytes: [UInt8] {
      Array(((isHandedOver ? ["handed over"] : []) + ended.sorted()).map { "\($0)\n" }.joined().utf8)
    }
  }

  /// Opens the directory, made if it is missing, and reads what is in it.
  init(_ path: String) throws(BankError) {
    self.path = path
    try BankFiles.makeDirectory(path)
    let names = try BankFiles.files(in: path)
    for name in names where name.hasSuffix(".xml") {
      let file = "\(path)/\(name)"
      let id = String(name.dropLast(4))
      guard let bytes = try BankFiles.read(file, bound: XMLBounds.bytes) else { continue }
      do throws(ISO20022Fault) {
        let read = try BankOrders.read(bytes)
        guard read.allSatisfy({ $0.message == id }) else {
          throw ISO20022Fault(line: 1, "MsgId is another than the file's name")
        }
        orders.insert(read)
      } catch {
        throw .damaged(path: file, error)
      }
      states[id] = try BankFiles.read("\(path)/\(id).state", bound: XMLBounds.bytes).map { State($0) } ?? State()
    }
    // What a crash left between the removal of a message and that of its state.
    for name in names where name.hasSuffix(".state") && states[String(name.dropLast(6))] == nil {
      try BankFiles.remove("\(path)/\(name)")
    }
  }

  /// A message as it goes to the bank.
  struct Message {
    var id: String
    var bytes: [UInt8]
    /// Those of its orders that were asked for.
    var orders: [String]
    /// It was never sent before.
    var isNew: Bool
    var isHandedOver: Bool
  }

  /// The messages that these orders are in: those of before, and new ones for the rest, durable before they are given.
  /// Orders that no message can carry are in none (see `PaymentOrder.bankFault`).
  mutating func messages(for wanted: [PaymentOrder], by initiator: String) throws(BankError) -> [Message] {
    var old: [String: [String]] = [:]
    var new: [PaymentOrder] = []
    var seen: Set<String> = []
    for order in wanted where seen.insert(order.id).inserted {
      if let known = orders.byID[order.id] {
        guard order.isSame(as: known) else { throw .changed(order: order.id) }
        old[known.message, default: []].append(order.id)
      } else if order.bankFault == nil {
        new.append(order)
      }
    }
    guard orders.byID.count + new.count <= BankSpool.maximumOrders else { throw .full(bound: BankSpool.maximumOrders) }
    var messages: [Message] = []
    for (id, asked) in old.sorted(by: { $0.key < $1.key }) {
      guard let bytes = try BankFiles.read("\(path)/\(id).xml", bound: XMLBounds.bytes) else {
        throw .notReadable(
          path: "\(path)/\(id).xml", reason: "it is gone, though it was there; put it back from a copy")
      }
      messages.append(
        Message(id: id, bytes: bytes, orders: asked, isNew: false, isHandedOver: states[id]?.isHandedOver ?? false))
    }
    for start in stride(from: 0, to: new.count, by: PaymentInitiation.maximumOrders) {
      let part = Array(new[start..<min(start + PaymentInitiation.maximumOrders, new.count)])
      guard let message = PaymentInitiation(part, by: initiator) else { continue }
      messages.append(try add(message))
    }
    return messages
  }

  private mutating func add(_ message: PaymentInitiation) throws(BankError) -> Message {
    let bytes = message.bytes
    let file = "\(path)/\(message.id).xml"
    let read: [BankOrder]
    do throws(ISO20022Fault) {
      // As it will be read after a restart: what could not be read then must not be sent now.
      read = try BankOrders.read(bytes)
    } catch {
      throw .damaged(path: file, error)
    }
    try BankFiles.write(bytes, to: file)
    orders.insert(read)
    states[message.id] = State()
    return Message(id: message.id, bytes: bytes, orders: message.orders.map(\.id), isNew: true, isHandedOver: false)
  }

  /// Keeps in mind that a message lies where the bank takes it from.
  mutating func setHandedOver(_ id: String) throws(BankError) {
    guard var state = states[id], !state.isHandedOver else { return }
    state.isHandedOver = true
    try BankFiles.write(state.bytes, to: "\(path)/\(id).state")
    states[id] = state
  }

  /// Takes the ends of orders that the ledger has. Messages all of whose orders have ended are forgotten.
  mutating func settle(_ ended: Set<String>) throws(BankError) {
    var changed: Set<String> = []
    for order in ended {
      guard let message = orders.byID[order]?.message else { continue }
      if states[message, default: State()].ended.insert(order).inserted { changed.insert(message) }
    }
    for id in changed.sorted() {
      guard let state = states[id] else { continue }
      if orders.orders(ofMessage: id).allSatisfy({ state.ended.contains($0.id) }) {
        try BankFiles.remove("\(path)/\(id).xml")
        try BankFiles.remove("\(path)/\(id).state")
        orders.remove(message: id)
        states[id] = nil
      } else {
        try BankFiles.write(state.bytes, to: "\(path)/\(id).state")
      }
    }
  }
}

extension PaymentNews.Outcome {
  /// Whether an order has ended by it.
  var isEnd: Bool {
    switch self {
    case .accepted, .rejected, .returned: true
    case .received, .timedOut, .unknown: false
    }
  }
}

extension PaymentOrder {
  /// Whether it is the one that the bank has.
  fileprivate func isSame(as order: BankOrder) -> Bool {
    amount == order.amount && currency == order.currency && BankNumber(from.number)?.text == order.from
      && BankNumber(to.number)?.text == order.to
  }
}
