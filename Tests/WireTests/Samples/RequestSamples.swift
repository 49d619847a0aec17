/// A request of every method of the check manager in every variant, with all fields set and with only those that must be.
import Ledger
import Testing
import VouchTesting
import Wire

/// A request, what it goes by, and the value that a server reads.
struct RequestSample: Sendable, CustomTestStringConvertible {
  let name: String
  let method: ServiceMethod
  let request: ServiceRequest
  let encode: @Sendable () -> [UInt8]

  private init(_ name: String, _ method: ServiceMethod, _ call: some RemoteCall, _ request: ServiceRequest) {
    self.name = name
    self.method = method
    self.request = request
    encode = { call.encodeRequest() }
  }

  init(_ name: String, _ call: some Call, _ request: Request) {
    self.init(name, .manager(call.method), call, .manager(request))
  }

  init<C: SiteCall>(_ name: String, _ call: C, _ request: SellingRequest) where C.Service == SellingMethod {
    self.init("shop: \(name)", .shop(call.method), call, .shop(request))
  }

  init<C: SiteCall>(_ name: String, _ call: C, _ request: DistributionRequest) where C.Service == DistributionMethod {
    self.init("carrier: \(name)", .carrier(call.method), call, .carrier(request))
  }

  var testDescription: String { name }

  static let all: [RequestSample] = manager + shop + carrier

  static let manager: [RequestSample] =
    questions + issues + actions + signed + batches + enrolments + money
    + keys

  /// The sample of a name, which there must be.
  static func named(_ name: String) throws -> RequestSample {
    try #require(all.first { $0.name == name }, "there is no sample \(name)")
  }
}

extension RequestSample {
  private static let questions: [RequestSample] = {
    var verify = VerifyCheck(check: .sample)
    let plainVerify = verify
    verify.seller = .shop
    verify.distributor = .carrier
    verify.amount = 1_000
    verify.currency = .dollar
    verify.order = .order
    var query = CheckQuery()
    let plainQuery = query
    query.account = .buyer
    query.seller = .shop
    query.state = .committed
    query.from = .sample
    query.limit = 17
    let secret = [UInt8](1...16)
    let book: [(String, BookAccountID)] = [
      ("bank", .bank(.buyer)), ("card", .card(.buyer)), ("available", .available(.shop)), ("locked", .locked(.shop)),
      ("reserve", .reserve(.shop)), ("debt", .debt(.carrier)), ("clearing", .clearing(.post, .dinar)),
      ("settlement", .settlement(.post, .dinar)),
      ("fees", .fees(.euro)),
    ]
    return [
      RequestSample("status", GetStatus(), .status),
      RequestSample("accept clock", AcceptClock(), .acceptClock),
      RequestSample("get seal status", GetSealStatus(), .sealStatus),
      RequestSample("get metrics", GetMetrics(), .measurements),
      RequestSample("rotate seal", RotateSeal(), .rotateSeal(retiring: false)),
      RequestSample("rotate seal, retiring", RotateSeal(retiring: true), .rotateSeal(retiring: true)),
      RequestSample("authorize", Authorize(terms: .full), .authorize(.full)),
      RequestSample("authorize, plain", Authorize(terms: .plain), .authorize(.plain)),
      RequestSample(
        "claim", Claim(check: .sample, secret: secret), .claim(Claim(check: .sample, secret: secret))),
      RequestSample("verify", verify, .verify(verify)),
      RequestSample("verify, plain", plainVerify, .verify(plainVerify)),
      RequestSample(
        "get addressee", GetAddressee(.sample, seller: .shop), .addressee(GetAddressee(.sample, seller: .shop))),
      RequestSample("get check", GetCheck(.sample), .check(.sample)),
      RequestSample("list checks", query, .checks(query)),
      RequestSample("list checks, plain", plainQuery, .checks(plainQuery)),
      RequestSample("get account", GetAccount(.buyer), .account(.buyer)),
      RequestSample("list accounts", ListAccounts(from: .buyer, limit: 11), .accounts(from: .buyer, limit: 11)),
      RequestSample("list accounts, plain", ListAccounts(), .accounts(from: nil, limit: 100)),
      RequestSample("get seller", GetSeller(.shop), .seller(.shop)),
      RequestSample("list sellers", ListSellers(from: .shop, limit: 12), .sellers(from: .shop, limit: 12)),
      RequestSample("list sellers, plain", ListSellers(), .sellers(from: nil, limit: 100)),
      RequestSample("get distributor", GetDistributor(.carrier), .distributor(.carrier)),
      RequestSample(
        "list distributors", ListDistributors(from: .carrier, limit: 1000), .distributors(from: .carrier, limit: 1000)),
      RequestSample("list distributors, plain", ListDistributors(), .distributors(from: nil, limit: 100)),
      RequestSample(
        "list instructions", ListInstructions(.post, after: 604, limit: 14),
        .instructions(ListInstructions(.post, after: 604, limit: 14))),
      RequestSample(
        "list instructions, one", ListInstructions(InstructionID(rail: .bank, sequence: 608)),
        .instructions(ListInstructions(InstructionID(rail: .bank, sequence: 608)))),
      RequestSample(
        "list covers", ListCovers(.card, from: AccountID(.of("ANN")), limit: 15),
        .covers(ListCovers(.card, from: AccountID(.of("ANN")), limit: 15))),
      RequestSample("list covers, plain", ListCovers(.bank), .covers(ListCovers(.bank))),
      RequestSample("read journal", ReadJournal(from: 77, limit: 13), .journal(ReadJournal(from: 77, limit: 13))),
      RequestSample(
        "read journal of a party", ReadJournal(from: 78, limit: 12, party: .seller(.shop), kind: .captured),
        .journal(ReadJournal(from: 78, limit: 12, party: .seller(.shop), kind: .captured))),
      RequestSample("balance sheet", GetBalanceSheet(), .balanceSheet),
      RequestSample("prove check", ProveCheck(.sample), .proof(.sample)),
      RequestSample("get head", GetHead(), .head),
      RequestSample(
        "prove consistency", ProveConsistency(size: 500, later: 600),
        .consistency(ProveConsistency(size: 500, later: 600))),
      RequestSample(
        "prove consistency, up to now", ProveConsistency(size: 1), .consistency(ProveConsistency(size: 1))),
      RequestSample(
        "read attested", ReadAttested(from: 78, limit: 15, withTexts: false),
        .attested(ReadAttested(from: 78, limit: 15, withTexts: false))),
      RequestSample("read attested, plain", ReadAttested(), .attested(ReadAttested())),
    ]
      + book.map { name, account in
        let question = StatementQuery(account: account)
        return RequestSample("statement of \(name)", question, .statement(question))
      } + [statementFromAPlace]
  }()

  private static let statementFromAPlace: RequestSample = {
    let question = StatementQuery(
      account: .bank(.buyer), from: Statement.Place(entry: 70, balance: -900), limit: 14)
    return RequestSample("statement from a place", question, .statement(question))
  }()

  private static let issues: [RequestSample] = {
    let full = IssueCheck(id: .sample, terms: .full, memo: .of("Zwei Stühle, bitte"))
    let plain = IssueCheck(id: .other, terms: .plain)
    return [
      RequestSample("issue", full, .command(.issue(full))),
      RequestSample("issue, plain", plain, .command(.issue(plain))),
    ]
  }()

  private static let actions: [RequestSample] = [
    act("present", .shop, .present(amount: 400, final: true)),
    act("present, all", .shop, .present(amount: nil, final: false), note: ""),
    act("confirm", .carrier, .confirm(proof: .proof)),
    act("confirm, no proof", .carrier, .confirm(proof: nil), note: ""),
    act("collect cash", .carrier, .collectCash(amount: 401)),
    act("collect cash, all", .carrier, .collectCash(amount: nil), note: ""),
    act("fail delivery by distributor", .carrier, .failDelivery),
    act("fail delivery by payee", .shop, .failDelivery, note: ""),
    act("extend", .buyer, .extend(until: .day(40))),
    act("choose transfer", .buyer, .chooseMethod(.transfer)),
    act("choose card", .buyer, .chooseMethod(.card)),
    act("choose cash", .buyer, .chooseMethod(.cash)),
    act("void by operator", .operator, .void),
    act("void by drawer", .buyer, .void, note: ""),
    act("void by payee", .shop, .void),
    act("dispute", .buyer, .openDispute),
    act("resolve: resume", .operator, .resolveDispute(.resume)),
    act("resolve: pay", .operator, .resolveDispute(.pay(402))),
    act("resolve: pay all", .operator, .resolveDispute(.pay(nil))),
    act("resolve: void", .operator, .resolveDispute(.void), note: ""),
    act("refund", .shop, .refund(amount: 403)),
    act("refund, all", .operator, .refund(amount: nil), note: ""),
    act("withdraw", .buyer, .withdraw),
    act("claim guarantee", .shop, .claimGuarantee(amount: 405)),
    act("claim guarantee, all", .operator, .claimGuarantee(amount: nil), note: ""),
    act("charge back by rail", .rail(.card), .chargeBack(amount: 404)),
    act("charge back, all", .operator, .chargeBack(amount: nil), note: ""),
    act("report by rail", .rail(.bank), .reportRail(InstructionID(rail: .bank, sequence: 601), .accepted)),
    act("report, unsure", .operator, .reportRail(InstructionID(rail: .card, sequence: 602), .unsure), note: ""),
  ]

  private static let signed: [RequestSample] = {
    var action = CheckAction(id: .sample, check: .sample, actor: .carrier, event: .confirm(proof: .proof))
    action.seal = .unjudged(Array(1...64))
    return [RequestSample("confirm, signed", action, .command(.act(action)))]
  }()

  private static func act(
    _ name: String, _ actor: Actor, _ event: CheckEvent, note: String = "as agreed"
  ) -> RequestSample {
    let action = CheckAction(id: .sample, check: .sample, actor: actor, event: event, note: .of(note))
    return RequestSample(name, action, .command(.act(action)))
  }

  private static let enrolments: [RequestSample] = {
    var account = AccountEnrolment(id: .buyer, currency: .yen, update: .full)
    account.status = .suspended
    var seller = CompanyEnrolment(code: SellerID.shop.code, currency: .dinar, update: .seller)
    seller.status = .enrolled
    let distributor = CompanyEnrolment(code: DistributorID.carrier.code, currency: .euro, update: .distributor)
    var clearing = CompanyUpdate.clearing
    clearing.cashLimit = 0
    var (key, noKey) = (CompanyUpdate(), CompanyUpdate())
    var overRails = AccountUpdate()
    overRails.bankRail = .bank
    overRails.cardRail = .card
    key.handOverKey = .register(Scene.key(0xA1))
    noKey.handOverKey = .end
    return [
      administer("enrol account", .enrolAccount(account)),
      administer(
        "enrol account, plain", .enrolAccount(AccountEnrolment(id: .stranger, currency: .euro)), note: ""),
      administer("update account", .updateAccount(.buyer, .full)),
      administer("update account, clearing", .updateAccount(.buyer, .clearing)),
      administer("update account, rails", .updateAccount(.buyer, overRails), note: ""),
      administer("update account, nothing", .updateAccount(.buyer, AccountUpdate()), note: ""),
      administer("enrol seller", .enrolSeller(seller)),
      administer("update seller", .updateSeller(.shop, .seller)),
      administer("update seller, clearing", .updateSeller(.shop, .clearing)),
      administer("enrol distributor", .enrolDistributor(distributor)),
      administer("update distributor", .updateDistributor(.carrier, .distributor)),
      administer("update distributor, clearing", .updateDistributor(.carrier, clearing)),
      administer("update distributor, key", .updateDistributor(.carrier, key)),
      administer("update distributor, no key", .updateDistributor(.carrier, noKey)),
      administer("suspend account", .setStatus(.account(.buyer), .suspended)),
      administer("activate seller", .setStatus(.seller(.shop), .active)),
      administer("close distributor", .setStatus(.distributor(.carrier), .closed), note: ""),
      administer("forget account", .forget(.account(.buyer))),
      administer("forget distributor", .forget(.distributor(.carrier)), note: ""),
    ]
  }()

  private static let money: [RequestSample] = [
    administer("fund", .fund(.buyer, .bank, 501, .bank)),
    administer("fund by rail", .fund(.buyer, .card, 502, .card), by: .rail(.card), note: ""),
    administer("reconcile", .reconcile(.buyer, .bank, stated: -503, sequence: 9, .bank), by: .rail(.bank)),
    administer(
      "reconcile what was seen", .reconcile(.buyer, .card, stated: -12, seen: 0, sequence: 10, .card), by: .rail(.card)),
    administer("reconcile to nothing", .reconcile(.buyer, .card, stated: 0, sequence: 1, .card), note: ""),
    administer("charge a fee", .chargeFee(.shop, 508)),
    administer("pay out", .payOut(.shop, 504, .post)),
    administer("pay out by rail", .payOut(.shop, 505, .bank), by: .rail(.bank), note: ""),
    administer("pay in", .payIn(.carrier, 506, .book)),
    administer("pay in by rail", .payIn(.carrier, 507, .post), by: .rail(.post), note: ""),
    administer(
      "report a pay-out", .reportPayOut(.shop, InstructionID(rail: .post, sequence: 603), .returned), by: .rail(.post)),
  ]

  private static func administer(
    _ name: String, _ change: Administration.Change, by actor: Actor = .operator, note: String = "as agreed"
  ) -> RequestSample {
    var administration = Administration(id: .sample, change: change, note: .of(note))
    administration.actor = actor
    return RequestSample(name, administration, .command(.administer(administration)))
  }
}
