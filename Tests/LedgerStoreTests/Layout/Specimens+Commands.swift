/// Commands whose supplement the log keeps, with something in every field.
import Ledger
import VouchTesting

@testable import LedgerStore

extension Specimens {
  /// One of each kind, by name.
  static var commands: [(name: String, command: Command)] {
    [
      ("issue", .issue(IssueCheck(id: checkID, terms: fullTerms, memo: Text("two chairs") ?? .empty))),
      (
        "issue, bare",
        .issue(IssueCheck(id: checkID, terms: CheckTerms(drawer: .buyer, amount: 0x71, currency: .euro)))
      ),
    ]
      + changes.map { name, change in (name, .administer(Administration(id: commandID, change: change))) }
  }

  private static var fullTerms: CheckTerms {
    var terms = CheckTerms(drawer: .buyer, amount: 0x72, currency: .euro)
    terms.payee = .shop
    terms.distributor = .carrier
    terms.method = .cash
    terms.release = .onDelivery
    terms.expires = Timestamp(milliseconds: 0x73)
    terms.deliveryWindow = .days(3)
    terms.order = digest
    terms.claim = Digest(0x41, 0x42, 0x43, 0x44)
    terms.coolingOff = .days(14)
    terms.guarantee = .days(700)
    terms.reserveShare = 0x74
    return terms
  }

  static var handOverKeys: [RegisteredKey] {
    [
      RegisteredKey(Scene.key(0x7B), since: .start, until: Timestamp(milliseconds: Timestamp.start.milliseconds + 1)),
      RegisteredKey(Scene.key(0x7C), since: Timestamp(milliseconds: Timestamp.start.milliseconds + 2)),
    ]
  }

  static var addressKey: PublicKey { PublicKey(Digest(0x51, 0x52, 0x53, 0x54)) }

  /// A distributor with public keys, as it is kept.
  static var signing: SealedProfile {
    var profile = SealedProfile(fields: company.masked.fields)
    profile.handOverKeys = handOverKeys
    profile.addressKey = addressKey
    return profile
  }

  /// The same, forgotten.
  static var left: SealedProfile {
    var profile = signing
    profile.forget()
    return profile
  }

  /// The same in the clear.
  static var signingInClear: CompanyProfile {
    var profile = company
    profile.handOverKeys = handOverKeys
    profile.addressKey = addressKey
    return profile
  }

  private static var changes: [(String, Administration.Change)] {
    var account = AccountUpdate()
    account.sealed = person.masked
    account.delivery = .idOnly
    account.bankStanding = .bad
    account.cardStanding = Standing.none
    account.creditLine = 0x75
    account.limits = AccountLimits(perCheck: 0x76, perDay: 0x77, checksPerDay: 0x78)
    var overRails = AccountUpdate()
    overRails.bankRail = .post
    overRails.cardRail = .book
    var company = CompanyUpdate()
    company.sealed = self.company.masked
    company.exposureLimit = 0x79
    company.cashLimit = 0x7A
    var registering = CompanyUpdate()
    registering.sealed = self.company.masked
    registering.handOverKey = .register(Scene.key(0x7B))
    registering.addressKey = addressKey
    var ending = CompanyUpdate()
    ending.handOverKey = .end
    var enrolment = AccountEnrolment(id: .buyer, currency: .euro, update: account)
    enrolment.status = .enrolled
    var shop = CompanyEnrolment(code: SellerID.shop.code, currency: .euro, update: company)
    shop.status = .suspended
    return [
      ("enrol account", .enrolAccount(enrolment)),
      ("enrol seller", .enrolSeller(shop)),
      ("enrol distributor", .enrolDistributor(CompanyEnrolment(code: DistributorID.carrier.code, currency: .euro))),
      ("update account", .updateAccount(.buyer, AccountUpdate())),
      ("update account, over rails", .updateAccount(.buyer, overRails)),
      ("update seller", .updateSeller(.shop, company)),
      ("update distributor", .updateDistributor(.carrier, CompanyUpdate())),
      ("update distributor, registering keys", .updateDistributor(.carrier, registering)),
      ("update distributor, ending a key", .updateDistributor(.carrier, ending)),
      ("status of account", .setStatus(.account(.buyer), .closed)),
      ("status of seller", .setStatus(.seller(.shop), .active)),
      ("status of distributor", .setStatus(.distributor(.carrier), .suspended)),
      ("forget account", .forget(.account(.buyer))),
      ("forget seller", .forget(.seller(.shop))),
      ("forget distributor", .forget(.distributor(.carrier))),
      ("fund", .fund(.buyer, .card, 0x7B, .post)),
      ("reconcile", .reconcile(.buyer, .bank, stated: -0x7C, sequence: 0x7D, .bank)),
      ("reconcile what was seen", .reconcile(.buyer, .card, stated: -0x7E, seen: 0x7F, sequence: 0x80, .card)),
      ("pay out", .payOut(.shop, 0x7E, .card)),
      ("pay in", .payIn(.carrier, 0x7F, .book)),
      ("charge a fee", .chargeFee(.shop, 0x82)),
      ("report a pay-out", .reportPayOut(.shop, InstructionID(rail: .bank, sequence: 0x80), .returned)),
    ]
  }

  /// An entry of `command`, as far as its supplement asks.
  static func entry(of command: Command) -> JournalEntry {
    let subject: JournalEntry.Subject =
      switch command {
      case .issue(let issue): .check(issue.id)
      case .act(let action): .check(action.check)
      case .administer(let administration): .party(administration.change.subject)
      }
    var entry = JournalEntry(
      at: Moment(time: .start, sequence: 0x81), kind: .issued, actor: .operator, command: command.id, fingerprint: 0,
      subject: subject, currency: .euro, amount: 0)
    // One as its drawer demanded it; of the other the entry says nothing that the supplement could leave out.
    if case .issue(let issue) = command, issue.memo == .empty {
      entry.actor = .terminal(issue.terms.drawer)
      entry.amount = issue.terms.amount.minorUnits
      entry.progress = CheckProgress(terms: issue.terms, expires: .start)
    }
    return entry
  }
}

extension Command {
  /// Whether both have the same effects.
  func isLike(_ other: Command) -> Bool {
    switch (self, other) {
    case (.issue(let one), .issue(let other)): one.id == other.id && one.terms == other.terms && one.memo == other.memo
    case (.administer(let one), .administer(let other)): one.id == other.id && one.change.kept == other.change.kept
    default: false
    }
  }
}

extension ByteWriter {
  /// Writes what the log has of `command` beside its entry.
  mutating func appendSupplement(of command: Command, to entry: JournalEntry) {
    var entry = entry
    switch command {
    case .issue(let issue): appendSupplement(of: issue, to: &entry)
    case .act: appendNothing()
    case .administer(let administration): appendSupplement(of: administration, to: &entry)
    }
  }
}

extension Administration.Change {
  /// Without the digest of a profile, which is for deciding, and not kept.
  fileprivate var kept: Administration.Change {
    var change = self
    switch change {
    case .enrolAccount(var enrolment):
      enrolment.update.sealed?.digest = nil
      change = .enrolAccount(enrolment)
    case .enrolSeller(var enrolment):
      enrolment.update.sealed?.digest = nil
      change = .enrolSeller(enrolment)
    case .updateSeller(let id, var update):
      update.sealed?.digest = nil
      change = .updateSeller(id, update)
    case .updateDistributor(let id, var update):
      update.sealed?.digest = nil
      change = .updateDistributor(id, update)
    default: break
    }
    return change
  }
}
