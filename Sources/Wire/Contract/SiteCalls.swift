/// What the sites of shops and carriers are asked, and the one form of their replies.
public import Ledger
public import MailOrder

/// A request to a site and the type of its answer.
public protocol SiteCall: RemoteCall where Answer == SiteReply<Accepted> {
  /// What an accepted reply brings.
  associatedtype Accepted: Hashable, Sendable
  /// A reply as a protobuf message.
  static func encode(_ reply: SiteReply<Accepted>) -> [UInt8]
}

/// A site's reply: yes, no, or "that is no request".
public enum SiteReply<Accepted: Hashable & Sendable>: Hashable, Sendable {
  case accepted(Accepted)
  /// The site's no, by name.
  case refused(SiteRefusal)
  /// A field cannot be what it is: nothing was judged.
  case invalid(Invalid)
}

/// What came to a server.
public enum Decoded<Request: Hashable & Sendable>: Hashable, Sendable {
  case request(Request)
  /// It is a message of its type, but a field cannot be what it is.
  case invalid(Invalid)
  /// It is no message of its type, or unpacks to more than a request may.
  case unreadable
}

// MARK: - The shop

/// The methods of a selling office, by their position in it.
public enum SellingMethod: UInt32, Hashable, Sendable, CaseIterable {
  case getOffice = 0
  case listCommodities, getCommodity, putCommodities
  case placeOrder, getOrder, listOrders, choosePayment, confirmInstruction, reportDelivery, returnOrder
  case putDistributor
  case getOffer, putPicture
}

/// What a selling office was asked.
public enum SellingRequest: Hashable, Sendable {
  case getOffice
  case listCommodities(ListCommodities)
  case getCommodity(CommodityCode)
  case putCommodities(PutCommodities)
  case placeOrder(PlaceOrder)
  case getOrder(GetOrder)
  case listOrders(ListOrders)
  case choosePayment(ChoosePayment)
  case confirmInstruction(ConfirmInstruction)
  case reportDelivery(ReportDelivery)
  case returnOrder(ReturnOrder)
  case putDistributor(Partner)
  case getOffer(OfferToken)
  case putPicture(Picture)
}

/// Who is the shop?
public struct GetOffice: Hashable, Sendable {
  public typealias Accepted = Office
  /// The question.
  public init() {}
}

/// The commodities in the order of their codes.
public struct ListCommodities: Hashable, Sendable {
  public typealias Accepted = Page<Commodity, CommodityCode>
  public var from: CommodityCode?
  public var limit: Int
  /// Only those whose name, code or category has this in it, in any case; empty: all.
  public var search: Text

  /// The question.
  public init(from: CommodityCode? = nil, limit: Int = PageBounds.usual, search: Text = .empty) {
    self.from = from
    self.limit = limit
    self.search = search
  }
}

/// One commodity.
public struct GetCommodity: Hashable, Sendable {
  public typealias Accepted = Commodity
  public var code: CommodityCode

  /// The question.
  public init(_ code: CommodityCode) { self.code = code }
}

/// Puts commodities into the price database.
public struct PutCommodities: Hashable, Sendable {
  public typealias Accepted = CommoditiesPut
  /// 1 … `PageBounds.maximum`.
  public var commodities: [Commodity]
  /// Of those that are there already the stock stays as it is: orders may be taking pieces meanwhile.
  public var keepsStock: Bool

  /// The change.
  public init(_ commodities: [Commodity], keepsStock: Bool = false) {
    self.commodities = commodities
    self.keepsStock = keepsStock
  }
}

/// How many commodities were new, and how many changed.
public struct CommoditiesPut: Hashable, Sendable {
  public var added: UInt32
  public var changed: UInt32

  /// Numbers.
  public init(added: UInt32, changed: UInt32) {
    self.added = added
    self.changed = changed
  }
}

/// The order and the check that pays it (S5).
public struct PlaceOrder: Hashable, Sendable {
  public typealias Accepted = Order
  public var form: OrderForm
  /// The form's bytes: `form.packed`, as its maker packed them.
  public var formBytes: [UInt8]
  public var check: CheckID
  public var secret: [UInt8]?
  public var recipient: Recipient?
  /// The digest of a code that the buyer gives the driver; nil: none is asked for.
  public var handOverCode: Digest?
  /// Instead of it: for the distributor on the form alone to read.
  public var sealed: SealedRecipient?
  /// The offer that it answers; nil: none.
  public var offer: OfferToken?

  /// An order.
  public init(
    form: OrderForm, formBytes: [UInt8], check: CheckID, secret: [UInt8]? = nil, recipient: Recipient? = nil,
    sealed: SealedRecipient? = nil
  ) {
    self.sealed = sealed
    self.form = form
    self.formBytes = formBytes
    self.check = check
    self.secret = secret
    self.recipient = recipient
  }
}

/// Where does an order stand?
public struct GetOrder: Hashable, Sendable {
  public typealias Accepted = Order
  public var order: OrderID
  /// The buyer who asks; nil: the shop itself.
  public var account: AccountID?

  /// The question.
  public init(_ order: OrderID, account: AccountID?) {
    self.order = order
    self.account = account
  }
}

/// Orders, newest first.
public struct ListOrders: Hashable, Sendable {
  public typealias Accepted = Page<Order, OrderID>
  public var account: AccountID?
  public var state: OrderState?
  public var from: OrderID?
  public var limit: Int

  /// The question.
  public init(account: AccountID? = nil, state: OrderState? = nil, from: OrderID? = nil, limit: Int = PageBounds.usual)
  {
    self.account = account
    self.state = state
    self.from = from
    self.limit = limit
  }
}

/// The buyer has chosen how it pays (S7').
public struct ChoosePayment: Hashable, Sendable {
  public typealias Accepted = Order
  public var order: OrderID
  public var account: AccountID
  public var payBy: PaymentMethod

  /// The word.
  public init(_ order: OrderID, account: AccountID, method: PaymentMethod) {
    self.order = order
    self.account = account
    payBy = method
  }
}

/// The buyer has seen the delivery instruction and agrees (S9).
public struct ConfirmInstruction: Hashable, Sendable {
  public typealias Accepted = Order
  public var order: OrderID
  public var account: AccountID

  /// The word.
  public init(_ order: OrderID, account: AccountID) {
    self.order = order
    self.account = account
  }
}

/// The distributor tells what became of a delivery (S11, S12).
public struct ReportDelivery: Hashable, Sendable {
  public typealias Accepted = Order
  public var order: OrderID
  public var distributor: DistributorID
  /// 1, 2, 3, … for each order.
  public var number: UInt64
  public var event: DeliveryEvent
  public var appointment: Appointment?
  /// The signed statement of the hand-over; empty: there is none.
  public var proof: [UInt8] = []
  /// The page on which the buyer sees where it stands; empty: there is none.
  public var page = Text.empty

  /// The word.
  public init(
    order: OrderID, distributor: DistributorID, number: UInt64, event: DeliveryEvent, appointment: Appointment?
  ) {
    self.order = order
    self.distributor = distributor
    self.number = number
    self.event = event
    self.appointment = appointment
  }
}

/// The buyer has withdrawn from the order at the check manager.
public struct ReturnOrder: Hashable, Sendable {
  public typealias Accepted = Order
  public var order: OrderID
  public var account: AccountID
  public var note: Text

  /// The word.
  public init(_ order: OrderID, account: AccountID, note: Text = .empty) {
    self.order = order
    self.account = account
    self.note = note
  }
}

/// Names a distributor that may deliver for the shop.
public struct PutDistributor: Hashable, Sendable {
  public typealias Accepted = Office
  public var distributor: Partner

  /// The change.
  public init(_ distributor: Partner) { self.distributor = distributor }
}

/// What did the buyer put together on the shop's page?
public struct GetOffer: Hashable, Sendable {
  public typealias Accepted = Offer
  public var token: OfferToken

  /// The question.
  public init(_ token: OfferToken) { self.token = token }
}

/// Puts a picture that commodities name.
public struct PutPicture: Hashable, Sendable {
  public typealias Accepted = PicturePut
  public var picture: Picture

  /// The change.
  public init(_ picture: Picture) { self.picture = picture }
}

/// What became of a picture that was put.
public struct PicturePut: Hashable, Sendable {
  /// There was another of this name.
  public var replaced: Bool
  /// How many the shop has now.
  public var pictures: UInt64

  /// The answer.
  public init(replaced: Bool, pictures: UInt64) {
    self.replaced = replaced
    self.pictures = pictures
  }
}

// MARK: - The carrier

/// The methods of a distributing company, by their position in it.
public enum DistributionMethod: UInt32, Hashable, Sendable, CaseIterable {
  case getCompany = 0
  case instruct, trackDelivery, listDeliveries, planDay, reportEvent, depart
  case putVehicle, putPlaces, putSeller
  case putPass, listPasses, revokePass
}

/// What a distributing company was asked.
public enum DistributionRequest: Hashable, Sendable {
  case getCompany
  case instruct(Instruction)
  case trackDelivery(OrderID)
  case listDeliveries(ListDeliveries)
  case planDay(UInt32)
  case reportEvent(DeliveryReport)
  case depart(Depart)
  case putVehicle(Vehicle)
  case putPlaces([Place])
  case putSeller(Partner)
  case putPass(PutPass)
  case listPasses
  case revokePass(UInt64)
}

/// Who is the carrier?
public struct GetCompany: Hashable, Sendable {
  public typealias Accepted = Company
  /// The question.
  public init() {}
}

/// The delivery instruction (S9).
public struct Instruct: Hashable, Sendable {
  public typealias Accepted = Delivery
  public var instruction: Instruction

  /// The word.
  public init(_ instruction: Instruction) { self.instruction = instruction }
}

/// Where does a delivery stand?
public struct TrackDelivery: Hashable, Sendable {
  public typealias Accepted = Delivery
  public var order: OrderID

  /// The question.
  public init(_ order: OrderID) { self.order = order }
}

/// Deliveries, newest first.
public struct ListDeliveries: Hashable, Sendable {
  public typealias Accepted = Page<Delivery, OrderID>
  public var state: DeliveryState?
  public var vehicle: Code?
  public var seller: SellerID?
  public var from: OrderID?
  public var limit: Int

  /// The question.
  public init(
    state: DeliveryState? = nil, vehicle: Code? = nil, seller: SellerID? = nil, from: OrderID? = nil,
    limit: Int = PageBounds.usual
  ) {
    self.state = state
    self.vehicle = vehicle
    self.seller = seller
    self.from = from
    self.limit = limit
  }
}

/// Plans a day (S10).
public struct PlanDay: Hashable, Sendable {
  public typealias Accepted = DayPlan
  /// Counted from 1970-01-01 UTC.
  public var day: UInt32

  /// The word.
  public init(_ day: UInt32) { self.day = day }
}

/// The planner or a driver tells what happened (S11, S12).
public struct ReportEvent: Hashable, Sendable {
  public typealias Accepted = Delivery
  public var report: DeliveryReport

  /// The word.
  public init(_ report: DeliveryReport) { self.report = report }
}

/// A vehicle leaves with all that is planned for it on a day.
public struct Depart: Hashable, Sendable {
  public typealias Accepted = Page<Delivery, OrderID>
  public var vehicle: Code
  /// Counted from 1970-01-01 UTC.
  public var day: UInt32

  /// The word.
  public init(vehicle: Code, day: UInt32) {
    self.vehicle = vehicle
    self.day = day
  }
}

/// Adds a vehicle, or changes it.
public struct PutVehicle: Hashable, Sendable {
  public typealias Accepted = Company
  public var vehicle: Vehicle

  /// The change.
  public init(_ vehicle: Vehicle) { self.vehicle = vehicle }
}

/// Says where postcodes lie.
public struct PutPlaces: Hashable, Sendable {
  public typealias Accepted = Company
  /// 1 … `PageBounds.maximum`.
  public var places: [Place]

  /// The change.
  public init(_ places: [Place]) { self.places = places }
}

/// Names a shop that the carrier works for.
public struct PutSeller: Hashable, Sendable {
  public typealias Accepted = Company
  public var seller: Partner

  /// The change.
  public init(_ seller: Partner) { self.seller = seller }
}
