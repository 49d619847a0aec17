/// The first judgement of an order, the parcel, and the postcode.
import Ledger
import MailOrder
import Testing

struct JudgingTests {
  private static let carrier = Partner(code: Sample.carrier.code, name: .empty, endpoint: "127.0.0.1:1")
  private static let bike = Partner(code: Sample.code("BIKE"), name: .empty, endpoint: "127.0.0.1:2")

  private static func commodity(_ code: String, _ charge: Int64, stock: UInt32?, digital: Bool = false) -> Commodity {
    var commodity = Commodity(
      code: Sample.commodity(code), name: Sample.line("\(code) of clay"), charge: Sample.amount(charge),
      currency: Sample.euro)
    commodity.stock = stock
    commodity.digital = digital
    commodity.litres = 3
    return commodity
  }

  private static let shelf = [
    Sample.commodity("TEAPOT"): commodity("TEAPOT", 2490, stock: 1),
    Sample.commodity("CUP"): commodity("CUP", 500, stock: 2),
  ]

  private func judged(
    _ form: OrderForm = Sample.form(), by shop: SellerID = Sample.seller, in currency: Currency = Sample.euro,
    shelf: [CommodityCode: Commodity] = shelf, partners: [Partner] = [bike, carrier]
  ) -> Result<Partner?, SiteRefusal> {
    do throws(SiteRefusal) {
      return .success(try form.judge(by: shop, in: currency, commodities: shelf, partners: partners))
    } catch {
      return .failure(error)
    }
  }

  @Test func `a good order is delivered by whom the buyer named, else by the first`() {
    #expect(judged() == .success(Self.carrier))
    #expect(judged(Sample.form(distributor: nil)) == .success(Self.bike))
  }

  @Test func `each thing that can be wrong is refused by its name, in this order`() {
    var shelf = Self.shelf
    let otherShop = SellerID(Sample.code("TOOLS"))
    // Everything is wrong, then one thing after the other is put right.
    shelf[Sample.commodity("TEAPOT")] = nil
    shelf[Sample.commodity("CUP")]?.charge = Sample.amount(501)
    let yen = Sample.currency("JPY")
    #expect(judged(by: otherShop, in: yen, shelf: shelf, partners: []) == .failure(SiteRefusal(.wrongSeller, "SHOP")))
    #expect(judged(in: yen, shelf: shelf, partners: []) == .failure(SiteRefusal(.currencyMismatch, "JPY")))
    #expect(judged(shelf: shelf, partners: []) == .failure(SiteRefusal(.unknownCommodity, "TEAPOT")))
    shelf[Sample.commodity("TEAPOT")] = Self.commodity("TEAPOT", 2490, stock: 0)
    #expect(judged(shelf: shelf, partners: []) == .failure(SiteRefusal(.outOfStock, "TEAPOT: 0 left")))
    shelf[Sample.commodity("TEAPOT")]?.stock = nil
    #expect(judged(shelf: shelf, partners: []) == .failure(SiteRefusal(.priceChanged, "CUP is 5.01 EUR")))
    shelf[Sample.commodity("CUP")]?.charge = Sample.amount(500)
    #expect(judged(shelf: shelf, partners: []) == .failure(SiteRefusal(.unknownDistributor, "PARCEL")))
    #expect(
      judged(Sample.form(distributor: nil), shelf: shelf, partners: []) == .failure(SiteRefusal(.unknownDistributor)))
    #expect(judged(shelf: shelf, partners: [Self.carrier]) == .success(Self.carrier))
  }

  @Test func `goods that are sent over the network need nobody who delivers`() {
    let digital = Self.shelf.mapValues { commodity in
      var commodity = commodity
      commodity.digital = true
      return commodity
    }
    #expect(judged(shelf: digital, partners: []) == .success(nil))
  }

  @Test func `a stock is never below nothing, and one that is not counted never runs out`() {
    var commodity = Self.commodity("CUP", 500, stock: 2)
    let taken = [3, 2, 1].map { commodity.take($0) }
    #expect(taken == [false, true, false])
    #expect(commodity.stock == 0)
    commodity.putBack(2)
    #expect(commodity.stock == 2)
    commodity.stock = .max
    commodity.putBack(1)
    #expect(commodity.stock == .max)
    commodity.stock = nil
    let isTaken = commodity.take(10_000)
    #expect(isTaken)
    #expect(commodity.stock == nil)
  }

  @Test(arguments: [("tea", true), ("CLAY", true), ("kitchen", true), ("TEAPOT", true), ("", true), ("cup", false)])
  func `words are found in name, code and category, in any case`(words: String, isThere: Bool) {
    var commodity = Self.commodity("TEAPOT", 2490, stock: nil)
    commodity.category = Sample.line("Kitchen")
    #expect(commodity.matches(words) == isThere)
  }

  @Test func `a parcel is what is shipped, in words that fit and litres that do not overflow`() {
    var shelf = Self.shelf
    shelf[Sample.commodity("CUP")]?.digital = true
    #expect(Parcel(lines: Sample.lines, commodities: shelf).goods == Sample.line("1 × TEAPOT of clay"))
    #expect(Parcel(lines: Sample.lines, commodities: Self.shelf).litres == 9)
    shelf[Sample.commodity("TEAPOT")]?.litres = .max
    let many = (0..<100).map { number in
      OrderLine(commodity: Sample.commodity("LONG-\(number)"), quantity: 10_000, price: Sample.amount(1))
    }
    let parcel = Parcel(
      lines: many,
      commodities: Dictionary(
        uniqueKeysWithValues: many.map { line in
          var commodity = Self.commodity(line.commodity.description, 1, stock: nil)
          commodity.litres = .max
          commodity.name = Sample.line(String(repeating: "ü", count: 128))
          return (line.commodity, commodity)
        }))
    #expect(parcel.litres == .max)
    #expect(parcel.goods.value.utf8.count <= Text.maximumBytes)
    #expect(parcel.goods.value.hasSuffix("…"))
  }

  @Test(arguments: [
    ("Lindenweg 4, 50667 Köln", "50667"), ("Am Markt 1, D-10178 Berlin", "10178"),
    ("12345 Oak St, Springfield 62704", "62704"),
    ("Bahnhofstrasse 1, 8001 Zürich", "8001"), ("10117 Unter den Linden", ""), ("10 Downing St, London SW1A 2AA", ""),
    ("Nowhere", ""), ("", ""),
  ])
  func `a postcode is found in an address, or nothing is guessed`(address: String, postcode: String) {
    #expect(Recipient.postcode(in: Sample.line(address)).value == postcode)
  }

  @Test func `whoever has no address or no name on file has none`() {
    #expect(Recipient(onFile: .empty, address: Sample.line("Lindenweg 4"), telephone: .empty) == nil)
    #expect(Recipient(onFile: Sample.line("Alice"), address: .empty, telephone: .empty) == nil)
    #expect(
      Recipient(onFile: Sample.line("Alice"), address: Sample.line("Weg 4, 50667 Köln"), telephone: .empty)?.postcode
        == Sample.line("50667"))
  }
}
