/// What the log keeps of a command beside its journal entry, so that the entry can take effect again: the terms of a
/// check, and what an administration changes. Of an action its entry says all.
internal import LMDB
internal import Ledger

extension ByteWriter {
  /// Writes the supplement of a demand, which `entry` was made of, after what was written before.
  mutating func appendSupplement(of issue: IssueCheck, to entry: inout JournalEntry) {
    _ = append(version: termsVersion, sealedAt: entry.sequence) { $0.put(issue.terms, memo: issue.memo, of: &entry) }
  }

  /// Writes the supplement of an administration, which `entry` was made of, after what was written before.
  mutating func appendSupplement(of administration: Administration, to entry: inout JournalEntry) {
    _ = append(sealedAt: entry.sequence) { $0.put(administration.change) }
  }

  private mutating func put(optional number: Int64?) {
    put(number == nil ? 0 : 1 as UInt8)
    if let number { put(number) }
  }

  private mutating func put(_ change: Administration.Change) {
    switch change {
    case .enrolAccount(let enrolment):
      put(1, enrolment.id.code)
      put(UInt64(enrolment.currency.number))
      put(enrolment.status.rawValue)
      put(enrolment.update)
    case .enrolSeller(let enrolment): put(2, enrolment)
    case .enrolDistributor(let enrolment): put(3, enrolment)
    case .updateAccount(let id, let update):
      put(4, id.code)
      put(update)
    case .updateSeller(let id, let update):
      put(5, id.code)
      put(update)
    case .updateDistributor(let id, let update):
      put(6, id.code)
      put(update)
    case .setStatus(let party, let status):
      switch party {
      case .account(let id): put(7, id.code)
      case .seller(let id): put(8, id.code)
      case .distributor(let id): put(9, id.code)
      }
      put(status.rawValue)
    case .forget(let party):
      switch party {
      case .account(let id): put(14, id.code)
      case .seller(let id): put(15, id.code)
      case .distributor(let id): put(16, id.code)
      }
    case .fund(let id, let cover, let amount, let rail):
      put(10, id.code)
      put(cover.rawValue)
      put(amount.minorUnits)
      put(rail.rawValue)
    case .reconcile(let id, let cover, let stated, let seen, let sequence, let rail):
      put(seen == nil ? 11 : 19, id.code)
      put(cover.rawValue)
      put(stated)
      if let seen { put(seen) }
      put(sequence)
      put(rail.rawValue)
    case .payOut(let id, let amount, let rail):
      put(12, id.code)
      put(amount.minorUnits)
      put(rail.rawValue)
    case .payIn(let id, let amount, let rail):
      put(13, id.code)
      put(amount.minorUnits)
      put(rail.rawValue)
    case .chargeFee(let id, let amount):
      put(18, id.code)
      put(amount.minorUnits)
    case .reportPayOut(let id, let instruction, let result):
      put(17, id.code)
      put(instruction.rail.rawValue)
      put(instruction.sequence)
      put(result.rawValue)
    }
  }

  private mutating func put(_ kind: UInt8, _ code: Code) {
    put(kind)
    putWhole(code.packed)
  }

  private mutating func put(_ kind: UInt8, _ enrolment: CompanyEnrolment) {
    put(kind, enrolment.code)
    put(UInt64(enrolment.currency.number))
    put(enrolment.status.rawValue)
    put(enrolment.update)
  }

  private mutating func put(_ update: AccountUpdate) {
    put(update.delivery?.rawValue ?? 0)
    // One more than the value: nothing is a standing, too.
    put(update.bankStanding.map { $0.rawValue + 1 } ?? 0)
    put(update.cardStanding.map { $0.rawValue + 1 } ?? 0)
    put(optional: update.creditLine)
    put(optional: update.limits?.perCheck)
    if let limits = update.limits {
      put(limits.perDay)
      put(UInt64(limits.checksPerDay))
    }
    let hasRails = update.bankRail != nil || update.cardRail != nil
    put((update.sealed == nil ? 0 : Part.sealedProfile) | (hasRails ? Part.rails : 0))
    if hasRails { put((update.bankRail?.rawValue ?? 0) | (update.cardRail?.rawValue ?? 0) << 4) }
    update.sealed?.write(to: &self)
  }

  private mutating func put(_ update: CompanyUpdate) {
    put(optional: update.exposureLimit)
    put(optional: update.cashLimit)
    put(update.parts)
    update.sealed?.write(to: &self)
    if case .register(let key) = update.handOverKey { put(key) }
    if let key = update.addressKey { put(key.words) }
  }
}

/// What a byte of a change says is there. One in the clear is read where an older log has it, and written no more.
private enum Part {
  static let clearProfile: UInt8 = 1
  static let registersKey: UInt8 = 2
  static let endsKey: UInt8 = 4
  static let addressKey: UInt8 = 8
  static let sealedProfile: UInt8 = 16
  static let rails: UInt8 = 32
}

extension CompanyUpdate {
  /// Which parts there are.
  fileprivate var parts: UInt8 {
    let key: UInt8 =
      switch handOverKey {
      case .register: Part.registersKey
      case .end: Part.endsKey
      case nil: 0
      }
    return key | (sealed == nil ? 0 : Part.sealedProfile) | (addressKey == nil ? 0 : Part.addressKey)
  }
}

// MARK: - And back

extension ByteReader {
  /// The command that `entry` was made of, as far as its effects ask for it; nil for what no program writes.
  mutating func command(of entry: JournalEntry) -> Command? {
    switch entry.subject {
    case .check(let id):
      let found = version == termsVersion ? terms(of: entry) : termsVersion1(currency: entry.currency)
      guard let found, isAtEnd else { return nil }
      return .issue(IssueCheck(id: id, terms: found.terms, memo: found.memo))
    case .party:
      guard version == layoutVersion, let change = change(), isAtEnd else { return nil }
      return .administer(Administration(id: entry.command, change: change))
    }
  }

  /// A number; `.some(nil)` where none was written.
  mutating func optional() -> Int64?? {
    switch byte() {
    case 0: .some(nil)
    case 1: signed().map { .some($0) }
    default: nil
    }
  }

  private mutating func status() -> PartyStatus? { byte().flatMap(PartyStatus.init(rawValue:)) }
  private mutating func cover() -> Cover? { byte().flatMap(Cover.init(rawValue:)) }
  private mutating func rail() -> PaymentRail? { byte().flatMap(PaymentRail.init(rawValue:)) }
  private mutating func amount() -> Amount? { signed().flatMap(Amount.init(minorUnits:)) }

  private mutating func change() -> Administration.Change? {
    guard let kind = byte(), let code = party() else { return nil }
    switch kind {
    case 1:
      guard let currency = currency(), let status = status(), let update = accountUpdate() else { return nil }
      var enrolment = AccountEnrolment(id: AccountID(code), currency: currency, update: update)
      enrolment.status = status
      return .enrolAccount(enrolment)
    case 2, 3:
      guard let currency = currency(), let status = status(), let update = companyUpdate() else { return nil }
      var enrolment = CompanyEnrolment(code: code, currency: currency, update: update)
      enrolment.status = status
      return kind == 2 ? .enrolSeller(enrolment) : .enrolDistributor(enrolment)
    case 4: return accountUpdate().map { .updateAccount(AccountID(code), $0) }
    case 5: return companyUpdate().map { .updateSeller(SellerID(code), $0) }
    case 6: return companyUpdate().map { .updateDistributor(DistributorID(code), $0) }
    case 7: return status().map { .setStatus(.account(AccountID(code)), $0) }
    case 8: return status().map { .setStatus(.seller(SellerID(code)), $0) }
    case 9: return status().map { .setStatus(.distributor(DistributorID(code)), $0) }
    case 10:
      guard let cover = cover(), let amount = amount(), let rail = rail() else { return nil }
      return .fund(AccountID(code), cover, amount, rail)
    case 11, 19:
      guard let cover = cover(), let stated = signed() else { return nil }
      var seen: Int64?
      if kind == 19 {
        guard let signed = signed() else { return nil }
        seen = signed
      }
      guard let sequence = number(), let rail = rail() else { return nil }
      return .reconcile(AccountID(code), cover, stated: stated, seen: seen, sequence: sequence, rail)
    case 12, 13:
      guard let amount = amount(), let rail = rail() else { return nil }
      return kind == 12 ? .payOut(SellerID(code), amount, rail) : .payIn(DistributorID(code), amount, rail)
    case 14: return .forget(.account(AccountID(code)))
    case 15: return .forget(.seller(SellerID(code)))
    case 16: return .forget(.distributor(DistributorID(code)))
    case 18: return amount().map { .chargeFee(SellerID(code), $0) }
    case 17:
      guard let rail = rail(), let sequence = number(), let result = byte().flatMap(RailResult.init(rawValue:)) else {
        return nil
      }
      return .reportPayOut(SellerID(code), InstructionID(rail: rail, sequence: sequence), result)
    default: return nil
    }
  }

  private mutating func accountUpdate() -> AccountUpdate? {
    guard let delivery = byte(), delivery == 0 || CheckDelivery(rawValue: delivery) != nil,
      let bankStanding = standing(), let cardStanding = standing(), let creditLine = optional(),
      let perCheck = optional()
    else { return nil }
    var update = AccountUpdate()
    update.delivery = CheckDelivery(rawValue: delivery)
    update.bankStanding = bankStanding
    update.cardStanding = cardStanding
    update.creditLine = creditLine
    if let perCheck {
      guard let perDay = signed(), let checksPerDay = number() else { return nil }
      update.limits = AccountLimits(perCheck: perCheck, perDay: perDay, checksPerDay: UInt32(clamping: checksPerDay))
    }
    guard let parts = byte() else { return nil }
    if parts & Part.rails != 0 {
      guard let rails = byte(), rails != 0 else { return nil }
      update.bankRail = PaymentRail(rawValue: rails & 0xF)
      update.cardRail = PaymentRail(rawValue: rails >> 4)
      guard (update.bankRail == nil) == (rails & 0xF == 0), (update.cardRail == nil) == (rails >> 4 == 0) else {
        return nil
      }
    }
    switch parts & ~Part.rails {
    case 0: return update
    case Part.clearProfile: update.profile = AccountProfile(partOf: &self)
    case Part.sealedProfile: update.sealed = SealedProfile(partOf: &self)
    default: return nil
    }
    return update.profile == nil && update.sealed == nil ? nil : update
  }

  private mutating func standing() -> Standing?? {
    guard let byte = byte() else { return nil }
    guard byte != 0 else { return .some(nil) }
    return Standing(rawValue: byte - 1).map { .some($0) }
  }

  private mutating func companyUpdate() -> CompanyUpdate? {
    guard let exposureLimit = optional(), let cashLimit = optional(), let parts = byte() else { return nil }
    var update = CompanyUpdate()
    update.exposureLimit = exposureLimit
    update.cashLimit = cashLimit
    switch parts & (Part.clearProfile | Part.sealedProfile) {
    case 0: break
    case Part.clearProfile:
      guard let profile = CompanyProfile(partOf: &self) else { return nil }
      update.profile = profile
    case Part.sealedProfile:
      guard let sealed = SealedProfile(partOf: &self) else { return nil }
      update.sealed = sealed
    default: return nil
    }
    switch parts & ~(Part.clearProfile | Part.sealedProfile | Part.addressKey) {
    case 0: break
    case Part.registersKey:
      guard let key = handOverKey() else { return nil }
      update.handOverKey = .register(key)
    case Part.endsKey: update.handOverKey = .end
    default: return nil
    }
    if parts & Part.addressKey != 0 {
      guard let key = digest() else { return nil }
      update.addressKey = PublicKey(key)
    }
    return update
  }
}
