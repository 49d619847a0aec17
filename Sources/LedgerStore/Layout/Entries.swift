/// Journal entries as bytes. An entry is written once and read seldom, so it is kept small: an issue takes about a
/// hundred bytes.
internal import LMDB
internal import Ledger

extension Receipt {
  /// Writes the whole record.
  func write(to writer: inout ByteWriter) {
    var entry = entry
    writer.begin()
    writer.put(&entry, detail: detail)
    writer.seal(at: entry.sequence)
  }

  init?(_ reader: inout ByteReader, sequence: UInt64) {
    guard let kind = reader.byte().flatMap(JournalEntry.Kind.init(rawValue:)),
      let time = reader.signed(), let actor = reader.actor(), let command = reader.id(CommandID.self),
      let fingerprint = reader.whole(), let subject = reader.subject(), let currency = reader.currency(),
      let amount = reader.signed(), let heldOnBank = reader.signed(), let heldOnCard = reader.signed(),
      let previousOfCheck = reader.number(), let postings = reader.number(), postings <= UInt64(Postings.capacity)
    else { return nil }
    var entry = JournalEntry(
      at: Moment(time: Timestamp(milliseconds: time), sequence: sequence), kind: kind, actor: actor, command: command,
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

/// As much of an entry as a walk along a check's history needs.
struct EntryLink {
  let command: CommandID
  let previousOfCheck: UInt64

  init?(_ reader: inout ByteReader) {
    guard reader.byte() != nil, reader.signed() != nil, reader.actor() != nil, let command = reader.id(CommandID.self),
      reader.whole() != nil, reader.subject() != nil, reader.number() != nil, reader.signed() != nil,
      reader.signed() != nil, reader.signed() != nil, let previousOfCheck = reader.number()
    else { return nil }
    self.command = command
    self.previousOfCheck = previousOfCheck
  }
}

// MARK: - Parts

extension ByteWriter {
  /// Writes all of an entry but its sequence, which is its key.
  mutating func put(_ entry: inout JournalEntry, detail: String) {
    put(entry.kind.rawValue)
    put(entry.time.milliseconds)
    put(entry.actor)
    put(entry.command)
    putWhole(entry.fingerprint)
    put(entry.subject)
    put(UInt64(entry.currency.number))
    put(entry.amount)
    put(entry.heldOnBank)
    put(entry.heldOnCard)
    put(entry.previousOfCheck)
    put(UInt64(entry.postings.count))
    for index in 0..<entry.postings.count { put(entry.postings[index]) }
    put(entry.hasProgress ? 1 : 0 as UInt8)
    if entry.hasProgress { put(&entry.reached) }
    put(detail)
  }

  mutating func put(_ actor: Actor) {
    switch actor {
    case .operator: put(1 as UInt8)
    case .terminal(let id):
      put(2 as UInt8)
      putWhole(id.code.packed)
    case .seller(let id):
      put(3 as UInt8)
      putWhole(id.code.packed)
    case .distributor(let id):
      put(4 as UInt8)
      putWhole(id.code.packed)
    case .rail(let rail):
      put(5 as UInt8)
      put(rail.rawValue)
    case .committer: put(6 as UInt8)
    }
  }

  mutating func put(_ subject: JournalEntry.Subject) {
    switch subject {
    case .check(let id):
      put(1 as UInt8)
      put(id)
    case .party(let party):
      switch party {
      case .account: put(2 as UInt8)
      case .seller: put(3 as UInt8)
      case .distributor: put(4 as UInt8)
      }
      putWhole(party.code.packed)
    }
  }

  mutating func put(_ account: BookAccountID) {
    switch account {
    case .bank(let id): put(1, id.code)
    case .card(let id): put(2, id.code)
    case .available(let id): put(3, id.code)
    case .locked(let id): put(4, id.code)
    case .reserve(let id): put(5, id.code)
    case .debt(let id): put(6, id.code)
    case .clearing(let rail, let currency):
      put(7 as UInt8)
      put(rail.rawValue)
      put(UInt64(currency.number))
    case .fees(let currency):
      put(8 as UInt8)
      put(UInt64(currency.number))
    }
  }

  private mutating func put(_ kind: UInt8, _ code: Code) {
    put(kind)
    putWhole(code.packed)
  }

  mutating func put(_ posting: Posting) {
    put(posting.debit)
    put(posting.credit)
    put(posting.amount)
    put(posting.previousOfDebit)
    put(posting.previousOfCredit)
  }

  mutating func put(_ progress: inout CheckProgress) {
    put(progress.state.rawValue)
    put(progress.method.rawValue)
    put(progress.cover.rawValue | (progress.confirmed ? 0x80 : 0))
    put(progress.frozenFrom?.rawValue ?? 0)
    putWhole(progress.payee?.code.packed ?? 0)
    // Not in loops: those would make an array for every entry.
    put(progress.remaining)
    put(progress.captured)
    put(progress.capturedFromCard)
    put(progress.released)
    put(progress.returned)
    put(progress.returnedToCard)
    put(progress.demanded)
    put(progress.locked)
    put(progress.reserved)
    put(progress.expires.milliseconds)
    put(progress.deadline?.milliseconds ?? 0)
    put(progress.frozenAt?.milliseconds ?? 0)
    put(progress.lockedUntil?.milliseconds ?? 0)
    put(progress.reservedUntil?.milliseconds ?? 0)
  }
}

extension ByteReader {
  mutating func currency() -> Currency? {
    guard let number = number(), number < 1000 else { return nil }
    return Currency(number: UInt16(number))
  }

  private mutating func party() -> Code? { code().flatMap { $0 } }

  mutating func actor() -> Actor? {
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

  mutating func subject() -> JournalEntry.Subject? {
    switch byte() {
    case 1: id(CheckID.self).map { .check($0) }
    case 2: party().map { .party(.account(AccountID($0))) }
    case 3: party().map { .party(.seller(SellerID($0))) }
    case 4: party().map { .party(.distributor(DistributorID($0))) }
    default: nil
    }
  }

  mutating func bookAccount() -> BookAccountID? {
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

  mutating func posting() -> Posting? {
    guard let debit = bookAccount(), let credit = bookAccount(), let amount = signed(), let ofDebit = number(),
      let ofCredit = number()
    else { return nil }
    return Posting(
      debit: debit, credit: credit, amount: amount, previousOfDebit: ofDebit, previousOfCredit: ofCredit)
  }

  mutating func progress() -> CheckProgress? {
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
