/// The registries, and money that comes and goes over a rail.
extension Draft {
  /// The decision. Judged in this order: who acts, the party, then the change's own values.
  mutating func decide(_ administration: Administration) throws(Refusal) {
    try administration.judgeActor()
    func begin(_ kind: JournalEntry.Kind, _ party: Party, _ currency: Currency, _ amount: Int64 = 0) {
      entry.begin(
        kind, by: administration.actor, command: administration.id, about: .party(party), currency: currency,
        amount: amount)
    }

    switch administration.change {
    case .enrolAccount(let enrolment):
      guard !facts.hasAccount else { throw .alreadyEnrolled }
      try enrolment.update.judgeRails()
      try enrolment.update.judgeLine()
      begin(.enrolled, .account(enrolment.id), enrolment.currency)
    case .enrolSeller(let enrolment):
      guard !facts.hasSeller else { throw .alreadyEnrolled }
      begin(.enrolled, .seller(SellerID(enrolment.code)), enrolment.currency)
    case .enrolDistributor(let enrolment):
      guard !facts.hasDistributor else { throw .alreadyEnrolled }
      begin(.enrolled, .distributor(DistributorID(enrolment.code)), enrolment.currency)

    case .updateAccount(let id, let update):
      let account = try facts.openAccount()
      try update.judgeRails()
      guard !update.isEmpty else { throw .nothingChanged }
      try update.judgeLine()
      begin(.updated, .account(id), account.currency)
    case .updateSeller(let id, let update):
      let seller = try facts.openSeller()
      guard !update.isEmpty else { throw .nothingChanged }
      begin(.updated, .seller(id), seller.currency)
    case .updateDistributor(let id, let update):
      let distributor = try facts.openDistributor()
      guard !update.isEmpty else { throw .nothingChanged }
      begin(.updated, .distributor(id), distributor.currency)

    case .setStatus(let party, let status):
      begin(.statusSet, party, try facts.judge(status, of: party))

    case .forget(let party):
      begin(.forgotten, party, try facts.judgeForgetting(party))

    case .fund(let id, let cover, let amount, let rail):
      let account = try facts.openAccount()
      guard account[cover].standing != .none else { throw .noCover }
      begin(.funded, .account(id), account.currency, amount.minorUnits)
      move(amount.minorUnits, from: rail.source(account.currency), to: id.bookAccount(cover))

    case .reconcile(let id, let cover, let stated, let seen, let sequence, let rail):
      let account = try facts.openAccount()
      guard account[cover].standing != .none else { throw .noCover }
      guard sequence > account[cover].railSequence else { throw .staleStatement }
      let seen = seen ?? account[cover].balance.posted
      guard max(stated.magnitude, seen.magnitude) <= UInt64(Bounds.maximumBalance) else { throw .balanceLimit }
      let difference = stated - seen
      begin(.reconciled, .account(id), account.currency, difference)
      let source = rail.source(account.currency)
      if difference > 0 {
        move(difference, from: source, to: id.bookAccount(cover))
      } else {
        move(-difference, from: id.bookAccount(cover), to: source)
      }

    case .payOut(let id, let amount, let rail):
      guard let seller = facts.seller else { throw .unknownSeller }
      // What came back after it was closed, as when its bank sent its last pay-out back, is still its own.
      guard seller.status != .closed || seller.available.posted > 0 else { throw .sellerClosed }
      guard rail != .card else { throw .wrongRail }
      guard seller.available.posted >= amount.minorUnits else { throw .payeeInsufficient }
      begin(.paidOut, .seller(id), seller.currency, amount.minorUnits)
      move(amount.minorUnits, from: .available(id), to: .clearing(rail, seller.currency))

    case .chargeFee(let id, let amount):
      let seller = try facts.openSeller()
      guard seller.available.posted >= amount.minorUnits else { throw .payeeInsufficient }
      begin(.feeCharged, .seller(id), seller.currency, amount.minorUnits)
      move(amount.minorUnits, from: .available(id), to: .fees(seller.currency))

    case .payIn(let id, let amount, let rail):
      guard let distributor = facts.distributor else { throw .unknownDistributor }
      guard -distributor.debt.posted >= amount.minorUnits else { throw .exceedsDebt }
      begin(.paidIn, .distributor(id), distributor.currency, amount.minorUnits)
      move(amount.minorUnits, from: rail.source(distributor.currency), to: .debt(id))

    case .reportPayOut(let id, let instruction, let result):
      guard let seller = facts.seller else { throw .unknownSeller }
      begin(.railAccepted, .seller(id), seller.currency)
      try report(instruction, result)
    }
    try judgeBounds()
  }
}

extension Administration {
  /// The operator may do everything here; a rail may move money over itself, and say what became of what it was told.
  fileprivate func judgeActor() throws(Refusal) {
    switch (actor, change) {
    case (.operator, _): return
    case (.rail(let own), .fund(_, _, _, let rail)), (.rail(let own), .reconcile(_, _, _, _, _, let rail)),
      (.rail(let own), .payOut(_, _, let rail)), (.rail(let own), .payIn(_, _, let rail)):
      guard own == rail else { throw .notPermitted }
    case (.rail, .reportPayOut): return
    default: throw .notPermitted
    }
  }
}

extension AccountUpdate {
  /// Whether it names nothing to change.
  fileprivate var isEmpty: Bool {
    var rest = self
    if rest.profile == AccountProfile() { rest.profile = nil }
    if rest.sealed?.fields.isEmpty == true { rest.sealed = nil }
    return rest == AccountUpdate()
  }

  /// A line counts like a balance, so it has the same bound.
  fileprivate func judgeLine() throws(Refusal) {
    guard (0...Bounds.maximumBalance).contains(creditLine ?? 0) else { throw .balanceLimit }
  }
}

extension AccountUpdate {
  /// Bank and post keep accounts, the credit company keeps lines.
  fileprivate func judgeRails() throws(Refusal) {
    guard bankRail != .card, cardRail == nil || cardRail == .book || cardRail == .card else { throw .wrongRail }
  }
}

extension PaymentRail {
  /// Where money over it comes from that nobody was told to send.
  fileprivate func source(_ currency: Currency) -> BookAccountID {
    isOutside ? .settlement(self, currency) : .clearing(self, currency)
  }
}

extension CompanyUpdate {
  /// Whether it names nothing to change.
  fileprivate var isEmpty: Bool {
    var rest = self
    if rest.profile == CompanyProfile() { rest.profile = nil }
    if rest.sealed?.fields.isEmpty == true { rest.sealed = nil }
    return rest == CompanyUpdate()
  }
}

extension AccountID {
  /// The account of the book behind one of the covers.
  func bookAccount(_ cover: Cover) -> BookAccountID { cover == .bank ? .bank(self) : .card(self) }
}

extension Facts {
  fileprivate func openAccount() throws(Refusal) -> Account {
    guard let account else { throw .unknownAccount }
    guard account.status != .closed else { throw .accountClosed }
    return account
  }

  fileprivate func openSeller() throws(Refusal) -> Seller {
    guard let seller else { throw .unknownSeller }
    guard seller.status != .closed else { throw .sellerClosed }
    return seller
  }

  fileprivate func openDistributor() throws(Refusal) -> Distributor {
    guard let distributor else { throw .unknownDistributor }
    guard distributor.status != .closed else { throw .distributorClosed }
    return distributor
  }

  /// Closed is for good, and only for a party with nothing open. Gives the party's currency.
  fileprivate func judge(_ status: PartyStatus, of party: Party) throws(Refusal) -> Currency {
    switch party {
    case .account:
      let account = try openAccount()
      guard account.status != status else { throw .sameStatus }
      if status == .closed { try account.judgeEnd() }
      return account.currency
    case .seller:
      let seller = try openSeller()
      guard seller.status != status else { throw .sameStatus }
      if status == .closed { try seller.judgeEnd() }
      return seller.currency
    case .distributor:
      let distributor = try openDistributor()
      guard distributor.status != status else { throw .sameStatus }
      if status == .closed { try distributor.judgeEnd() }
      return distributor.currency
    }
  }

  /// Whoever has left is forgotten whenever asked, also again: a key that came back with an old copy is destroyed once
  /// more. Whoever has not, leaves by it. Gives the party's currency.
  fileprivate func judgeForgetting(_ party: Party) throws(Refusal) -> Currency {
    switch party {
    case .account:
      guard let account else { throw .unknownAccount }
      if account.status != .closed { try account.judgeEnd() }
      return account.currency
    case .seller:
      guard let seller else { throw .unknownSeller }
      if seller.status != .closed { try seller.judgeEnd() }
      return seller.currency
    case .distributor:
      guard let distributor else { throw .unknownDistributor }
      if distributor.status != .closed { try distributor.judgeEnd() }
      return distributor.currency
    }
  }
}

// MARK: - Nothing open, no money

extension Account {
  fileprivate func judgeEnd() throws(Refusal) {
    guard openChecks == 0 else { throw .hasOpenChecks }
    guard bank.balance.posted == 0, card.balance.posted == 0 else { throw .balanceNotZero }
  }
}

extension Seller {
  fileprivate func judgeEnd() throws(Refusal) {
    guard exposure == 0 else { throw .hasOpenChecks }
    guard available.posted == 0, locked.posted == 0, reserve.posted == 0, payingOut == 0 else { throw .balanceNotZero }
  }
}

extension Distributor {
  fileprivate func judgeEnd() throws(Refusal) {
    guard exposure == 0 else { throw .hasOpenChecks }
    guard debt.posted == 0 else { throw .balanceNotZero }
  }
}
