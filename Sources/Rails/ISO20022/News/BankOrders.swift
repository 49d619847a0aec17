/// Orders that are with a bank, as its answers name them.
internal import Ledger

/// One order, as far as answers are held against it.
struct BankOrder: Hashable, Sendable {
  var id: String
  /// The message that it was sent in (`MsgId`), and its group there (`PmtInfId`).
  var message: String
  var group: String
  var from: String
  var to: String
  var amount: Int64
  var currency: Currency
}

/// Orders by their ids, their groups and their messages.
struct BankOrders: Sendable {
  private(set) var byID: [String: BankOrder] = [:]
  private var byMessage: [String: [String]] = [:]

  /// Whether there are any of that message.
  func hasMessage(_ id: String) -> Bool { byMessage[id] != nil }
  /// Those of a message, in its sequence.
  func orders(ofMessage id: String) -> [BankOrder] { (byMessage[id] ?? []).compactMap { byID[$0] } }
  /// The messages that there are orders of.
  var messages: some Collection<String> { byMessage.keys }

  /// Takes those of a message. An order that is there already stays where it is.
  mutating func insert(_ orders: [BankOrder]) {
    for order in orders where byID[order.id] == nil {
      byID[order.id] = order
      byMessage[order.message, default: []].append(order.id)
    }
  }

  /// Forgets those of a message.
  mutating func remove(message id: String) {
    for order in byMessage.removeValue(forKey: id) ?? [] { byID[order] = nil }
  }
}

extension BankOrders {
  /// Reads the orders of a pain.001 that this program wrote. Throws where it does not add up: then it is another file.
  static func read(_ bytes: [UInt8]) throws(ISO20022Fault) -> [BankOrder] {
    let tree = try MessageTree(bytes)
    guard tree.message == "pain.001.001.09" else {
      throw tree.body.fault("this is no pain.001.001.09; remove the file.")
    }
    let body = try tree.body(of: "CstmrCdtTrfInitn")
    let message = try body.requiredText("GrpHdr/MsgId", atMost: 35)
    var orders: [BankOrder] = []
    for group in body.all("PmtInf") {
      let id = try group.requiredText("PmtInfId", atMost: 35)
      let from = try group.accountNumber("DbtrAcct")
      for payment in group.all("CdtTrfTxInf") {
        let (amount, currency) = try payment.required("Amt/InstdAmt").amount(atMost: Amount.maximum)
        orders.append(
          BankOrder(
            id: try payment.requiredText("PmtId/EndToEndId", atMost: 35), message: message, group: id, from: from,
            to: try payment.accountNumber("CdtrAcct"), amount: amount, currency: currency))
      }
    }
    let header = try body.required("GrpHdr")
    let total = orders.reduce(DecimalSum.zero) { $0 + DecimalSum($1.amount, $1.currency) }
    guard try header.count("NbOfTxs") == orders.count, try header.sum("CtrlSum") == total else {
      throw header.fault("NbOfTxs and CtrlSum do not fit what is listed; the file was changed.")
    }
    return orders
  }
}
