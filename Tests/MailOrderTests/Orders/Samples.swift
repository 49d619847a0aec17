/// Orders to try things on: one in each state, and the pieces to make others.
import Ledger
import MailOrder

enum Sample {
  static let seller = SellerID(code("SHOP"))
  static let carrier = DistributorID(code("PARCEL"))
  static let account = AccountID(code("ALICE"))
  static let euro = currency("EUR")
  static let home = Recipient(name: line("Alice Sommer"), address: line("Lindenweg 4, 50667 Köln"))
  static let sealed: SealedRecipient = SealedRecipient([0x81, 1, 2, 3]) ?? missing("seal")
  static let now = Timestamp(milliseconds: 1_764_000_000_000)
  static let fresh = ids(1)

  static func ids(_ number: UInt64) -> FreshIDs {
    FreshIDs(
      demand: CommandID(high: 1, low: number), giveBack: CommandID(high: 2, low: number), download: "token-\(number)")
  }

  static func code(_ text: String) -> Code { Code(text) ?? missing(text) }
  static func commodity(_ text: String) -> CommodityCode { CommodityCode(text) ?? missing(text) }
  static func currency(_ text: String) -> Currency { Currency(code: text) ?? missing(text) }
  static func line(_ text: String) -> Text { Text(text) ?? missing(text) }
  static func amount(_ units: Int64) -> Amount { Amount(minorUnits: units) ?? missing("\(units)") }

  private static func missing<Value>(_ text: String) -> Value { preconditionFailure("\(text) is none") }

  /// One teapot and two cups.
  static let lines = [
    OrderLine(commodity: commodity("TEAPOT"), quantity: 1, price: amount(2490)),
    OrderLine(commodity: commodity("CUP"), quantity: 2, price: amount(500)),
  ]

  static func form(
    distributor: DistributorID? = carrier, lines: [OrderLine] = lines, paysLater: Bool = false,
    confirmsInstruction: Bool = false
  ) -> OrderForm {
    let form = OrderForm(
      id: OrderID(high: 7, low: 7), account: account, seller: seller, distributor: distributor, lines: lines,
      currency: euro, made: now, paysLater: paysLater, confirmsInstruction: confirmsInstruction)
    return form ?? missing("form")
  }

  /// An order that has just come.
  static func fresh(
    _ form: OrderForm = form(), secret: [UInt8]? = nil, recipient: Recipient? = home, ships: Bool = true
  ) -> Order {
    var order = Order(
      form: form, formBytes: [1, 2, 3], check: CheckID(high: 9, low: 9), secret: secret, recipient: recipient)
    order.distributor = ships ? form.distributor ?? carrier : nil
    return order
  }

  /// The order after all of `news`, one after the other.
  static func played(_ order: Order, _ news: OrderNews...) throws -> Order {
    try news.reduce(order) { try $0.after($1, at: now, fresh: fresh).order }
  }

  static func report(_ state: DeliveryState, number: UInt64, by distributor: DistributorID = carrier) -> OrderNews {
    .reported(DeliveryWord(distributor: distributor, number: number, event: DeliveryEvent(time: now, state: state)))
  }

  /// An order in `state`, come there the usual way: shipped, paid at once, its check settled.
  static func order(_ state: OrderState) throws -> Order {
    let received = try played(fresh(), .placed)
    let accepted = try played(received, .verified(.onDemand, .transfer))
    let demanded = try played(accepted, .demanded(.settled, .transfer))
    let instructed = try played(demanded, .instructed)
    return switch state {
    case .received: received
    case .rejected: try played(received, .refusedByManager("check_expired"))
    case .accepted: accepted
    case .demanded: demanded
    case .instructed: instructed
    case .delivered: try played(instructed, report(.delivered, number: 1))
    case .undelivered: try played(instructed, report(.failed, number: 1))
    case .returned: try played(instructed, .withdrawn(.settled, .empty))
    }
  }
}
