/// Receipts and checks as protobuf bytes. The numbers are the contract's, as in Protos/vouch.proto.
internal import Ledger

extension MessageWriter {
  // Large values go from function to function and are taken out of one another once: each time that is a copy of a
  // thousand bytes.

  /// The manager's yes to a demand.
  @inline(never)
  static func reply(_ sequence: UInt64, _ issued: IssuedCheck) -> [UInt8] {
    guard let check = issued.check else { return message { $0.write(sequence, onlyOf: issued.receipt) } }
    return message { $0.write(sequence, issued.receipt, check) }
  }

  @inline(never)
  private mutating func write(_ sequence: UInt64, onlyOf receipt: Receipt) {
    put(sequence, as: 1)
    put(long: 2) { $0.put(1) { $0.write(receipt.entry, receipt.detail) } }
  }

  @inline(never)
  private mutating func write(_ sequence: UInt64, _ receipt: Receipt, _ check: CheckDocument) {
    put(sequence, as: 1)
    put(long: 2) {
      $0.put(1) { $0.write(receipt.entry, receipt.detail) }
      $0.put(2) { $0.write(check) }
    }
  }

  /// The same, from what `IssueCheck.issued(by:draweeName:)` makes it of.
  @inline(never)
  mutating func write(_ sequence: UInt64, _ demand: IssueCheck, _ entry: JournalEntry, _ draweeName: Text) {
    put(sequence, as: 1)
    put(long: 2) {
      $0.put(1) { $0.write(entry, "") }
      guard demand.terms.claim == nil, let progress = entry.progress else { return }
      $0.put(2) {
        $0.write(demand.id, demand.terms, entry.time, progress)
        $0.put(demand.memo.value, as: 5)
        $0.put(draweeName.value, as: 9)
      }
    }
  }

  /// The manager's yes to an action or a change.
  @inline(never)
  mutating func write(_ sequence: UInt64, _ entry: JournalEntry, _ detail: String) {
    put(sequence, as: 1)
    put(long: 2) { $0.write(entry, detail) }
  }

  /// The manager's yes to a question about a check.
  static func reply(_ sequence: UInt64, _ verification: Verification) -> [UInt8] {
    message { $0.write(sequence, verification) }
  }

  @inline(never)
  private mutating func write(_ sequence: UInt64, _ verification: Verification) {
    put(sequence, as: 1)
    put(2) {
      $0.put(verification.amount.minorUnits, as: 1)
      $0.put(verification.currency, as: 2)
      $0.put(verification.release, as: 3)
      $0.put(4) { $0.write(verification.progress) }
    }
  }

  private mutating func write(_ entry: JournalEntry, _ detail: String) {
    var writer = self
    writer.put(entry.sequence, as: 1)
    writer.put(entry.time, as: 2)
    writer.put(entry.kind, as: 3)
    writer.put(4) { $0.write(entry.actor) }
    writer.put(entry.command, as: 5)
    writer.put(entry.fingerprint, as: 6)
    switch entry.subject {
    case .check(let id): writer.put(id, as: 7)
    case .party(let party): writer.put(8) { $0.write(party) }
    }
    writer.put(entry.currency, as: 9)
    writer.put(entry.amount, as: 10)
    if let progress = entry.progress { writer.put(11) { $0.write(progress) } }
    writer.put(entry.heldOnBank, as: 12)
    writer.put(entry.heldOnCard, as: 13)
    for index in 0..<entry.postings.count { writer.put(14) { $0.write(entry.postings[index]) } }
    writer.put(entry.previousOfCheck, as: 15)
    writer.put(detail, as: 16)
    if let instruction = entry.instruction {
      writer.put(17) {
        $0.put(instruction.rail, as: 1)
        $0.put(instruction.sequence, as: 2)
      }
    }
    self = writer
  }

  @inline(__always)
  private mutating func write(_ actor: Actor) {
    switch actor {
    case .operator: put(1 as UInt64, as: 1)
    case .terminal(let id):
      put(2 as UInt64, as: 1)
      put(id.code, as: 2)
    case .seller(let id):
      put(3 as UInt64, as: 1)
      put(id.code, as: 2)
    case .distributor(let id):
      put(4 as UInt64, as: 1)
      put(id.code, as: 2)
    case .rail(let rail):
      put(5 as UInt64, as: 1)
      put(rail, as: 3)
    case .committer: put(6 as UInt64, as: 1)
    }
  }

  private mutating func write(_ party: Party) {
    switch party {
    case .account: put(1 as UInt64, as: 1)
    case .seller: put(2 as UInt64, as: 1)
    case .distributor: put(3 as UInt64, as: 1)
    }
    put(party.code, as: 2)
  }

  private mutating func write(_ posting: Posting) {
    var writer = self
    writer.put(1) { $0.write(posting.debit) }
    writer.put(2) { $0.write(posting.credit) }
    writer.put(posting.amount, as: 3)
    writer.put(posting.previousOfDebit, as: 4)
    writer.put(posting.previousOfCredit, as: 5)
    self = writer
  }

  private mutating func write(_ account: BookAccountID) {
    func put(_ kind: BalanceSheet.Kind, _ code: Code, _ writer: inout MessageWriter) {
      writer.put(kind, as: 1)
      writer.put(code, as: 2)
    }
    switch account {
    case .bank(let id): put(.bank, id.code, &self)
    case .card(let id): put(.card, id.code, &self)
    case .available(let id): put(.available, id.code, &self)
    case .locked(let id): put(.locked, id.code, &self)
    case .reserve(let id): put(.reserve, id.code, &self)
    case .debt(let id): put(.debt, id.code, &self)
    case .clearing(let rail, let currency):
      self.put(BalanceSheet.Kind.clearing, as: 1)
      self.put(rail, as: 3)
      self.put(currency, as: 4)
    case .settlement(let rail, let currency):
      self.put(BalanceSheet.Kind.settlement, as: 1)
      self.put(rail, as: 3)
      self.put(currency, as: 4)
    case .fees(let currency):
      self.put(BalanceSheet.Kind.fees, as: 1)
      self.put(currency, as: 4)
    }
  }

  private mutating func write(_ progress: CheckProgress) {
    var writer = self
    writer.put(progress.state, as: 1)
    writer.put(progress.method, as: 2)
    writer.put(progress.cover, as: 3)
    writer.put(progress.confirmed ? 1 : 0 as UInt64, as: 4)
    writer.put(progress.payee?.code, as: 5)
    writer.put(progress.remaining, as: 6)
    writer.put(progress.captured, as: 7)
    writer.put(progress.capturedFromCard, as: 8)
    writer.put(progress.released, as: 9)
    writer.put(progress.returned, as: 10)
    writer.put(progress.returnedToCard, as: 11)
    writer.put(progress.demanded, as: 12)
    writer.put(progress.expires, as: 13)
    writer.put(progress.deadline, as: 14)
    writer.put(progress.frozenFrom, as: 15)
    writer.put(progress.frozenAt, as: 16)
    writer.put(progress.locked, as: 17)
    writer.put(progress.lockedUntil, as: 18)
    writer.put(progress.reserved, as: 19)
    writer.put(progress.reservedUntil, as: 20)
    writer.put(progress.pending, as: 21)
    writer.put(progress.returning, as: 22)
    self = writer
  }

  /// The terms with what claims the check, or, as they are shown, with that kept back.
  @inline(__always)
  mutating func write(_ terms: CheckTerms, claim: Digest? = nil) {
    var writer = self
    writer.put(terms.drawer.code, as: 1)
    writer.put(terms.payee?.code, as: 2)
    writer.put(terms.distributor?.code, as: 3)
    writer.put(terms.amount.minorUnits, as: 4)
    writer.put(terms.currency, as: 5)
    writer.put(terms.method, as: 6)
    writer.put(terms.release, as: 7)
    writer.put(terms.expires, as: 8)
    writer.put(terms.deliveryWindow?.milliseconds ?? 0, as: 9)
    writer.put(terms.order, as: 10)
    writer.put(claim, as: 11)
    writer.put(terms.coolingOff.milliseconds, as: 12)
    writer.put(terms.guarantee.milliseconds, as: 13)
    writer.put(UInt64(terms.reserveShare), as: 14)
    writer.put(terms.sealsAddress ? 1 : 0 as UInt64, as: 15)
    self = writer
  }

  /// What every check has, names aside.
  @inline(__always)
  private mutating func write(_ id: CheckID, _ terms: CheckTerms, _ issued: Timestamp, _ progress: CheckProgress) {
    put(id, as: 1)
    put(2) { $0.write(terms) }
    put(issued, as: 3)
    put(4) { $0.write(progress) }
  }

  private mutating func write(_ document: CheckDocument) {
    write(document.id, document.terms, document.issued, document.progress)
    put(document.memo.value, as: 5)
    put(document.drawerName.value, as: 6)
    put(document.payeeName.value, as: 7)
    put(document.distributorName.value, as: 8)
    put(document.draweeName.value, as: 9)
    put(UInt64(document.entryCount), as: 10)
  }
}
