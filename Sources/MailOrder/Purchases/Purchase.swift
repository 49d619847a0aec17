/// An order as its buyer's terminal keeps it: everything that it sends, made and kept before it is sent, and how far it
/// has come. What follows from what it has heard stands beside, in `Purchase+Next`.
public import Ledger

/// How far a purchase has come.
public enum PurchaseState: UInt8, Hashable, Sendable, CaseIterable {
  /// Kept. Whether the check manager has heard the demand is open.
  case prepared = 1
  /// There is a check (S4). Whether the shop has heard of the order is open.
  case issued = 2
  /// The shop has the order (S5) and has not judged it yet.
  case sent = 3
  /// The shop will deliver (S6), or has.
  case accepted = 4
  /// The check manager said no (S3): there is no check.
  case refused = 5
  /// The shop said no: the check is being taken back.
  case rejected = 6
  /// Nothing came of it, and nothing is held.
  case cancelled = 7
  /// The shop said no, and the check cannot be taken back: a case for a dispute.
  case contested = 8
  /// The buyer has given it back.
  case returned = 9
}

/// One thing that happened to a purchase.
public struct PurchaseEvent: Hashable, Sendable {
  public var time: Timestamp
  public var state: PurchaseState
  /// May be empty.
  public var note: Text

  /// An event.
  public init(time: Timestamp, state: PurchaseState, note: Text = .empty) {
    self.time = time
    self.state = state
    self.note = note
  }
}

/// Whom a terminal speaks to when it buys.
public enum PurchasePeer: UInt8, Hashable, Sendable, CaseIterable {
  case manager = 1
  case shop = 2
}

/// A no, as it was heard.
public struct PurchaseRefusal: Error, Hashable, Sendable {
  public var by: PurchasePeer
  /// For programs: `insufficient_funds`.
  public var name: String
  /// For people: what is wrong and what to do.
  public var sentence: String
  /// What it is about; may be empty.
  public var detail: String

  /// A no.
  public init(by peer: PurchasePeer, name: String, sentence: String, detail: String = "") {
    by = peer
    self.name = name
    self.sentence = sentence
    self.detail = detail
  }
}

/// Another way to pay (S7'), on its way: first to the check manager, then to the shop.
public struct PaymentChoice: Hashable, Sendable {
  public var method: PaymentMethod
  /// The command's id at the check manager.
  public var id: CommandID
  /// The check manager has it.
  public var managerKnows: Bool

  /// A choice of which nobody has heard.
  public init(_ method: PaymentMethod, id: CommandID) {
    self.method = method
    self.id = id
    managerKnows = false
  }
}

/// The way back, under way: the check is voided; where something was paid of it already, that is withdrawn; then the shop
/// is told.
public struct GivingBack: Hashable, Sendable {
  public enum Stage: UInt8, Hashable, Sendable, CaseIterable {
    case voiding = 1
    case withdrawing = 2
    case telling = 3
  }
  public var stage: Stage
  /// The commands' ids at the check manager. Two, because an id is used for one thing.
  public var voidID: CommandID
  public var withdrawalID: CommandID
  /// Why; may be empty.
  public var note: Text

  /// A way back that has not begun.
  public init(voidID: CommandID, withdrawalID: CommandID, note: Text = .empty) {
    stage = .voiding
    self.voidID = voidID
    self.withdrawalID = withdrawalID
    self.note = note
  }
}

/// What goes with a purchase for its buyer's sake: nothing is decided by it.
public struct PurchaseTelling: Hashable, Sendable {
  /// The shop's offer that it was made of; nil: it was made of none.
  public var offer: OfferToken?
  /// The address of the shop's page about the order, as the shop gave it; may be empty.
  public var page = ""
  /// What people call seller and distributor, as the check manager has it; may be empty.
  public var sellerName = Text.empty
  public var distributorName = Text.empty
  /// What the shop calls the commodities of the lines, in their order; empty where it is not kept.
  public var goods: [Text] = []

  /// Nothing.
  public init() {}
}

/// A purchase.
public struct Purchase: Hashable, Sendable {
  /// Where the shop's site is: `HOST:PORT` or `unix:PATH`.
  public var shop: String
  /// The demand for the check, as it is sent.
  public var demand: IssueCheck
  /// The order as it is sent: form, check, secret, recipient or its seal; and beside these what the shop last said of it.
  public var order: Order
  public var state: PurchaseState
  /// Oldest first.
  public var events: [PurchaseEvent]
  /// The last no; nil when there was none since the buyer last wished for something.
  public var refusal: PurchaseRefusal?
  public var choice: PaymentChoice?
  public var givingBack: GivingBack?
  /// What the buyer gives the driver; empty: no code was set. The order has its digest.
  public var handOverCode = ""
  /// What its buyer was shown beside it when it was made.
  public var telling = PurchaseTelling()

  /// How many events are kept: far more than an honest purchase has. Past it the middle ones go, so that a shop that
  /// forgets an order again and again fills no disk.
  public static let maximumEvents = 100

  /// A purchase of which nobody has heard.
  public init(shop: String, demand: IssueCheck, order: Order, at time: Timestamp) {
    self.shop = shop
    self.demand = demand
    self.order = order
    state = .prepared
    events = [PurchaseEvent(time: time, state: .prepared)]
  }

  /// The order's number.
  public var id: OrderID { order.form.id }
}
