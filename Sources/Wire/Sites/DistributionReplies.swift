/// What a yes of a carrier brings: each stands in one reply, written and read once, whichever call it answers.
internal import CVouchProtos
public import Ledger
public import MailOrder

extension SiteCall where Accepted == Company {
  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__distribution__v1__get_company_reply__init) {
      unsafe builder.company($0)
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__distribution__v1__get_company_reply__unpack, Reader.company)
  }
}

extension SiteCall where Accepted == Delivery {
  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__distribution__v1__delivery_reply__init) {
      unsafe builder.delivery($0.shown)
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__distribution__v1__delivery_reply__unpack, Reader.delivery)
  }
}

extension SiteCall where Accepted == Page<Delivery, OrderID> {
  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__distribution__v1__list_deliveries_reply__init) {
      unsafe builder.deliveryPage($0)
    }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__distribution__v1__list_deliveries_reply__unpack, Reader.deliveryPage)
  }
}

extension SiteCall where Accepted == DayPlan {
  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__distribution__v1__plan_day_reply__init) { unsafe builder.plan($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__distribution__v1__plan_day_reply__unpack, Reader.plan)
  }
}

extension SiteCall where Accepted == [Pass] {
  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__distribution__v1__passes_reply__init) { unsafe builder.passes($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__distribution__v1__passes_reply__unpack, Reader.passes)
  }
}

// MARK: - What they bring

extension Builder {
  fileprivate func company(_ company: Company) -> UnsafeMutablePointer<Vouch__Distribution__V1__Company> {
    let m = unsafe make(vouch__distribution__v1__company__init)
    unsafe m.pointee.code = string(company.code.code)
    unsafe m.pointee.name = string(company.name)
    unsafe (m.pointee.n_sellers, m.pointee.sellers) = list(company.sellers) { unsafe carriersPartner($0) }
    unsafe (m.pointee.n_vehicles, m.pointee.vehicles) = list(company.vehicles) { unsafe vehicle($0) }
    unsafe m.pointee.places = company.places
    unsafe m.pointee.deliveries = company.deliveries
    unsafe m.pointee.waiting = company.waiting
    unsafe m.pointee.pages = string(company.pages)
    return unsafe m
  }

  fileprivate func passes(_ passes: [Pass]) -> UnsafeMutablePointer<Vouch__Distribution__V1__Passes> {
    let m = unsafe make(vouch__distribution__v1__passes__init)
    unsafe (m.pointee.n_passes, m.pointee.passes) = list(passes) { unsafe pass($0) }
    return unsafe m
  }

  fileprivate func deliveryPage(
    _ page: Page<Delivery, OrderID>
  ) -> UnsafeMutablePointer<Vouch__Distribution__V1__DeliveryPage> {
    let m = unsafe make(vouch__distribution__v1__delivery_page__init)
    unsafe (m.pointee.n_deliveries, m.pointee.deliveries) = list(page.items) { unsafe delivery($0.shown) }
    unsafe m.pointee.next = id(page.next)
    return unsafe m
  }

  fileprivate func plan(_ plan: DayPlan) -> UnsafeMutablePointer<Vouch__Distribution__V1__Plan> {
    let m = unsafe make(vouch__distribution__v1__plan__init)
    unsafe m.pointee.day = plan.day
    unsafe (m.pointee.n_routes, m.pointee.routes) = list(plan.routes) { unsafe route($0) }
    unsafe (m.pointee.n_left_over, m.pointee.left_over) = list(plan.leftOver) { unsafe delivery($0.shown) }
    return unsafe m
  }

  private func route(_ route: Route) -> UnsafeMutablePointer<Vouch__Distribution__V1__Route> {
    let m = unsafe make(vouch__distribution__v1__route__init)
    unsafe m.pointee.vehicle = string(route.vehicle)
    unsafe (m.pointee.n_stops, m.pointee.stops) = list(route.stops) { unsafe delivery($0.shown) }
    unsafe m.pointee.metres = route.metres
    unsafe m.pointee.at_least_metres = route.atLeastMetres
    unsafe m.pointee.litres = route.litres
    return unsafe m
  }
}

extension Reader {
  fileprivate func company(_ m: Vouch__Distribution__V1__Company) throws(Invalid) -> Company {
    var company = unsafe Company(
      code: DistributorID(try code(m.code, "company.code")), name: try text(m.name, "company.name"),
      sellers: try items(m.n_sellers, m.sellers, Reader.carriersPartner),
      vehicles: try items(m.n_vehicles, m.vehicles, Reader.vehicle), places: m.places, deliveries: m.deliveries,
      waiting: m.waiting)
    company.pages = unsafe try text(m.pages, "company.pages")
    return company
  }

  fileprivate func passes(_ m: Vouch__Distribution__V1__Passes) throws(Invalid) -> [Pass] {
    unsafe try items(m.n_passes, m.passes, Reader.pass)
  }

  fileprivate func deliveryPage(_ m: Vouch__Distribution__V1__DeliveryPage) throws(Invalid) -> Page<Delivery, OrderID> {
    unsafe Page(items: try items(m.n_deliveries, m.deliveries, Reader.delivery), next: try optionalID(m.next, "next"))
  }

  fileprivate func plan(_ m: Vouch__Distribution__V1__Plan) throws(Invalid) -> DayPlan {
    unsafe DayPlan(
      day: m.day, routes: try items(m.n_routes, m.routes, Reader.route),
      leftOver: try items(m.n_left_over, m.left_over, Reader.delivery))
  }

  private func route(_ m: Vouch__Distribution__V1__Route) throws(Invalid) -> Route {
    unsafe Route(
      vehicle: try code(m.vehicle, "route.vehicle"), stops: try items(m.n_stops, m.stops, Reader.delivery),
      metres: m.metres, atLeastMetres: m.at_least_metres, litres: m.litres)
  }
}
