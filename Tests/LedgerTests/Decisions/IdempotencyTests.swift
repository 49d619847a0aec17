// The same id again (J2): the same contents are answered as before, other contents refused, a refusal judged afresh.
import Ledger
import Testing
import VouchTesting

@Suite struct `the same id again` {
  @Test func `with the same contents answers as before and does nothing`() throws {
    var scene = Scene(.issued)
    let command = Command.act(
      CheckAction(id: scene.newID(), check: scene.checkID, actor: .shop, event: .present(amount: 400, final: false)))
    let entry = try #require(scene.ledger.submit(command, at: scene.now).entry)
    let after = scene.ledger
    #expect(scene.ledger.submit(command, at: scene.now) == .repeated(entry))
    scene.act(.shop, .void)
    // However old the id is by now, and whatever became of the check: what took effect is known.
    #expect(scene.ledger.submit(command, at: .day(300)) == .repeated(entry))
    #expect(after.checks[scene.checkID]?.progress.captured == 400)
    #expect(scene.check.progress.captured == 400)
  }

  @Test func `of a demand answers with the check's first entry`() throws {
    var scene = Scene()
    let id = scene.newID()
    let demand = Command.issue(IssueCheck(id: CheckID(high: id.high, low: id.low), terms: Scene.terms))
    let entry = try #require(scene.ledger.submit(demand, at: scene.now).entry)
    #expect(scene.ledger.submit(demand, at: .day(9)) == .repeated(entry))
    #expect(scene.buyer.bank.held == 1_000)
    #expect(scene.buyer.usedCount == 1)
  }

  /// A field changed under the same id.
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let apply: @Sendable (inout IssueCheck) -> Void

    init(_ field: String, _ apply: @escaping @Sendable (inout IssueCheck) -> Void) {
      testDescription = field
      self.apply = apply
    }

    static let all = [
      Change("actor") { $0.actor = .stranger }, Change("drawer") { $0.terms.drawer = .stranger },
      Change("payee") { $0.terms.payee = .rival }, Change("no payee") { $0.terms.payee = nil },
      Change("distributor") { $0.terms.distributor = .courier },
      Change("no distributor") { $0.terms.distributor = nil },
      Change("amount") { $0.terms.amount = 1_001 }, Change("currency") { $0.terms.currency = .dollar },
      Change("method") { $0.terms.method = .card }, Change("release") { $0.terms.release = .onDelivery },
      Change("expires") { $0.terms.expires = .day(11) }, Change("no expiry") { $0.terms.expires = nil },
      Change("delivery window") { $0.terms.deliveryWindow = .days(6) },
      Change("order") { $0.terms.order = Digest(1, 2, 3, 4) },
      Change("claim") { $0.terms.claim = Digest(1, 2, 3, 4) }, Change("cooling-off") { $0.terms.coolingOff = .days(1) },
      Change("guarantee") { $0.terms.guarantee = .days(1) }, Change("reserve") { $0.terms.reserveShare = 1 },
      Change("sealed address") { $0.terms.sealsAddress = true },
      Change("memo") { $0.memo = .of("for the boots") },
    ]
  }

  @Test(arguments: Change.all)
  func `with another field is refused as such`(change: Change) throws {
    var scene = Scene()
    let id = scene.newID()
    var demand = IssueCheck(id: CheckID(high: id.high, low: id.low), terms: Scene.terms)
    _ = try #require(scene.ledger.submit(.issue(demand), at: scene.now).entry)
    let before = scene.ledger
    change.apply(&demand)
    #expect(scene.ledger.submit(.issue(demand), at: scene.now) == .refused(.idReused))
    #expect(scene.ledger == before)
  }

  @Test func `for a command of another kind is refused as such`() {
    var scene = Scene(.issued)
    let id = CommandID(issuing: scene.checkID)
    let event = Command.act(CheckAction(id: id, check: scene.checkID, actor: .shop, event: .void))
    #expect(scene.ledger.submit(event, at: scene.now) == .refused(.idReused))
    let change = Command.administer(Administration(id: id, change: .fund(.buyer, .bank, 1, .bank)))
    #expect(scene.ledger.submit(change, at: scene.now) == .refused(.idReused))
  }

  @Test func `after a refusal is judged afresh, with other contents too`() {
    var scene = Scene(.issued)
    let id = scene.newID()
    func present(_ amount: Amount) -> Command {
      .act(CheckAction(id: id, check: scene.checkID, actor: .shop, event: .present(amount: amount, final: false)))
    }
    #expect(scene.ledger.submit(present(1_001), at: scene.now) == .refused(.exceedsRemaining))
    #expect(scene.ledger.submit(present(1_001), at: scene.now) == .refused(.exceedsRemaining))
    #expect(scene.ledger.submit(present(1_000), at: scene.now).entry?.kind == .captured)
    #expect(scene.ledger.submit(present(1_001), at: scene.now) == .refused(.idReused))
  }

  @Test func `after a refusal that money has since mended takes effect`() {
    var scene = Scene()
    var terms = Scene.terms
    terms.amount = 10_001
    let id = scene.newID()
    let demand = Command.issue(IssueCheck(id: CheckID(high: id.high, low: id.low), terms: terms))
    #expect(scene.ledger.submit(demand, at: scene.now) == .refused(.insufficientFunds))
    scene.administer(.fund(.buyer, .bank, 1, .bank))
    #expect(scene.ledger.submit(demand, at: scene.now).entry != nil)
  }
}

@Suite struct `an id's time` {
  static let past = Int64(7 * 86_400_000)
  static let future = Int64(600_000)

  @Test(arguments: [
    (-past, true), (-past - 1, false), (0, true), (future, true), (future + 1, false), (-30 * past, false),
  ])
  func `lies within seven days back and ten minutes ahead`(offset: Int64, isGood: Bool) {
    let scene = Scene(.issued)
    let now = Timestamp.day(8)
    let made = Timestamp(milliseconds: now.milliseconds + offset)
    let id = CommandID(at: made, random: (9, 9))
    let expected: Refusal? = isGood ? nil : .idOutsideWindow
    for command in [
      .issue(IssueCheck(id: CheckID(at: made, random: (9, 9)), terms: Scene.terms)),
      .act(CheckAction(id: id, check: scene.checkID, actor: .shop, event: .void)),
      .administer(Administration(id: id, change: .fund(.buyer, .bank, 1, .bank))),
    ] as [Command] {
      var copy = scene
      #expect(copy.ledger.submit(command, at: now).refusal == expected)
    }
  }

  @Test func `does not matter to the committer, which sweeps however late`() {
    var scene = Scene(.issued)
    let id = CommandID(at: .day(10), random: (9, 9))
    let sweep = Command.act(CheckAction(id: id, check: scene.checkID, actor: .committer, event: .lapse))
    #expect(scene.ledger.submit(sweep, at: .day(100)).entry?.kind == .expired)
  }
}
