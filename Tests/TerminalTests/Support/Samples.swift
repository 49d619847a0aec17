/// Everyday baskets and purchases.
import Ledger
import MailOrder
import RPC
import Terminal
import VouchTesting
import Wire

extension CommodityCode {
  static func of(_ text: String) -> CommodityCode {
    guard let code = CommodityCode(text) else { preconditionFailure("\(text) is no code") }
    return code
  }
  static let book = of("BOOK-1")
  static let lamp = of("LAMP")
  static let song = of("SONG")
}

extension Commodity {
  static let book = make(.book, "A book", 2400) { $0.coolingOff = .days(14) }
  static let lamp = make(.lamp, "A lamp", 5900) {
    $0.stock = 3
    $0.guarantee = .days(365)
    $0.coolingOff = .days(30)
  }
  static let song = make(.song, "A song", 99) { $0.digital = true }

  private static func make(
    _ code: CommodityCode, _ name: String, _ charge: Amount, _ change: (inout Commodity) -> Void
  ) -> Commodity {
    var commodity = Commodity(code: code, name: .of(name), charge: charge, currency: .euro)
    change(&commodity)
    return commodity
  }
}

extension Office {
  static let sample = Office(
    code: .shop, name: .of("The shop"), currency: .euro,
    distributors: [Partner(code: .of("VAN-1"), name: .of("The carrier"), endpoint: "unix:/nowhere")], commodities: 3,
    orders: 0)
}

extension Recipient {
  static let sample = Recipient(name: .of("Alice Able"), address: .of("1 Mill Lane, 1000 Town"), postcode: .of("1000"))
}

extension Making {
  static func sample(_ number: UInt64 = 1, secret: [UInt8]? = nil, at time: Timestamp = .start) -> Making {
    Making(
      order: OrderID(at: time, random: (1, number)), check: CheckID(at: time, random: (2, number)), time: time,
      secret: secret)
  }
}

extension Basket {
  /// Two books to Alice.
  static func sample(_ change: (inout Basket) -> Void = { _ in }) -> Basket {
    var basket = Basket(office: .sample, endpoint: "127.0.0.1:7421", lines: [Line(.book, 2)], account: .buyer)
    basket.recipient = .sample
    change(&basket)
    return basket
  }
}

extension Purchase {
  /// A purchase of the sample basket, which stands as `change` says.
  static func sample(_ change: (inout Purchase) -> Void = { _ in }) throws -> Purchase {
    var purchase = try Basket.sample().purchase(.sample())
    change(&purchase)
    return purchase
  }

  /// As the shop would say it, in a state.
  func atShop(_ state: OrderState, note: String = "") -> Order {
    var order = order.shown
    order.state = state
    order.events = [OrderEvent(time: .start, state: state, note: .of(note))]
    return order
  }
}

extension FreshCommands {
  static let first = FreshCommands(void: .numbered(11), withdrawal: .numbered(12))
  static let second = FreshCommands(void: .numbered(21), withdrawal: .numbered(22))
}

extension CommandID {
  static func numbered(_ number: UInt64) -> CommandID { CommandID(at: .start, random: (0, number)) }
}
