/// Orders as a bank takes them: pain.001.001.09.
internal import Ledger

/// A message of orders. The same orders in whatever sequence make the same message, byte by byte: it reads no clock.
public struct PaymentInitiation: Hashable, Sendable {
  /// The message's id (`MsgId`), 30 characters: it follows from the orders' ids.
  public let id: String
  /// By account and currency, then by id.
  public let orders: [PaymentOrder]
  /// Who sends it, as banks read it.
  public let initiator: String

  /// The most orders of one message: a megabyte or so, which every bank takes, and one duplicate check for all of them.
  public static let maximumOrders = 1000

  /// A message of 1 … `maximumOrders` orders with ids of their own, each of which a message can carry (see
  /// `PaymentOrder.bankFault`); else nothing.
  public init?(_ orders: [PaymentOrder], by initiator: String) {
    guard (1...PaymentInitiation.maximumOrders).contains(orders.count) else { return nil }
    guard Set(orders.map(\.id)).count == orders.count, orders.allSatisfy({ $0.bankFault == nil }) else { return nil }
    self.orders = orders.sorted { ($0.groupKey, $0.id) < ($1.groupKey, $1.id) }
    self.initiator = initiator
    id = "VOUCH-" + MessageDigest.text(of: orders.map(\.id).sorted())
  }

  /// The orders of one account in one currency, which banks want together (`PmtInf`).
  private var groups: [ArraySlice<PaymentOrder>] {
    var groups: [ArraySlice<PaymentOrder>] = []
    var start = orders.startIndex
    for index in orders.indices
    where index + 1 == orders.endIndex || orders[index + 1].groupKey != orders[index].groupKey {
      groups.append(orders[start...index])
      start = index + 1
    }
    return groups
  }

  /// The file.
  public var bytes: [UInt8] {
    var writer = MessageWriter()
    writer.element("Document", with: ["xmlns": MessageTree.spacePrefix + "pain.001.001.09"]) { document in
      document.element("CstmrCdtTrfInitn") { body in
        body.element("GrpHdr") { header in
          header.element("MsgId", id)
          header.element("CreDtTm", (orders.map(\.ordered).max() ?? .distantFuture).description)
          write(totalsOf: orders[...], to: &header)
          header.element("InitgPty") { $0.element("Nm", initiator.bankName) }
        }
        for (index, group) in groups.enumerated() {
          body.element("PmtInf") { write(group, number: index + 1, to: &$0) }
        }
      }
    }
    return Array(writer.text.utf8)
  }

  private func write(totalsOf orders: ArraySlice<PaymentOrder>, to writer: inout MessageWriter) {
    writer.element("NbOfTxs", String(orders.count))
    let sum = orders.reduce(DecimalSum.zero) { $0 + DecimalSum($1.amount, $1.currency) }
    writer.element("CtrlSum", sum.description)
  }

  private func write(_ group: ArraySlice<PaymentOrder>, number: Int, to writer: inout MessageWriter) {
    guard let first = group.first else { return }
    let digits = String(number)
    // 30 characters of the message's id, a hyphen and four digits: as long as an id may be.
    writer.element("PmtInfId", "\(id)-\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)")
    writer.element("PmtMtd", "TRF")
    write(totalsOf: group, to: &writer)
    let day = group.map(\.ordered).max().flatMap { BankDay($0) }
    writer.element("ReqdExctnDt") { $0.element("Dt", day?.description ?? "1970-01-01") }
    writer.element("Dbtr") { $0.element("Nm", first.from.name.bankName) }
    writer.element("DbtrAcct") {
      $0.write(number: first.from.number)
      $0.element("Ccy", first.currency.code)
    }
    writer.element("DbtrAgt") { $0.write(institution: first.from.institution) }
    for order in group { writer.element("CdtTrfTxInf") { $0.write(order) } }
  }
}

extension MessageWriter {
  fileprivate mutating func write(_ order: PaymentOrder) {
    element("PmtId") { $0.element("EndToEndId", order.id) }
    element("Amt") { $0.element("InstdAmt", with: ["Ccy": order.currency.code], order.currency.plain(order.amount)) }
    // The creditor's bank may be left out, unlike the debtor's, and is better left out than said to be unknown.
    if !order.to.institution.isEmpty { element("CdtrAgt") { $0.write(institution: order.to.institution) } }
    element("Cdtr") { $0.element("Nm", order.to.name.bankName) }
    element("CdtrAcct") { $0.write(number: order.to.number) }
    let text = order.text.bankText(140)
    if !text.isEmpty { element("RmtInf") { $0.element("Ustrd", text) } }
  }

  fileprivate mutating func write(number: String) {
    element("Id") { id in
      switch BankNumber(number) {
      case .iban(let number): id.element("IBAN", number)
      case .other(let number): id.element("Othr") { $0.element("Id", number) }
      case nil: break
      }
    }
  }

  fileprivate mutating func write(institution: String) {
    element("FinInstnId") { bank in
      if institution.isEmpty {
        bank.element("Othr") { $0.element("Id", BankEntry.Detail.notProvided) }
      } else {
        bank.element("BICFI", institution)
      }
    }
  }
}

extension String {
  /// A name as a message carries it: the schema takes 140 characters and the schemes 70, and none is none.
  fileprivate var bankName: String {
    let name = bankText(70)
    return name.isEmpty ? BankEntry.Detail.notProvided : name
  }
}

extension Currency {
  /// An amount as messages carry it: no sign, no commas, exactly the currency's decimals.
  fileprivate func plain(_ minorUnits: Int64) -> String { format(minorUnits).filter { $0 != "," && $0 != "-" } }
}
