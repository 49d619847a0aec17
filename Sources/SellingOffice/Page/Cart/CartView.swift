/// A cart beside what the shop has now: what it costs, and what of it cannot be had any more.
internal import Ledger
internal import MailOrder

/// What a cart comes to.
struct CartView: Sendable {
  struct Row: Sendable {
    let line: Cart.Line
    /// Nil: the shop does not have it any more.
    let commodity: Commodity?
    /// What is another than the buyer thinks; empty where nothing is.
    let notes: [String]
    /// Whether it can be ordered as it is.
    let isGood: Bool
  }

  let rows: [Row]
  /// The lines as an order would have them, at the prices of now: those that can be ordered.
  let lines: [OrderLine]
  /// What these come to; nil where there are none, or it is more than any order has.
  let total: Amount?

  var isEmpty: Bool { rows.isEmpty }
  /// Whether all of it can be ordered as it is.
  var isGood: Bool { rows.allSatisfy(\.isGood) && total != nil }
  /// Whether anything is to be brought.
  var ships: Bool { rows.contains { $0.commodity?.digital == false } }

  /// A cart, and what the shop has of it.
  init(_ cart: Cart, _ commodities: [CommodityCode: Commodity], in currency: Currency) {
    rows = cart.lines.map { Row($0, commodities[$0.code], in: currency) }
    lines = rows.compactMap { row in
      row.commodity.map { OrderLine(commodity: row.line.code, quantity: row.line.quantity, price: $0.charge) }
    }
    total = OrderForm.sum(of: lines)
  }
}

extension CartView.Row {
  fileprivate init(_ line: Cart.Line, _ commodity: Commodity?, in currency: Currency) {
    self.line = line
    self.commodity = commodity
    guard let commodity else {
      notes = ["The shop does not sell this any more. Remove it."]
      isGood = false
      return
    }
    isGood = commodity.has(line.quantity)
    var notes: [String] = []
    switch commodity.stock {
    case 0?: notes.append("It is sold out. Remove it, or come back another day.")
    case let pieces? where !isGood: notes.append("There \(pieces == 1 ? "is" : "are") only \(pieces) left.")
    default: break
    }
    if commodity.charge != line.price {
      notes.append(
        "Its price has changed from \(currency.price(line.price)) to \(currency.price(commodity.charge)).")
    }
    self.notes = notes
  }
}
