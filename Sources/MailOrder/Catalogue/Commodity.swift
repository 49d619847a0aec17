/// What a shop sells: a row of its price database (D5).
public import Ledger

/// A commodity.
public struct Commodity: Hashable, Sendable {
  /// Unique in the shop.
  public var code: CommodityCode
  public var name: Text
  public var specification: Text
  public var category: Text
  /// The price of one piece.
  public var charge: Amount
  public var currency: Currency
  /// How long it is guaranteed.
  public var guarantee: Timestamp.Span
  /// How long the buyer may return it.
  public var coolingOff: Timestamp.Span
  /// Whether a visit to the customer's home is offered.
  public var visit: Bool
  /// Whether trade-in is taken.
  public var tradeIn: Bool
  /// Nothing is shipped: the goods are sent over the network.
  public var digital: Bool
  /// How many pieces were sold.
  public var sales: UInt64
  /// How many pieces there are; nil: it never runs out.
  public var stock: UInt32?
  /// A file's name or an address; may be empty.
  public var picture: Text
  /// Of one piece, in litres, as vehicles are loaded by.
  public var litres: UInt32

  /// A commodity that never runs out, with nothing else said of it.
  public init(code: CommodityCode, name: Text, charge: Amount, currency: Currency) {
    self.code = code
    self.name = name
    self.charge = charge
    self.currency = currency
    specification = .empty
    category = .empty
    guarantee = .none
    coolingOff = .none
    visit = false
    tradeIn = false
    digital = false
    sales = 0
    stock = nil
    picture = .empty
    litres = 0
  }
}

/// A company that a site works with (D6): a shop's distributor, a carrier's shop.
public struct Partner: Hashable, Sendable {
  public var code: Code
  public var name: Text
  /// Where its site is: `HOST:PORT` or `unix:PATH`.
  public var endpoint: String

  /// A partner.
  public init(code: Code, name: Text, endpoint: String) {
    self.code = code
    self.name = name
    self.endpoint = endpoint
  }
}

/// A shop as it shows itself.
public struct Office: Hashable, Sendable {
  public var code: SellerID
  public var name: Text
  public var currency: Currency
  /// Who may deliver for it.
  public var distributors: [Partner]
  /// How many commodities it has.
  public var commodities: UInt64
  /// How many orders it ever took.
  public var orders: UInt64

  /// A shop.
  public init(
    code: SellerID, name: Text, currency: Currency, distributors: [Partner], commodities: UInt64, orders: UInt64
  ) {
    self.code = code
    self.name = name
    self.currency = currency
    self.distributors = distributors
    self.commodities = commodities
    self.orders = orders
  }
}
