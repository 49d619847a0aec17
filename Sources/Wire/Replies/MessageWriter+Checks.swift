/// Receipts and checks as protobuf bytes. The numbers are the contract's, as in Protos/vouch.proto.
internal import Ledger

extension MessageWriter {
  // Large values go from function to function and are taken out of one another once: each time that is a copy of a
  // thousand bytes.

  /// The manager's yes to a demand.
  @inline(never)
  static func reply(_ sequence: UInt64, _ issued: IssuedCheck) -> [UInt8] {
    guard let check = issued.check else {
      return message(atMost: issued.receipt.mostBytes) { $0.write(sequence, onlyOf: issued.receipt) }
    }
    return message(atMost: issued.receipt.mostBytes + check.mostBytes) { $0.write(sequence, issued.receipt, check) }
  }

  @inline(never)
  private mutating func write(_ sequence: UInt64, onlyOf receipt: Receipt) {
    put(sequence, as: 1)
    put(long: 2) { $0.put(1) { $0.write(receipt) } }
  }

  @inline(never)
  private mutating func write(_ sequence: UInt64, _ receipt: Receipt, _ check: CheckDocument) {
    put(sequence, as: 1)
    put(long: 2) {
      $0.put(1) { $0.write(receipt) }
      $0.put(2) { $0.write(check) }
    }
  }

  /// The manager's yes to an action or a change.
  @inline(never)
  static func reply(_ sequence: UInt64, _ receipt: Receipt) -> [UInt8] {
    message(atMost: receipt.mostBytes) { $0.write(sequence, receipt) }
  }

  @inline(never)
  private mutating func write(_ sequence: UInt64, _ receipt: Receipt) {
    put(sequence, as: 1)
    put(long: 2) { $0.write(receipt) }
  }

  /// The manager's yes to a question about a check.
  @inline(never)
  static func reply(_ sequence: UInt64, _ verification: Verification) -> [UInt8] {
    message(atMost: Most.reply + Most.check + Most.progress) { $0.write(sequence, verification) }
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

  private mutating func write(_ receipt: Receipt) {
    var writer = self
    writer.put(receipt.entry.sequence, as: 1)
    writer.put(receipt.entry.time, as: 2)
    writer.put(receipt.entry.kind, as: 3)
    writer.put(4) { $0.write(receipt.entry.actor) }
    writer.put(receipt.entry.command, as: 5)
    writer.put(receipt.entry.fingerprint, as: 6)
    switch receipt.entry.subject {
    case .check(let id): writer.put(id, as: 7)
    case .party(let party): writer.put(8) { $0.write(party) }
    }
    writer.put(receipt.entry.currency, as: 9)
    writer.put(receipt.entry.amount, as: 10)
    if let progress = receipt.entry.progress { writer.put(11) { $0.write(progress) } }
    writer.put(receipt.entry.heldOnBank, as: 12)
    writer.put(receipt.entry.heldOnCard, as: 13)
    for index in 0..<receipt.entry.postings.count { writer.put(14) { $0.write(receipt.entry.postings[index]) } }
    writer.put(receipt.entry.previousOfCheck, as: 15)
    writer.put(receipt.detail, as: 16)
    self = writer
  }

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
    self = writer
  }

  /// The terms as they are shown: what claims the check is kept back.
  private mutating func write(_ terms: CheckTerms) {
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
    writer.put(terms.coolingOff.milliseconds, as: 12)
    writer.put(terms.guarantee.milliseconds, as: 13)
    writer.put(UInt64(terms.reserveShare), as: 14)
    self = writer
  }

  private mutating func write(_ document: CheckDocument) {
    var writer = self
    writer.put(document.id, as: 1)
    writer.put(2) { $0.write(document.terms) }
    writer.put(document.issued, as: 3)
    writer.put(4) { $0.write(document.progress) }
    writer.put(document.memo.value, as: 5)
    writer.put(document.drawerName.value, as: 6)
    writer.put(document.payeeName.value, as: 7)
    writer.put(document.distributorName.value, as: 8)
    writer.put(document.draweeName.value, as: 9)
    writer.put(UInt64(document.entryCount), as: 10)
    self = writer
  }
}

// MARK: - How large they can be

/// What a message takes at most, its texts aside: ten bytes a number, twelve a code, and what says which they are.
private enum Most {
  static let reply = 20
  static let receipt = 160
  static let progress = 200
  static let posting = 80
  static let check = 200
}

extension Receipt {
  fileprivate var mostBytes: Int {
    Most.reply + Most.receipt + Most.progress + entry.postings.count * Most.posting + detail.utf8.count
  }
}

extension CheckDocument {
  fileprivate var mostBytes: Int {
    Most.check + Most.progress + memo.value.utf8.count + drawerName.value.utf8.count + payeeName.value.utf8.count
      + distributorName.value.utf8.count + draweeName.value.utf8.count
  }
}
