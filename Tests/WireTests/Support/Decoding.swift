/// The three services as one, for the tests that treat all their requests alike.
import Ledger
import MailOrder
import Wire

/// A method of any service.
enum ServiceMethod: Hashable, Sendable, CaseIterable {
  case manager(Wire.Method)
  case shop(SellingMethod)
  case carrier(DistributionMethod)

  static let allCases =
    Wire.Method.allCases.map(ServiceMethod.manager) + SellingMethod.allCases.map(ServiceMethod.shop)
    + DistributionMethod.allCases.map(ServiceMethod.carrier)
}

/// What a server of any service was asked.
enum ServiceRequest: Hashable, Sendable {
  case manager(Request)
  case shop(SellingRequest)
  case carrier(DistributionRequest)
}

/// Reads the requests of all services: the manager's as a server does, one after the other into the same memory.
final class ServiceDecoder {
  let manager = RequestDecoder()

  func decode(_ method: ServiceMethod, _ bytes: [UInt8]) -> Decoded<ServiceRequest> {
    switch method {
    case .manager(let method):
      switch manager.decode(method, bytes) {
      case .request(let request): .request(.manager(request))
      case .invalid(let invalid): .invalid(invalid)
      case .unreadable: .unreadable
      }
    case .shop(let method): SellingRequest.decode(method.rawValue, bytes)?.of { .shop($0) } ?? .unreadable
    case .carrier(let method): DistributionRequest.decode(method.rawValue, bytes)?.of { .carrier($0) } ?? .unreadable
    }
  }
}

extension Decoded {
  /// What came, as one of all services.
  fileprivate func of(_ request: (Request) -> ServiceRequest) -> Decoded<ServiceRequest> {
    switch self {
    case .request(let value): .request(request(value))
    case .invalid(let invalid): .invalid(invalid)
    case .unreadable: .unreadable
    }
  }
}

extension Decoded {
  var invalid: Invalid? { if case .invalid(let invalid) = self { invalid } else { nil } }
}

extension RequestDecoder {
  func decode(_ method: Method, _ bytes: [UInt8]) -> RequestDecoder.Decoded {
    unsafe bytes.withUnsafeBytes { unsafe decode(method, $0) }
  }
}

extension RequestDecoder.Decoded {
  var request: Request? { if case .request(let request) = self { request } else { nil } }
  var invalid: Invalid? { if case .invalid(let invalid) = self { invalid } else { nil } }
}

// MARK: - Writing again what was read

extension ServiceRequest {
  /// The request as its client writes it; nil for the manager's questions, whose values are not their calls.
  var written: (method: ServiceMethod, bytes: [UInt8])? {
    switch self {
    case .manager(.command(let command)): command.written
    case .manager: nil
    case .shop(let request): request.written
    case .carrier(let request): request.written
    }
  }
}

extension Command {
  fileprivate var written: (ServiceMethod, [UInt8]) {
    switch self {
    case .issue(let issue): (.manager(issue.method), issue.encodeRequest())
    case .act(let action): (.manager(action.method), action.encodeRequest())
    case .administer(let administration): (.manager(administration.method), administration.encodeRequest())
    }
  }
}

extension SellingRequest {
  fileprivate var written: (ServiceMethod, [UInt8]) {
    func write<C: SiteCall>(_ call: C) -> (ServiceMethod, [UInt8]) where C.Service == SellingMethod {
      (.shop(call.method), call.encodeRequest())
    }
    return switch self {
    case .getOffice: write(GetOffice())
    case .listCommodities(let call): write(call)
    case .getCommodity(let code): write(GetCommodity(code))
    case .putCommodities(let call): write(call)
    case .placeOrder(let call): write(call)
    case .getOrder(let call): write(call)
    case .listOrders(let call): write(call)
    case .choosePayment(let call): write(call)
    case .confirmInstruction(let call): write(call)
    case .reportDelivery(let call): write(call)
    case .returnOrder(let call): write(call)
    case .putDistributor(let partner): write(PutDistributor(partner))
    case .getOffer(let token): write(GetOffer(token))
    case .putPicture(let picture): write(PutPicture(picture))
    }
  }
}

extension DistributionRequest {
  fileprivate var written: (ServiceMethod, [UInt8]) {
    func write<C: SiteCall>(_ call: C) -> (ServiceMethod, [UInt8]) where C.Service == DistributionMethod {
      (.carrier(call.method), call.encodeRequest())
    }
    return switch self {
    case .getCompany: write(GetCompany())
    case .instruct(let instruction): write(Instruct(instruction))
    case .trackDelivery(let order): write(TrackDelivery(order))
    case .listDeliveries(let call): write(call)
    case .planDay(let day): write(PlanDay(day))
    case .reportEvent(let report): write(ReportEvent(report))
    case .depart(let call): write(call)
    case .putVehicle(let vehicle): write(PutVehicle(vehicle))
    case .putPlaces(let places): write(PutPlaces(places))
    case .putSeller(let seller): write(PutSeller(seller))
    case .putPass(let call): write(call)
    case .listPasses: write(ListPasses())
    case .revokePass(let number): write(RevokePass(number))
    }
  }
}
