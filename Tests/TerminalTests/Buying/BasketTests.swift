/// From what a buyer wants to the order and the demand for its check.
import Ledger
import MailOrder
import Seals
import Terminal
import Testing
import VouchTesting
import Wire

@Test func `the check is drawn for exactly the bytes of the order that is sent`() throws {
  let purchase = try Basket.sample().purchase(.sample())
  let terms = purchase.demand.terms
  #expect(terms.order == Digest(Hash.sha256(purchase.order.formBytes)))
  #expect(try OrderForm(packed: purchase.order.formBytes) == purchase.order.form)
  #expect(purchase.order.check == purchase.demand.id)
  #expect(terms.amount == 4800)
  #expect(terms.payee == .shop)
  #expect(terms.drawer == .buyer)
}

@Test(
  arguments: [
    ([.book], .days(14), .none), ([.lamp, .book], .days(30), .days(365)), ([.song], .none, .none),
  ] as [([Commodity], Timestamp.Span, Timestamp.Span)])
func `the longest cooling-off and guarantee of its commodities hold for the whole order`(
  _ commodities: [Commodity], coolingOff: Timestamp.Span, guarantee: Timestamp.Span
) throws {
  let basket = Basket.sample { $0.lines = commodities.map { Basket.Line($0, 1) } }
  let terms = try basket.purchase(.sample()).demand.terms
  #expect(terms.coolingOff == coolingOff)
  #expect(terms.guarantee == guarantee)
}

@Test func `with a secret the check bears its digest, and the order the secret`() throws {
  let secret = [UInt8](repeating: 7, count: 16)
  let purchase = try Basket.sample().purchase(.sample(secret: secret))
  #expect(purchase.demand.terms.claim == Digest(Hash.sha256(secret)))
  #expect(purchase.order.secret == secret)
}

@Test func `a check that may be presented by anybody names no payee`() throws {
  #expect(try Basket.sample { $0.anySeller = true }.purchase(.sample()).demand.terms.payee == nil)
}

@Test(
  arguments: [
    (.transfer, .onDemand, nil), (.cash, .onDemand, .carrier), (.transfer, .onDelivery, .carrier),
  ] as [(PaymentMethod, ReleaseRule, DistributorID?)])
func `who is paid by the distributor's word names the shop's first where the buyer names none`(
  _ method: PaymentMethod, release: ReleaseRule, distributor: DistributorID?
) throws {
  let purchase = try Basket.sample {
    $0.method = method
    $0.release = release
  }.purchase(.sample())
  #expect(purchase.demand.terms.distributor == distributor)
  #expect(purchase.order.form.distributor == distributor)
}

@Test func `nothing is sent along of an address where nothing is brought`() throws {
  let purchase = try Basket.sample { $0.lines = [Basket.Line(.song, 1)] }.purchase(.sample())
  #expect(purchase.order.recipient == nil)
}

/// A basket that is no order, and why.
struct Fault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let change: @Sendable (inout Basket) -> Void
  let isExpected: @Sendable (BasketFault) -> Bool

  init(
    _ description: String, _ change: @escaping @Sendable (inout Basket) -> Void,
    _ isExpected: @escaping @Sendable (BasketFault) -> Bool
  ) {
    testDescription = description
    self.change = change
    self.isExpected = isExpected
  }

  static func unusable(_ fault: BasketFault) -> Bool { if case .unusable = fault { true } else { false } }
}

@Test(arguments: [
  Fault("nothing is wanted", { $0.lines = [] }, Fault.unusable),
  Fault("a commodity stands twice", { $0.lines += $0.lines }, Fault.unusable),
  Fault(
    "a hundred and one commodities",
    { basket in
      basket.lines = (1...101).map { number in
        var commodity = Commodity.book
        commodity.code = .of("BOOK-\(number)")
        return Basket.Line(commodity, 1)
      }
    }, Fault.unusable),
  Fault("too many pieces", { $0.lines[0].quantity = 10_001 }, Fault.unusable),
  Fault(
    "a sum beyond all amounts",
    { basket in
      basket.lines[0].commodity.charge = 900_000_000_000_000
      basket.lines[0].quantity = 10_000
    }, Fault.unusable),
  Fault("nobody says where it goes", { $0.recipient = nil }, Fault.unusable),
  Fault(
    "a song is paid on delivery",
    { basket in
      basket.lines = [Basket.Line(.song, 1)]
      basket.release = .onDelivery
    }, Fault.unusable),
  Fault("fewer are left", { $0.lines = [Basket.Line(.lamp, 4)] }) {
    $0 == .refused(SiteRefusal(.outOfStock, "LAMP: 3 left"))
  },
  Fault("another currency", { $0.lines[0].commodity.currency = .yen }) {
    $0 == .refused(SiteRefusal(.currencyMismatch, "BOOK-1 is sold in JPY"))
  },
  Fault("no such distributor", { $0.distributor = .courier }) {
    $0 == .refused(SiteRefusal(.unknownDistributor, "VAN-2"))
  },
])
func `what the shop shows is enough to say no to is not demanded`(_ fault: Fault) {
  let basket = Basket.sample(fault.change)
  #expect { try basket.purchase(.sample()) } throws: { error in (error as? BasketFault).map(fault.isExpected) == true }
}
