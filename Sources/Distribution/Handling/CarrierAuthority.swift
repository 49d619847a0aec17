/// Who may ask what of a carrier: every method of its service, in one table.
public import Identities
internal import MailOrder
public import Sites
public import Wire

extension DistributionRequest: SiteRequest {
  /// Who may call a method. One without a row does not compile.
  public static func grants(of method: DistributionMethod) -> [SiteGrant] {
    switch method {
    case .getCompany: [.anybody]
    case .instruct: [.seller]
    // A shop about its own orders; a buyer about an order whose number it has, and then not where it goes.
    case .trackDelivery: [.staff, .concernedSeller, .concernedTerminal]
    case .listDeliveries: [.staff, .seller]
    // Planners and drivers are the carrier's own people.
    case .planDay, .reportEvent, .depart: [.staff]
    case .putVehicle, .putPlaces, .putSeller: [.staff]
    // Passes open the carrier's pages, on which everything stands.
    case .putPass, .listPasses, .revokePass: [.staff]
    }
  }

  public var method: DistributionMethod {
    switch self {
    case .getCompany: .getCompany
    case .instruct: .instruct
    case .trackDelivery: .trackDelivery
    case .listDeliveries: .listDeliveries
    case .planDay: .planDay
    case .reportEvent: .reportEvent
    case .depart: .depart
    case .putVehicle: .putVehicle
    case .putPlaces: .putPlaces
    case .putSeller: .putSeller
    case .putPass: .putPass
    case .listPasses: .listPasses
    case .revokePass: .revokePass
    }
  }

  public var speaker: Identity? {
    switch self {
    case .instruct(let instruction): .seller(instruction.seller)
    case .listDeliveries(let query): query.seller.map { .seller($0) }
    case .getCompany, .trackDelivery, .planDay, .reportEvent, .depart, .putVehicle, .putPlaces, .putSeller, .putPass,
      .listPasses, .revokePass:
      nil
    }
  }
}
