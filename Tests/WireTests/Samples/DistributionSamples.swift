/// A request and a reply of every method of a distributing company.
import Ledger
import MailOrder
import VouchTesting
import Wire

extension RequestSample {
  static let carrier: [RequestSample] = {
    let list = ListDeliveries(
      state: .attempted, vehicle: .of("LORRY-1"), seller: .shop, from: .other, limit: 20)
    let depart = Depart(vehicle: .of("LORRY-1"), day: 20_516)
    return [
      RequestSample("get company", GetCompany(), .getCompany),
      RequestSample("instruct", Instruct(.full), .instruct(.full)),
      RequestSample("instruct, plain", Instruct(.plain), .instruct(.plain)),
      RequestSample("track delivery", TrackDelivery(.sample), .trackDelivery(.sample)),
      RequestSample("list deliveries", list, .listDeliveries(list)),
      RequestSample("list deliveries, plain", ListDeliveries(), .listDeliveries(ListDeliveries())),
      RequestSample("plan day", PlanDay(20_515), .planDay(20_515)),
      RequestSample("depart", depart, .depart(depart)),
      RequestSample("put vehicle", PutVehicle(.full), .putVehicle(.full)),
      RequestSample("put vehicle, all day", PutVehicle(.allDay), .putVehicle(.allDay)),
      RequestSample("put places", PutPlaces([.full, .farthest]), .putPlaces([.full, .farthest])),
      RequestSample("put seller", PutSeller(.shop), .putSeller(.shop)),
      RequestSample("put pass", PutPass.driver, .putPass(.driver)),
      RequestSample("put pass, a planner's", PutPass.planner, .putPass(.planner)),
      RequestSample("list passes", ListPasses(), .listPasses),
      RequestSample("revoke pass", RevokePass(1_607), .revokePass(1_607)),
    ] + [DeliveryState.attempted, .delivered, .failed, .returned].map(report) + [left, signed]
  }()

  private static let left: RequestSample = {
    var report = DeliveryReport(id: .sample, order: .sample, state: .delivered)
    report.leftAt = .of("Vor der Tür")
    return RequestSample("report delivered, left", ReportEvent(report), .reportEvent(report))
  }()

  private static let signed: RequestSample = {
    var report = DeliveryReport(id: .sample, order: .sample, state: .delivered)
    report.signed = true
    return RequestSample("report delivered, signed", ReportEvent(report), .reportEvent(report))
  }()

  private static func report(_ state: DeliveryState) -> RequestSample {
    var report = DeliveryReport(id: .sample, order: .sample, state: state)
    if state == .delivered {
      report.vehicle = .of("LORRY-1")
      report.takenBy = .of("Neighbour")
      report.code = Secret.handover
      report.collected = 1_202
      report.note = .of("at the door")
    }
    return RequestSample("report \(state)", ReportEvent(report), .reportEvent(report))
  }
}

extension MessageSample {
  static let carrier: [MessageSample] =
    site(
      "carrier: get company", GetCompany.self, company, others: [("plain", plainCompany), ("pages", companyWithPages)])
    + site("carrier: instruct", Instruct.self, Delivery.full.shown, others: [("plain", Delivery.plain.shown)])
    + site(
      "carrier: track delivery", TrackDelivery.self, Delivery.full.shown, others: [("proved", Delivery.proved.shown)])
    + site("carrier: list deliveries", ListDeliveries.self, page, others: [("none", Page(items: [], next: nil))])
    + site("carrier: plan day", PlanDay.self, plan, others: [("nothing", DayPlan(day: 1, routes: [], leftOver: []))])
    + site("carrier: report event", ReportEvent.self, Delivery.full.shown)
    + site("carrier: depart", Depart.self, page)
    + site("carrier: put vehicle", PutVehicle.self, company)
    + site("carrier: put places", PutPlaces.self, company)
    + site("carrier: put seller", PutSeller.self, company)
    + site("carrier: put pass", PutPass.self, [.full])
    + site("carrier: list passes", ListPasses.self, [.full, .plain], others: [("none", [])])
    + site("carrier: revoke pass", RevokePass.self, [.full])

  private static let company = Company(
    code: .carrier, name: .of("配送 Ltd"), sellers: [.shop, .nameless], vehicles: [.full, .allDay], places: 1_601,
    deliveries: 1_602, waiting: 1_603)

  private static let companyWithPages: Company = {
    var company = plainCompany
    company.pages = .of("https://parcel.example")
    return company
  }()

  private static let plainCompany = Company(
    code: .courier, name: .empty, sellers: [], vehicles: [], places: 0, deliveries: 0, waiting: 0)

  private static let page = Page<Delivery, OrderID>(items: [Delivery.full.shown, Delivery.plain.shown], next: .other)

  private static let plan = DayPlan(
    day: 20_515,
    routes: [
      Route(
        vehicle: .of("LORRY-1"), stops: [Delivery.full.shown], metres: 1_604, atLeastMetres: 1_605, litres: 1_606),
      Route(vehicle: .of("BIKE"), stops: [], metres: 0, atLeastMetres: 0, litres: 0),
    ], leftOver: [Delivery.plain.shown])
}

extension PutPass {
  fileprivate static let driver = PutPass(
    digest: .secret, vehicle: .of("LORRY-1"), lifetime: .days(90), note: .of("Käthe"))
  fileprivate static let planner = PutPass(digest: .secret, vehicle: nil, lifetime: .days(1))
}

extension Pass {
  fileprivate static let full = Pass(
    digest: .secret, vehicle: .of("LORRY-1"), note: .of("Käthe"), issued: .day(60), expires: .day(61), revoked: .day(62)
  )
  fileprivate static let plain = Pass(
    digest: .secret, vehicle: nil, note: .empty, issued: .day(63), expires: .day(64))
}

// MARK: - What sites have in common

extension MessageSample {
  /// The replies of both sites.
  static let sites = shop + carrier

  static let no = SiteRefusal(.outOfStock, "CHAIR-1")

  /// One of each outcome, and further ways of saying yes.
  static func site<C: SiteCall>(
    _ name: String, _ call: C.Type, _ accepted: C.Accepted, others: [(String, C.Accepted)] = []
  ) -> [MessageSample] {
    [
      MessageSample(name, call, .accepted(accepted)),
      MessageSample("\(name): refused", call, .refused(no)),
      MessageSample("\(name): invalid", call, .invalid(fault)),
    ] + others.map { MessageSample("\(name): \($0)", call, .accepted($1)) }
  }

  /// What sites and terminals keep.
  static let records: [MessageSample] = [
    MessageSample("form", OrderForm.full), MessageSample("form, plain", OrderForm.plain),
    MessageSample("commodity", Commodity.full), MessageSample("commodity, plain", Commodity.plain),
    MessageSample("commodity, sold out", Commodity.soldOut),
    MessageSample("order", Order.full), MessageSample("order, plain", Order.plain),
    MessageSample("order, unpaid", Order.unpaid), MessageSample("order, proved", Order.proved),
    MessageSample("order, tracked", Order.tracked), MessageSample("delivery, tracked", Delivery.tracked),
    MessageSample("delivery", Delivery.full), MessageSample("delivery, plain", Delivery.plain),
    MessageSample("delivery, tried", Delivery.tried), MessageSample("delivery, proved", Delivery.proved),
    MessageSample("vehicle", Vehicle.full), MessageSample("vehicle, all day", Vehicle.allDay),
    MessageSample("pass", Pass.full), MessageSample("pass, plain", Pass.plain),
    MessageSample("place", Place.full), MessageSample("place, farthest", Place.farthest),
    MessageSample("partner", Partner.carrier), MessageSample("partner, nameless", Partner.nameless),
    MessageSample("purchase", Purchase.full), MessageSample("purchase, plain", Purchase.plain),
    MessageSample("purchase, with a code", Purchase.coded), MessageSample("purchase, of an offer", Purchase.offered),
    MessageSample("offer", Offer.full), MessageSample("offer, plain", Offer.plain),
    MessageSample("picture", Picture.chair), MessageSample("picture, plain", Picture.table),
  ]
}
