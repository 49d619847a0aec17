/// The requests of a distributing company as they come: bytes → a value that has been validated, or what is wrong.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger
internal import MailOrder

extension DistributionRequest {
  /// How many bytes a request may unpack to: a thousand places fit.
  private static let budget = 1 << 20

  /// Reads a request by its method's position in the service; nil: there is no such method.
  public static func decode(_ method: UInt32, _ bytes: [UInt8]) -> Decoded<DistributionRequest>? {
    guard let method = DistributionMethod(rawValue: method) else { return nil }
    return unsafe bytes.withUnsafeBytes { unsafe decode(method, $0, into: Arena(firstChunk: 4096, budget: budget)) }
  }

  private static func decode(
    _ method: DistributionMethod, _ bytes: UnsafeRawBufferPointer, into arena: Arena
  ) -> Decoded<DistributionRequest> {
    switch method {
    case .getCompany: unsafe arena.read(bytes, vouch__distribution__v1__get_company_request__unpack, Reader.getCompany)
    case .instruct: unsafe arena.read(bytes, vouch__distribution__v1__instruct_request__unpack, Reader.instruct)
    case .trackDelivery:
      unsafe arena.read(bytes, vouch__distribution__v1__track_delivery_request__unpack, Reader.trackDelivery)
    case .listDeliveries:
      unsafe arena.read(bytes, vouch__distribution__v1__list_deliveries_request__unpack, Reader.listDeliveries)
    case .planDay: unsafe arena.read(bytes, vouch__distribution__v1__plan_day_request__unpack, Reader.planDay)
    case .reportEvent:
      unsafe arena.read(bytes, vouch__distribution__v1__report_event_request__unpack, Reader.reportEvent)
    case .depart: unsafe arena.read(bytes, vouch__distribution__v1__depart_request__unpack, Reader.depart)
    case .putVehicle: unsafe arena.read(bytes, vouch__distribution__v1__put_vehicle_request__unpack, Reader.putVehicle)
    case .putPlaces: unsafe arena.read(bytes, vouch__distribution__v1__put_places_request__unpack, Reader.putPlaces)
    case .putSeller: unsafe arena.read(bytes, vouch__distribution__v1__put_seller_request__unpack, Reader.putSeller)
    case .putPass: unsafe arena.read(bytes, vouch__distribution__v1__put_pass_request__unpack, Reader.putPass)
    case .listPasses: unsafe arena.read(bytes, vouch__distribution__v1__list_passes_request__unpack, Reader.listPasses)
    case .revokePass: unsafe arena.read(bytes, vouch__distribution__v1__revoke_pass_request__unpack, Reader.revokePass)
    }
  }
}

extension Reader {
  func getCompany(_ m: Vouch__Distribution__V1__GetCompanyRequest) throws(Invalid) -> DistributionRequest {
    .getCompany
  }

  func instruct(_ m: Vouch__Distribution__V1__InstructRequest) throws(Invalid) -> DistributionRequest {
    let instruction = unsafe try instruction(try need(m.instruction, "instruction"))
    guard instruction.recipient != nil || instruction.sealed != nil else {
      throw missing("instruction.recipient", "Say where the goods go, in clear or sealed.")
    }
    return .instruct(instruction)
  }

  func trackDelivery(_ m: Vouch__Distribution__V1__TrackDeliveryRequest) throws(Invalid) -> DistributionRequest {
    unsafe .trackDelivery(try id(m.order, "order"))
  }

  func listDeliveries(_ m: Vouch__Distribution__V1__ListDeliveriesRequest) throws(Invalid) -> DistributionRequest {
    unsafe .listDeliveries(
      ListDeliveries(
        state: try optionalCase(m.state.rawValue, "state"), vehicle: try optionalCode(m.vehicle, "vehicle"),
        seller: try optionalCode(m.seller, "seller").map { SellerID($0) }, from: unsafe try optionalID(m.from, "from"),
        limit: unsafe try limit(m.limit, "limit")))
  }

  func planDay(_ m: Vouch__Distribution__V1__PlanDayRequest) throws(Invalid) -> DistributionRequest {
    unsafe .planDay(try day(m.day))
  }

  private func day(_ day: UInt32) throws(Invalid) -> UInt32 {
    guard day > 0, day <= Timestamp.distantFuture.day else {
      throw Invalid(field: "day", reason: "is no day", hint: "Count the days from 1970-01-01 UTC.")
    }
    return day
  }

  func reportEvent(_ m: Vouch__Distribution__V1__ReportEventRequest) throws(Invalid) -> DistributionRequest {
    let state: DeliveryState = unsafe try needCase(m.state.rawValue, "state")
    guard [.attempted, .delivered, .failed, .returned].contains(state) else {
      throw Invalid(
        field: "state", reason: "is not reported", hint: "Report attempted, delivered, failed or returned.")
    }
    var report = unsafe DeliveryReport(id: try id(m.report, "report"), order: try id(m.order, "order"), state: state)
    report.vehicle = unsafe try optionalCode(m.vehicle, "vehicle")
    report.takenBy = unsafe try text(m.recipient, "recipient")
    guard unsafe m.code.len <= Claim.secretBytes.upperBound else {
      throw Invalid(field: "code", reason: "is too long", hint: "At most \(Claim.secretBytes.upperBound) bytes.")
    }
    report.code = unsafe Array(UnsafeBufferPointer(start: m.code.data, count: m.code.len))
    report.collected = unsafe try optionalAmount(m.collected, "collected")
    report.note = unsafe try text(m.note, "note")
    report.signed = unsafe m.signed_ != 0
    report.leftAt = unsafe try text(m.left_at, "left_at")
    guard state == .delivered || (!report.signed && report.leftAt.isEmpty) else {
      throw Invalid(
        field: report.signed ? "signed" : "left_at", reason: "goes with delivered only", hint: "Leave it out.")
    }
    guard !report.signed || report.leftAt.isEmpty else {
      throw Invalid(field: "left_at", reason: "goes with nobody's signature", hint: "Give one of the two.")
    }
    return .reportEvent(report)
  }

  func depart(_ m: Vouch__Distribution__V1__DepartRequest) throws(Invalid) -> DistributionRequest {
    unsafe .depart(Depart(vehicle: try code(m.vehicle, "vehicle"), day: try day(m.day)))
  }

  func putVehicle(_ m: Vouch__Distribution__V1__PutVehicleRequest) throws(Invalid) -> DistributionRequest {
    unsafe .putVehicle(try vehicle(try need(m.vehicle, "vehicle")))
  }

  func putPlaces(_ m: Vouch__Distribution__V1__PutPlacesRequest) throws(Invalid) -> DistributionRequest {
    unsafe try judgeCount(m.n_places, "places")
    return unsafe .putPlaces(try items(m.n_places, m.places, Reader.place))
  }

  func putSeller(_ m: Vouch__Distribution__V1__PutSellerRequest) throws(Invalid) -> DistributionRequest {
    unsafe .putSeller(try carriersPartner(try need(m.seller, "seller")))
  }

  func putPass(_ m: Vouch__Distribution__V1__PutPassRequest) throws(Invalid) -> DistributionRequest {
    guard let digest = unsafe try digest(m.digest, "digest") else {
      throw missing("digest", "Give the SHA-256 of the pass.")
    }
    let lifetime = unsafe try span(m.lifetime, atMost: Pass.longestLifetime, "lifetime")
    guard lifetime != .none else { throw missing("lifetime", "Say how long it lasts.") }
    return unsafe .putPass(
      PutPass(
        digest: digest, vehicle: try optionalCode(m.vehicle, "vehicle"), lifetime: lifetime,
        note: try text(m.note, "note")))
  }

  func listPasses(_ m: Vouch__Distribution__V1__ListPassesRequest) throws(Invalid) -> DistributionRequest {
    .listPasses
  }

  func revokePass(_ m: Vouch__Distribution__V1__RevokePassRequest) throws(Invalid) -> DistributionRequest {
    guard unsafe m.number > 0 else { throw missing("number", "Name the pass.") }
    return unsafe .revokePass(m.number)
  }
}
