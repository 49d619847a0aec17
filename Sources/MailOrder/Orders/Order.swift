/// An order as its shop keeps it: what was ordered, the check that pays it, and how far it has come (D7).
public import Ledger

/// Where an order stands.
public enum OrderState: UInt8, Hashable, Sendable, CaseIterable {
  /// It is here; the check is not judged yet.
  case received = 1
  /// It will not be delivered.
  case rejected = 2
  /// The check is good: the goods will be delivered (S6).
  case accepted = 3
  /// Payment was demanded (S7): the check is settled, or committed until delivery.
  case demanded = 4
  /// The distributor has the delivery instruction (S9).
  case instructed = 5
  case delivered = 6
  /// The distributor gave up, or brought the goods back.
  case undelivered = 7
  /// The buyer has returned it.
  case returned = 8
}

/// One thing that happened to an order.
public struct OrderEvent: Hashable, Sendable {
  public var time: Timestamp
  public var state: OrderState
  /// Why, or what else is to be known; may be empty.
  public var note: Text

  /// An event.
  public init(time: Timestamp, state: OrderState, note: Text = .empty) {
    self.time = time
    self.state = state
    self.note = note
  }
}

/// An order.
public struct Order: Hashable, Sendable {
  public var form: OrderForm
  /// The form's bytes as they came: what the check's order digest is the SHA-256 of.
  public var formBytes: [UInt8]
  public var check: CheckID
  /// Claims a check of which only the id was sent.
  public var secret: [UInt8]?
  /// Nil: the goods are digital, or the address is not known yet.
  public var recipient: Recipient?
  /// Where they go, for the distributor alone. A buyer's terminal has both, and sends this one only.
  public var sealed: SealedRecipient?
  public var state: OrderState
  /// Oldest first.
  public var events: [OrderEvent]
  /// Who delivers: the one ordered, or the one the shop chose.
  public var distributor: DistributorID?
  /// Where that one's site is; may be empty.
  public var distributorEndpoint: String
  /// How the check stood when it was last heard of.
  public var checkState: CheckState?
  public var method: PaymentMethod?
  /// What the distributor last said.
  public var deliveryState: DeliveryState?
  public var appointment: Appointment?
  /// The buyer has chosen how it pays.
  public var paymentChosen: Bool
  /// The buyer has confirmed the instruction.
  public var instructionConfirmed: Bool
  /// What the buyer gets of digital goods, once paid; empty: nothing yet.
  public var download: String
  /// The number of the last report heard of the distributor.
  public var lastReport: UInt64
  /// The ids of the shop's commands to the check manager, made and kept before they are first sent.
  public var demandID: CommandID?
  public var refundID: CommandID?
  /// The pieces taken from the stock were given back.
  public var restocked: Bool
  /// Until when a buyer who pays later is to say how; nil: it pays at once.
  public var payBy: Timestamp?
  /// The distributor's signed statement of the hand-over; empty: none came.
  public var proof: [UInt8] = []
  /// The digest of the code that the buyer gives the driver; nil: none is asked for.
  public var handOverCode: Digest?
  /// The distributor's page on which the buyer sees where the delivery stands, as the distributor gave it; empty: it gave none.
  public var tracking = Text.empty

  /// An order that has just come.
  public init(form: OrderForm, formBytes: [UInt8], check: CheckID, secret: [UInt8]?, recipient: Recipient?) {
    self.form = form
    self.formBytes = formBytes
    self.check = check
    self.secret = secret
    self.recipient = recipient
    state = .received
    events = []
    distributor = form.distributor
    distributorEndpoint = ""
    paymentChosen = false
    instructionConfirmed = false
    download = ""
    lastReport = 0
    restocked = false
  }

  /// The order as others may see it: without its secrets and the shop's own ids.
  public var shown: Order {
    var shown = self
    shown.secret = nil
    shown.demandID = nil
    shown.refundID = nil
    shown.restocked = false
    shown.handOverCode = nil
    return shown
  }

  /// The order as it stands in a list: without its proof, which whoever wants it asks for by itself.
  public var listed: Order {
    var listed = shown
    listed.proof = []
    return listed
  }
}
