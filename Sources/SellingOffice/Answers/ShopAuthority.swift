/// Who may ask what of a shop: every method of its service, in one table.
public import Identities
internal import MailOrder
public import Sites
public import Wire

extension SellingRequest: SiteRequest {
  /// Who may call a method. One without a row does not compile.
  public static func grants(of method: SellingMethod) -> [SiteGrant] {
    switch method {
    // What hangs in the window.
    case .getOffice, .listCommodities, .getCommodity: [.anybody]

    // An order, by who gave it. The shop's own people look at all of them, and never speak in a buyer's stead.
    case .placeOrder, .choosePayment, .confirmInstruction, .returnOrder: [.terminal]
    case .getOrder, .listOrders: [.terminal, .staff]
    // Whoever has its token, if it is a buyer at all.
    case .getOffer: [.concernedTerminal]

    // The distributor says itself what it did with a parcel.
    case .reportDelivery: [.distributor]

    // The price list, and with whom the shop works.
    case .putCommodities, .putDistributor, .putPicture: [.staff]
    }
  }

  public var method: SellingMethod {
    switch self {
    case .getOffice: .getOffice
    case .listCommodities: .listCommodities
    case .getCommodity: .getCommodity
    case .putCommodities: .putCommodities
    case .placeOrder: .placeOrder
    case .getOrder: .getOrder
    case .listOrders: .listOrders
    case .choosePayment: .choosePayment
    case .confirmInstruction: .confirmInstruction
    case .reportDelivery: .reportDelivery
    case .returnOrder: .returnOrder
    case .putDistributor: .putDistributor
    case .getOffer: .getOffer
    case .putPicture: .putPicture
    }
  }

  public var speaker: Identity? {
    switch self {
    case .placeOrder(let order): .terminal(order.form.account)
    case .getOrder(let question): question.account.map { .terminal($0) }
    case .listOrders(let question): question.account.map { .terminal($0) }
    case .choosePayment(let word): .terminal(word.account)
    case .confirmInstruction(let word): .terminal(word.account)
    case .returnOrder(let word): .terminal(word.account)
    case .reportDelivery(let word): .distributor(word.distributor)
    case .getOffice, .listCommodities, .getCommodity, .putCommodities, .putDistributor, .getOffer, .putPicture: nil
    }
  }
}
