/// What a record cannot be: a store that was written by something else is found out, and an order's sum is its own.
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@Suite struct `a record is contradictory` {
  @Test(arguments: faults)
  func `when a field cannot be what it is`(fault: Fault) throws { try fault.judge() }

  private static let noOffer = "has lines that no order has, or a page without an address"

  static let faults: [Fault] = [
    Fault(missing: "form.id", [1], in: "form"),
    Fault("form", [6], .int(31_946), "form.amount", "is 31946, but the lines come to 31945"),
    Fault(missing: "commodity.code", [1], in: "commodity"),
    Fault(missing: "order.id", [1], in: "order"),
    Fault("order", [1], .bytes(Array(repeating: 7, count: 16)), "order.id", "is not the form's"),
    Fault(missing: "form", [2], in: "order"),
    Fault(missing: "form.account", [2, 2], in: "order"),
    Fault(missing: "order.check", [3], in: "order"),
    Fault("order", [4], .text("short"), "secret", "has 5 bytes"),
    Fault(missing: "recipient.address", [5, 2], in: "order"),
    Fault(missing: "order.state", [6], in: "order"),
    Fault("order", [6], .number(9), "order.state", "is 9, which has no meaning here"),
    Fault(missing: "event.time", [7, 1], in: "order"),
    Fault("order", [8], .text("?"), "order.distributor", "is no code"),
    Fault("order", [9], .bytes([0xFF]), "order.distributor_endpoint", "is not valid UTF-8"),
    Fault("order", [10], .number(7), "order.check_state", "is 7, which has no meaning here"),
    Fault("order", [11], .number(4), "order.method", "is 4, which has no meaning here"),
    Fault("order", [12], .number(8), "order.delivery_state", "is 8, which has no meaning here"),
    Fault("order", [16], .bytes([0xFF]), "order.download", "is not valid UTF-8"),
    Fault("order", [18], .text("short"), "order.demand", "has 5 bytes"),
    Fault("order", [19], .text("short"), "order.refund", "has 5 bytes"),
    Fault("order", [21], .int(-1), "order.pay_by", "is negative"),
    Fault(missing: "delivery.instruction", [1], in: "delivery"),
    Fault(missing: "delivery.state", [2], in: "delivery"),
    Fault("delivery", [5], .int(-1), "delivery.collected", "is negative"),
    Fault("delivery", [6], .bytes([0xFF]), "delivery.recipient", "is not valid UTF-8"),
    Fault("delivery", [9], .bytes([0xFF]), "delivery.manager_refusal", "is not valid UTF-8"),
    Fault("delivery", [11], .text("short"), "delivery.taken", "has 5 bytes"),
    Fault("delivery", [12], .text("short"), "delivery.wrong_codes", "has 5 bytes"),
    Fault("delivery", [12], .text(""), "delivery.wrong_codes", "is missing"),
    Fault("vehicle", [2], nil, "vehicle", "holds nothing, or its day has no length"),
    Fault(missing: "place.postcode", [1], in: "place"),
    Fault(missing: "partner.endpoint", [3], in: "partner"),
    Fault(missing: "offer.token", [1], in: "offer"),
    Fault("offer", [2], nil, "offer", noOffer),
    Fault("offer", [6], .text("javascript:alert(1)"), "offer", noOffer),
    Fault("offer", [6], .text("http://" + String(repeating: "a", count: 506)), "offer", noOffer),
    Fault(missing: "offer.expires", [5], in: "offer"),
    Fault(missing: "offer.seller", [9], in: "offer"),
    Fault("offer", [10], .int(31_946), "offer.amount", "is 31946, but the lines come to 31945"),
    Fault("offer", [11], .text("short"), "offer.order", "has 5 bytes"),
    Fault("picture", [1], .text("a/b"), "picture.name", "is no picture's name"),
    Fault("picture", [2], .text("GIF89a"), "picture.file", "is no picture"),
    Fault(missing: "purchase.demand", [2], in: "purchase"),
    Fault(missing: "demand.id", [2, 1], in: "purchase"),
    Fault(missing: "demand.terms", [2, 2], in: "purchase"),
    Fault(missing: "purchase.order", [3], in: "purchase"),
    Fault(missing: "purchase.state", [4], in: "purchase"),
    Fault("purchase", [4], .number(10), "purchase.state", "is 10, which has no meaning here"),
    Fault(missing: "event.state", [5, 2], in: "purchase"),
    Fault("purchase", [6, 1], .number(3), "refusal.by", "is 3, which has no meaning here"),
    Fault(missing: "choice.method", [7, 1], in: "purchase"),
    Fault(missing: "choice.id", [7, 2], in: "purchase"),
    Fault("purchase", [8, 1], .number(4), "giving_back.stage", "is 4, which has no meaning here"),
    Fault(missing: "giving_back.voiding", [8, 2], in: "purchase"),
    Fault(missing: "giving_back.withdrawal", [8, 3], in: "purchase"),
  ]
}

@Suite struct `an order's lines` {
  private static func line(_ commodity: String, _ quantity: Int64, _ price: Int64) -> RawMessage.Field {
    RawMessage.Field(5, .message([.init(1, .text(commodity)), .init(2, .int(quantity)), .init(3, .int(price))]))
  }

  private static let contradiction = "name a commodity twice, too many pieces, or too large a sum"

  static let faults: [(String, [RawMessage.Field], reason: String)] = [
    ("none", [], "are missing"),
    ("a line too many", (0...OrderForm.maximumLines).map { line("C\($0)", 1, 1) }, "are too many"),
    ("a commodity twice", [line("CHAIR", 1, 1), line("CHAIR", 1, 1)], contradiction),
    ("a commodity twice, in another case", [line("CHAIR", 1, 1), line("chair", 1, 1)], contradiction),
    ("a piece too many", [line("CHAIR", Int64(OrderForm.maximumQuantity) + 1, 1)], contradiction),
    ("as many pieces as there are numbers", [line("CHAIR", 0xFFFF_FFFF, 1)], contradiction),
    ("a sum past an amount", [line("A", 1, Amount.maximum), line("B", 1, 1)], contradiction),
    ("a product past an amount", [line("A", 10_000, Amount.maximum)], contradiction),
  ]

  @Test(arguments: faults.indices)
  func `that cannot be are found`(index: Int) throws {
    let (name, lines, reason) = `an order's lines`.faults[index]
    let invalid = try #require(contradiction(lines, amount: 1), "\(name)")
    #expect(invalid.field == "form.lines", "\(name)")
    #expect(invalid.reason == reason, "\(name)")
  }

  @Test func `may be a hundred, of ten thousand pieces each`() throws {
    let lines = (1...100).map { `an order's lines`.line("C\($0)", 10_000, 1_000_000) }
    #expect(contradiction(lines, amount: 1_000_000_000_000) == nil)
  }

  @Test(arguments: [0, -1, 2_000, 2_002, .min, .max] as [Int64])
  func `come to the amount, and to no other`(amount: Int64) throws {
    let lines = [`an order's lines`.line("A", 2, 1_000), `an order's lines`.line("B", 1, 1)]
    #expect(contradiction(lines, amount: 2_001) == nil)
    #expect(contradiction(lines, amount: amount)?.field == "form.amount")
    #expect(contradiction(lines, amount: amount)?.reason == "is \(amount), but the lines come to 2001")
  }

  /// What is wrong with an order of these lines: the same alone and within a request.
  private func contradiction(_ lines: [RawMessage.Field], amount: Int64) -> Invalid? {
    var form = RawMessage(OrderForm.plain.packed)?.setting([5], to: nil).setting([6], to: .int(amount))
    form?.fields += lines
    guard let bytes = form?.encoded else { return nil }
    let place = PlaceOrder(form: .plain, formBytes: bytes, check: .sample)
    let invalid = ServiceDecoder().decode(.shop(.placeOrder), place.encodeRequest()).invalid
    let record = MessageSample("form", OrderForm.plain)
    #expect(record.contradiction(in: bytes) == invalid)
    return invalid
  }
}

@Suite struct `a shop or a carrier reads` {
  @Test func `lower case for upper in a commodity's code`() throws {
    let message = try #require(RawMessage(RequestSample.named("shop: get commodity").encode()))
    let decoded = ServiceDecoder().decode(.shop(.getCommodity), message.setting([1], to: .text("chair-1")).encoded)
    #expect(decoded == .request(.shop(.getCommodity(.chair))))
  }

  @Test func `a limit of 0 as the usual one`() {
    let decoder = ServiceDecoder()
    #expect(decoder.decode(.shop(.listCommodities), []) == .request(.shop(.listCommodities(ListCommodities()))))
    #expect(decoder.decode(.shop(.listOrders), []) == .request(.shop(.listOrders(ListOrders()))))
    #expect(decoder.decode(.carrier(.listDeliveries), []) == .request(.carrier(.listDeliveries(ListDeliveries()))))
  }

  @Test func `a vehicle without an end as one that drives until midnight`() throws {
    let message = try #require(RawMessage(Vehicle.full.packed)).setting([4], to: nil)
    #expect(try Vehicle(packed: message.encoded).ends == Vehicle.midnight)
  }

  @Test func `a stock only where it is counted`() throws {
    let message = try #require(RawMessage(Commodity.full.packed)).setting([14], to: nil)
    #expect(try Commodity(packed: message.encoded).stock == nil)
  }

  @Test func `a form's bytes as they came, unknown fields and all`() throws {
    let bytes = OrderForm.plain.packed + RawMessage(fields: [.init(99, .text("from the future"))]).encoded
    let place = PlaceOrder(form: .plain, formBytes: bytes, check: .sample)
    let decoded = ServiceDecoder().decode(.shop(.placeOrder), place.encodeRequest())
    #expect(decoded == .request(.shop(.placeOrder(place))))
    var order = Order.plain
    order.formBytes = bytes
    #expect(try Order(packed: order.packed).formBytes == bytes)
  }

  @Test func `no method that there is not`() {
    for method in [UInt32(SellingMethod.allCases.count), .max] {
      #expect(SellingRequest.decode(method, []) == nil)
    }
    for method in [UInt32(DistributionMethod.allCases.count), .max] {
      #expect(DistributionRequest.decode(method, []) == nil)
    }
  }
}
