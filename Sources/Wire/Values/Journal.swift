/// The journal: entries with their postings, and the accounts of the book they post to. Values ↔ messages.
internal import CVouchProtos
internal import Ledger

extension Reader {
  func bookAccount(_ m: PbBookAccount, _ field: @autoclosure () -> String) throws(Invalid) -> BookAccountID {
    guard let kind: BalanceSheet.Kind = unsafe try optionalCase(m.kind.rawValue, "\(field()).kind") else {
      throw missing("\(field()).kind", "Say which kind of account.")
    }
    func owner() throws(Invalid) -> Code { unsafe try code(m.code, "\(field()).code") }
    return switch kind {
    case .bank: .bank(AccountID(try owner()))
    case .card: .card(AccountID(try owner()))
    case .available: .available(SellerID(try owner()))
    case .locked: .locked(SellerID(try owner()))
    case .reserve: .reserve(SellerID(try owner()))
    case .debt: .debt(DistributorID(try owner()))
    case .clearing:
      unsafe .clearing(
        try needCase(m.rail.rawValue, "\(field()).rail"), try currency(m.currency, "\(field()).currency"))
    case .settlement:
      unsafe .settlement(
        try needCase(m.rail.rawValue, "\(field()).rail"), try currency(m.currency, "\(field()).currency"))
    case .fees: unsafe .fees(try currency(m.currency, "\(field()).currency"))
    }
  }

  func subject(
    check: ProtobufCBinaryData, party: UnsafeMutablePointer<PbParty>?
  ) throws(Invalid) -> JournalEntry.Subject {
    if let party = unsafe party { return unsafe .party(try self.party(party.pointee, "party")) }
    return unsafe .check(try id(check, "check"))
  }

  func receipt(_ m: PbReceipt) throws(Invalid) -> Receipt {
    let moment = unsafe Moment(time: try time(m.time, "receipt.time"), sequence: m.sequence)
    var entry = unsafe JournalEntry(
      at: moment, kind: try needCase(m.kind.rawValue, "receipt.kind"),
      actor: try anyActor(try need(m.actor, "receipt.actor"), "receipt.actor"),
      command: try id(m.command, "receipt.command"), fingerprint: m.fingerprint,
      subject: try subject(check: m.check, party: m.party), currency: try currency(m.currency, "receipt.currency"),
      amount: m.amount)
    if let progress = unsafe m.progress { entry.progress = unsafe try self.progress(progress.pointee) }
    entry.heldOnBank = unsafe m.held_on_bank
    entry.heldOnCard = unsafe m.held_on_card
    guard unsafe m.n_postings <= Postings.capacity else {
      throw Invalid(field: "receipt.postings", reason: "are too many", hint: "At most \(Postings.capacity).")
    }
    for index in unsafe 0..<m.n_postings {
      unsafe entry.postings.append(try posting(try need(m.postings?[index], "receipt.postings")))
    }
    entry.previousOfCheck = unsafe m.previous_of_check
    if let id = unsafe m.instruction { entry.instruction = unsafe try instructionID(id.pointee, "receipt.instruction") }
    return unsafe Receipt(entry: entry, detail: try string(m.detail, "receipt.detail"))
  }

  private func posting(_ m: PbPosting) throws(Invalid) -> Posting {
    unsafe Posting(
      debit: try bookAccount(try need(m.debit, "posting.debit"), "posting.debit"),
      credit: try bookAccount(try need(m.credit, "posting.credit"), "posting.credit"), amount: m.amount,
      previousOfDebit: m.previous_of_debit, previousOfCredit: m.previous_of_credit)
  }
}

extension Builder {
  func rail(_ rail: PaymentRail?) -> Vouch__V1__Rail { Vouch__V1__Rail(rawValue: rail?.wire ?? 0) }

  func bookAccount(_ account: BookAccountID) -> UnsafeMutablePointer<PbBookAccount> {
    let m = unsafe make(vouch__v1__book_account__init)
    let (kind, code, rail, currency): (BalanceSheet.Kind, Code?, PaymentRail?, Currency?) =
      switch account {
      case .bank(let id): (.bank, id.code, nil, nil)
      case .card(let id): (.card, id.code, nil, nil)
      case .available(let id): (.available, id.code, nil, nil)
      case .locked(let id): (.locked, id.code, nil, nil)
      case .reserve(let id): (.reserve, id.code, nil, nil)
      case .debt(let id): (.debt, id.code, nil, nil)
      case .clearing(let rail, let currency): (.clearing, nil, rail, currency)
      case .settlement(let rail, let currency): (.settlement, nil, rail, currency)
      case .fees(let currency): (.fees, nil, nil, currency)
      }
    unsafe m.pointee.kind = Vouch__V1__BookAccountKind(rawValue: kind.wire)
    unsafe m.pointee.code = string(code)
    unsafe m.pointee.rail = self.rail(rail)
    unsafe m.pointee.currency = string(currency)
    return unsafe m
  }

  func entryKind(_ kind: JournalEntry.Kind) -> Vouch__V1__EntryKind { Vouch__V1__EntryKind(rawValue: kind.wire) }

  func subject(
    _ subject: JournalEntry.Subject
  ) -> (check: ProtobufCBinaryData, party: UnsafeMutablePointer<PbParty>?) {
    switch subject {
    case .check(let check): unsafe (id(check), nil)
    case .party(let party): unsafe (id(nil as CheckID?), self.party(party))
    }
  }

  func receipt(_ receipt: Receipt) -> UnsafeMutablePointer<PbReceipt> {
    let m = unsafe make(vouch__v1__receipt__init)
    let entry = receipt.entry
    unsafe m.pointee.sequence = entry.sequence
    unsafe m.pointee.time = entry.time.milliseconds
    unsafe m.pointee.kind = entryKind(entry.kind)
    unsafe m.pointee.actor = actor(entry.actor)
    unsafe m.pointee.command = id(entry.command)
    unsafe m.pointee.fingerprint = entry.fingerprint
    unsafe (m.pointee.check, m.pointee.party) = subject(entry.subject)
    unsafe m.pointee.currency = string(entry.currency)
    unsafe m.pointee.amount = entry.amount
    unsafe m.pointee.progress = entry.progress.map { unsafe progress($0) }
    unsafe m.pointee.held_on_bank = entry.heldOnBank
    unsafe m.pointee.held_on_card = entry.heldOnCard
    unsafe (m.pointee.n_postings, m.pointee.postings) = list(entry.postings.count) {
      unsafe posting(entry.postings[$0])
    }
    unsafe m.pointee.previous_of_check = entry.previousOfCheck
    unsafe m.pointee.detail = string(receipt.detail)
    unsafe m.pointee.instruction = instructionID(entry.instruction)
    return unsafe m
  }

  private func posting(_ posting: Posting) -> UnsafeMutablePointer<PbPosting> {
    let m = unsafe make(vouch__v1__posting__init)
    unsafe m.pointee.debit = bookAccount(posting.debit)
    unsafe m.pointee.credit = bookAccount(posting.credit)
    unsafe m.pointee.amount = posting.amount
    unsafe m.pointee.previous_of_debit = posting.previousOfDebit
    unsafe m.pointee.previous_of_credit = posting.previousOfCredit
    return unsafe m
  }
}
