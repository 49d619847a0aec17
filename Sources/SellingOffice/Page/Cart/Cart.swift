/// What a buyer has put together so far. The browser keeps it, in a cookie: the shop keeps nothing of whoever only looks.
internal import Ledger
internal import MailOrder

/// A cart.
struct Cart: Hashable, Sendable {
  /// How many commodities it holds: with the longest codes and prices they fill half of what a cookie may have.
  static let maximumLines = 40
  /// How many pieces of one.
  static let maximumQuantity: UInt32 = 99
  /// The longest cookie that is read: browsers keep no longer ones.
  static let maximumBytes = 4_096

  struct Line: Hashable, Sendable {
    var code: CommodityCode
    /// 1 … `maximumQuantity`.
    var quantity: UInt32
    /// Of one piece, as the buyer saw it last.
    var price: Amount
  }

  /// Each commodity once.
  private(set) var lines: [Line] = []
  /// The offer that was last made of exactly this: once an order has answered it, there is nothing in the cart any more.
  private(set) var offer: OfferToken?

  var count: UInt32 { lines.reduce(0) { $0 + $1.quantity } }

  /// What the commodity with this code is in the cart.
  subscript(code: CommodityCode) -> Line? { lines.first { $0.code == code } }

  /// Puts in so many more pieces; false, with nothing changed, where there are too many of it, or too many commodities.
  mutating func add(_ quantity: UInt32, of code: CommodityCode, at price: Amount) -> Bool {
    let sum = (self[code]?.quantity ?? 0).addingReportingOverflow(quantity)
    guard !sum.overflow else { return false }
    return set(sum.partialValue, of: code, at: price)
  }

  /// Has so many pieces of it, none where it is none; false, with nothing changed, where that is too many.
  mutating func set(_ quantity: UInt32, of code: CommodityCode, at price: Amount) -> Bool {
    guard quantity <= Cart.maximumQuantity else { return false }
    let line = Line(code: code, quantity: quantity, price: price)
    if let index = lines.firstIndex(where: { $0.code == code }) {
      if quantity == 0 { lines.remove(at: index) } else { lines[index] = line }
    } else if quantity > 0 {
      guard lines.count < Cart.maximumLines else { return false }
      lines.append(line)
    }
    offer = nil
    return true
  }

  /// The same cart, of which an offer was made.
  func offered(as token: OfferToken) -> Cart {
    var cart = self
    cart.offer = token
    return cart
  }
}

// MARK: - The cookie

extension Cart {
  /// Reads `CODE:PIECES:PRICE~CODE:PIECES:PRICE~@OFFER`. Whatever is none of these is passed over: it is the browser's word.
  init(cookie: some StringProtocol) {
    guard cookie.utf8.count <= Cart.maximumBytes else { return }
    var token: OfferToken?
    for piece in cookie.split(separator: "~") {
      if piece.hasPrefix("@") {
        token = OfferToken(piece.dropFirst())
        continue
      }
      let parts = piece.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 3, let code = CommodityCode(parts[0]), let quantity = UInt32(parts[1]), quantity > 0,
        let price = Int64(parts[2]).flatMap({ Amount(minorUnits: $0) }), self[code] == nil
      else { continue }
      _ = set(quantity, of: code, at: price)
    }
    offer = lines.isEmpty ? nil : token
  }

  /// What the browser keeps; empty where there is nothing to keep.
  var cookie: String {
    var pieces = lines.map { "\($0.code):\($0.quantity):\($0.price.minorUnits)" }
    if let offer { pieces.append("@\(offer)") }
    return pieces.joined(separator: "~")
  }
}
