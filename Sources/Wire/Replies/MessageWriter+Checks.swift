/// Receipts and checks as protobuf bytes. The numbers are the contract's, as in Protos/vouch.proto.
internal import Ledger

extension MessageWriter {
  /// A manager's reply whose outcome is a yes.
  static func accepted(
    _ sequence: UInt64, texts: Int, _ content: (inout MessageWriter) -> Void
  ) -> [UInt8] {
    message(texts: texts) {
      $0.put(sequence, as: 1)
      $0.put(2, content)
    }
  }

  mutating func write(_ receipt: Receipt) {
    let entry = receipt.entry
    put(entry.sequence, as: 1)
    put(entry.time.milliseconds, as: 2)
    put(entry.kind, as: 3)
    put(4) { $0.write(entry.actor) }
    put(entry.command, as: 5)
    put(entry.fingerprint, as: 6)
    switch entry.subject {
    case .check(let id): put(id, as: 7)
    case .party(let party): put(8) { $0.write(party) }
    }
    put(entry.currency, as: 9)
    put(entry.amount, as: 10)
    if let progress = entry.progress { put(11) { $0.write(progress) } }
    put(entry.heldOnBank, as: 12)
    put(entry.heldOnCard, as: 13)
    for index in 0..<entry.postings.count { put(14) { $0.write(entry.postings[index]) } }
    put(entry.previousOfCheck, as: 15)
    put(receipt.detail, as: 16)
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
    put(1) { $0.write(posting.debit) }
    put(2) { $0.write(posting.credit) }
    put(posting.amount, as: 3)
    put(posting.previousOfDebit, as: 4)
    put(posting.previousOfCredit, as: 5)
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

  mutating func write(_ progress: CheckProgress) {
    put(progress.state, as: 1)
    put(progress.method, as: 2)
    put(progress.cover, as: 3)
    put(progress.confirmed ? 1 : 0 as UInt64, as: 4)
    put(progress.payee?.code, as: 5)
    put(progress.remaining, as: 6)
    put(progress.captured, as: 7)
    put(progress.capturedFromCard, as: 8)
    put(progress.released, as: 9)
    put(progress.returned, as: 10)
    put(progress.returnedToCard, as: 11)
    put(progress.demanded, as: 12)
    put(progress.expires.milliseconds, as: 13)
    put(progress.deadline?.milliseconds ?? 0, as: 14)
    put(progress.frozenFrom, as: 15)
    put(progress.frozenAt?.milliseconds ?? 0, as: 16)
    put(progress.locked, as: 17)
    put(progress.lockedUntil?.milliseconds ?? 0, as: 18)
    put(progress.reserved, as: 19)
    put(progress.reservedUntil?.milliseconds ?? 0, as: 20)
  }

  /// The terms as they are shown: what claims the check is kept back.
  private mutating func write(_ terms: CheckTerms) {
    put(terms.drawer.code, as: 1)
    put(terms.payee?.code, as: 2)
    put(terms.distributor?.code, as: 3)
    put(terms.amount.minorUnits, as: 4)
    put(terms.currency, as: 5)
    put(terms.method, as: 6)
    put(terms.release, as: 7)
    put(terms.expires?.milliseconds ?? 0, as: 8)
    put(terms.deliveryWindow?.milliseconds ?? 0, as: 9)
    put(terms.order, as: 10)
    put(terms.coolingOff.milliseconds, as: 12)
    put(terms.guarantee.milliseconds, as: 13)
    put(UInt64(terms.reserveShare), as: 14)
  }

  mutating func write(_ verification: Verification) {
    put(verification.amount.minorUnits, as: 1)
    put(verification.currency, as: 2)
    put(verification.release, as: 3)
    put(4) { $0.write(verification.progress) }
  }

  mutating func write(_ document: CheckDocument) {
    put(document.id, as: 1)
    put(2) { $0.write(document.terms) }
    put(document.issued.milliseconds, as: 3)
    put(4) { $0.write(document.progress) }
    put(document.memo.value, as: 5)
    put(document.drawerName.value, as: 6)
    put(document.payeeName.value, as: 7)
    put(document.distributorName.value, as: 8)
    put(document.draweeName.value, as: 9)
    put(UInt64(document.entryCount), as: 10)
  }
}

extension CheckDocument {
  /// How many bytes its texts have.
  var textBytes: Int {
    memo.value.utf8.count + drawerName.value.utf8.count + payeeName.value.utf8.count + distributorName.value.utf8.count
      + draweeName.value.utf8.count
  }
}
