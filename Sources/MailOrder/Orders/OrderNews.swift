/// What can happen to an order, and what its shop then has to do: the words of the table in `Order+After.swift`.
public import Ledger

/// What a shop hears about an order.
public enum OrderNews: Hashable, Sendable {
  /// The buyer has placed it (S5).
  case placed
  /// The check manager gave out the check for its secret (S4').
  case claimed
  /// The check is good (S5'').
  case verified(ReleaseRule, PaymentMethod)
  /// Where the buyer lives (S5'); nil: that is not on file.
  case addressee(Recipient?)
  /// The same, for the distributor alone to read (N8).
  case sealedAddressee(SealedRecipient)
  /// The demand took effect: what the check has come to, and how it is paid (S8).
  case demanded(CheckState, PaymentMethod)
  /// What was paid has been given back, or the check has ended without payment.
  case givenBack(CheckState)
  /// How the check stands: the answer when the shop only looked.
  case seen(CheckState, PaymentMethod)
  /// The check manager's no to whatever the shop asked last; its reason's name.
  case refusedByManager(String)
  /// The distributor has the instruction (S9).
  case instructed
  /// The distributor's no; its reason's name.
  case refusedByDistributor(String)
  /// The buyer says that it has chosen how it pays (S7').
  case paymentChosen(PaymentMethod)
  /// The time is over in which the buyer was to say how it pays.
  case paymentOverdue
  /// The buyer has seen the instruction and agrees (S9).
  case instructionConfirmed
  /// The distributor tells what became of the delivery (S11, S12).
  case reported(DeliveryWord)
  /// The check manager says that the buyer has its money back, or never gave any.
  case withdrawn(CheckState, Text)
}

/// A distributor's report about a delivery, numbered 1, 2, 3, … for each order.
public struct DeliveryWord: Hashable, Sendable {
  public var distributor: DistributorID
  public var number: UInt64
  public var event: DeliveryEvent
  public var appointment: Appointment?
  /// The signed statement of the hand-over; empty: there is none.
  public var proof: [UInt8] = []
  /// The page on which the buyer sees where it stands; empty: there is none.
  public var page = Text.empty

  /// A report.
  public init(distributor: DistributorID, number: UInt64, event: DeliveryEvent, appointment: Appointment? = nil) {
    self.distributor = distributor
    self.number = number
    self.event = event
    self.appointment = appointment
  }
}

/// What the shop has to send: each goes into the outbox in the same commit as the order.
public enum OrderErrand: Hashable, Sendable {
  /// Get the check for its secret.
  case claim(secret: [UInt8])
  /// Is the check good for this order?
  case verify
  /// Where does the buyer live?
  case askAddressee
  /// Pay the order's amount, and give back the rest.
  case demand(CommandID)
  /// Give back all that was paid.
  case refund(CommandID)
  /// End the demanded check without payment: the goods will not come.
  case fail(CommandID)
  /// End the check, of which nothing was demanded: its buyer has its money free again.
  case void(CommandID)
  /// How does the check stand?
  case look
  /// Deliver.
  case instruct
}

/// What an order may need that no rule can make: ids and a token, fresh for each piece of news.
public struct FreshIDs: Hashable, Sendable {
  public var demand: CommandID
  public var giveBack: CommandID
  /// What the buyer fetches digital goods with: nobody can guess it.
  public var download: String

  /// Fresh ids.
  public init(demand: CommandID, giveBack: CommandID, download: String) {
    self.demand = demand
    self.giveBack = giveBack
    self.download = download
  }
}

/// An order after some news, and what goes with it into the same commit.
public struct OrderStep: Hashable, Sendable {
  public var order: Order
  public var errands: [OrderErrand] = []
  /// Its pieces go back into the stock.
  public var restocks = false
  /// Its pieces count as sold.
  public var sells = false

  /// An order that stays as it is.
  public init(order: Order) { self.order = order }
}
