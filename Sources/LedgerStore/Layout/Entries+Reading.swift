/// Journal entries read from byte strings, of whichever version.
internal import LMDB
internal import Ledger

extension Receipt {
  /// What stands where one is read into.
  static let blank = Receipt(entry: .blank, detail: "")

  init?(_ reader: inout ByteReader) {
    self = .blank
    guard read(&reader) else { return nil }
  }

  /// Reads one over what is here: an entry is half a kilobyte, which whoever reads all of them does not want to copy. Whether
  /// there is one; if not, what is here is nothing.
  mutating func read(_ reader: inout ByteReader) -> Bool {
    guard reader.version == entryVersion else {
      guard let former = Receipt(version1: &reader) else { return false }
      self = former
      return true
    }
    guard var head = reader.head(), let kind = JournalEntry.Kind(rawValue: head.small(8)),
      let actorTag = ActorTag(rawValue: head.small(3)), let subjectTag = SubjectTag(rawValue: head.small(3)),
      let currency = Currency(number: head.take(10)), let onBank = SumTag(rawValue: head.small(2)),
      let onCard = SumTag(rawValue: head.small(2))
    else { return false }
    let postings = Int(head.take(3))
    guard postings <= Postings.capacity else { return false }
    let hasPrevious = head.flag()
    let hasDetail = head.flag()

    guard let command = reader.id(CommandID.self), let previous = hasPrevious ? reader.previous() : 0,
      let time = reader.time(since: command.time), let actor = reader.actor(actorTag),
      let subject = reader.subject(subjectTag, beside: command), let fingerprint = reader.whole(),
      let amount = reader.signed(), let heldOnBank = reader.sum(onBank, beside: amount),
      let heldOnCard = reader.sum(onCard, beside: amount)
    else { return false }
    entry.begin(
      at: Moment(time: time, sequence: reader.place), kind: kind, actor: actor, command: command,
      fingerprint: fingerprint, subject: subject, currency: currency, amount: amount)
    entry.previousOfCheck = previous
    entry.heldOnBank = heldOnBank
    entry.heldOnCard = heldOnCard
    if head.flag() {
      guard reader.readProgress(&head, of: &entry) else { return false }
      entry.hasProgress = true
    }
    if actorTag == .payee {
      guard entry.hasProgress, let payee = entry.reached.payee else { return false }
      entry.actor = .seller(payee)
    }
    let hasInstruction = head.flag()
    guard head.isEmptyToEnd else { return false }
    for _ in 0..<postings {
      guard let posting = reader.posting(of: &entry) else { return false }
      entry.postings.append(posting)
    }
    if hasInstruction {
      guard let rail = reader.byte().flatMap(PaymentRail.init(rawValue:)), let sequence = reader.previous() else {
        return false
      }
      entry.instruction = InstructionID(rail: rail, sequence: sequence)
    }
    detail = ""
    if hasDetail {
      guard let text = reader.string(), let text, !text.isEmpty else { return false }
      detail = text
    }
    return reader.isAtEnd
  }
}

/// As much of an entry as a walk along a check's history needs.
struct EntryLink {
  let command: CommandID
  let previousOfCheck: UInt64

  init(command: CommandID, previousOfCheck: UInt64) {
    self.command = command
    self.previousOfCheck = previousOfCheck
  }

  init?(_ reader: inout ByteReader) {
    guard reader.version == entryVersion else {
      self.init(version1: &reader)
      return
    }
    guard var head = reader.head(), let command = reader.id(CommandID.self) else { return nil }
    _ = head.take(EntryLink.bitsBefore)
    guard let previous = head.flag() ? reader.previous() : 0 else { return nil }
    self.init(command: command, previousOfCheck: previous)
  }

  /// How many bits of the head come before the one that says whether there is an entry before.
  private static let bitsBefore: UInt64 = 8 + 3 + 3 + 10 + 2 + 2 + 3
}

extension ByteReader {
  /// An entry before this one, from its distance.
  fileprivate mutating func previous() -> UInt64? {
    number().flatMap { $0 == 0 || $0 == place ? nil : place &- $0 }
  }

  /// Who acted; in place of the payee, who is read later, the committer.
  fileprivate mutating func actor(_ tag: ActorTag) -> Actor? {
    switch tag {
    case .operator: .operator
    case .terminal: party().map { .terminal(AccountID($0)) }
    case .seller: party().map { .seller(SellerID($0)) }
    case .distributor: party().map { .distributor(DistributorID($0)) }
    case .rail: byte().flatMap(PaymentRail.init(rawValue:)).map { .rail($0) }
    case .committer, .payee: .committer
    }
  }

  fileprivate mutating func subject(_ tag: SubjectTag, beside command: CommandID) -> JournalEntry.Subject? {
    switch tag {
    case .own: .check(CheckID(high: command.high, low: command.low))
    case .check: id(CheckID.self, beside: command).map { .check($0) }
    case .account: party().map { .party(.account(AccountID($0))) }
    case .seller: party().map { .party(.seller(SellerID($0))) }
    case .distributor: party().map { .party(.distributor(DistributorID($0))) }
    }
  }

  fileprivate mutating func sum(_ tag: SumTag, beside amount: Int64) -> Int64? {
    switch tag {
    case .nothing: 0
    case .amount: amount == 0 ? nil : amount
    case .negative: amount == 0 ? nil : 0 &- amount
    case .other: nonzero()
    }
  }

  /// Reads over what is there how far the check had come; whether it can be.
  fileprivate mutating func readProgress(_ head: inout Bits, of entry: inout JournalEntry) -> Bool {
    guard let state = CheckState(rawValue: head.small(3)), let method = PaymentMethod(rawValue: head.small(2)),
      let cover = Cover(rawValue: head.small(2)), let frozenFrom = head.state()
    else { return false }
    let usualExpiry = entry.usualExpiry
    entry.reached = CheckProgress(state: state, method: method, cover: cover, expires: usualExpiry)
    entry.reached.frozenFrom = frozenFrom
    entry.reached.confirmed = head.flag()
    if head.flag() {
      guard let payee = party() else { return false }
      entry.reached.payee = SellerID(payee)
    }
    guard entry.reached.readSums(head.small(2), of: entry.amount, &self), let expires = time(since: usualExpiry) else {
      return false
    }
    entry.reached.expires = expires
    return entry.reached.readOptional(&head, since: entry.time, &self)
  }

  fileprivate mutating func posting(of entry: inout JournalEntry) -> Posting? {
    guard let tags = byte() else { return nil }
    let payee = tags & 0x80 == 0 || !entry.hasProgress ? nil : entry.reached.payee
    guard tags & 0x80 == 0 || payee != nil, let debit = bookAccount(tags & 7, payee: payee),
      let credit = bookAccount(tags >> 3 & 7, payee: payee), let amount = tags & 0x40 == 0 ? signed() : entry.amount,
      let ofDebit = number(), let ofCredit = number(), payee == nil || (debit.seller ?? credit.seller) != nil
    else { return nil }
    return Posting(
      debit: debit, credit: credit, amount: amount, previousOfDebit: ofDebit == 0 ? 0 : place &- ofDebit,
      previousOfCredit: ofCredit == 0 ? 0 : place &- ofCredit)
  }

  private mutating func bookAccount(_ tag: UInt8, payee: SellerID?) -> BookAccountID? {
    switch tag {
    case 0: return party().map { .bank(AccountID($0)) }
    case 1: return party().map { .card(AccountID($0)) }
    case 2: return seller(payee).map { .available($0) }
    case 3: return seller(payee).map { .locked($0) }
    case 4: return seller(payee).map { .reserve($0) }
    case 5: return party().map { .debt(DistributorID($0)) }
    case 6:
      guard let tag = byte(), let rail = PaymentRail(rawValue: tag & ~settlementBit), let currency = currency() else {
        return nil
      }
      return tag & settlementBit == 0 ? .clearing(rail, currency) : .settlement(rail, currency)
    default: return currency().map { .fees($0) }
    }
  }

  private mutating func seller(_ payee: SellerID?) -> SellerID? { payee ?? party().map { SellerID($0) } }
}
