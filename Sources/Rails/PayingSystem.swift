/// A paying system as a connector sees it: it is handed orders, and says what became of them. Behind this stand the bank's
/// messages, the credit company's, the post office's files, and a sandbox.
public import Ledger

/// One payment that a paying system is asked to make. Handed over again, it is the same payment: `id` says so.
public struct PaymentOrder: Hashable, Sendable {
  /// The end-to-end id: at most 35 characters of A–Z, 0–9 and `-`, the same each time the order is handed over, never
  /// that of another order.
  public var id: String
  public var purpose: Purpose
  /// Minor units, positive.
  public var amount: Int64
  public var currency: Currency
  /// Who pays.
  public var from: Holder
  /// Who is paid.
  public var to: Holder
  /// What the payment is for, as both sides read it: at most 140 characters of ASCII.
  public var text: String
  /// When the ledger committed it.
  public var ordered: Timestamp
  /// The order's number in the ledger, less than 2^63: for paying systems that want numbers.
  public var number: UInt64

  /// Why money moves.
  public enum Purpose: UInt8, Hashable, Sendable, CaseIterable {
    /// From a drawer to the manager: a check was paid.
    case collect = 1
    /// From the manager to a seller: proceeds.
    case payOut = 2
    /// From the manager to a drawer: a refund or a withdrawal.
    case giveBack = 3
  }

  /// One side of a payment, as the paying system knows it.
  public struct Holder: Hashable, Sendable {
    public var name: String
    /// The account's number: an IBAN, a bank's or the post office's own number, or a card number.
    public var number: String
    /// Where the account is: a BIC, or empty.
    public var institution: String

    public init(name: String, number: String, institution: String = "") {
      self.name = name
      self.number = number
      self.institution = institution
    }
  }

  public init(
    id: String, number: UInt64, purpose: Purpose, amount: Int64, currency: Currency, from: Holder, to: Holder,
    text: String,
    ordered: Timestamp
  ) {
    self.id = id
    self.number = number
    self.purpose = purpose
    self.amount = amount
    self.currency = currency
    self.from = from
    self.to = to
    self.text = text
    self.ordered = ordered
  }
}

/// What a paying system says of one order.
public struct PaymentNews: Hashable, Sendable {
  /// The order's id.
  public var order: String
  public var outcome: Outcome
  /// What the paying system calls the reason: `AC04`, `51`, …; empty where it gave none.
  public var code: String
  /// The reason in words; one line, at most 200 bytes.
  public var reason: String

  public enum Outcome: UInt8, Hashable, Sendable, CaseIterable {
    /// The paying system has it; whether it pays is not decided. (Nothing ends by it.)
    case received = 1
    /// The money has moved.
    case accepted = 2
    /// It will not move.
    case rejected = 3
    /// It had moved, and came back.
    case returned = 4
    /// No answer in time: it may have moved or not.
    case timedOut = 5
    /// The paying system does not know the order: it may be handed over again.
    case unknown = 6
  }

  public init(order: String, outcome: Outcome, code: String = "", reason: String = "") {
    self.order = order
    self.outcome = outcome
    self.code = code
    self.reason = reason
  }
}

/// One paying system.
///
/// Orders come at least once: after the connector or the paying system was down, whatever is not ended is handed over again,
/// with the same ids, and whoever implements this sees to it that each is paid at most once.
public protocol PayingSystem: Sendable {
  /// Hands over orders, and gives what is known of them when that is done. Throws where the paying system cannot be reached or does not
  /// understand: then none, some or all of them may have arrived, and all will be handed over again.
  func deliver(_ orders: [PaymentOrder]) async throws -> [PaymentNews]

  /// What the paying system has said since it was last asked, of any order. What was given here and not kept by
  /// `confirm` is given again, also after a restart, if the paying system can.
  func news() async throws -> [PaymentNews]

  /// The ledger has all the news given so far: they need not be given again.
  func confirm() async throws

  /// Asks the paying system what became of orders that it left unanswered.
  func inquire(_ orders: [PaymentOrder]) async throws -> [PaymentNews]
}
