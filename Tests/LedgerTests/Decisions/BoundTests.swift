// The bounds of histories and balances: nobody can crowd out who must still act.
import Ledger
import Testing
import VouchTesting

@Suite struct `a full history` {
  /// How many entries the check has when the event is first refused; nil: never.
  @Test(
    arguments: [
      (.extend(until: .day(20)), .buyer, .issued, 128), (.chooseMethod(.card), .buyer, .issued, 128),
      (.present(amount: 1, final: false), .shop, .issued, 192), (.refund(amount: 1), .shop, .settled, 192),
      (.confirm(proof: nil), .carrier, .issued, 256), (.openDispute, .buyer, .issued, 256),
      (.void, .shop, .issued, 256),
      (.withdraw, .buyer, .settled, 256), (.failDelivery, .carrier, .committed, 256), (.void, .operator, .issued, nil),
      (.refund(amount: 1), .operator, .settled, nil), (.chargeBack(amount: 1), .rail(.bank), .settled, nil),
      (.resolveDispute(.void), .operator, .frozen, nil), (.lapse, .committer, .issuedPastExpiry, nil),
    ] as [(CheckEvent, Actor, Scene.Start, UInt32?)])
  func `holds up who can act over and over, before who ends a check`(
    event: CheckEvent, actor: Actor, start: Scene.Start, bound: UInt32?
  ) {
    var scene = Scene(start)
    let action = Command.act(CheckAction(id: scene.newID(), check: scene.checkID, actor: actor, event: event))
    var submission = Submission(action, in: scene)
    submission.facts.check?.entryCount = (bound ?? .max) - 1
    #expect(submission.refusal == nil)
    submission.facts.check?.entryCount = bound ?? .max - 1
    #expect(submission.refusal == (bound == nil ? nil : .historyFull))
  }

  @Test func `of extensions leaves room to be paid, disputed and given back`() {
    var scene = Scene(.issued)
    var minutes: UInt16 = 0
    repeat { minutes += 1 } while scene.act(.buyer, .extend(until: .day(10) + .minutes(minutes))).entry != nil
    #expect(scene.check.entryCount == Bounds.entriesPerCheck / 2)
    scene.expect(.buyer, .chooseMethod(.card), "history_full")
    while scene.act(.shop, .present(amount: 1, final: false)).entry != nil {}
    #expect(scene.check.entryCount == Bounds.entriesPerCheck / 4 * 3)
    scene.expect(.buyer, .openDispute, "disputeOpened 936; frozen 936/64/0")
    scene.expect(.operator, .resolveDispute(.resume), "disputeResolved 936; issued 936/64/0")
    scene.expect(.shop, .void, "voided 0; bank hold -936; voided 0/64/936")
    scene.expect(.shop, .refund(amount: nil), "history_full")
    scene.expect(.operator, .refund(amount: nil), "refunded 64; available → bank 64; voided 0/64/936")
  }
}

@Suite struct `a balance` {
  @Test func `may come as far as its bound`() {
    var scene = Scene(.issued)
    let action = Command.act(
      CheckAction(id: scene.newID(), check: scene.checkID, actor: .shop, event: .present(amount: nil, final: false)))
    var submission = Submission(action, in: scene)
    submission.facts.seller?.available.posted = Bounds.maximumBalance - 1_000
    #expect(submission.refusal == nil)
    submission.facts.seller?.available.posted += 1
    #expect(submission.refusal == .balanceLimit)
    submission.facts.seller?.available.posted = 0
    submission.facts.account?.bank.balance.posted = 1_000 - Bounds.maximumBalance
    #expect(submission.refusal == nil)
    submission.facts.account?.bank.balance.posted -= 1
    #expect(submission.refusal == .balanceLimit)
  }

  @Test(arguments: ["used today", "the seller's exposure", "the distributor's exposure", "held"])
  func `of what is counted is bound at issue`(counted: String) {
    let scene = Scene()
    let issue = Command.issue(IssueCheck(id: CheckID(at: .start, random: (1, 1)), terms: Scene.terms))
    func refusal(of count: Int64) -> Refusal? {
      var submission = Submission(issue, in: scene)
      submission.facts.account?.bank.line = Bounds.maximumBalance
      submission.facts.account?.bank.balance.posted = Bounds.maximumBalance
      switch counted {
      case "used today":
        submission.facts.account?.usedDay = Timestamp.start.day
        submission.facts.account?.usedAmount = count
      case "the seller's exposure": submission.facts.seller?.exposure = count
      case "the distributor's exposure": submission.facts.distributor?.exposure = count
      default: submission.facts.account?.bank.held = count
      }
      return submission.refusal
    }
    #expect(refusal(of: Bounds.maximumBalance - 1_000) == nil)
    #expect(refusal(of: Bounds.maximumBalance - 999) == .balanceLimit)
  }

  @Test func `never overflows, however far its neighbours are`() {
    var scene = Scene(.issuedInPart)
    let most = Bounds.maximumBalance
    for (posted, line, held) in [(most, most, most), (-most, 0, most), (most, most, 0), (-most, most, 0)]
      as [(Int64, Int64, Int64)]
    {
      var cover = CoverBalance(balance: Balance(posted: posted), held: held, line: line, standing: .good)
      #expect(cover.available == posted + line - held)
      cover.standing = .good
      let action = Command.act(
        CheckAction(id: scene.newID(), check: scene.checkID, actor: .buyer, event: .chooseMethod(.card)))
      var submission = Submission(action, in: scene)
      submission.facts.account?.card = cover
      submission.facts.distributor?.cashPending = most
      submission.facts.distributor?.debt.posted = -most
      #expect(submission.refusal == (cover.available < 600 ? .insufficientFunds : held == most ? .balanceLimit : nil))
      submission.changeAction { $0.event = .chooseMethod(.cash) }
      #expect(submission.refusal == .overCashLimit)
    }
  }
}
