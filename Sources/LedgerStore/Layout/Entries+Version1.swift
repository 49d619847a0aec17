/// Journal entries as the first layout had them, every field in full. They lie in journals and logs that were written
/// before there was another.
internal import LMDB
internal import Ledger

extension Receipt {
  init?(version1 reader: inout ByteReader) {
    guard let kind = reader.byte().flatMap(JournalEntry.Kind.init(rawValue:)),
      let time = reader.signed(), let actor = reader.actor(), let command = reader.id(CommandID.self),
      let fingerprint = reader.whole(), let subject = reader.subject(), let currency = reader.currency(),
      let amount = reader.signed(), let heldOnBank = reader.signed(), let heldOnCard = reader.signed(),
      let previousOfCheck = reader.link(), let postings = reader.number(), postings <= UInt64(Postings.capacity)
    else { return nil }
    var entry = JournalEntry(
      at: Moment(time: Timestamp(milliseconds: time), sequence: reader.place), kind: kind, actor: actor,
      command: command,
      fingerprint: fingerprint, subject: subject, currency: currency, amount: amount)
    entry.heldOnBank = heldOnBank
    entry.heldOnCard = heldOnCard
    entry.previousOfCheck = previousOfCheck
    for _ in 0..<postings {
      guard let posting = reader.posting() else { return nil }
      entry.postings.append(posting)
    }
    guard let hasProgress = reader.byte() else { return nil }
    if hasProgress != 0 {
      guard let progress = reader.progress() else { return nil }
      entry.progress = progress
    }
    guard let detail = reader.string(), reader.isAtEnd else { return nil }
    self.init(entry: entry, detail: detail ?? "")
  }
}

extension EntryLink {
  init?(version1 reader: inout ByteReader) {
    guard reader.byte() != nil, reader.signed() != nil, reader.actor() != nil, let command = reader.id(CommandID.self),
      reader.whole() != nil, reader.subject() != nil, reader.number() != nil, reader.signed() != nil,
      reader.signed() != nil, reader.signed() != nil, let previousOfCheck = reader.link()
    else { return nil }
    self.init(command: command, previousOfCheck: previousOfCheck)
  }
}

extension ByteReader {
  mutating func currency() -> Currency? {
    guard let number = number(), number < 1000 else { return nil }
    return Currency(number: UInt16(number))
  }

  fileprivate mutating func actor() -> Actor? {
    switch byte() {
    case 1: .operator
    case 2: party().map { .terminal(AccountID($0)) }
    case 3: party().map { .seller(SellerID($0)) }
    case 4: party().map { .distributor(DistributorID($0)) }
    case 5: byte().flatMap(PaymentRail.init(rawValue:)).map { .rail($0) }
    case 6: .committer
    default: nil
    }
  }

  fileprivate mutating func subject() -> JournalEntry.Subject? {
    switch byte() {
    case 1: id(CheckID.self).map { .check($0) }
    case 2: party().map { .party(.account(AccountID($0))) }
    case 3: party().map { .party(.seller(SellerID($0))) }
    case 4: party().map { .party(.distributor(DistributorID($0))) }
    default: nil
    }
  }

  fileprivate mutating func bookAccount() -> BookAccountID? {
    switch byte() {
    case 1: return party().map { .bank(AccountID($0)) }
    case 2: return party().map { .card(AccountID($0)) }
    case 3: return party().map { .available(SellerID($0)) }
    case 4: return party().map { .locked(SellerID($0)) }
    case 5: return party().map { .reserve(SellerID($0)) }
    case 6: return party().map { .debt(DistributorID($0)) }
    case 7:
      guard let rail = byte().flatMap(PaymentRail.init(rawValue:)), let currency = currency() else { return nil }
      return .clearing(rail, currency)
    case 8: return currency().map { .fees($0) }
    default: return nil
    }
  }

  /// An entry before this one; 0: none. One that leads to itself would never be walked to an end.
  fileprivate mutating func link() -> UInt64? { number().flatMap { $0 == place ? nil : $0 } }

  fileprivate mutating func posting() -> Posting? {
    guard let debit = bookAccount(), let credit = bookAccount(), let amount = signed(), let ofDebit = link(),
      let ofCredit = link()
    else { return nil }
    return Posting(
      debit: debit, credit: credit, amount: amount, previousOfDebit: ofDebit, previousOfCredit: ofCredit)
  }

  fileprivate mutating func progress() -> CheckProgress? {
    guard let state = byte().flatMap(CheckState.init(rawValue:)),
      let method = byte().flatMap(PaymentMethod.init(rawValue:)), let coverAndFlag = byte(),
      let cover = Cover(rawValue: coverAndFlag & 0x7F), let frozenFrom = byte(),
      frozenFrom == 0 || CheckState(rawValue: frozenFrom) != nil, let payee = code(), let remaining = signed(),
      let captured = signed(), let capturedFromCard = signed(), let released = signed(), let returned = signed(),
      let returnedToCard = signed(), let demanded = signed(), let locked = signed(), let reserved = signed(),
      let expires = signed(), let deadline = signed(), let frozenAt = signed(), let lockedUntil = signed(),
      let reservedUntil = signed()
    else { return nil }
    var progress = CheckProgress(state: state, method: method, cover: cover, expires: Timestamp(milliseconds: expires))
    progress.confirmed = coverAndFlag & 0x80 != 0
    progress.frozenFrom = CheckState(rawValue: frozenFrom)
    progress.payee = payee.map { SellerID($0) }
    progress.remaining = remaining
    progress.captured = captured
    progress.capturedFromCard = capturedFromCard
    progress.released = released
    progress.returned = returned
    progress.returnedToCard = returnedToCard
    progress.demanded = demanded
    progress.locked = locked
    progress.reserved = reserved
    progress.deadline = Timestamp(stored: deadline)
    progress.frozenAt = Timestamp(stored: frozenAt)
    progress.lockedUntil = Timestamp(stored: lockedUntil)
    progress.reservedUntil = Timestamp(stored: reservedUntil)
    return progress
  }
}
