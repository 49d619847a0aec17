/// The immutable record of one decision that changed something. It is at once what is logged, what an auditor reads,
/// and the answer to whoever asked: a repeated command gets the same entry again.
public struct JournalEntry: Sendable, BitwiseCopyable {
  /// 1, 2, 3, … without gaps.
  public var sequence: UInt64
  /// The time of the group it was decided in.
  public var time: Timestamp
  public var kind: Kind
  public var actor: Actor
  public var command: CommandID
  /// The fingerprint of the command's contents.
  public var fingerprint: UInt64
  /// What it is about.
  public var subject: Subject
  public var currency: Currency
  /// The sum the entry is about, in minor units: issued, captured, refunded, funded, …; 0 where there is none.
  public var amount: Int64
  /// How far the check has come after this entry; anything where `hasProgress` is false.
  public var reached: CheckProgress
  /// Whether a check is concerned.
  public var hasProgress: Bool
  /// How the hold on the drawer's bank cover changed, in minor units.
  public var heldOnBank: Int64
  /// How the hold on the drawer's card cover changed, in minor units.
  public var heldOnCard: Int64
  public var postings: Postings
  /// The check's entry before this one, 0 if none.
  public var previousOfCheck: UInt64
  /// What a paying system was told before, and this entry says the end of; nil for entries of other kinds.
  public var instruction: InstructionID?

  /// What an entry is about.
  public enum Subject: Hashable, Sendable, BitwiseCopyable {
    case check(CheckID)
    case party(Party)
  }

  /// What happened. The numbers are those of log and wire: never changed, never used again.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    case issued = 1
    case captured = 2
    case committed = 3
    case deliveryConfirmed = 4
    case paidOnDelivery = 5
    case cashCollected = 6
    case deliveryFailed = 7
    case extended = 8
    case methodChosen = 9
    case voided = 10
    case expired = 11
    case deadlineLapsed = 12
    case disputeOpened = 13
    case disputeResolved = 14
    case refunded = 15
    case withdrawn = 16
    case chargedBack = 17
    case proceedsReleased = 18
    /// A paying system has moved the money that `instruction` was about.
    case railAccepted = 19
    /// It will not.
    case railRejected = 20
    /// It had, and the money came back.
    case railReturned = 21
    /// It has not said in time whether it does.
    case railUnsure = 22
    /// The guarantee was claimed: some of what was retained went back.
    case guaranteeClaimed = 23

    case enrolled = 40
    case updated = 41
    case statusSet = 42
    case funded = 43
    case reconciled = 44
    case paidOut = 45
    case paidIn = 46
    case forgotten = 47
    case feeCharged = 48
  }

  /// An entry without effects.
  public init(
    at moment: Moment, kind: Kind, actor: Actor, command: CommandID, fingerprint: UInt64, subject: Subject,
    currency: Currency, amount: Int64
  ) {
    sequence = moment.sequence
    time = moment.time
    self.kind = kind
    self.actor = actor
    self.command = command
    self.fingerprint = fingerprint
    self.subject = subject
    self.currency = currency
    self.amount = amount
    reached = .blank
    hasProgress = false
    heldOnBank = 0
    heldOnCard = 0
    postings = Postings()
    previousOfCheck = 0
    instruction = nil
  }
}

extension JournalEntry {
  /// How far the check has come after this entry; nil where no check is concerned.
  public var progress: CheckProgress? {
    get { hasProgress ? reached : nil }
    set {
      hasProgress = newValue != nil
      if let newValue { reached = newValue }
    }
  }

  /// Makes the entry, in place, one without effects, as `init` makes a new one.
  public mutating func begin(
    at moment: Moment, kind: Kind, actor: Actor, command: CommandID, fingerprint: UInt64, subject: Subject,
    currency: Currency, amount: Int64
  ) {
    sequence = moment.sequence
    time = moment.time
    self.fingerprint = fingerprint
    begin(kind, by: actor, command: command, about: subject, currency: currency, amount: amount)
  }

  /// Makes the entry, in place, one without effects.
  @inline(__always)
  mutating func begin(
    _ kind: Kind, by actor: Actor, command: CommandID, about subject: Subject, currency: Currency, amount: Int64 = 0
  ) {
    self.kind = kind
    self.actor = actor
    self.command = command
    self.subject = subject
    self.currency = currency
    self.amount = amount
    hasProgress = false
    heldOnBank = 0
    heldOnCard = 0
    postings.removeAll()
    previousOfCheck = 0
    instruction = nil
  }
}

extension JournalEntry: Hashable {
  /// Whether both say the same: what stands in `reached` counts where a check is concerned.
  public static func == (a: JournalEntry, b: JournalEntry) -> Bool {
    a.sequence == b.sequence && a.time == b.time && a.kind == b.kind && a.actor == b.actor && a.command == b.command
      && a.fingerprint == b.fingerprint && a.subject == b.subject && a.currency == b.currency && a.amount == b.amount
      && a.progress == b.progress && a.heldOnBank == b.heldOnBank && a.heldOnCard == b.heldOnCard
      && a.postings == b.postings && a.previousOfCheck == b.previousOfCheck && a.instruction == b.instruction
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(sequence)
    hasher.combine(command)
    hasher.combine(fingerprint)
  }
}

/// The place of a decision: its time and its sequence. Both are given to the ledger.
public struct Moment: Hashable, Sendable, BitwiseCopyable {
  public var time: Timestamp
  public var sequence: UInt64

  /// A place.
  public init(time: Timestamp, sequence: UInt64) {
    self.time = time
    self.sequence = sequence
  }
}
