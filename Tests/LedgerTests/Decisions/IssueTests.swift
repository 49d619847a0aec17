// The demand for a check (S2, S3): what it holds, what it counts for, and every limit at its edge.
import Ledger
import Testing
import VouchTesting

@Suite struct `a demand` {
  @Test(
    arguments: [
      (.transfer, "issued 1000; bank hold +1000; issued 1000/0/0"),
      (.card, "issued 1000; card hold +1000; issued 1000/0/0"),
      (.cash, "issued 1000; bank hold +1000; issued 1000/0/0"),
    ] as [(PaymentMethod, String)])
  func `holds the amount on the cover of its method`(method: PaymentMethod, told: String) {
    var scene = Scene()
    var terms = Scene.terms
    terms.method = method
    scene.expect(issuing: terms, told)
    #expect(scene.buyer.bank.held + scene.buyer.card.held == 1_000)
    #expect(scene.buyer.bank.balance.posted == 10_000)
  }

  @Test func `counts for everybody it names`() {
    var scene = Scene(.issuedForCash)
    #expect(scene.buyer.openChecks == 1)
    #expect(scene.buyer.lastCheck == scene.checkID)
    #expect((scene.buyer.usedAmount, scene.buyer.usedCount, scene.buyer.usedDay) == (1_000, 1, Timestamp.start.day))
    #expect(scene.shop.exposure == 1_000)
    #expect((scene.carrier.exposure, scene.carrier.cashPending) == (1_000, 1_000))
    let first = scene.checkID
    scene.issue(Scene.terms)
    #expect(scene.check.previousOfDrawer == first)
    #expect(scene.carrier.cashPending == 1_000)
  }

  @Test func `that names nobody counts for nobody`() {
    var terms = Scene.terms
    terms.payee = nil
    terms.distributor = nil
    var scene = Scene()
    scene.expect(issuing: terms, "issued 1000; bank hold +1000; issued 1000/0/0")
    #expect(scene.shop.exposure == 0)
    #expect(scene.carrier.exposure == 0)
    #expect(scene.check.progress.payee == nil)
  }

  @Test func `that says no expiry is good for a month`() {
    var terms = Scene.terms
    terms.expires = nil
    var scene = Scene()
    scene.issue(terms)
    #expect(scene.check.progress.expires == .day(30))
    #expect(scene.check.progress.due == .day(30))
  }

  @Test(arguments: [
    (Timestamp.start.before, false), (.start, false), (Timestamp.start.after, true), (.day(400), true),
    (Timestamp.day(400).after, false), (.distantFuture, false), (Timestamp(milliseconds: .min), false),
  ])
  func `expires after now and within 400 days`(expires: Timestamp, isGood: Bool) {
    var terms = Scene.terms
    terms.expires = expires
    var scene = Scene()
    #expect(scene.issue(terms).refusal == (isGood ? nil : .expiryOutOfRange))
  }

  struct Limit: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let refusal: Refusal
    /// The largest amount it lets pass.
    let allowed: Int64
    let arrange: @Sendable (inout Scene) -> Void

    init(_ name: String, _ refusal: Refusal, allows: Int64, arrange: @escaping @Sendable (inout Scene) -> Void) {
      testDescription = name
      self.refusal = refusal
      allowed = allows
      self.arrange = arrange
    }

    static let all = [
      Limit("what the bank lets it count on", .insufficientFunds, allows: 10_000) { _ in },
      Limit("the limit of one check", .overCheckLimit, allows: 700) { $0.limit(AccountLimits(perCheck: 700)) },
      Limit("the limit of a day", .overDailyAmount, allows: 500) {
        $0.limit(AccountLimits(perDay: 1_500))
        $0.issue(Scene.terms)
      },
      Limit("the seller's limit", .overSellerExposure, allows: 1_000) {
        $0.limitSeller(2_000)
        $0.issue(Scene.terms)
      },
      Limit("the distributor's limit", .overDistributorExposure, allows: 1_000) {
        $0.limitDistributor(exposure: 2_000, cash: nil)
        $0.issue(Scene.terms)
      },
    ]
  }

  @Test(arguments: Limit.all)
  func `passes up to a limit and not one unit above`(limit: Limit) throws {
    var scene = Scene()
    limit.arrange(&scene)
    var terms = Scene.terms
    terms.amount = try #require(Amount(minorUnits: limit.allowed + 1))
    #expect(scene.issue(terms).refusal == limit.refusal)
    terms.amount = try #require(Amount(minorUnits: limit.allowed))
    #expect(scene.issue(terms).entry != nil)
  }

  @Test func `on the card reaches as deep as the line`() {
    var scene = Scene()
    var terms = Scene.terms
    terms.method = .card
    terms.amount = 5_001
    scene.expect(issuing: terms, "insufficient_funds")
    terms.amount = 5_000
    scene.expect(issuing: terms, "issued 5000; card hold +5000; issued 5000/0/0")
    scene.expect(
      .shop, .present(amount: nil, final: false),
      "captured 5000; card hold -5000; card → available 5000; settled 0/5000/0")
    #expect(scene.buyer.card.available == 0)
    terms.amount = 1
    scene.expect(issuing: terms, "insufficient_funds")
  }

  @Test func `in cash reaches the distributor's limit, what it owes included`() {
    var scene = Scene()
    scene.limitDistributor(exposure: nil, cash: 2_500)
    var terms = Scene.terms
    terms.method = .cash
    scene.issue(terms)
    scene.act(.shop, .present(amount: nil, final: false))
    scene.act(.carrier, .collectCash(amount: nil))
    #expect((scene.carrier.debt.posted, scene.carrier.cashPending) == (-1_000, 0))
    scene.issue(terms)
    #expect((scene.carrier.debt.posted, scene.carrier.cashPending) == (-1_000, 1_000))
    terms.amount = 501
    scene.expect(issuing: terms, "over_cash_limit")
    terms.amount = 500
    scene.expect(issuing: terms, "issued 500; bank hold +500; issued 500/0/0")
    terms.amount = 1
    scene.expect(issuing: terms, "over_cash_limit")
    terms.method = .transfer
    scene.expect(issuing: terms, "issued 1; bank hold +1; issued 1/0/0")
    scene.expect(.payIn(.carrier, 1, .bank), "paidIn 1; settlement bank EUR → debt 1")
    terms.method = .cash
    scene.expect(issuing: terms, "issued 1; bank hold +1; issued 1/0/0")
  }

  @Test func `counts by the day, and voiding does not give back`() {
    var scene = Scene()
    scene.limit(AccountLimits(checksPerDay: 2))
    scene.issue(Scene.terms)
    scene.act(.buyer, .void)
    scene.issue(Scene.terms)
    scene.expect(issuing: Scene.terms, "over_daily_count")
    scene.now = Timestamp(milliseconds: (Int64(Timestamp.start.day) + 1) * 86_400_000 - 1)
    scene.expect(issuing: Scene.terms, "over_daily_count")
    scene.now = scene.now.after
    scene.expect(issuing: Scene.terms, "issued 1000; bank hold +1000; issued 1000/0/0")
    #expect((scene.buyer.usedAmount, scene.buyer.usedCount) == (1_000, 1))
  }

  @Test func `of an account that has only ids sent carries the digest of a secret`() {
    var scene = Scene()
    var update = AccountUpdate()
    update.delivery = .idOnly
    scene.administer(.updateAccount(.buyer, update))
    scene.expect(issuing: Scene.terms, "claim_required")
    var terms = Scene.terms
    terms.claim = Digest(1, 2, 3, 4)
    scene.expect(issuing: terms, "issued 1000; bank hold +1000; issued 1000/0/0")
  }

  @Test(
    arguments: [
      (.transfer, .onDelivery, "distributor_required"), (.cash, .onDemand, "distributor_required"),
      (.transfer, .onDemand, "issued 1000; bank hold +1000; issued 1000/0/0"),
    ] as [(PaymentMethod, ReleaseRule, String)])
  func `needs a distributor where delivery or cash decides`(method: PaymentMethod, release: ReleaseRule, told: String) {
    var terms = Scene.terms
    terms.distributor = nil
    terms.method = method
    terms.release = release
    var scene = Scene()
    scene.expect(issuing: terms, told)
  }
}

@Suite struct `the dry credit check` {
  /// The demands of many random towns: what `authorize` says of the terms is what `issue` then says.
  @Test(arguments: SeededGenerator.seeds(8))
  func `says exactly what the demand would be told`(seed: UInt64) {
    var history = RandomHistory(seed: seed)
    var ledger = InMemoryLedger()
    for command in history.prologue() { _ = ledger.submit(command, at: history.now) }
    var asked = 0
    for _ in 0..<600 {
      let command = history.next(in: ledger)
      if case .issue(let issue) = command {
        let dry = authorize(issue.terms, given: ledger.facts(for: command), at: history.now)
        let unchanged = ledger
        switch ledger.submit(command, at: history.now) {
        case .accepted: #expect(dry == nil, "seed \(seed): \(command)")
        case .refused(.idReused), .refused(.idOutsideWindow), .refused(.notPermitted), .repeated: break
        case .refused(let refusal):
          #expect(dry == refusal, "seed \(seed): \(command)")
          #expect(ledger == unchanged, "seed \(seed): a refusal changed something")
          asked += 1
        }
      } else {
        _ = ledger.submit(command, at: history.now)
      }
    }
    #expect(asked > 20, "seed \(seed)")
  }

  @Test func `knows the bound of holds as the demand does`() {
    let scene = Scene()
    let issue = Command.issue(IssueCheck(id: CheckID(at: .start, random: (1, 1)), terms: Scene.terms))
    var facts = scene.ledger.facts(for: issue)
    facts.account?.bank.balance.posted = Bounds.maximumBalance
    facts.account?.bank.line = Bounds.maximumBalance
    facts.account?.bank.held = Bounds.maximumBalance - 999
    #expect(authorize(Scene.terms, given: facts, at: .start) == .balanceLimit)
    #expect(decide(issue, given: facts, at: Moment(time: .start, sequence: 1)) == .refused(.balanceLimit))
    facts.account?.bank.held = Bounds.maximumBalance - 1_000
    #expect(authorize(Scene.terms, given: facts, at: .start) == nil)
    #expect(decide(issue, given: facts, at: Moment(time: .start, sequence: 1)).entry != nil)
  }
}

extension Scene {
  mutating func limit(_ limits: AccountLimits) {
    var update = AccountUpdate()
    update.limits = limits
    administer(.updateAccount(.buyer, update))
  }

  mutating func limitSeller(_ limit: Int64) {
    var update = CompanyUpdate()
    update.exposureLimit = limit
    administer(.updateSeller(.shop, update))
  }

  mutating func limitDistributor(exposure: Int64?, cash: Int64?) {
    var update = CompanyUpdate()
    update.exposureLimit = exposure
    update.cashLimit = cash
    administer(.updateDistributor(.carrier, update))
  }
}
