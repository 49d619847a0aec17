/// Everything a decision may look at, read before it is made: nothing else is.
///
/// Records lie side by side with a word on whether each is there, as an `Optional` of their size is copied to be looked at:
/// the copies alone were half of what a decision cost.
public struct Facts: Sendable, BitwiseCopyable {
  /// The drawer of the check, or the account administered; anything while `hasAccount` is false, as the others are.
  public var accountRecord: Account
  public var hasAccount = false
  /// The payee named, else whoever presents, else the seller administered.
  public var sellerRecord: Seller
  public var hasSeller = false
  /// The distributor named, or the one administered.
  public var distributorRecord: Distributor
  public var hasDistributor = false
  /// The check acted on, or the one that has the id a new check asks for.
  public var checkRecord: Check
  public var hasCheck = false
  /// The clearing account of the rail that is concerned, in the party's currency, unless that is the card's.
  public var clearing = Balance()
  /// The clearing account of the card rail.
  public var cardClearing = Balance()
  /// The settlement account of the rail named.
  public var settlement = Balance()
  /// What the manager has earned, in the party's currency.
  public var fees = Balance()
  /// The instruction that a paying system reports of.
  public var instructionRecord: RailInstruction
  public var hasInstruction = false
  /// The entry of an earlier command with this id, if one took effect.
  public var earlierEntry: JournalEntry
  public var hasEarlier = false

  /// No facts.
  public init() {
    accountRecord = .blank
    sellerRecord = .blank
    distributorRecord = .blank
    checkRecord = .blank
    instructionRecord = .blank
    earlierEntry = .blank
  }

  /// Forgets all, in place.
  public mutating func clear() {
    hasAccount = false
    hasSeller = false
    hasDistributor = false
    hasCheck = false
    clearing = Balance()
    cardClearing = Balance()
    settlement = Balance()
    fees = Balance()
    hasInstruction = false
    hasEarlier = false
  }
}

// MARK: - For whoever is in no hurry

extension Facts {
  /// The account, if there is one.
  public var account: Account? {
    get { hasAccount ? accountRecord : nil }
    set {
      hasAccount = newValue != nil
      if let newValue { accountRecord = newValue }
    }
  }

  /// The seller, if there is one.
  public var seller: Seller? {
    get { hasSeller ? sellerRecord : nil }
    set {
      hasSeller = newValue != nil
      if let newValue { sellerRecord = newValue }
    }
  }

  /// The distributor, if there is one.
  public var distributor: Distributor? {
    get { hasDistributor ? distributorRecord : nil }
    set {
      hasDistributor = newValue != nil
      if let newValue { distributorRecord = newValue }
    }
  }

  /// The check, if there is one.
  public var check: Check? {
    get { hasCheck ? checkRecord : nil }
    set {
      hasCheck = newValue != nil
      if let newValue { checkRecord = newValue }
    }
  }

  /// The instruction, if there is one.
  public var instruction: RailInstruction? {
    get { hasInstruction ? instructionRecord : nil }
    set {
      hasInstruction = newValue != nil
      if let newValue { instructionRecord = newValue }
    }
  }

  /// The earlier entry, if there is one.
  public var earlier: JournalEntry? {
    get { hasEarlier ? earlierEntry : nil }
    set {
      hasEarlier = newValue != nil
      if let newValue { earlierEntry = newValue }
    }
  }
}

extension Facts: Hashable {
  /// Whether both have the same: what stands where nothing is there does not count.
  public static func == (a: Facts, b: Facts) -> Bool {
    a.account == b.account && a.seller == b.seller && a.distributor == b.distributor && a.check == b.check
      && a.clearing == b.clearing && a.cardClearing == b.cardClearing && a.settlement == b.settlement
      && a.fees == b.fees
      && a.instruction == b.instruction && a.earlier == b.earlier
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(account)
    hasher.combine(seller)
    hasher.combine(distributor)
    hasher.combine(check)
    hasher.combine(clearing)
    hasher.combine(cardClearing)
    hasher.combine(settlement)
    hasher.combine(fees)
    hasher.combine(instruction)
    hasher.combine(earlier)
  }
}

// MARK: - The book among the facts

extension Facts {
  /// The balance of an account of the book among these facts; an empty one when it is not among them.
  @inline(__always)
  public func balance(of id: BookAccountID) -> Balance {
    switch id {
    case .bank: hasAccount ? accountRecord.bank.balance : Balance()
    case .card: hasAccount ? accountRecord.card.balance : Balance()
    case .available: hasSeller ? sellerRecord.available : Balance()
    case .locked: hasSeller ? sellerRecord.locked : Balance()
    case .reserve: hasSeller ? sellerRecord.reserve : Balance()
    case .debt: hasDistributor ? distributorRecord.debt : Balance()
    case .clearing(let rail, _): rail == .card ? cardClearing : clearing
    case .settlement: settlement
    case .fees: fees
    }
  }

  /// Posts where `id` is among these facts, and nowhere else.
  @inline(__always)
  mutating func post(_ amount: Int64, to id: BookAccountID, sequence: UInt64) {
    switch id {
    case .bank: accountRecord.bank.balance.post(amount, sequence: sequence)
    case .card: accountRecord.card.balance.post(amount, sequence: sequence)
    case .available: sellerRecord.available.post(amount, sequence: sequence)
    case .locked: sellerRecord.locked.post(amount, sequence: sequence)
    case .reserve: sellerRecord.reserve.post(amount, sequence: sequence)
    case .debt: distributorRecord.debt.post(amount, sequence: sequence)
    case .clearing(.card, _): cardClearing.post(amount, sequence: sequence)
    case .clearing: clearing.post(amount, sequence: sequence)
    case .settlement: settlement.post(amount, sequence: sequence)
    case .fees: fees.post(amount, sequence: sequence)
    }
  }
}

extension Balance {
  @inline(__always)
  fileprivate mutating func post(_ amount: Int64, sequence: UInt64) {
    posted += amount
    lastEntry = sequence
  }
}

// MARK: - Where nothing was read

extension Code {
  /// A code, to fill a record that is not there.
  fileprivate static let blank = Code(unchecked: end / 40 * 3)
}

extension CheckTerms {
  package static let blank = CheckTerms(
    drawer: AccountID(.blank), amount: Amount(unchecked: 1), currency: .blank)
}

extension Account {
  package static let blank = Account(id: AccountID(.blank), status: .closed, currency: .blank, at: .start)
}

extension Seller {
  package static let blank = Seller(id: SellerID(.blank), status: .closed, currency: .blank, at: .start)
}

extension Distributor {
  package static let blank = Distributor(id: DistributorID(.blank), status: .closed, currency: .blank, at: .start)
}

extension Check {
  package static let blank = Check(
    id: CheckID(high: 0, low: 0), terms: .blank, issued: .start,
    progress: CheckProgress(terms: .blank, expires: .start), fingerprint: 0, firstEntry: 0, lastEntry: 0, entryCount: 0,
    previousOfDrawer: nil)
}

extension RailInstruction {
  package static let blank = RailInstruction(
    id: InstructionID(rail: .book, sequence: 0), purpose: .collect, subject: .party(.account(AccountID(.blank))),
    amount: 0, currency: .blank, time: .start)
}

extension JournalEntry {
  package static let blank = JournalEntry(
    at: Moment(time: .start, sequence: 0), kind: .updated, actor: .operator, command: CommandID(high: 0, low: 0),
    fingerprint: 0, subject: .party(.account(AccountID(.blank))), currency: .blank, amount: 0)
}

extension Timestamp {
  fileprivate static let start = Timestamp(milliseconds: 0)
}
