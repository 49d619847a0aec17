/// What a paying system outside was told to do with money, as part of the decision that moved it, and what became of it.
///
/// There is no record of its own making behind it: an instruction *is* the posting into the clearing account of a rail, by
/// the entry whose sequence it bears. So none is without its posting, and none is told twice for one.

/// Which instruction: the paying system, and the entry that told it. One entry tells each paying system one thing at most.
public struct InstructionID: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  public var rail: PaymentRail
  public var sequence: UInt64

  /// The instruction of the entry `sequence` to `rail`; nothing says that there is one.
  public init(rail: PaymentRail, sequence: UInt64) {
    self.rail = rail
    self.sequence = sequence
  }

  /// `bank-4711`: what people and paying systems are shown.
  public var description: String { "\(rail)-\(sequence)" }

  /// The instruction of that description; nil for any other text.
  public init?(_ description: some StringProtocol) {
    let parts = description.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let rail = PaymentRail.allCases.first(where: { "\($0)" == parts[0] }),
      let sequence = UInt64(parts[1]), sequence > 0, String(sequence) == parts[1]
    else { return nil }
    self.init(rail: rail, sequence: sequence)
  }
}

/// What a paying system says of an instruction.
public enum RailResult: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  /// The money has moved.
  case accepted = 1
  /// It will not move.
  case rejected = 2
  /// It had moved, and came back.
  case returned = 3
  /// No answer in time, or the paying system does not know: it may have moved or not, and is asked again.
  case unsure = 4
}

/// One instruction.
public struct RailInstruction: Hashable, Sendable, BitwiseCopyable {
  public var id: InstructionID
  public var purpose: Purpose
  /// The check, or the seller that is paid out.
  public var subject: JournalEntry.Subject
  /// Minor units, positive.
  public var amount: Int64
  public var currency: Currency
  /// When it was committed.
  public var time: Timestamp
  public var state: State

  /// Why money moves.
  public enum Purpose: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// From a drawer's account outside to the manager's: a capture.
    case collect = 1
    /// From the manager's to a seller's: proceeds.
    case payOut = 2
    /// From the manager's to a drawer's: a refund, or a withdrawal.
    case giveBack = 3
  }

  /// How far it has come.
  public enum State: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    case outstanding = 1
    /// Outstanding, and the paying system did not answer in time.
    case unsure = 2
    case accepted = 3
    case rejected = 4
    case returned = 5

    /// Whether the paying system has still to say what becomes of it.
    public var isOpen: Bool { rawValue <= State.unsure.rawValue }
  }

  /// An instruction just committed.
  public init(
    id: InstructionID, purpose: Purpose, subject: JournalEntry.Subject, amount: Int64, currency: Currency,
    time: Timestamp,
    state: State = .outstanding
  ) {
    self.id = id
    self.purpose = purpose
    self.subject = subject
    self.amount = amount
    self.currency = currency
    self.time = time
    self.state = state
  }

  /// What the instruction was committed with: the cover of the drawer's that it is about. Cards are only collected from, and
  /// given back to, over the card rail, and nothing else is.
  public var cover: Cover { id.rail == .card ? .card : .bank }
}

extension JournalEntry {
  /// The instructions that the entry tells, one a paying system.
  public var instructions: [RailInstruction] {
    var told: [RailInstruction] = []
    eachInstruction { told.append($0) }
    return told
  }

  /// Lends the instructions that the entry tells, of which most entries have none. What one rail is told in several postings,
  /// as money to give back comes from several accounts, is one sum.
  public func eachInstruction(_ body: (RailInstruction) -> Void) {
    guard let purpose = kind.tells else { return }
    for index in 0..<postings.count {
      guard case .clearing(let rail, let currency) = postings[index].credit, rail.isOutside else { continue }
      guard !(0..<index).contains(where: { postings[$0].credit == postings[index].credit }) else { continue }
      var amount: Int64 = 0
      for other in index..<postings.count where postings[other].credit == postings[index].credit {
        amount += postings[other].amount
      }
      body(
        RailInstruction(
          id: InstructionID(rail: rail, sequence: sequence), purpose: purpose, subject: subject, amount: amount,
          currency: currency, time: time))
    }
  }
}

extension JournalEntry.Kind {
  /// What a posting into a clearing account outside means in an entry of this kind; nil where there is none.
  var tells: RailInstruction.Purpose? {
    switch self {
    case .captured, .paidOnDelivery, .disputeResolved: .collect
    case .refunded, .withdrawn, .guaranteeClaimed: .giveBack
    case .paidOut: .payOut
    default: nil
    }
  }
}
