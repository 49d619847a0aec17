// What a verification and a claim are told first, and the second judgement itself (S5'', S4').
import Ledger
import Testing
import VouchTesting

/// A question with all it is answered by.
private struct Verification: Hashable, Sendable {
  var question: VerifyCheck
  var check: Check?
  var now = Timestamp.start
}

private struct Claim: Hashable, Sendable {
  var claim: ClaimCheck
  var check: Check?
  var drawer: Account?
  var tries = 0
  var now = Timestamp.start
}

@Suite struct `the second judgement` {
  @Test func `keeps its order by every pair`() {
    let scene = Scene(.issued)
    var question = VerifyCheck(check: scene.checkID)
    question.seller = .shop
    question.distributor = .carrier
    question.amount = 1_000
    question.currency = .euro
    let good = Verification(question: question, check: scene.check)
    let states: [(Refusal, CheckState)] = [
      (.checkCommitted, .committed), (.checkFrozen, .frozen), (.checkSettled, .settled), (.checkVoided, .voided),
      (.checkExpired, .expired),
    ]
    var trial = Trial("verify", order: Precedence.verify, good: good) { $0.question.judge($0.check, at: $0.now) }
      .spoiling(.unknownCheck) { $0.check = nil }
      .spoiling(.wrongPayee) { $0.question.seller = .rival }
      .spoiling(.orderMismatch) { $0.question.order = Digest(1, 2, 3, 4) }
      .spoiling(.termsMismatch) { $0.question.currency = .dollar }
      .spoiling(.exceedsRemaining) { $0.question.amount = 1_001 }
    for (refusal, state) in states { trial = trial.spoiling(refusal) { $0.check?.progress.state = state } }
    #expect(Set(trial.spoilers.keys) == Set(Precedence.verify))
    trial.excluding(states.map(\.0)).excluding([.unknownCheck], states.map(\.0)).run()
  }

  /// A question about the scene's check, and its answer.
  struct Question: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let start: Scene.Start
    let answer: Refusal?
    let ask: @Sendable (inout VerifyCheck) -> Void

    init(
      _ name: String, _ start: Scene.Start, _ answer: Refusal?, ask: @escaping @Sendable (inout VerifyCheck) -> Void
    ) {
      testDescription = name
      self.start = start
      self.answer = answer
      self.ask = ask
    }

    static let all = [
      Question("nothing", .issued, nil) { _ in },
      Question("no order on the check", .issued, .orderMismatch) { $0.order = Digest(0, 0, 0, 0) },
      Question("exactly what remains", .issuedInPart, nil) { $0.amount = 600 },
      Question("more than remains", .issuedInPart, .exceedsRemaining) { $0.amount = 601 },
      Question("any seller of an unnamed check", .issuedToNobody, nil) { $0.seller = .rival },
      Question("another distributor", .issued, .termsMismatch) { $0.distributor = .courier },
      Question("a confirmed check", .issuedConfirmed, nil) { $0.seller = .shop },
      Question("past its expiry, unswept", .issuedPastExpiry, .checkExpired) { _ in },
      Question("past its deadline, unswept", .committedPastDeadline, .checkVoided) { _ in },
      Question("demanded", .committed, .checkCommitted) { _ in },
      Question("disputed", .frozen, .checkFrozen) { _ in },
      Question("paid", .settled, .checkSettled) { _ in },
    ]
  }

  @Test(arguments: Question.all)
  func `answers what is asked`(question: Question) {
    let scene = Scene(question.start)
    var verify = VerifyCheck(check: scene.checkID)
    question.ask(&verify)
    #expect(verify.judge(scene.check, at: scene.now) == question.answer)
  }

  @Test func `asks for the order it was drawn for`() {
    var terms = Scene.terms
    terms.order = Digest(1, 2, 3, 4)
    var scene = Scene()
    scene.issue(terms)
    var verify = VerifyCheck(check: scene.checkID)
    verify.order = terms.order
    #expect(verify.judge(scene.check, at: scene.now) == nil)
    verify.order = Digest(1, 2, 3, 5)
    #expect(verify.judge(scene.check, at: scene.now) == .orderMismatch)
  }
}

@Suite struct `a claim` {
  static let secret = Digest(1, 2, 3, 4)

  static func scene(_ start: Scene.Start = .issued) -> Scene {
    var terms = Scene.terms
    terms.claim = secret
    if start == .committed { terms.release = .onDelivery }
    var scene = Scene()
    scene.issue(terms)
    if start == .committed { scene.act(.shop, .present(amount: nil, final: false)) }
    return scene
  }

  @Test func `keeps its order by every pair`() {
    let scene = `a claim`.scene()
    let claim = ClaimCheck(check: scene.checkID, secret: `a claim`.secret)
    let good = Claim(claim: claim, check: scene.check, drawer: scene.buyer)
    let states: [(Refusal, CheckState)] = [
      (.checkFrozen, .frozen), (.checkSettled, .settled), (.checkVoided, .voided), (.checkExpired, .expired),
    ]
    let statuses: [(Refusal, PartyStatus)] = [
      (.accountNotActive, .enrolled), (.accountSuspended, .suspended), (.accountClosed, .closed),
    ]
    var trial = Trial("claim", order: Precedence.claim, good: good) {
      $0.claim.judge($0.check, drawer: $0.drawer, tries: $0.tries, at: $0.now)
    }
    .spoiling(.unknownCheck) { $0.check = nil }
    .spoiling(.notClaimable) { $0.check?.terms.claim = nil }
    .spoiling(.claimLocked) { $0.tries = Bounds.claimTries }
    .spoiling(.claimRefused) { $0.claim.secret = Digest(1, 2, 3, 5) }
    for (refusal, state) in states { trial = trial.spoiling(refusal) { $0.check?.progress.state = state } }
    for (refusal, status) in statuses { trial = trial.spoiling(refusal) { $0.drawer?.status = status } }
    #expect(Set(trial.spoilers.keys) == Set(Precedence.claim))
    trial.excluding(states.map(\.0)).excluding(statuses.map(\.0))
      .excluding([.unknownCheck], states.map(\.0) + [.notClaimable]).run()
  }

  @Test(arguments: [Scene.Start.issued, .committed])
  func `shows a check that is issued or committed`(start: Scene.Start) {
    let scene = `a claim`.scene(start)
    let claim = ClaimCheck(check: scene.checkID, secret: `a claim`.secret)
    #expect(claim.judge(scene.check, drawer: scene.buyer, tries: Bounds.claimTries - 1, at: scene.now) == nil)
    #expect(claim.judge(nil, drawer: scene.buyer, tries: 0, at: scene.now) == .unknownCheck)
    #expect(claim.judge(scene.check, drawer: nil, tries: 0, at: scene.now) == .unknownCheck)
    #expect(claim.judge(scene.check, drawer: scene.buyer, tries: 0, at: .day(400)) != nil)
  }
}
