/// Attested entries read: strictly, as the bytes come from whoever has a check or an export.

extension AttestedEntry {
  /// Reads exactly what `bytes` gives, else nothing. Takes anything.
  public init?(_ bytes: [UInt8]) {
    var reader = AttestedReader(bytes)
    guard let read = reader.attestedEntry(), read.bytes == bytes else { return nil }
    self = read
  }
}

/// Reads values one after the other; nil as soon as there is none. That numbers have no other form, and that nothing follows,
/// is seen by writing the whole again.
private struct AttestedReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func attestedEntry() -> AttestedEntry? {
    let version = byte()
    let isAboutRail = version == AttestedEntry.railVersion
    guard version == AttestedEntry.version || isAboutRail, let parts = byte(), let high = whole(), let low = whole(),
      let sequence = number(), let time = signed(), let kind = byte().flatMap(JournalEntry.Kind.init(rawValue:)),
      let actor = actor(), let command = id(CommandID.self), let subject = subject(), let currency = currency(),
      let amount = signed(), let heldOnBank = signed(), let heldOnCard = signed(), let previousOfCheck = number(),
      let instruction = isAboutRail ? instruction() : .some(nil), let postings = byte(),
      postings <= UInt8(Postings.capacity)
    else { return nil }
    var entry = JournalEntry(
      at: Moment(time: Timestamp(milliseconds: time), sequence: sequence), kind: kind, actor: actor, command: command,
      fingerprint: 0, subject: subject, currency: currency, amount: amount)
    entry.heldOnBank = heldOnBank
    entry.heldOnCard = heldOnCard
    entry.previousOfCheck = previousOfCheck
    entry.instruction = instruction
    for _ in 0..<postings {
      guard let posting = posting() else { return nil }
      entry.postings.append(posting)
    }
    if parts & AttestedEntry.Part.progress != 0 {
      guard let progress = progress(isAboutRail: isAboutRail) else { return nil }
      entry.progress = progress
    }
    var read = AttestedEntry(entry, salt: AttestedEntry.Salt(high: high, low: low))
    if parts & AttestedEntry.Part.terms != 0 {
      guard readTerms(into: &read) else { return nil }
    }
    if parts & AttestedEntry.Part.text != 0 {
      guard let text = digest() else { return nil }
      read.text = text
    }
    return read
  }

  // MARK: - Simple values

  private mutating func byte() -> UInt8? { rest.popFirst() }

  private mutating func flag() -> Bool? {
    switch byte() {
    case 0: false
    case 1: true
    default: nil
    }
  }

  private mutating func number() -> UInt64? {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = byte(), shift < 63 || byte <= 1 {
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    return nil
  }

  private mutating func signed() -> Int64? {
    guard let number = number() else { return nil }
    return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }

  private mutating func whole() -> UInt64? {
    guard rest.count >= 8 else { return nil }
    defer { rest = rest.dropFirst(8) }
    return rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func id<ID: TimedID>(_ type: ID.Type) -> ID? {
    guard let high = whole(), let low = whole() else { return nil }
    return ID(high: high, low: low)
  }

  private mutating func code() -> Code? { whole().flatMap { Code(packed: $0) } }

  /// `.some(nil)` where there is none.
  private mutating func optionalCode() -> Code?? {
    guard let packed = whole() else { return nil }
    guard packed != 0 else { return .some(nil) }
    guard let code = Code(packed: packed) else { return nil }
    return code
  }

  private mutating func digest() -> Digest? {
    guard let a = whole(), let b = whole(), let c = whole(), let d = whole() else { return nil }
    return Digest(a, b, c, d)
  }

  private mutating func currency() -> Currency? {
    number().flatMap(UInt16.init(exactly:)).flatMap { Currency(number: $0) }
  }

  /// `.some(nil)` where there is none.
  private mutating func time() -> Timestamp?? {
    signed().map { $0 == 0 ? nil : Timestamp(milliseconds: $0) }
  }

  private mutating func span() -> Timestamp.Span? {
    signed().flatMap(UInt64.init(exactly:)).flatMap { Timestamp.Span(milliseconds: $0) }
  }

  private mutating func text() -> Text? {
    guard let length = number(), length <= UInt64(Text.maximumBytes), length <= UInt64(rest.count) else { return nil }
    defer { rest = rest.dropFirst(Int(length)) }
    return String(validating: rest.prefix(Int(length)), as: UTF8.self).flatMap { Text($0) }
  }

  private mutating func enumerated<Value: RawRepresentable<UInt8>>() -> Value? {
    byte().flatMap { Value(rawValue: $0) }
  }

  // MARK: - Parts of an entry

  private mutating func actor() -> Actor? {
    switch byte() {
    case 1: .operator
    case 2: code().map { .terminal(AccountID($0)) }
    case 3: code().map { .seller(SellerID($0)) }
    case 4: code().map { .distributor(DistributorID($0)) }
    case 5: enumerated().map { .rail($0) }
    case 6: .committer
    default: nil
    }
  }

  private mutating func subject() -> JournalEntry.Subject? {
    switch byte() {
    case 1: id(CheckID.self).map { .check($0) }
    case 2: code().map { .party(.account(AccountID($0))) }
    case 3: code().map { .party(.seller(SellerID($0))) }
    case 4: code().map { .party(.distributor(DistributorID($0))) }
    default: nil
    }
  }

  private mutating func posting() -> Posting? {
    guard let debit = bookAccount(), let credit = bookAccount(), let amount = signed(), let ofDebit = number(),
      let ofCredit = number()
    else { return nil }
    return Posting(
      debit: debit, credit: credit, amount: amount, previousOfDebit: ofDebit, previousOfCredit: ofCredit)
  }

  private mutating func bookAccount() -> BookAccountID? {
    switch byte() {
    case 1: return code().map { .bank(AccountID($0)) }
    case 2: return code().map { .card(AccountID($0)) }
    case 3: return code().map { .available(SellerID($0)) }
    case 4: return code().map { .locked(SellerID($0)) }
    case 5: return code().map { .reserve(SellerID($0)) }
    case 6: return code().map { .debt(DistributorID($0)) }
    case 7:
      guard let rail: PaymentRail = enumerated(), let currency = currency() else { return nil }
      return .clearing(rail, currency)
    case 8: return currency().map { .fees($0) }
    case 9:
      guard let rail: PaymentRail = enumerated(), let currency = currency() else { return nil }
      return .settlement(rail, currency)
    default: return nil
    }
  }

  /// `.some(nil)` where there is none.
  private mutating func instruction() -> InstructionID?? {
    guard let rail = byte(), let sequence = number() else { return nil }
    guard rail != 0 else { return sequence == 0 ? .some(nil) : nil }
    return PaymentRail(rawValue: rail).map { InstructionID(rail: $0, sequence: sequence) }
  }

  private mutating func progress(isAboutRail: Bool) -> CheckProgress? {
    guard let state: CheckState = enumerated(), let method: PaymentMethod = enumerated(),
      let cover: Cover = enumerated(), let confirmed = flag(), let payee = optionalCode(), let remaining = signed(),
      let captured = signed(), let capturedFromCard = signed(), let released = signed(), let returned = signed(),
      let returnedToCard = signed(), let demanded = signed(), let expires = signed(), let deadline = time(),
      let frozenFrom = byte(), let frozenAt = time(), let locked = signed(), let lockedUntil = time(),
      let reserved = signed(), let reservedUntil = time()
    else { return nil }
    var progress = CheckProgress(state: state, method: method, cover: cover, expires: Timestamp(milliseconds: expires))
    progress.confirmed = confirmed
    progress.payee = payee.map { SellerID($0) }
    progress.remaining = remaining
    progress.captured = captured
    progress.capturedFromCard = capturedFromCard
    progress.released = released
    progress.returned = returned
    progress.returnedToCard = returnedToCard
    progress.demanded = demanded
    progress.deadline = deadline
    progress.frozenFrom = CheckState(rawValue: frozenFrom)
    progress.frozenAt = frozenAt
    progress.locked = locked
    progress.lockedUntil = lockedUntil
    progress.reserved = reserved
    progress.reservedUntil = reservedUntil
    guard isAboutRail else { return progress }
    guard let pending = signed(), let returning = signed() else { return nil }
    progress.pending = pending
    progress.returning = returning
    return progress
  }

  private mutating func readTerms(into read: inout AttestedEntry) -> Bool {
    guard let drawer = code(), let payee = optionalCode(), let distributor = optionalCode(),
      let amount = signed().flatMap(Amount.init(minorUnits:)), let currency = currency(),
      let method: PaymentMethod = enumerated(), let release: ReleaseRule = enumerated(), let expires = time(),
      let window = number(), let hasOrder = flag()
    else { return false }
    var terms = CheckTerms(drawer: AccountID(drawer), amount: amount, currency: currency)
    terms.payee = payee.map { SellerID($0) }
    terms.distributor = distributor.map { DistributorID($0) }
    terms.method = method
    terms.release = release
    terms.expires = expires
    if window > 0 {
      guard let window = Timestamp.Span(milliseconds: window - 1) else { return false }
      terms.deliveryWindow = window
    }
    if hasOrder {
      guard let order = digest() else { return false }
      terms.order = order
    }
    guard let isClaimable = flag(), let coolingOff = span(), let guarantee = span(),
      let share = number().flatMap(UInt16.init(exactly:)), let sealsAddress = flag(), let memo = text()
    else { return false }
    terms.coolingOff = coolingOff
    terms.guarantee = guarantee
    terms.reserveShare = share
    terms.sealsAddress = sealsAddress
    read.terms = terms
    read.isClaimable = isClaimable
    read.memo = memo
    return true
  }
}
