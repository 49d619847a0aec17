/// The calls of a distributing company: requests written.
internal import CVouchProtos
internal import Ledger
internal import MailOrder

extension GetCompany: SiteCall {
  public var method: DistributionMethod { .getCompany }

  public func encodeRequest() -> [UInt8] { [] }
}

extension Instruct: SiteCall {
  public var method: DistributionMethod { .instruct }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__instruct_request__init) {
      unsafe $0.instruction = builder.instruction(instruction)
    }
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
      unsafe $0.limit = UInt32(clamping: limit)
    }
  }
}

extension PlanDay: SiteCall {
  public var method: DistributionMethod { .planDay }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__plan_day_request__init) { unsafe $0.day = day }
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
      unsafe $0.signed_ = report.signed ? 1 : 0
      unsafe $0.left_at = builder.string(report.leftAt)
    }
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
}

extension PutVehicle: SiteCall {
  public var method: DistributionMethod { .putVehicle }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__put_vehicle_request__init) {
      unsafe $0.vehicle = builder.vehicle(vehicle)
    }
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
}

extension PutPass: SiteCall {
  public var method: DistributionMethod { .putPass }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__put_pass_request__init) {
      unsafe $0.digest = builder.digest(digest)
      unsafe $0.vehicle = builder.string(vehicle)
      unsafe $0.note = builder.string(note)
      unsafe $0.lifetime = UInt64(lifetime.milliseconds)
    }
  }
}

extension ListPasses: SiteCall {
  public var method: DistributionMethod { .listPasses }

  public func encodeRequest() -> [UInt8] { [] }
}

extension RevokePass: SiteCall {
  public var method: DistributionMethod { .revokePass }

  public func encodeRequest() -> [UInt8] {
    let builder = Builder()
    return unsafe builder.request(vouch__distribution__v1__revoke_pass_request__init) { unsafe $0.number = number }
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
}
