/// The values that the samples are made of: each field has another one, so that none can be taken for its neighbour.
import Ledger
import VouchTesting

extension CommandID {
  static let sample = CommandID(high: 0x0190_1122_3344_7ABC, low: 0x8DEF_0123_4567_89AB)
}

extension CheckID {
  static let sample = CheckID(high: 0x0190_5566_7788_7123, low: 0x9456_789A_BCDE_F012)
  static let other = CheckID(high: 0x0190_99AA_BBCC_7345, low: 0xA678_9ABC_DEF0_1234)
}

extension Digest {
  static let order = Digest(0x0102_0304_0506_0708, 0x1112_1314_1516_1718, 0x2122_2324_2526_2728, 0x3132_3334_3536_3738)
  static let secret = Digest(0x4142_4344_4546_4748, 0x5152_5354_5556_5758, 0x6162_6364_6566_6768, 0x7172_7374_7576_7778)
  static let proof = Digest(0x8182_8384_8586_8788, 0x9192_9394_9596_9798, 0xA1A2_A3A4_A5A6_A7A8, 0xB1B2_B3B4_B5B6_B7B8)
}

extension CheckTerms {
  /// Only what must be given.
  static let plain = CheckTerms(drawer: .buyer, amount: 1_250, currency: .euro)

  /// Everything that can be given.
  static let full: CheckTerms = {
    var terms = CheckTerms(drawer: .buyer, amount: 123_456, currency: .yen)
    terms.payee = .shop
    terms.distributor = .carrier
    terms.method = .cash
    terms.release = .onDelivery
    terms.expires = .day(20)
    terms.deliveryWindow = .days(5)
    terms.order = .order
    terms.claim = .secret
    terms.coolingOff = .days(14)
    terms.guarantee = .days(730)
    terms.reserveShare = 1_250
    return terms
  }()
}

extension CheckProgress {
  static let full: CheckProgress = {
    var progress = CheckProgress(state: .frozen, method: .cash, cover: .card, expires: .day(21))
    progress.confirmed = true
    progress.payee = .shop
    progress.remaining = 101
    progress.captured = 102
    progress.capturedFromCard = 103
    progress.released = 104
    progress.returned = 105
    progress.returnedToCard = 106
    progress.demanded = 107
    progress.deadline = .day(22)
    progress.frozenFrom = .committed
    progress.frozenAt = .day(23)
    progress.locked = 108
    progress.lockedUntil = .day(24)
    progress.reserved = 109
    progress.reservedUntil = .day(25)
    return progress
  }()

  static let plain = CheckProgress(state: .issued, method: .transfer, cover: .bank, expires: .day(30))
}

extension CheckDocument {
  /// As it is shown: without its claim.
  static let full: CheckDocument = {
    var terms = CheckTerms.full
    terms.claim = nil
    var document = CheckDocument(
      id: .sample, terms: terms, issued: .day(1), progress: .full, memo: .of("Zwei Stühle, bitte"))
    document.drawerName = .of("Ada Buyer")
    document.payeeName = .of("Möbel & Söhne")
    document.distributorName = .of("配送 Ltd")
    document.draweeName = .of("Vouch")
    document.entryCount = 7
    return document
  }()

  static let plain = CheckDocument(id: .other, terms: .plain, issued: .day(2), progress: .plain, memo: .empty)
}

extension Receipt {
  /// About a check, with all its postings.
  static let aboutCheck: Receipt = {
    var entry = JournalEntry(
      at: Moment(time: .day(3), sequence: 77), kind: .refunded, actor: .seller(.shop), command: .sample,
      fingerprint: 0xFEDC_BA98_7654_3210, subject: .check(.sample), currency: .yen, amount: 4_200)
    entry.progress = .full
    entry.heldOnBank = -11
    entry.heldOnCard = 12
    entry.postings.append(
      Posting(debit: .available(.shop), credit: .bank(.buyer), amount: 1, previousOfDebit: 60, previousOfCredit: 61))
    entry.postings.append(Posting(debit: .locked(.shop), credit: .card(.buyer), amount: 2, previousOfDebit: 62))
    entry.postings.append(
      Posting(debit: .reserve(.shop), credit: .debt(.carrier), amount: 3, previousOfCredit: 63))
    entry.postings.append(Posting(debit: .clearing(.post, .yen), credit: .fees(.dinar), amount: 4))
    entry.previousOfCheck = 59
    return Receipt(entry: entry, detail: "wrong colour")
  }()

  /// A paying system has collected some.
  static let ofRail: Receipt = {
    var receipt = aboutCheck
    receipt.entry.kind = .railAccepted
    receipt.entry.reached.pending = 111
    receipt.entry.reached.returning = 112
    receipt.entry.instruction = InstructionID(rail: .bank, sequence: 66)
    return receipt
  }()

  /// And paid out some.
  static let ofPayOut: Receipt = {
    var receipt = aboutParty
    receipt.entry.kind = .railReturned
    receipt.entry.subject = .party(.seller(.shop))
    receipt.entry.instruction = InstructionID(rail: .post, sequence: 67)
    receipt.entry.postings.append(Posting(debit: .settlement(.post, .euro), credit: .available(.shop), amount: 5))
    return receipt
  }()

  /// About a party, with hardly anything said.
  static let aboutParty = Receipt(
    entry: JournalEntry(
      at: Moment(time: .day(4), sequence: 78), kind: .reconciled, actor: .rail(.bank), command: .sample,
      fingerprint: 1, subject: .party(.account(.buyer)), currency: .euro, amount: -5),
    detail: "")
}

extension AccountProfile {
  static let full: AccountProfile = {
    var profile = AccountProfile()
    profile.name = .of("Ada Buyer")
    profile.sex = .female
    profile.address = .of("1 Mill Lane, Böblingen")
    profile.telephone = .of("+49 7031 1")
    profile.bank = .of("BANKDEFF")
    profile.bankAccountNumber = .of("DE00 1234")
    profile.bankNotes = .of("pays on time")
    profile.creditCompany = .of("CARDCO")
    profile.cardNumber = .of("4111111111111111")
    profile.creditNotes = .of("line since 1999")
    return profile
  }()

  /// As it is shown.
  static let shown: AccountProfile = {
    var profile = AccountProfile.full
    profile.cardNumber = .of("1111")
    return profile
  }()
}

extension CompanyProfile {
  static let full: CompanyProfile = {
    var profile = CompanyProfile()
    profile.name = .of("Möbel & Söhne")
    profile.address = .of("2 Dock Road")
    profile.telephone = .of("+44 20 2")
    profile.bank = .of("BANKGB22")
    profile.bankAccountNumber = .of("GB00 5678")
    return profile
  }()
}

extension AccountUpdate {
  static let full: AccountUpdate = {
    var update = AccountUpdate()
    update.profile = .full
    update.delivery = .idOnly
    update.bankStanding = .bad
    update.cardStanding = .good
    update.creditLine = 5_000
    update.limits = AccountLimits(perCheck: 201, perDay: 202, checksPerDay: 203)
    return update
  }()

  /// Everything that can be set back to nothing.
  static let clearing: AccountUpdate = {
    var update = AccountUpdate()
    var profile = AccountProfile()
    for field in [
      \AccountProfile.name, \.address, \.telephone, \.bank, \.bankAccountNumber, \.bankNotes, \.creditCompany,
      \.cardNumber, \.creditNotes,
    ] { profile[keyPath: field] = .empty }
    profile.sex = .unstated
    update.profile = profile
    update.creditLine = 0
    update.limits = AccountLimits()
    return update
  }()
}

extension CompanyUpdate {
  /// What a seller has.
  static let seller: CompanyUpdate = {
    var update = CompanyUpdate()
    update.profile = .full
    update.exposureLimit = 301
    return update
  }()

  static let distributor: CompanyUpdate = {
    var update = CompanyUpdate.seller
    update.cashLimit = 302
    return update
  }()

  static let clearing: CompanyUpdate = {
    var update = CompanyUpdate()
    var profile = CompanyProfile()
    for field in [\CompanyProfile.name, \.address, \.telephone, \.bank, \.bankAccountNumber] {
      profile[keyPath: field] = .empty
    }
    update.profile = profile
    update.exposureLimit = 0
    return update
  }()
}
