/// One of everything that is stored, with another value in each field, so that no two can be exchanged unnoticed.
import CVouchRecords
import LMDB
import Ledger
import VouchTesting

@testable import LedgerStore

enum Specimens {
  static let checkID = CheckID(high: 0x0199_0000_0001_7A01, low: 0x8000_0000_0000_0002)
  static let commandID = CommandID(high: 0x0199_0000_0003_7A03, low: 0x8000_0000_0000_0004)
  static let digest = Digest(0x0102_0304_0506_0708, 0x1112_1314_1516_1718, 0x2122_2324_2526_2728, 0x3132_3334_3536_3738)

  static let meta: vouch_meta_record = {
    var meta = vouch_meta_record()
    meta.magic = Store.magic
    meta.format = Store.format
    meta.sequence = 0x11
    meta.time = 0x12
    meta.created = 0x13
    meta.open_checks = 0x14
    meta.folded_through = 0x15
    meta.identity = (0x16, 0x17)
    return meta
  }()

  static let account: Account = {
    var account = Account(id: .buyer, status: .suspended, currency: .euro, at: Timestamp(milliseconds: 0x21))
    account.delivery = .idOnly
    account.bank = CoverBalance(
      balance: Balance(posted: 0x22, lastEntry: 0x23), held: 0x24, line: 0x25, standing: .good, railSequence: 0x26)
    account.card = CoverBalance(
      balance: Balance(posted: -0x27, lastEntry: 0x28), held: 0x29, line: 0x2A, standing: .bad, railSequence: 0x2B)
    account.limits = AccountLimits(perCheck: 0x2C, perDay: 0x2D, checksPerDay: 0x2E)
    account.usedDay = 0x2F
    account.usedAmount = 0x30
    account.usedCount = 0x31
    account.openChecks = 0x32
    account.lastCheck = checkID
    account.updated = Timestamp(milliseconds: 0x33)
    return account
  }()

  /// As it is enrolled.
  static let newAccount = Account(
    id: .buyer, status: .enrolled, currency: .yen, at: Timestamp(milliseconds: checkID.time.milliseconds))

  /// As most are.
  static let usualAccount: Account = {
    var account = Account(
      id: .buyer, status: .active, currency: .euro, at: Timestamp(milliseconds: checkID.time.milliseconds - 90_000_000))
    account.bank.balance = Balance(posted: 1_234_567, lastEntry: 20_000_000)
    account.bank.held = 12_000
    account.usedDay = checkID.time.day
    account.usedAmount = 24_000
    account.usedCount = 2
    account.openChecks = 1
    account.lastCheck = checkID
    return account
  }()

  static let seller: Seller = {
    var seller = Seller(id: .shop, status: .active, currency: .yen, at: Timestamp(milliseconds: 0x41))
    seller.available = Balance(posted: 0x42, lastEntry: 0x43)
    seller.locked = Balance(posted: 0x44, lastEntry: 0x45)
    seller.reserve = Balance(posted: 0x46, lastEntry: 0x47)
    seller.exposure = 0x48
    seller.exposureLimit = 0x49
    seller.updated = Timestamp(milliseconds: 0x4A)
    return seller
  }()

  static let distributor: Distributor = {
    var distributor = Distributor(
      id: .carrier, status: .closed, currency: .dollar, at: Timestamp(milliseconds: 0x51))
    distributor.debt = Balance(posted: -0x52, lastEntry: 0x53)
    distributor.cashPending = 0x54
    distributor.cashLimit = 0x55
    distributor.exposure = 0x56
    distributor.exposureLimit = 0x57
    distributor.updated = Timestamp(milliseconds: 0x58)
    return distributor
  }()

  /// Everything optional given.
  static let progress: CheckProgress = {
    var progress = CheckProgress(state: .frozen, method: .cash, cover: .card, expires: Timestamp(milliseconds: 0x61))
    progress.confirmed = true
    progress.payee = .rival
    progress.remaining = 0x62
    progress.captured = 0x63
    progress.capturedFromCard = 0x64
    progress.released = 0x65
    progress.returned = 0x66
    progress.returnedToCard = 0x67
    progress.demanded = 0x68
    progress.deadline = Timestamp(milliseconds: 0x69)
    progress.frozenFrom = .committed
    progress.frozenAt = Timestamp(milliseconds: 0x6A)
    progress.locked = 0x6B
    progress.lockedUntil = Timestamp(milliseconds: 0x6C)
    progress.reserved = 0x6D
    progress.reservedUntil = Timestamp(milliseconds: 0x6E)
    return progress
  }()

  static let fullCheck: Check = {
    var terms = CheckTerms(drawer: .buyer, amount: 0x71, currency: .euro)
    terms.payee = .shop
    terms.distributor = .carrier
    terms.method = .card
    terms.release = .onDelivery
    terms.expires = Timestamp(milliseconds: 0x72)
    terms.deliveryWindow = .minutes(3)
    terms.order = digest
    terms.claim = Digest(0x73, 0x74, 0x75, 0x76)
    terms.coolingOff = .minutes(4)
    terms.guarantee = .minutes(5)
    terms.reserveShare = 0x77
    return Check(
      id: checkID, terms: terms, issued: Timestamp(milliseconds: 0x78), progress: progress, fingerprint: 0x79,
      firstEntry: 0x7A, lastEntry: 0x7B, entryCount: 0x7C, previousOfDrawer: CheckID(high: 0x7D, low: 0x7E))
  }()

  /// Everything optional left out.
  static let bareCheck: Check = {
    let terms = CheckTerms(drawer: .stranger, amount: 1, currency: .dinar)
    return Check(
      id: checkID, terms: terms, issued: Timestamp(milliseconds: 2),
      progress: CheckProgress(terms: terms, expires: Timestamp(milliseconds: 3)), fingerprint: 4, firstEntry: 5,
      lastEntry: 5, entryCount: 1, previousOfDrawer: nil)
  }()

  /// As most are.
  static let settledCheck: Check = {
    var terms = CheckTerms(drawer: .buyer, amount: 1250, currency: .euro)
    terms.payee = .shop
    terms.distributor = .carrier
    let issued = Timestamp(milliseconds: checkID.time.milliseconds + 20)
    var progress = CheckProgress(terms: terms, expires: issued + Bounds.defaultValidity)
    progress.state = .settled
    progress.remaining = 0
    progress.captured = 1250
    return Check(
      id: checkID, terms: terms, issued: issued, progress: progress, fingerprint: 0xF1F2_F3F4_F5F6_F7F8,
      firstEntry: 2_000_000, lastEntry: 2_000_500, entryCount: 2,
      previousOfDrawer: CheckID(high: checkID.high - (60_000 << 16), low: 0x8000_0000_0000_0009))
  }()

  static let instruction = RailInstruction(
    id: InstructionID(rail: .post, sequence: 0x1_0000_0001), purpose: .giveBack, subject: .check(checkID), amount: 0xD1,
    currency: .yen, time: Timestamp(milliseconds: 0xD2), state: .unsure)

  /// Its captures are collected over the bank, and over the card.
  static let railAccount: Account = {
    var account = usualAccount
    account.bank.rail = .post
    account.card.rail = .card
    return account
  }()

  /// Some of it still on its way, here and back.
  static let collectedCheck: Check = {
    var check = settledCheck
    check.progress.pending = 0xD3
    check.progress.returned = 0xD5
    check.progress.returning = 0xD4
    return check
  }()

  /// A paying system says the end of what it was told about a check.
  static let railReceipt: Receipt = {
    var entry = JournalEntry(
      at: Moment(time: Timestamp(milliseconds: commandID.time.milliseconds + 5), sequence: 0x2_0000),
      kind: .railAccepted,
      actor: .rail(.bank), command: commandID, fingerprint: 0xD6, subject: .check(checkID), currency: .euro,
      amount: 0xD7)
    entry.progress = collectedCheck.progress
    entry.previousOfCheck = 0x1_0000
    entry.instruction = InstructionID(rail: .bank, sequence: 0x1_0000)
    entry.postings.append(
      Posting(
        debit: .clearing(.bank, .euro), credit: .available(.shop), amount: 0xD7, previousOfDebit: 0x1_0000,
        previousOfCredit: 0x9000))
    return Receipt(entry: entry, detail: "ok")
  }()

  /// The same of a pay-out.
  static let payOutReceipt: Receipt = {
    var entry = JournalEntry(
      at: Moment(time: Timestamp(milliseconds: commandID.time.milliseconds + 5), sequence: 0x2_0001),
      kind: .railReturned,
      actor: .operator, command: commandID, fingerprint: 0xD8, subject: .party(.seller(.shop)), currency: .euro,
      amount: 0xD9)
    entry.instruction = InstructionID(rail: .post, sequence: 0x1_0001)
    entry.postings.append(
      Posting(debit: .settlement(.post, .euro), credit: .available(.shop), amount: 0xD9, previousOfDebit: 0x1_0001))
    return Receipt(entry: entry, detail: "")
  }()

  static let person: AccountProfile = {
    var person = AccountProfile()
    person.name = .of("Ann Ström")
    person.sex = .female
    person.address = .of("1 Main St")
    person.telephone = .of("555-1")
    person.bank = .of("B")
    person.bankAccountNumber = .of("DE1")
    person.bankNotes = .of("ok")
    person.creditCompany = .of("C")
    person.cardNumber = .of("4111")
    person.creditNotes = .empty
    return person
  }()

  static let company: CompanyProfile = {
    var company = CompanyProfile()
    company.name = .of("Shop")
    company.telephone = .of("555-2")
    company.bankAccountNumber = .of("DE2")
    return company
  }()

  /// Postings between every kind of account of the book.
  static let postings: [Posting] = [
    Posting(
      debit: .bank(.buyer), credit: .available(.shop), amount: 0x81, previousOfDebit: 0x82, previousOfCredit: 0x83),
    Posting(debit: .card(.buyer), credit: .locked(.shop), amount: 0x84, previousOfDebit: 0x85, previousOfCredit: 0x86),
    Posting(
      debit: .debt(.carrier), credit: .reserve(.rival), amount: 0x1_0000, previousOfDebit: 0, previousOfCredit: 1),
    Posting(
      debit: .clearing(.card, .dollar), credit: .fees(.euro), amount: Bounds.maximumBalance, previousOfDebit: .max,
      previousOfCredit: 0x80),
  ]

  /// An entry with so many postings, by another actor each.
  static func receipt(postings count: Int) -> Receipt {
    let actors: [Actor] = [.operator, .buyer, .shop, .carrier, .rail(.post)]
    let subjects: [JournalEntry.Subject] = [
      .party(.account(.buyer)), .check(checkID), .party(.seller(.shop)), .party(.distributor(.carrier)),
      .check(checkID),
    ]
    var entry = JournalEntry(
      at: Moment(time: Timestamp(milliseconds: 0x91), sequence: 0x92 + UInt64(count)), kind: .chargedBack,
      actor: actors[count], command: commandID, fingerprint: 0x9394_9596_9798_999A, subject: subjects[count],
      currency: .yen, amount: -0x9B)
    entry.heldOnBank = -0x9C
    entry.heldOnCard = 0x9D
    entry.previousOfCheck = 0x9E
    for posting in postings.prefix(count) { entry.postings.append(posting) }
    if case .check = subjects[count] { entry.progress = progress }
    return Receipt(entry: entry, detail: count == 0 ? "" : "note \(count)")
  }
}
