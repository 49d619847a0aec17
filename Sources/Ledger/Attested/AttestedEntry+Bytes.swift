/// The canonical bytes of an attested entry, versions 1 and 2. docs/attested-entry.md says the same for whoever writes a reader
/// in another language; nothing here changes, another form gets another version.

extension AttestedEntry {
  /// Of the form of an entry in which no paying system outside has a part.
  static let version: UInt8 = 1
  /// Of that of one in which one has.
  static let railVersion: UInt8 = 2

  /// Bits of the second byte; the others are 0.
  enum Part {
    static let progress: UInt8 = 1
    static let terms: UInt8 = 2
    static let text: UInt8 = 4
  }

  /// The canonical bytes.
  public var bytes: [UInt8] {
    var (form, entry) = (AttestedForm(), entry)
    form.begin(&entry, hasTerms: terms != nil, hasText: text != nil, salt: salt)
    if var terms { form.add(&terms, isClaimable: isClaimable, memo: memo) }
    if let text { form.add(text: text) }
    return form.bytes
  }
}

/// The parts of an entry's canonical bytes, one after the other, without an `AttestedEntry`: what is large is only looked at
/// where it lies, for which it is `inout`: nothing of it is changed.
extension AttestedForm {
  /// Writes an entry over what is here; its terms follow where it issued a check, and then its text's hash where it has one.
  public mutating func begin(_ entry: inout JournalEntry, hasTerms: Bool, hasText: Bool, salt: AttestedEntry.Salt) {
    typealias Part = AttestedEntry.Part
    let isAboutRail = entry.isAboutRail
    removeAll()
    put(isAboutRail ? AttestedEntry.railVersion : AttestedEntry.version)
    put((entry.hasProgress ? Part.progress : 0) | (hasTerms ? Part.terms : 0) | (hasText ? Part.text : 0))
    putWhole(salt.high)
    putWhole(salt.low)
    put(entry.sequence)
    put(entry.time.milliseconds)
    put(entry.kind.rawValue)
    put(entry.actor)
    put(entry.command)
    put(entry.subject)
    put(UInt64(entry.currency.number))
    put(entry.amount)
    put(entry.heldOnBank)
    put(entry.heldOnCard)
    put(entry.previousOfCheck)
    if isAboutRail {
      put(entry.instruction?.rail.rawValue ?? 0)
      put(entry.instruction?.sequence ?? 0)
    }
    put(UInt8(entry.postings.count))
    for index in 0..<entry.postings.count { put(entry.postings[index]) }
    guard entry.hasProgress else { return }
    put(&entry.reached)
    if isAboutRail {
      put(entry.reached.pending)
      put(entry.reached.returning)
    }
  }

  /// The terms of the check that the entry issued.
  ///
  /// - Parameter isClaimable: whether the check can be claimed by a secret.
  public mutating func add(_ terms: inout CheckTerms, isClaimable: Bool, memo: Text) {
    put(&terms, isClaimable: isClaimable, memo: memo)
  }

  /// The hash of the entry's text.
  public mutating func add(text: Digest) { put(text) }
}

extension JournalEntry {
  /// Whether the first version of the form could not say all of it.
  fileprivate var isAboutRail: Bool {
    if instruction != nil || hasProgress && reached.pending | reached.returning != 0 { return true }
    for index in 0..<postings.count where postings[index].debit.isSettlement || postings[index].credit.isSettlement {
      return true
    }
    return false
  }
}

extension BookAccountID {
  fileprivate var isSettlement: Bool { if case .settlement = self { true } else { false } }
}

extension AttestedForm {
  /// A byte for the role, then the code or the rail, where the role has one.
  fileprivate mutating func put(_ actor: Actor) {
    switch actor {
    case .operator: put(1 as UInt8)
    case .terminal(let id):
      put(2 as UInt8)
      put(id.code)
    case .seller(let id):
      put(3 as UInt8)
      put(id.code)
    case .distributor(let id):
      put(4 as UInt8)
      put(id.code)
    case .rail(let rail):
      put(5 as UInt8)
      put(rail.rawValue)
    case .committer: put(6 as UInt8)
    }
  }

  /// A byte for the kind, then the check's id or the party's code.
  fileprivate mutating func put(_ subject: JournalEntry.Subject) {
    switch subject {
    case .check(let id):
      put(1 as UInt8)
      put(id)
    case .party(.account(let id)):
      put(2 as UInt8)
      put(id.code)
    case .party(.seller(let id)):
      put(3 as UInt8)
      put(id.code)
    case .party(.distributor(let id)):
      put(4 as UInt8)
      put(id.code)
    }
  }

  fileprivate mutating func put(_ posting: Posting) {
    put(posting.debit)
    put(posting.credit)
    put(posting.amount)
    put(posting.previousOfDebit)
    put(posting.previousOfCredit)
  }

  /// A byte for the kind, as the wire has it, then whose it is.
  private mutating func put(_ account: BookAccountID) {
    switch account {
    case .bank(let id):
      put(1 as UInt8)
      put(id.code)
    case .card(let id):
      put(2 as UInt8)
      put(id.code)
    case .available(let id):
      put(3 as UInt8)
      put(id.code)
    case .locked(let id):
      put(4 as UInt8)
      put(id.code)
    case .reserve(let id):
      put(5 as UInt8)
      put(id.code)
    case .debt(let id):
      put(6 as UInt8)
      put(id.code)
    case .clearing(let rail, let currency):
      put(7 as UInt8)
      put(rail.rawValue)
      put(UInt64(currency.number))
    case .fees(let currency):
      put(8 as UInt8)
      put(UInt64(currency.number))
    case .settlement(let rail, let currency):
      put(9 as UInt8)
      put(rail.rawValue)
      put(UInt64(currency.number))
    }
  }

  fileprivate mutating func put(_ progress: inout CheckProgress) {
    put(progress.state.rawValue)
    put(progress.method.rawValue)
    put(progress.cover.rawValue)
    put(progress.confirmed)
    put(progress.payee?.code)
    put(progress.remaining)
    put(progress.captured)
    put(progress.capturedFromCard)
    put(progress.released)
    put(progress.returned)
    put(progress.returnedToCard)
    put(progress.demanded)
    put(progress.expires.milliseconds)
    put(progress.deadline)
    put(progress.frozenFrom?.rawValue ?? 0)
    put(progress.frozenAt)
    put(progress.locked)
    put(progress.lockedUntil)
    put(progress.reserved)
    put(progress.reservedUntil)
  }

  fileprivate mutating func put(_ terms: inout CheckTerms, isClaimable: Bool, memo: Text) {
    put(terms.drawer.code)
    put(terms.payee?.code)
    put(terms.distributor?.code)
    put(terms.amount.minorUnits)
    put(UInt64(terms.currency.number))
    put(terms.method.rawValue)
    put(terms.release.rawValue)
    put(terms.expires)
    // One more than the span: no time at all is a span, too.
    put(terms.deliveryWindow.map { UInt64($0.milliseconds) + 1 } ?? 0)
    put(terms.order != nil)
    if let order = terms.order { put(order) }
    put(isClaimable)
    put(terms.coolingOff.milliseconds)
    put(terms.guarantee.milliseconds)
    put(UInt64(terms.reserveShare))
    put(terms.sealsAddress)
    put(memo)
  }
}
