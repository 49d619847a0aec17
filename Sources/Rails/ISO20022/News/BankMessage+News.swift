/// What a bank's message says of orders.
internal import Ledger

extension BankMessage {
  /// News of orders, in the sequence of the message. Orders that are with the bank give what their ids alone do not:
  /// which belong to a message or a group, and which direction of an entry is theirs.
  func news(of orders: BankOrders) -> [PaymentNews] {
    let news: [PaymentNews] =
      switch self {
      case .statuses(let report): report.news(of: orders)
      case .statements(let statements), .notifications(let statements):
        statements.flatMap { statement in statement.entries.flatMap { statement.news(of: $0, orders) } }
      case .returns(let returns): returns.news(of: orders)
      // What is not over may still change.
      case .reports: []
      }
    // Others pay from the account too, with ids of their own making.
    return news.filter(\.order.isOrderID)
  }
}

extension BankStatusReport.Status {
  /// What it means for an order. Codes of later lists end nothing.
  var outcome: PaymentNews.Outcome {
    switch code {
    case "ACSC", "ACCC": .accepted
    case "RJCT": isDuplicate ? .received : .rejected
    case "CANC": .rejected
    default: .received
    }
  }

  /// The bank says that it had this before. What became of it then is what holds: a message is sent again whenever it
  /// is not sure that it arrived.
  private var isDuplicate: Bool { Self.duplicates.contains(reason) }

  /// The codes for what was there before: of a message, a group, a payment, or one of their ids.
  static let duplicates: Set = ["DUPL", "AM05", "DU01", "DU02", "DU03", "DU04", "DU05"]

  fileprivate func news(of order: String) -> PaymentNews {
    PaymentNews(of: order, outcome, code: reason, reason: text.isEmpty ? code : text)
  }
}

extension BankStatusReport {
  fileprivate func news(of orders: BankOrders) -> [PaymentNews] {
    var news: [PaymentNews] = []
    let payments = groups.flatMap(\.payments)
    let told = Set(payments.map(\.endToEndID))
    let groupStatus = Dictionary(groups.compactMap { group in group.status.map { (group.id, $0) } }) { first, _ in first
    }
    for order in orders.orders(ofMessage: message) where !told.contains(order.id) {
      // Partly accepted says nothing of the ones that are not listed.
      guard let status = groupStatus[order.group] ?? status, status.code != "PART" else { continue }
      news.append(status.news(of: order.id))
    }
    return news + payments.map { $0.status.news(of: $0.endToEndID) }
  }
}

extension BankReturns {
  fileprivate func news(of orders: BankOrders) -> [PaymentNews] {
    func returned(_ order: String, _ reason: Reason) -> PaymentNews {
      PaymentNews(of: order, .returned, code: reason.code, reason: reason.text)
    }
    let told = Set(payments.map(\.endToEndID))
    let others = wholeMessage == nil ? [] : orders.orders(ofMessage: message).filter { !told.contains($0.id) }
    // Banks take what it cost them from what they give back.
    let listed = payments.map { payment in
      var news = returned(payment.endToEndID, payment.reason)
      if let order = orders.byID[payment.endToEndID],
        order.amount != payment.amount || order.currency != payment.currency
      {
        news.reason = order.returned(payment.amount, payment.currency, payment.reason.text)
      }
      return news
    }
    return listed
      + others.compactMap { order in wholeMessage.map { returned(order.id, $0) } }
  }
}

extension BankStatement {
  /// What an entry says. Only what is booked moved money, and only in the direction of the order.
  fileprivate func news(of entry: BankEntry, _ orders: BankOrders) -> [PaymentNews] {
    guard entry.status == .booked else { return [] }
    return entry.details.compactMap { detail in
      guard !detail.endToEndID.isEmpty else { return nil }
      let direction = detail.direction ?? entry.direction
      let order = orders.byID[detail.endToEndID]
      if detail.isReturn || entry.isReversal {
        // On the payer's account money comes back, on the payee's it goes.
        if let order, let own = ownDirection(of: order), own == direction { return nil }
        let isLess = order.map { $0.amount != detail.amount || $0.currency != currency } ?? false
        let words = isLess ? order?.returned(detail.amount, currency, detail.returnText) : nil
        return PaymentNews(
          of: detail.endToEndID, .returned, code: detail.returnReason, reason: words ?? detail.returnText)
      }
      // An order that has ended needs no news of this kind; one of somebody else's never does.
      guard let order, ownDirection(of: order) == direction else { return nil }
      guard detail.amount == order.amount, currency == order.currency else {
        let booked = detail.amount.map { "\(currency.format($0)) \(currency.code)" } ?? "another currency"
        return PaymentNews(
          of: order.id, .received,
          reason:
            "booked with \(booked), ordered \(order.currency.format(order.amount)) \(order.currency.code); "
            + "ask the bank."
        )
      }
      return PaymentNews(of: order.id, .accepted, reason: "booked \(entry.bookingDay?.description ?? "")")
    }
  }

  /// The direction in which the order moves money on this account; nil where it is neither side's.
  private func ownDirection(of order: BankOrder) -> BankEntry.Direction? {
    account == order.from ? .debit : account == order.to ? .credit : nil
  }
}

extension BankOrder {
  /// Words for a return of another amount than the order's: they come first, where nothing is cut.
  fileprivate func returned(_ minorUnits: Int64?, _ other: Currency, _ words: String) -> String {
    let back = minorUnits.map { "\(other.format($0)) \(other.code)" } ?? "another currency"
    return "\(back) came back of \(currency.format(amount)) \(currency.code). \(words)".oneLine
  }
}

extension PaymentNews {
  /// News in a bank's words, made one line.
  init(of order: String, _ outcome: Outcome, code: String = "", reason: String = "") {
    self.init(order: order, outcome: outcome, code: code.oneLine, reason: reason.oneLine)
  }
}

extension String {
  /// One line of at most 200 bytes, as news carry it.
  var oneLine: String {
    var line = ""
    for scalar in unicodeScalars {
      let isBreak =
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || [0x2028, 0x2029].contains(scalar.value)
      let next = isBreak ? " " : String(scalar)
      guard line.utf8.count + next.utf8.count <= 200 else { break }
      line += next
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
