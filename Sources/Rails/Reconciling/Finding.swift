/// What does not match: a named reason, what it is about, and what to do.
internal import Ledger

/// One discrepancy between the statements and the ledger.
public struct Finding: Hashable, Sendable {
  public var kind: Kind
  /// The instruction that it is about, as the ledger has it; nil where the ledger has none.
  public var order: LedgerOrder?
  /// The movements that it is about; none where the bank shows none.
  public var lines: [BankLine]
  /// The payment without an instruction that it is about.
  public var receipt: LedgerReceipt?
  /// What is so, in a sentence.
  public var sentence: String
  /// What to do, in a sentence.
  public var nextStep: String

  /// What kind of discrepancy. The names are for programs: never changed, never used for something else.
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// It bears an id of the manager's form, and no instruction has that number.
    case unknownID
    /// It bears an id of somebody else's.
    case foreignID
    /// It bears no id, and no payment of the ledger fits it.
    case noID
    /// Money moved, and the ledger still waits to hear of it.
    case bookedNotReported
    /// The ledger has it as moved, and the bank does not show it.
    case notBooked
    /// The ledger has it as come back, and the bank does not show that.
    case returnNotBooked
    /// Told long ago, and nobody has said what became of it.
    case stillOpen
    /// A payment that the ledger has without an instruction, and the bank does not show.
    case receiptNotBooked
    case amountDiffers
    case currencyDiffers
    case dateDiffers
    case directionDiffers
    case bookedTwice
    case returnedTwice
    /// Money came back, and the ledger does not know.
    case returnedNotReported
    /// Money moved, and the ledger has it as never moved.
    case rejectedButPaid
    /// A statement of the own account is missing between two others.
    case statementMissing
  }

  /// Which of both sides has something that the other has not.
  public enum Side: String, Hashable, Sendable, CaseIterable {
    case onlyInStatement = "only_in_statement"
    case onlyInLedger = "only_in_ledger"
    case both
  }
}

extension Finding.Kind {
  /// The reason's name: what many kinds have in common.
  public var reason: String {
    switch self {
    case .unknownID, .foreignID, .noID, .bookedNotReported: Finding.Side.onlyInStatement.rawValue
    case .notBooked, .returnNotBooked, .stillOpen, .receiptNotBooked: Finding.Side.onlyInLedger.rawValue
    case .amountDiffers: "amount_differs"
    case .currencyDiffers: "currency_differs"
    case .dateDiffers: "date_differs"
    case .directionDiffers: "direction_differs"
    case .bookedTwice: "booked_twice"
    case .returnedTwice: "returned_twice"
    case .returnedNotReported: "returned_not_reported"
    case .rejectedButPaid: "rejected_but_paid"
    case .statementMissing: "statement_missing"
    }
  }

  /// What it is more exactly; empty where the reason says it all.
  public var detail: String {
    switch self {
    case .unknownID: "unknown_id"
    case .foreignID: "foreign_id"
    case .noID: "no_id"
    case .bookedNotReported: "not_reported"
    case .notBooked: "not_booked"
    case .returnNotBooked: "return_not_booked"
    case .stillOpen: "still_open"
    case .receiptNotBooked: "payment_not_booked"
    default: ""
    }
  }
}
