/// Journal entries as byte strings: bits for what there is, and then only that. An entry is written once and read seldom,
/// so it is kept small: what follows from its other fields is a bit, and times and links are distances. An issue takes
/// some 60 bytes, a settlement 80.
///
/// In this order: the head, the id of the command and the link to the check's entry before, which are all that a walk
/// along a check's history needs, and the rest.
internal import LMDB
internal import Ledger

extension Receipt {
  /// Writes the whole record.
  func write(to writer: inout ByteWriter) {
    var entry = entry
    writer.begin(version: entryVersion)
    writer.put(&entry, detail: detail)
    writer.seal(at: entry.sequence)
  }
}

/// Who acted, in three bits.
enum ActorTag: UInt8 {
  case `operator` = 1
  case terminal = 2
  case seller = 3
  case distributor = 4
  case rail = 5
  case committer = 6
  /// The payee in the entry's progress.
  case payee = 7

  init(_ entry: inout JournalEntry) {
    switch entry.actor {
    case .operator: self = .operator
    case .terminal: self = .terminal
    case .seller(let id): self = entry.payee == id ? .payee : .seller
    case .distributor: self = .distributor
    case .rail: self = .rail
    case .committer: self = .committer
    }
  }
}

/// What the entry is about, in three bits.
enum SubjectTag: UInt8 {
  /// The check whose id is the command's.
  case own = 1
  case check = 2
  case account = 3
  case seller = 4
  case distributor = 5

  init(_ entry: inout JournalEntry) {
    switch entry.subject {
    case .check(let id): self = CommandID(issuing: id) == entry.command ? .own : .check
    case .party(.account): self = .account
    case .party(.seller): self = .seller
    case .party(.distributor): self = .distributor
    }
  }
}

/// A sum beside the entry's amount, in two bits.
enum SumTag: UInt8 {
  case nothing = 0
  case amount = 1
  case negative = 2
  case other = 3

  init(_ sum: Int64, beside amount: Int64) {
    if sum == 0 {
      self = .nothing
    } else if sum == amount {
      self = .amount
    } else {
      self = sum == 0 &- amount ? .negative : .other
    }
  }
}

extension JournalEntry {
  /// Whom the check is payable to after the entry, if it is about one.
  fileprivate var payee: SellerID? { hasProgress ? reached.payee : nil }

  fileprivate mutating func head(hasDetail: Bool) -> Bits {
    var head = Bits()
    head.put(kind.rawValue, 8)
    head.put(ActorTag(&self).rawValue, 3)
    head.put(SubjectTag(&self).rawValue, 3)
    head.put(currency.number, 10)
    head.put(SumTag(heldOnBank, beside: amount).rawValue, 2)
    head.put(SumTag(heldOnCard, beside: amount).rawValue, 2)
    head.put(UInt8(postings.count), 3)
    head.put(previousOfCheck != 0)
    head.put(hasDetail)
    head.put(hasProgress)
    // Where it lies, and so in `putProgress`: what `progress` gives is a copy.
    guard hasProgress else {
      head.put(instruction != nil)
      return head
    }
    head.put(reached.state.rawValue, 3)
    head.put(reached.method.rawValue, 2)
    head.put(reached.cover.rawValue, 2)
    head.put(reached.frozenFrom?.rawValue ?? 0, 3)
    head.put(reached.confirmed)
    head.put(reached.payee != nil)
    head.put(Whole(&reached, of: amount).rawValue, 2)
    head.putOptional(&reached)
    // Last: as it was before there were such.
    head.put(instruction != nil)
    return head
  }
}

extension ByteWriter {
  /// Writes all of an entry but its sequence, which is its key.
  mutating func put(_ entry: inout JournalEntry, detail: String) {
    put(entry.head(hasDetail: !detail.isEmpty))
    put(entry.command)
    if entry.previousOfCheck != 0 { put(entry.sequence &- entry.previousOfCheck) }
    put(entry.time, since: entry.command.time)
    if ActorTag(&entry) != .payee { put(entry.actor) }
    put(entry.subject, beside: entry.command)
    putWhole(entry.fingerprint)
    put(entry.amount)
    if SumTag(entry.heldOnBank, beside: entry.amount) == .other { put(entry.heldOnBank) }
    if SumTag(entry.heldOnCard, beside: entry.amount) == .other { put(entry.heldOnCard) }
    if entry.hasProgress { putProgress(of: &entry) }
    for index in 0..<entry.postings.count { put(entry.postings[index], of: &entry) }
    if let instruction = entry.instruction {
      put(instruction.rail.rawValue)
      put(entry.sequence &- instruction.sequence)
    }
    if !detail.isEmpty { put(detail) }
  }

  /// What the head does not say.
  private mutating func put(_ actor: Actor) {
    switch actor {
    case .terminal(let id): putWhole(id.code.packed)
    case .seller(let id): putWhole(id.code.packed)
    case .distributor(let id): putWhole(id.code.packed)
    case .rail(let rail): put(rail.rawValue)
    case .operator, .committer: break
    }
  }

  private mutating func put(_ subject: JournalEntry.Subject, beside command: CommandID) {
    switch subject {
    case .check(let id): if CommandID(issuing: id) != command { put(id, beside: command) }
    case .party(let party): putWhole(party.code.packed)
    }
  }

  private mutating func putProgress(of entry: inout JournalEntry) {
    if let payee = entry.reached.payee { putWhole(payee.code.packed) }
    if Whole(&entry.reached, of: entry.amount) == .none { putSums(&entry.reached) }
    put(entry.reached.expires, since: entry.usualExpiry)
    putOptional(&entry.reached, since: entry.time)
  }

  /// A byte says which accounts they are, whether the sum is the entry's, and whether what is a seller's is the payee's.
  private mutating func put(_ posting: Posting, of entry: inout JournalEntry) {
    let isWhole = posting.amount == entry.amount
    let isPayees = posting.isOf(entry.payee)
    put(posting.debit.tag | posting.credit.tag << 3 | (isWhole ? 0x40 : 0) | (isPayees ? 0x80 : 0))
    put(posting.debit, isPayees: isPayees)
    put(posting.credit, isPayees: isPayees)
    if !isWhole { put(posting.amount) }
    // Nothing before is 0, the entry before is 1.
    put(posting.previousOfDebit == 0 ? 0 : entry.sequence &- posting.previousOfDebit)
    put(posting.previousOfCredit == 0 ? 0 : entry.sequence &- posting.previousOfCredit)
  }

  private mutating func put(_ account: BookAccountID, isPayees: Bool) {
    switch account {
    case .bank(let id), .card(let id): putWhole(id.code.packed)
    case .available(let id), .locked(let id), .reserve(let id): if !isPayees { putWhole(id.code.packed) }
    case .debt(let id): putWhole(id.code.packed)
    case .clearing(let rail, let currency):
      put(rail.rawValue)
      put(UInt64(currency.number))
    case .settlement(let rail, let currency):
      put(rail.rawValue | settlementBit)
      put(UInt64(currency.number))
    case .fees(let currency): put(UInt64(currency.number))
    }
  }
}

/// What tells a settlement account from a clearing account, in the byte of their rail.
let settlementBit: UInt8 = 0x80

extension BookAccountID {
  /// Which kind, in three bits.
  fileprivate var tag: UInt8 {
    switch self {
    case .bank: 0
    case .card: 1
    case .available: 2
    case .locked: 3
    case .reserve: 4
    case .debt: 5
    case .clearing, .settlement: 6
    case .fees: 7
    }
  }

  /// Whose account it is, if a seller's.
  var seller: SellerID? {
    switch self {
    case .available(let id), .locked(let id), .reserve(let id): id
    default: nil
    }
  }
}

extension Posting {
  /// Whether one side or both are `payee`'s, and neither is another seller's.
  fileprivate func isOf(_ payee: SellerID?) -> Bool {
    guard let payee, let seller = debit.seller ?? credit.seller else { return false }
    return seller == payee && (credit.seller ?? payee) == payee
  }
}

extension JournalEntry {
  /// When a check made when its id says would expire.
  var usualExpiry: Timestamp {
    guard case .check(let id) = subject else { return time }
    return Timestamp(milliseconds: id.time.milliseconds &+ usualValidity)
  }
}
