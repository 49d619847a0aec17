/// The order as the buyer made it: what exactly one check is drawn for.
public import Ledger

/// An order's number, made by the buyer's terminal. It is also its delivery's.
public struct OrderID: TimedID {
  public let high: UInt64
  public let low: UInt64
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// One commodity of an order.
public struct OrderLine: Hashable, Sendable {
  public var commodity: CommodityCode
  /// 1 … `OrderForm.maximumQuantity`.
  public var quantity: UInt32
  /// Of one piece, as the buyer saw it.
  public var price: Amount

  /// A line.
  public init(commodity: CommodityCode, quantity: UInt32, price: Amount) {
    self.commodity = commodity
    self.quantity = quantity
    self.price = price
  }
}

/// An order as its buyer made it. The check bears the digest of its packed bytes.
public struct OrderForm: Hashable, Sendable {
  public var id: OrderID
  /// The buyer's account.
  public var account: AccountID
  public var seller: SellerID
  /// Who shall deliver; nil: the seller chooses.
  public var distributor: DistributorID?
  public var lines: [OrderLine]
  public var currency: Currency
  /// When it was made, by the buyer's clock.
  public var made: Timestamp
  /// The buyer says how it pays only once the delivery is announced (S7').
  public var paysLater: Bool
  /// The instruction goes to the distributor only once the buyer has confirmed it (S9).
  public var confirmsInstruction: Bool
  /// The sum of the lines.
  public let amount: Amount

  /// How many lines an order may have: a household's order, not a warehouse's.
  public static let maximumLines = 100
  /// How many pieces of one commodity.
  public static let maximumQuantity: UInt32 = 10_000

  /// An order; nil when it has no line or too many, a quantity is out of bounds, a commodity stands twice, or the sum is
  /// larger than any amount.
  public init?(
    id: OrderID, account: AccountID, seller: SellerID, distributor: DistributorID?, lines: [OrderLine],
    currency: Currency, made: Timestamp, paysLater: Bool = false, confirmsInstruction: Bool = false
  ) {
    guard let amount = OrderForm.sum(of: lines) else { return nil }
    self.id = id
    self.account = account
    self.seller = seller
    self.distributor = distributor
    self.lines = lines
    self.currency = currency
    self.made = made
    self.paysLater = paysLater
    self.confirmsInstruction = confirmsInstruction
    self.amount = amount
  }

  /// What lines come to; nil when no order has them.
  public static func sum(of lines: [OrderLine]) -> Amount? {
    guard (1...OrderForm.maximumLines).contains(lines.count), Set(lines.map(\.commodity)).count == lines.count,
      lines.allSatisfy({ (1...OrderForm.maximumQuantity).contains($0.quantity) })
    else { return nil }
    // A hundred lines of 10⁴ pieces at 10¹⁵ are 10²¹, past an Int64; one line is 10¹⁹, past it too.
    var sum: Int64 = 0
    for line in lines {
      let (product, overflow) = line.price.minorUnits.multipliedReportingOverflow(by: Int64(line.quantity))
      guard !overflow, product <= Amount.maximum - sum else { return nil }
      sum += product
    }
    return Amount(minorUnits: sum)
  }
}

/// Where the goods go.
public struct Recipient: Hashable, Sendable {
  public var name: Text
  public var address: Text
  /// The part of the address that the distributor plans by; may be empty.
  public var postcode: Text
  public var telephone: Text

  /// A recipient.
  public init(name: Text, address: Text, postcode: Text = .empty, telephone: Text = .empty) {
    self.name = name
    self.address = address
    self.postcode = postcode
    self.telephone = telephone
  }
}
