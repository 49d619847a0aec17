/// A reply of every method: a yes with all it can bring, a no, and "that is no request".
import Ledger
import Measures
import Testing
import VouchTesting
import Wire

/// A message that stands alone, a reply or a record, and how it is read back.
struct MessageSample: Sendable, CustomTestStringConvertible {
  let name: String
  let encode: @Sendable () -> [UInt8]
  /// Whether the bytes are read as the value that was written.
  let isRead: @Sendable ([UInt8]) throws(WireError) -> Bool

  init<C: Call>(_ name: String, _ call: C.Type, _ reply: Reply<C.Accepted>) {
    self.name = name
    encode = { C.encode(reply) }
    isRead = { bytes throws(WireError) in try C.decodeReply(bytes) == reply }
  }

  init<C: SiteCall>(_ name: String, _ call: C.Type, _ reply: SiteReply<C.Accepted>) {
    self.name = name
    encode = { C.encode(reply) }
    isRead = { bytes throws(WireError) in try C.decodeReply(bytes) == reply }
  }

  init<R: Record>(_ name: String, _ record: R) {
    self.name = name
    encode = { record.packed }
    isRead = { bytes throws(WireError) in try R(packed: bytes) == record }
  }

  var testDescription: String { name }

  static let all: [MessageSample] = replies + records

  static let replies: [MessageSample] = checks + batches + registries + book + proofs + keys + shop + carrier

  /// The sample of a name, which there must be.
  static func named(_ name: String) throws -> MessageSample {
    try #require(all.first { $0.name == name }, "there is no sample \(name)")
  }

  static let fault = Invalid(field: "terms.amount", reason: "is negative", hint: "Minor units, 1 or more.")

  /// One of each outcome, and further ways of saying yes.
  static func outcomes<C: Call>(
    _ name: String, _ call: C.Type, _ accepted: C.Accepted, others: [(String, C.Accepted)] = []
  ) -> [MessageSample] {
    [
      MessageSample(name, call, Reply(sequence: 1_000_001, outcome: .accepted(accepted))),
      MessageSample("\(name): refused", call, Reply(sequence: 2, outcome: .refused(.insufficientFunds))),
      MessageSample("\(name): invalid", call, Reply(sequence: 0, outcome: .invalid(fault))),
    ] + others.map { MessageSample("\(name): \($0)", call, Reply(sequence: 3, outcome: .accepted($1))) }
  }
}

extension MessageSample {
  private static let checks: [MessageSample] =
    outcomes(
      "authorize", Authorize.self, Authorized(),
      others: [("sealed", Authorized(addressKey: PublicKey(Digest(1, 2, 3, 4))))])
    + outcomes(
      "issue", IssueCheck.self, IssuedCheck(receipt: .aboutCheck, check: .full),
      others: [("id only", IssuedCheck(receipt: .aboutCheck, check: nil))])
    + outcomes("act", CheckAction.self, .aboutCheck)
    + outcomes("claim", Claim.self, .full, others: [("plain", .plain)])
    + outcomes(
      "verify", VerifyCheck.self,
      Verification(amount: 42, currency: .dollar, release: .onDelivery, progress: .full))
    + outcomes(
      "get addressee", GetAddressee.self,
      Addressee(name: .of("Ada Buyer"), address: .of("1 Mill Lane, Böblingen"), telephone: .of("+49 7031 1")),
      others: [
        ("not on file", Addressee(name: .empty, address: .empty, telephone: .empty)),
        ("sealed", .sealed),
      ])
    + outcomes("get check", GetCheck.self, CheckHistory(check: .full, entries: [.aboutCheck, .aboutCheck]))
    + outcomes(
      "list checks", CheckQuery.self, Page(items: [.full, .plain], next: .other),
      others: [("none", Page(items: [], next: nil))])

  private static let registries: [MessageSample] =
    outcomes("administer", Administration.self, .aboutParty)
    + outcomes(
      "get account", GetAccount.self, account, others: [("plain", plainAccount), ("forgotten", forgottenAccount)])
    + outcomes("list accounts", ListAccounts.self, Page(items: [account, plainAccount], next: .stranger))
    + outcomes("get seller", GetSeller.self, seller)
    + outcomes("list sellers", ListSellers.self, Page(items: [seller, seller], next: .rival))
    + outcomes("get distributor", GetDistributor.self, distributor, others: [("with keys", keyed)])
    + outcomes("list distributors", ListDistributors.self, Page(items: [distributor], next: .courier))

  private static let book: [MessageSample] =
    outcomes("status", GetStatus.self, status, others: [("steady", steady)])
    + outcomes("accept clock", AcceptClock.self, steady)
    + outcomes(
      "seal status", GetSealStatus.self,
      SealStatus(
        keys: [
          SealStatus.Key(id: "0123456789abcdef", persons: 501), SealStatus.Key(id: "fedcba9876543210", persons: 502),
        ],
        forgotten: 503))
    + outcomes(
      "get metrics", GetMetrics.self,
      [
        Measurement(
          "vouch_requests_total", "Requests.", .counter,
          [
            Measurement.Sample(601, labels: [.init("method", "verifyCheck"), .init("outcome", "accepted")]),
            Measurement.Sample(602),
          ]),
        Measurement.histogram(
          "vouch_latency_seconds", "How long.",
          Measurement.Sample(
            603.5,
            buckets: [.init(from: 0.25, below: 0.5, count: 604), .init(from: 0.5, below: 0.75, count: 605)])),
      ])
    + outcomes(
      "rotate seal", RotateSeal.self, SealStatus(keys: [.init(id: "0123456789abcdef", persons: 0)], forgotten: 0))
    + outcomes("statement", StatementQuery.self, statement, others: [("empty", emptyStatement)])
    + outcomes(
      "read journal", ReadJournal.self, Page(items: [.aboutCheck, .aboutParty], next: 79),
      others: [("of rails", Page(items: [.ofRail, .ofPayOut], next: 80))])
    + outcomes(
      "list instructions", ListInstructions.self, Page(items: [collecting, payingOut], next: 605),
      others: [("none", Page(items: [], next: nil))])
    + outcomes(
      "list covers", ListCovers.self, Page(items: [railCover], next: AccountID(.of("ZOE"))),
      others: [("none", Page(items: [], next: nil))])
    + outcomes("balance sheet", GetBalanceSheet.self, sheet)

  private static let railCover = RailCover(
    account: .buyer, cover: .card, currency: .yen,
    balance: {
      var cover = CoverBalance(
        balance: Balance(posted: -610, lastEntry: 611), held: 612, line: 613, standing: .good, railSequence: 614)
      cover.rail = .card
      return cover
    }(),
    holder: InstructionOrder.Holder(name: .of("Cleo"), institution: .of("Cards"), number: .of("4111111111111111")))

  private static let collecting = InstructionOrder(
    RailInstruction(
      id: InstructionID(rail: .card, sequence: 604), purpose: .collect, subject: .check(.sample), amount: 606,
      currency: .yen, time: .day(6), state: .unsure),
    party: .account(.buyer),
    holder: InstructionOrder.Holder(
      name: .of("Ada Buyer"), institution: .of("Karte & Co"), number: .of("4111111111111111")))

  private static let payingOut = InstructionOrder(
    RailInstruction(
      id: InstructionID(rail: .card, sequence: 605), purpose: .payOut, subject: .party(.seller(.shop)), amount: 607,
      currency: .euro, time: .day(7)),
    party: .seller(.shop))

  private static let account: AccountRecord = {
    var account = Account(id: .buyer, status: .suspended, currency: .yen, at: .day(5))
    account.delivery = .idOnly
    account.bank = CoverBalance(
      balance: Balance(posted: 401, lastEntry: 402), held: 403, line: 0, standing: .bad, railSequence: 404)
    account.card = CoverBalance(
      balance: Balance(posted: -405, lastEntry: 406), held: 407, line: 408, standing: .good, railSequence: 409)
    account.limits = AccountLimits(perCheck: 410, perDay: 411, checksPerDay: 412)
    account.usedDay = 20_514
    account.usedAmount = 413
    account.usedCount = 414
    account.openChecks = 415
    account.lastCheck = .sample
    account.updated = .day(6)
    return AccountRecord(account: account, profile: .shown)
  }()

  private static let forgottenAccount = AccountRecord(
    account: account.account, profile: AccountProfile(), state: .forgotten)

  private static let plainAccount = AccountRecord(
    account: Account(id: .stranger, status: .active, currency: .euro, at: .day(7)), profile: AccountProfile())

  private static let seller: SellerRecord = {
    var seller = Seller(id: .shop, status: .enrolled, currency: .dinar, at: .day(8))
    seller.available = Balance(posted: 501, lastEntry: 502)
    seller.locked = Balance(posted: 503, lastEntry: 504)
    seller.reserve = Balance(posted: 505, lastEntry: 506)
    seller.exposure = 507
    seller.exposureLimit = 508
    seller.updated = .day(9)
    return SellerRecord(seller: seller, profile: .full)
  }()

  private static let distributor: DistributorRecord = {
    var distributor = Distributor(id: .carrier, status: .closed, currency: .dollar, at: .day(10))
    distributor.debt = Balance(posted: -601, lastEntry: 602)
    distributor.cashPending = 603
    distributor.cashLimit = 604
    distributor.exposure = 605
    distributor.exposureLimit = 606
    distributor.updated = .day(11)
    return DistributorRecord(distributor: distributor, profile: .full)
  }()

  private static let keyed: DistributorRecord = {
    var record = distributor
    record.profile.handOverKeys = [
      RegisteredKey(Scene.key(0xA1), since: .day(10), until: .day(11)),
      RegisteredKey(Scene.key(0xA2), since: .day(11)),
    ]
    record.distributor.handOverKey = Scene.key(0xA2).mark
    return record
  }()

  private static let steady = ManagerStatus(
    draweeName: "Vouch", version: "1.2.3", time: .day(12), started: .day(11), accounts: 701, sellers: 702,
    distributors: 703, checks: 704, openChecks: 705, clockJump: nil, readOnly: nil)

  private static let status: ManagerStatus = {
    var status = steady
    status.clockJump = -3_600_000
    status.readOnly = "disk_full"
    status.archived = ManagerStatus.Archived(through: 706, time: .day(2))
    return status
  }()

  private static let statement = Statement(
    account: .bank(.buyer), currency: .euro, balance: -801, held: 4850,
    lines: [
      Statement.Line(
        sequence: 90, time: .day(13), kind: .captured, subject: .check(.sample), counterpart: .available(.shop),
        amount: -802, balance: -801, detail: "as agreed"),
      Statement.Line(
        sequence: 80, time: .day(12), kind: .funded, subject: .party(.account(.buyer)),
        counterpart: .clearing(.bank, .euro), amount: 1, balance: 1, detail: ""),
    ],
    next: Statement.Place(entry: 70, balance: -803))

  private static let emptyStatement = Statement(
    account: .fees(.yen), currency: .yen, balance: 0, lines: [], next: nil, archivedThrough: 806)

  private static let sheet = BalanceSheet(sheets: [
    BalanceSheet.CurrencySheet(
      currency: .euro,
      lines: [
        BalanceSheet.Line(kind: .bank, rail: nil, accounts: 901, posted: -902),
        BalanceSheet.Line(kind: .clearing, rail: .post, accounts: 1, posted: 902),
      ], total: 0, held: 903, remaining: 904),
    BalanceSheet.CurrencySheet(currency: .yen, lines: [], total: 1, held: 0, remaining: 0),
  ])
}

extension Addressee {
  /// Whom only the distributor knows.
  fileprivate static let sealed: Addressee = {
    guard let addressee = Addressee(sealedBytes: [0x81, 1, 2, 3]) else { preconditionFailure("four bytes are few") }
    return addressee
  }()
}
