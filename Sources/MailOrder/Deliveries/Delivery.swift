/// A delivery as its carrier keeps it: what was asked for, when it will come, and how far it has come (D7).
public import Ledger

/// Where a delivery stands (S11).
public enum DeliveryState: UInt8, Hashable, Sendable, CaseIterable {
  /// The carrier has the instruction.
  case instructed = 1
  /// Date, window, vehicle and place on the route are known.
  case planned = 2
  /// In the vehicle, which has left.
  case underway = 3
  /// Nobody took it; it will be tried again.
  case attempted = 4
  case delivered = 5
  /// It will not be delivered.
  case failed = 6
  /// It is back with the seller.
  case returned = 7
}

/// One thing that happened to a delivery.
public struct DeliveryEvent: Hashable, Sendable {
  public var time: Timestamp
  public var state: DeliveryState
  /// May be empty.
  public var note: Text

  /// An event.
  public init(time: Timestamp, state: DeliveryState, note: Text = .empty) {
    self.time = time
    self.state = state
    self.note = note
  }
}

/// When the carrier means to be there.
public struct Appointment: Hashable, Sendable {
  public var from: Timestamp
  public var until: Timestamp
  public var vehicle: Code
  /// The place on the vehicle's route, from 1.
  public var stop: UInt32

  /// An appointment.
  public init(from: Timestamp, until: Timestamp, vehicle: Code, stop: UInt32) {
    self.from = from
    self.until = until
    self.vehicle = vehicle
    self.stop = stop
  }
}

/// What a seller asks for (S9). The order's id is the delivery's.
public struct Instruction: Hashable, Sendable {
  public var order: OrderID
  public var seller: SellerID
  public var distributor: DistributorID
  /// The check that pays it.
  public var check: CheckID
  /// Nil: it came sealed, and was not read, or is not shown.
  public var recipient: Recipient?
  /// As it came, where it came sealed (N8).
  public var sealed: SealedRecipient?
  /// What is in the parcel, in words.
  public var goods: Text
  public var litres: UInt32
  public var currency: Currency
  /// To be collected; nil: nothing.
  public var cash: Amount?
  /// The check waits for the delivery.
  public var onDelivery: Bool
  /// The digest of a code that the buyer gives the driver; nil: none is asked for.
  public var code: Digest?

  /// An instruction to bring something somewhere, paid already.
  public init(
    order: OrderID, seller: SellerID, distributor: DistributorID, check: CheckID, recipient: Recipient?, goods: Text,
    litres: UInt32, currency: Currency
  ) {
    self.order = order
    self.seller = seller
    self.distributor = distributor
    self.check = check
    self.recipient = recipient
    self.goods = goods
    self.litres = litres
    self.currency = currency
    onDelivery = false
  }
}

/// A delivery.
public struct Delivery: Hashable, Sendable {
  public var instruction: Instruction
  public var state: DeliveryState
  /// Oldest first.
  public var events: [DeliveryEvent]
  public var appointment: Appointment?
  /// What was collected, in minor units.
  public var collected: Int64
  /// Who took it; empty: nobody yet.
  public var takenBy: Text
  /// Whether the seller and the check manager have heard of the end.
  public var sellerKnows: Bool
  public var managerKnows: Bool
  /// What the check manager said when it heard, if that was no yes.
  public var managerRefusal: String
  /// The number of the last report to the seller.
  public var reports: UInt64
  /// The ids of the reports taken of planner and drivers.
  public var taken: [CommandID]
  /// The buyer has a code that the driver must ask for.
  public var asksForCode: Bool
  /// The digests of the wrong codes that were given, each once.
  public var wrongCodes: [Digest]
  /// The signed statement of the hand-over; empty: there is none.
  public var proof: [UInt8] = []
  /// The page on which its buyer sees where it stands; empty: not said. Only in answers: it is not kept.
  public var page = Text.empty

  /// The longest proof, in bytes: a statement with the longest name and place takes some seven hundred.
  public static let maximumProofBytes = 1024

  /// A delivery just instructed.
  public init(instruction: Instruction, at time: Timestamp) {
    self.instruction = instruction
    state = .instructed
    events = [DeliveryEvent(time: time, state: .instructed)]
    collected = 0
    takenBy = .empty
    sellerKnows = false
    managerKnows = false
    managerRefusal = ""
    reports = 0
    taken = []
    asksForCode = instruction.code != nil
    wrongCodes = []
  }

  /// The delivery as others may see it: without the numbers of reports, and without the digest of the buyer's code, by
  /// which whoever can try a million codes finds it.
  public var shown: Delivery {
    var shown = self
    shown.instruction.code = nil
    shown.wrongCodes = []
    shown.reports = 0
    shown.taken = []
    return shown
  }

  /// As above, for those who are not the carrier's own: of an address that came sealed they see the seal.
  public var shownToOthers: Delivery {
    var shown = shown
    if shown.instruction.sealed != nil { shown.instruction.recipient = nil }
    return shown
  }

  /// As above, for whoever has the order's number, as buyers have: where it stands, and nothing of people or places.
  public var shownToWhoeverHasItsNumber: Delivery {
    var shown = shown
    shown.instruction.recipient = nil
    shown.instruction.sealed = nil
    shown.takenBy = .empty
    shown.proof = []
    return shown
  }
}

extension Delivery {
  /// The delivery as it stands in a list: without its proof, which whoever wants it asks for by itself.
  public var listed: Delivery {
    var listed = self
    listed.proof = []
    return listed
  }
}

/// What the planner or a driver reports.
public struct DeliveryReport: Hashable, Sendable {
  /// The report's own id: sent again it is taken once.
  public var id: CommandID
  public var order: OrderID
  /// What it has come to: attempted, delivered, failed or returned.
  public var state: DeliveryState
  /// The vehicle the driver reports from; nil: the office reports.
  public var vehicle: Code?
  /// Who took it; may be empty.
  public var takenBy: Text
  /// The code that the buyer gave.
  public var code: [UInt8]
  /// What was collected; nil: nothing.
  public var collected: Amount?
  public var note: Text
  /// The recipient has signed.
  public var signed = false
  /// Where it was left, where nobody took it; empty: somebody did.
  public var leftAt = Text.empty

  /// A report.
  public init(id: CommandID, order: OrderID, state: DeliveryState) {
    self.id = id
    self.order = order
    self.state = state
    takenBy = .empty
    code = []
    note = .empty
  }
}
