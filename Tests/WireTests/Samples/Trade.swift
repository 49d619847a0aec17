/// The values of shops, carriers and terminals that the samples are made of: each field has another one, as in `Everyday`.
import Ledger
import MailOrder
import VouchTesting
import Wire

extension OrderID {
  static let sample = OrderID(high: 0x0191_0102_0304_7506, low: 0x8708_090A_0B0C_0D0E)
  static let other = OrderID(high: 0x0191_1112_1314_7516, low: 0x9718_191A_1B1C_1D1E)
}

extension CommandID {
  static let demand = CommandID(high: 0x0192_2122_2324_7526, low: 0xA728_292A_2B2C_2D2E)
  static let refund = CommandID(high: 0x0192_3132_3334_7536, low: 0xB738_393A_3B3C_3D3E)
}

extension CommodityCode {
  static let chair = CommodityCode.of("CHAIR-1")
  static let table = CommodityCode.of("TABLE.OF_24-CHARACTERS-X")

  private static func of(_ text: String) -> CommodityCode {
    guard let code = CommodityCode(text) else { preconditionFailure("\(text) is no commodity's code") }
    return code
  }
}

/// The bytes that nobody but the two ends of an order may see.
enum Secret {
  static let claim = [UInt8](0xE0...0xEF)
  static let handover = [UInt8](0xD0...0xDF)
}

extension Recipient {
  static let full = Recipient(
    name: .of("Ada Buyer"), address: .of("1 Mill Lane, Böblingen"), postcode: .of("71034"),
    telephone: .of("+49 7031 1"))
  static let plain = Recipient(name: .of("Bo"), address: .of("2 Dock Road"))
}

extension Commodity {
  static let full: Commodity = {
    var commodity = Commodity(code: .chair, name: .of("Stuhl"), charge: 4_900, currency: .euro)
    commodity.specification = .of("Buche, geölt")
    commodity.category = .of("Möbel")
    commodity.guarantee = .days(730)
    commodity.coolingOff = .days(14)
    commodity.visit = true
    commodity.tradeIn = true
    commodity.digital = true
    commodity.sales = 1_001
    commodity.stock = 1_002
    commodity.picture = .of("chair.webp")
    commodity.litres = 1_003
    return commodity
  }()
  static let plain = Commodity(code: .table, name: .of("Table"), charge: 1, currency: .yen)
  /// None left is not the same as never running out.
  static let soldOut: Commodity = {
    var commodity = Commodity.plain
    commodity.stock = 0
    return commodity
  }()
}

extension OrderForm {
  static let full = OrderForm.of(
    OrderForm(
      id: .sample, account: .buyer, seller: .shop, distributor: .carrier,
      lines: [
        OrderLine(commodity: .chair, quantity: 4, price: 4_900),
        OrderLine(commodity: .table, quantity: 1, price: 12_345),
      ], currency: .euro, made: .day(41), paysLater: true, confirmsInstruction: true))
  static let plain = OrderForm.of(
    OrderForm(
      id: .other, account: .stranger, seller: .rival, distributor: nil,
      lines: [OrderLine(commodity: .table, quantity: 10_000, price: 1)], currency: .yen, made: .day(42)))

  private static func of(_ form: OrderForm?) -> OrderForm {
    guard let form else { preconditionFailure("this is no order") }
    return form
  }
}

extension Appointment {
  static let full = Appointment(from: .day(43), until: .day(44), vehicle: .of("LORRY-1"), stop: 1_101)
}

extension Order {
  /// As its shop keeps it.
  static let full: Order = {
    var order = Order(
      form: .full, formBytes: OrderForm.full.packed, check: .sample, secret: Secret.claim, recipient: .full)
    order.state = .instructed
    order.events = [
      OrderEvent(time: .day(41), state: .received),
      OrderEvent(time: .day(45), state: .instructed, note: .of("to VAN-2")),
    ]
    order.distributor = .courier
    order.distributorEndpoint = "unix:/run/van-2"
    order.checkState = .committed
    order.method = .card
    order.deliveryState = .underway
    order.appointment = .full
    order.paymentChosen = true
    order.instructionConfirmed = true
    order.download = "https://shop.example/d/1"
    order.lastReport = 1_102
    order.demandID = .demand
    order.refundID = .refund
    order.restocked = true
    return order
  }()
  /// Whose buyer has still to say how it pays.
  static let unpaid: Order = {
    var order = plain
    order.payBy = .day(52)
    return order
  }()
  /// Delivered, and signed for.
  static let proved: Order = {
    var order = full
    order.proof = Array(0...200)
    order.handOverCode = .secret
    return order
  }()
  /// With the distributor's page for its buyer.
  static let tracked: Order = {
    var order = plain
    order.tracking = .of("https://parcel.example/track/1")
    return order
  }()
  static let plain = Order(
    form: .plain, formBytes: OrderForm.plain.packed, check: .other, secret: nil, recipient: nil)
}

extension OfferToken {
  static let sample = OfferToken(high: 0x0102_0304_0506_0708, low: 0xF1F2_F3F4_F5F6_F7F8)
}

extension Offer {
  /// As its shop keeps it.
  static let full: Offer = {
    var offer = Offer.of(
      Offer(
        token: .sample, seller: .shop, lines: OrderForm.full.lines, currency: .euro, distributor: .carrier,
        expires: .day(54), page: "https://shop.example/orders/1"))
    offer.commodities = [.full, .plain]
    offer.isTaken = true
    offer.order = .sample
    return offer
  }()
  static let plain = Offer.of(
    Offer(
      token: OfferToken(high: 0, low: 1), seller: .rival, lines: OrderForm.plain.lines, currency: .yen,
      distributor: nil,
      expires: .day(55), page: "http://127.0.0.1:8421/orders/2"))

  private static func of(_ offer: Offer?) -> Offer {
    guard let offer else { preconditionFailure("this is no offer") }
    return offer
  }
}

extension Picture {
  static let chair = Picture.of("chair.webp", Array("RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 ".utf8))
  static let table = Picture.of("T", [0xFF, 0xD8, 0xFF])

  private static func of(_ name: String, _ bytes: [UInt8]) -> Picture {
    guard let picture = PictureName(name).flatMap({ Picture($0, bytes) }) else {
      preconditionFailure("this is no picture")
    }
    return picture
  }
}

extension Instruction {
  static let full: Instruction = {
    var instruction = Instruction(
      order: .sample, seller: .shop, distributor: .carrier, check: .sample, recipient: .full,
      goods: .of("4 × Stuhl"), litres: 1_201, currency: .euro)
    instruction.cash = 1_202
    instruction.onDelivery = true
    instruction.code = .secret
    return instruction
  }()
  static let plain = Instruction(
    order: .other, seller: .rival, distributor: .courier, check: .other, recipient: .plain, goods: .of("Table"),
    litres: 0, currency: .yen)
}

extension Delivery {
  /// As its carrier keeps it.
  static let full: Delivery = {
    var delivery = Delivery(instruction: .full, at: .day(46))
    delivery.state = .delivered
    delivery.events.append(DeliveryEvent(time: .day(47), state: .delivered, note: .of("at the door")))
    delivery.appointment = .full
    delivery.collected = 1_203
    delivery.takenBy = .of("Neighbour")
    delivery.sellerKnows = true
    delivery.managerKnows = true
    delivery.managerRefusal = "check_voided"
    delivery.reports = 1_204
    delivery.taken = [.demand, .refund]
    return delivery
  }()
  static let plain = Delivery(instruction: .plain, at: .day(48))
  /// With a signed statement.
  static let proved: Delivery = {
    var delivery = full
    delivery.proof = Array(0...200)
    return delivery
  }()
  /// As its carrier answers with it.
  static let tracked: Delivery = {
    var delivery = plain
    delivery.page = .of("https://parcel.example/track/1")
    return delivery
  }()
  /// With two wrong codes given.
  static let tried: Delivery = {
    var delivery = full
    delivery.wrongCodes = [Digest(1, 2, 3, 4), Digest(5, 6, 7, 8)]
    return delivery
  }()
}

extension Vehicle {
  static let full = Vehicle.of(Vehicle(code: .of("LORRY-1"), litres: 1_301, begins: 480, ends: 1_020))
  static let allDay = Vehicle.of(Vehicle(code: .of("BIKE"), litres: 1, begins: 0, ends: Vehicle.midnight))

  private static func of(_ vehicle: Vehicle?) -> Vehicle {
    guard let vehicle else { preconditionFailure("this is no vehicle") }
    return vehicle
  }
}

extension Place {
  static let full = Place(postcode: .of("71034"), east: -1_401, north: 1_402)
  static let farthest = Place(postcode: .of("NOWHERE"), east: .min, north: .max)
}

extension Partner {
  static let carrier = Partner(code: DistributorID.carrier.code, name: .of("配送 Ltd"), endpoint: "127.0.0.1:7003")
  static let shop = Partner(code: SellerID.shop.code, name: .of("Möbel & Söhne"), endpoint: "unix:/run/shop")
  static let nameless = Partner(code: .of("X"), name: .empty, endpoint: "h:1")
}

extension Purchase {
  static let full: Purchase = {
    let demand = IssueCheck(id: .sample, terms: .full, memo: .of("Zwei Stühle, bitte"))
    var purchase = Purchase(shop: "127.0.0.1:7002", demand: demand, order: .full, at: .day(49))
    purchase.state = .contested
    purchase.events.append(PurchaseEvent(time: .day(50), state: .contested, note: .of("out_of_stock")))
    purchase.refusal = PurchaseRefusal(
      by: .shop, name: "out_of_stock", sentence: "The shop has fewer pieces than this.", detail: "CHAIR-1")
    purchase.choice = PaymentChoice(.card, id: .sample)
    purchase.choice?.managerKnows = true
    purchase.givingBack = GivingBack(voidID: .demand, withdrawalID: .refund, note: .of("too late"))
    purchase.givingBack?.stage = .telling
    return purchase
  }()
  /// With a code for the driver.
  static let coded: Purchase = {
    var purchase = plain
    purchase.handOverCode = "K7QM2XRD"
    purchase.order.handOverCode = .secret
    return purchase
  }()
  /// Made of an offer, with what its buyer was shown.
  static let offered: Purchase = {
    var purchase = plain
    purchase.telling.offer = OfferToken(high: 0x0c1d_2e3f_4051_6273, low: 7)
    purchase.telling.page = "http://127.0.0.1:8421/orders/7"
    purchase.telling.sellerName = .of("Möbel & Söhne")
    purchase.telling.distributorName = .of("配送 Ltd")
    purchase.telling.goods = [.of("Stuhl <rot>"), .empty]
    return purchase
  }()
  static let plain = Purchase(
    shop: "unix:/run/shop", demand: IssueCheck(id: .other, terms: .plain), order: .plain, at: .day(51))
}
