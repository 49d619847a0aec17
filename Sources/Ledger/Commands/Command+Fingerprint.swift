/// The canonical contents of a command: every field but its id, in the order declared.
extension Command {
  /// The fingerprint by which the same id with other contents is noticed.
  public var fingerprint: UInt64 {
    switch self {
    case .issue(let command): command.fingerprint
    case .act(let command): command.fingerprint
    case .administer(let command): command.fingerprint
    }
  }
}

extension IssueCheck {
  var fingerprint: UInt64 {
    var print = Fingerprint(kind: 1)
    print.add(actor)
    print.add(terms.drawer.code)
    print.add(terms.payee?.code)
    print.add(terms.distributor?.code)
    print.add(terms.amount.minorUnits)
    print.add(
      UInt64(terms.currency.number) << 32 | UInt64(terms.method.rawValue) << 24 | UInt64(terms.release.rawValue) << 16
        | UInt64(terms.reserveShare) | (terms.sealsAddress ? 1 << 48 : 0))
    print.add(terms.expires?.milliseconds)
    print.add(terms.deliveryWindow?.milliseconds)
    print.add(terms.order)
    print.add(terms.claim)
    print.add(terms.coolingOff.milliseconds)
    print.add(terms.guarantee.milliseconds)
    print.add(memo)
    return print.value
  }
}

extension CheckAction {
  var fingerprint: UInt64 {
    var print = Fingerprint(kind: 2)
    print.add(actor)
    print.add(check)
    print.add(note)
    switch event {
    case .present(let amount, let final):
      print.add(final ? 2 : 1 as UInt64)
      print.add(amount?.minorUnits)
    case .confirm(let proof):
      print.add(3 as UInt64)
      print.add(proof)
    case .collectCash(let amount):
      print.add(4 as UInt64)
      print.add(amount?.minorUnits)
    case .failDelivery: print.add(5 as UInt64)
    case .extend(let until):
      print.add(6 as UInt64)
      print.add(until.milliseconds)
    case .chooseMethod(let method):
      print.add(7 as UInt64)
      print.add(UInt64(method.rawValue))
    case .void: print.add(8 as UInt64)
    case .lapse: print.add(9 as UInt64)
    case .openDispute: print.add(10 as UInt64)
    case .resolveDispute(.resume): print.add(11 as UInt64)
    case .resolveDispute(.pay(let amount)):
      print.add(12 as UInt64)
      print.add(amount?.minorUnits)
    case .resolveDispute(.void): print.add(13 as UInt64)
    case .refund(let amount):
      print.add(14 as UInt64)
      print.add(amount?.minorUnits)
    case .withdraw: print.add(15 as UInt64)
    case .chargeBack(let amount):
      print.add(16 as UInt64)
      print.add(amount?.minorUnits)
    case .releaseProceeds: print.add(17 as UInt64)
    case .claimGuarantee(let amount):
      print.add(19 as UInt64)
      print.add(amount?.minorUnits)
    case .reportRail(let instruction, let result):
      print.add(18 as UInt64)
      print.add(instruction, result)
    }
    return print.value
  }
}

extension Administration {
  var fingerprint: UInt64 {
    var print = Fingerprint(kind: 3)
    print.add(actor)
    print.add(note)
    switch change {
    case .enrolAccount(let enrolment):
      print.add(1 as UInt64)
      print.add(enrolment.id.code)
      print.add(UInt64(enrolment.currency.number) << 8 | UInt64(enrolment.status.rawValue))
      print.add(enrolment.update)
    case .enrolSeller(let enrolment):
      print.add(2 as UInt64)
      print.add(enrolment)
    case .enrolDistributor(let enrolment):
      print.add(3 as UInt64)
      print.add(enrolment)
    case .updateAccount(let id, let update):
      print.add(4 as UInt64)
      print.add(id.code)
      print.add(update)
    case .updateSeller(let id, let update):
      print.add(5 as UInt64)
      print.add(id.code)
      print.add(update)
    case .updateDistributor(let id, let update):
      print.add(6 as UInt64)
      print.add(id.code)
      print.add(update)
    case .setStatus(let party, let status):
      print.add(7 as UInt64)
      print.add(party)
      print.add(UInt64(status.rawValue))
    case .forget(let party):
      print.add(12 as UInt64)
      print.add(party)
    case .fund(let id, let cover, let amount, let rail):
      print.add(8 as UInt64)
      print.add(id.code)
      print.add(UInt64(cover.rawValue) << 8 | UInt64(rail.rawValue))
      print.add(amount.minorUnits)
    case .reconcile(let id, let cover, let stated, let seen, let sequence, let rail):
      print.add((seen == nil ? 9 : 16) as UInt64)
      print.add(id.code)
      print.add(UInt64(cover.rawValue) << 8 | UInt64(rail.rawValue))
      print.add(stated)
      if let seen { print.add(seen) }
      print.add(sequence)
    case .payOut(let id, let amount, let rail):
      print.add(10 as UInt64)
      print.add(id.code)
      print.add(UInt64(rail.rawValue))
      print.add(amount.minorUnits)
    case .payIn(let id, let amount, let rail):
      print.add(11 as UInt64)
      print.add(id.code)
      print.add(UInt64(rail.rawValue))
      print.add(amount.minorUnits)
    case .chargeFee(let id, let amount):
      print.add(14 as UInt64)
      print.add(id.code)
      print.add(amount.minorUnits)
    case .reportPayOut(let id, let instruction, let result):
      print.add(13 as UInt64)
      print.add(id.code)
      print.add(instruction, result)
    }
    return print.value
  }
}

extension Fingerprint {
  mutating func add(_ instruction: InstructionID, _ result: RailResult) {
    add(instruction.sequence)
    add(UInt64(instruction.rail.rawValue) << 8 | UInt64(result.rawValue))
  }

  mutating func add(_ party: Party) {
    switch party {
    case .account: add(1 as UInt64)
    case .seller: add(2 as UInt64)
    case .distributor: add(3 as UInt64)
    }
    add(party.code)
  }

  mutating func add(_ enrolment: CompanyEnrolment) {
    add(enrolment.code)
    add(UInt64(enrolment.currency.number) << 8 | UInt64(enrolment.status.rawValue))
    add(enrolment.update)
  }

  mutating func add(_ update: AccountUpdate) {
    let profile = update.profile ?? AccountProfile()
    for text in [
      profile.name, profile.address, profile.telephone, profile.bank, profile.bankAccountNumber, profile.bankNotes,
      profile.creditCompany, profile.cardNumber, profile.creditNotes,
    ] {
      add(text)
    }
    add(UInt64(profile.sex.map { $0.rawValue + 1 } ?? 0))
    add(UInt64(update.delivery?.rawValue ?? 0))
    add(UInt64(update.bankStanding.map { $0.rawValue + 1 } ?? 0))
    add(UInt64(update.cardStanding.map { $0.rawValue + 1 } ?? 0))
    add(update.creditLine)
    add(update.limits?.perCheck)
    add(update.limits?.perDay)
    add(update.limits.map { Int64($0.checksPerDay) })
    // Where nothing is said of them the number is as it was before there were such rails.
    if let rail = update.bankRail { add(0x100 | UInt64(rail.rawValue)) }
    if let rail = update.cardRail { add(0x200 | UInt64(rail.rawValue)) }
    add(update.sealed)
  }

  mutating func add(_ update: CompanyUpdate) {
    let profile = update.profile ?? CompanyProfile()
    for text in [profile.name, profile.address, profile.telephone, profile.bank, profile.bankAccountNumber] {
      add(text)
    }
    add(update.exposureLimit)
    add(update.cashLimit)
    // Where nothing is said of them the number is as it was before there were such keys.
    switch update.handOverKey {
    case .register(let key): add(Digest(key.bytes))
    case .end: add(2 as UInt64)
    case nil: break
    }
    if let key = update.addressKey {
      add(3 as UInt64)
      add(key.words)
    }
    add(update.sealed)
  }

  /// What was said, by its digest alone: a number that anybody can make of a name would tell who has the name.
  private mutating func add(_ sealed: SealedProfile?) {
    guard let digest = sealed?.digest else { return }
    add(digest)
  }
}
