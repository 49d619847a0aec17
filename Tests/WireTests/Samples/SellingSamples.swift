/// A request and a reply of every method of a selling office.
import Ledger
import MailOrder
import VouchTesting
import Wire

extension RequestSample {
  static let shop: [RequestSample] = catalogue + orders

  private static let catalogue: [RequestSample] = {
    let list = ListCommodities(from: .chair, limit: 18, search: .of("möb"))
    let put = PutCommodities([.full, .plain, .soldOut], keepsStock: true)
    return [
      RequestSample("get office", GetOffice(), .getOffice),
      RequestSample("put distributor", PutDistributor(.carrier), .putDistributor(.carrier)),
      RequestSample("put distributor, nameless", PutDistributor(.nameless), .putDistributor(.nameless)),
      RequestSample("list commodities", list, .listCommodities(list)),
      RequestSample("list commodities, plain", ListCommodities(), .listCommodities(ListCommodities())),
      RequestSample("get commodity", GetCommodity(.table), .getCommodity(.table)),
      RequestSample("put commodities", put, .putCommodities(put)),
      RequestSample("put commodities, plain", PutCommodities([.plain]), .putCommodities(PutCommodities([.plain]))),
      RequestSample("put picture", PutPicture(.chair), .putPicture(.chair)),
      RequestSample("put picture, plain", PutPicture(.table), .putPicture(.table)),
    ]
  }()

  private static let orders: [RequestSample] = {
    let place = PlaceOrder(
      form: .full, formBytes: OrderForm.full.packed, check: .sample, secret: Secret.claim, recipient: .full)
    var codedPlace = place
    codedPlace.handOverCode = .secret
    var offeredPlace = place
    offeredPlace.offer = .sample
    let plainPlace = PlaceOrder(form: .plain, formBytes: OrderForm.plain.packed, check: .other)
    let get = GetOrder(.sample, account: .buyer)
    let plainGet = GetOrder(.sample, account: nil)
    let list = ListOrders(account: .buyer, state: .undelivered, from: .other, limit: 19)
    let choose = ChoosePayment(.sample, account: .buyer, method: .cash)
    let confirm = ConfirmInstruction(.sample, account: .buyer)
    let event = DeliveryEvent(time: .day(52), state: .planned, note: .of("rings twice"))
    let report = ReportDelivery(
      order: .sample, distributor: .carrier, number: .max, event: event, appointment: .full)
    var provedReport = report
    provedReport.proof = Array(0...200)
    var trackedReport = report
    trackedReport.page = .of("https://parcel.example/track/1")
    let plainReport = ReportDelivery(
      order: .sample, distributor: .carrier, number: 1, event: DeliveryEvent(time: .day(53), state: .instructed),
      appointment: nil)
    let back = ReturnOrder(.sample, account: .buyer, note: .of("as agreed"))
    let plainBack = ReturnOrder(.other, account: .buyer)
    return [
      RequestSample("place order", place, .placeOrder(place)),
      RequestSample("place order, plain", plainPlace, .placeOrder(plainPlace)),
      RequestSample("place order, with a code", codedPlace, .placeOrder(codedPlace)),
      RequestSample("place order, as offered", offeredPlace, .placeOrder(offeredPlace)),
      RequestSample("get offer", GetOffer(.sample), .getOffer(.sample)),
      RequestSample("get order", get, .getOrder(get)),
      RequestSample("get order, by the office", plainGet, .getOrder(plainGet)),
      RequestSample("list orders", list, .listOrders(list)),
      RequestSample("list orders, plain", ListOrders(), .listOrders(ListOrders())),
      RequestSample("choose payment", choose, .choosePayment(choose)),
      RequestSample("confirm instruction", confirm, .confirmInstruction(confirm)),
      RequestSample("report delivery", report, .reportDelivery(report)),
      RequestSample("report delivery, plain", plainReport, .reportDelivery(plainReport)),
      RequestSample("report delivery, proved", provedReport, .reportDelivery(provedReport)),
      RequestSample("report delivery, tracked", trackedReport, .reportDelivery(trackedReport)),
      RequestSample("return order", back, .returnOrder(back)),
      RequestSample("return order, plain", plainBack, .returnOrder(plainBack)),
    ]
  }()
}

extension MessageSample {
  static let shop: [MessageSample] =
    site("shop: get office", GetOffice.self, office, others: [("plain", plainOffice)])
    + site("shop: put distributor", PutDistributor.self, office)
    + site(
      "shop: list commodities", ListCommodities.self,
      Page(items: [.full, .plain, .soldOut], next: .table), others: [("none", Page(items: [], next: nil))])
    + site("shop: get commodity", GetCommodity.self, .full, others: [("plain", .plain), ("sold out", .soldOut)])
    + site("shop: put commodities", PutCommodities.self, CommoditiesPut(added: 1_501, changed: 1_502))
    + site("shop: place order", PlaceOrder.self, Order.full.shown, others: [("plain", .plain)])
    + site("shop: get order", GetOrder.self, Order.full.shown, others: [("proved", Order.proved.shown)])
    + site(
      "shop: list orders", ListOrders.self, Page(items: [Order.full.shown, .plain], next: .other),
      others: [("none", Page(items: [], next: nil))])
    + site("shop: choose payment", ChoosePayment.self, Order.full.shown)
    + site("shop: confirm instruction", ConfirmInstruction.self, Order.full.shown)
    + site("shop: report delivery", ReportDelivery.self, Order.full.shown)
    + site("shop: return order", ReturnOrder.self, Order.full.shown)
    + site("shop: get offer", GetOffer.self, Offer.full.shown, others: [("plain", .plain)])
    + site(
      "shop: put picture", PutPicture.self, PicturePut(replaced: true, pictures: 1_505),
      others: [("plain", PicturePut(replaced: false, pictures: 0))])

  private static let office = Office(
    code: .shop, name: .of("Möbel & Söhne"), currency: .dinar, distributors: [.carrier, .nameless],
    commodities: 1_503, orders: 1_504)

  private static let plainOffice = Office(
    code: .rival, name: .empty, currency: .euro, distributors: [], commodities: 0, orders: 0)
}
