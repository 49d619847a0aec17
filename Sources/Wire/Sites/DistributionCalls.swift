/// The calls of a distributing company: requests written, replies written and read.
internal import CVouchProtos
public import Ledger
public import MailOrder

extension GetCompany: SiteCall {
  public var method: DistributionMethod { .getCompany }

  public func encodeRequest() -> [UInt8] { [] }

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

extension Instruct: SiteCall {
  public var method: DistributionMethod { .instruct }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__instruct_request__init) {
      unsafe $0.instruction = builder.instruction(instruction)
    }
  }

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

extension TrackDelivery: SiteCall {
  public var method: DistributionMethod { .trackDelivery }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__track_delivery_request__init) {
      unsafe $0.order = builder.id(order)
    }
  }

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

extension ListDeliveries: SiteCall {
  public var method: DistributionMethod { .listDeliveries }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__list_deliveries_request__init) {
      unsafe $0.state = builder.deliveryState(state)
      unsafe $0.vehicle = builder.string(vehicle)
      unsafe $0.seller = builder.string(seller?.code)
      unsafe $0.from = builder.id(from)
      unsafe $0.limit = UInt32(limit)
    }
  }

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

extension PlanDay: SiteCall {
  public var method: DistributionMethod { .planDay }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__plan_day_request__init) { unsafe $0.day = day }
  }

  public static func encode(_ reply: SiteReply<Accepted>) -> [UInt8] {
    let builder = Builder()
    return unsafe builder.reply(reply, as: vouch__distribution__v1__plan_day_reply__init) { unsafe builder.plan($0) }
  }

  public static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> SiteReply<Accepted> {
    unsafe try Reader.siteReply(bytes, vouch__distribution__v1__plan_day_reply__unpack, Reader.plan)
  }
}

extension ReportEvent: SiteCall {
  public var method: DistributionMethod { .reportEvent }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__report_event_request__init) {
      unsafe $0.report = builder.id(report.id)
      unsafe $0.order = builder.id(report.order)
      unsafe $0.state = builder.deliveryState(report.state)
      unsafe $0.vehicle = builder.string(report.vehicle)
      unsafe $0.recipient = builder.string(report.takenBy)
      unsafe $0.code = builder.bytes(report.code)
      unsafe $0.collected = report.collected?.minorUnits ?? 0
      unsafe $0.note = builder.string(report.note)
    }
  }

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

extension Depart: SiteCall {
  public var method: DistributionMethod { .depart }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__depart_request__init) {
      unsafe $0.vehicle = builder.string(vehicle)
      unsafe $0.day = day
    }
  }

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

extension PutVehicle: SiteCall {
  public var method: DistributionMethod { .putVehicle }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__put_vehicle_request__init) {
      unsafe $0.vehicle = builder.vehicle(vehicle)
    }
  }

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

extension PutPlaces: SiteCall {
  public var method: DistributionMethod { .putPlaces }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__put_places_request__init) {
      let list = unsafe builder.list(places) { unsafe builder.place($0) }
      unsafe ($0.n_places, $0.places) = list
    }
  }

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

extension PutSeller: SiteCall {
  public var method: DistributionMethod { .putSeller }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__put_seller_request__init) {
      unsafe $0.seller = builder.carriersPartner(seller)
    }
  }

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
