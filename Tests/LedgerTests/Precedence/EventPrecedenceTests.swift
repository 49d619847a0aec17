// What an event on a check is told first.
import Ledger
import Testing
import VouchTesting

@Suite struct `the order of an event's refusals` {
  @Test(arguments: StateTable.Event.allCases)
  func `is kept by every pair`(event: StateTable.Event) {
    for trial in EventTrials.trials(of: event) { trial.run() }
  }

  /// Everything in the order is tried, except what can never be true of this event.
  @Test(arguments: StateTable.Event.allCases)
  func `has every refusal tried`(event: StateTable.Event) {
    var tried: Set<Refusal> = []
    for trial in EventTrials.trials(of: event) { tried.formUnion(trial.spoilers.keys) }
    var expected = Set(Precedence.everyCommand + Precedence.everyEvent + Precedence.own(of: event) + [.balanceLimit])
    let answers = Set(Probe.roles.compactMap { Probe.answer(to: $0.actor, asking: event) })
    expected.subtract(Probe.aboutWho.subtracting(answers))
    let ofState = Set(CheckState.allCases.compactMap { StateTable.refusal(of: event, in: $0) })
    expected.subtract(EventTrials.aboutState.subtracting(ofState))
    // The manager, its operator and the paying systems are not held up; only the committer's ids have no window.
    switch event {
    case .resolveDispute, .chargeBack, .reportRail: expected.remove(.historyFull)
    case .lapse, .releaseProceeds: expected.subtract([.historyFull, .idOutsideWindow])
    default: break
    }
    // These move nothing and take no hold, or as what is reported here does.
    switch event {
    case .failDelivery, .extend, .void, .lapse, .openDispute, .reportRail: expected.remove(.balanceLimit)
    default: break
    }
    #expect(tried == expected)
  }
}

/// For each event the good cases, and how each is spoiled.
enum EventTrials {
  static let aboutState: Set<Refusal> = [
    .checkNotCommitted, .checkNotFrozen, .checkOpen, .checkCommitted, .checkFrozen, .checkSettled, .checkVoided,
    .checkExpired,
  ]

  static func trials(of event: StateTable.Event) -> [Trial<Submission>] {
    switch event {
    case .present: [present]
    case .confirm: confirm
    case .collectCash: [collectCash]
    case .failDelivery: [good(.failDelivery, .carrier, from: .committed)]
    case .extend: [extend]
    case .chooseMethod: [chooseCard, chooseCash]
    case .void: [void]
    case .lapse: [lapse]
    case .openDispute: [good(.openDispute, .buyer, from: .issued)]
    case .resolveDispute: [resolveDispute]
    case .refund: [refund]
    case .withdraw: [withdraw]
    case .chargeBack: [chargeBack]
    case .claimGuarantee: [claimGuarantee]
    case .releaseProceeds: [releaseProceeds]
    case .reportRail: [reportRail]
    }
  }

  /// `actor` brings about `event` on a check that has come as far as `start`; who acts, the state, the history and the id
  /// can be spoiled.
  static func good(
    _ event: CheckEvent, _ actor: Actor, from start: Scene.Start, prepare: (inout Scene) -> Void = { _ in }
  ) -> Trial<Submission> {
    var scene = Scene(start)
    prepare(&scene)
    return good(event, actor, in: scene)
  }

  static func good(_ event: CheckEvent, _ actor: Actor, in scene: Scene) -> Trial<Submission> {
    var scene = scene
    let column = event.column
    let action = CheckAction(id: scene.newID(), check: scene.checkID, actor: actor, event: event)
    let order = Precedence.everyEvent + Precedence.own(of: column) + [.balanceLimit]
    var trial = Trial.command("\(column) by \(actor)", order: order, Submission(.act(action), in: scene))
    if actor != .committer {
      trial = trial.spoiling(.idOutsideWindow) { $0.changeAction { $0.id = CommandID(at: .day(300), random: (1, 1)) } }
    }
    trial = trial.spoiling(.unknownCheck) { $0.facts.check = nil }
    var spoiledWho: [Refusal] = []
    for role in Probe.roles {
      guard let answer = Probe.answer(to: role.actor, asking: column), !spoiledWho.contains(answer) else { continue }
      spoiledWho.append(answer)
      trial = trial.spoiling(answer) { submission in
        submission.changeAction { $0.actor = role.actor }
        // A check without payee has no wrong one.
        if answer == .wrongPayee { submission.facts.check?.progress.payee = .shop }
      }
    }
    var spoiledState: [Refusal] = []
    for state in CheckState.allCases {
      guard let answer = StateTable.refusal(of: column, in: state), !spoiledState.contains(answer) else { continue }
      spoiledState.append(answer)
      trial = trial.spoiling(answer) { submission in
        submission.facts.check?.progress.state = state
        // Not by its clock in another state again.
        if column == .releaseProceeds { submission.facts.check?.progress.expires = .distantFuture }
      }
    }
    switch actor {
    case .operator, .rail, .committer: break
    case .terminal, .seller, .distributor:
      trial = trial.spoiling(.historyFull) { $0.facts.check?.entryCount = Bounds.entriesPerCheck }
    }
    return
      trial
      .excluding([.unknownCheck], [.historyFull] + spoiledState)
      .excluding(spoiledWho)
      .excluding(spoiledState)
  }

  private static func amount(_ amount: Amount) -> @Sendable (inout Submission) -> Void {
    { submission in
      submission.changeAction { action in
        action.event =
          switch action.event {
          case .present(_, let final): .present(amount: amount, final: final)
          case .collectCash: .collectCash(amount: amount)
          case .resolveDispute(.pay): .resolveDispute(.pay(amount))
          case .refund: .refund(amount: amount)
          case .chargeBack: .chargeBack(amount: amount)
          case .claimGuarantee: .claimGuarantee(amount: amount)
          case let other: other
          }
      }
    }
  }

  private static let payeeIsFull: @Sendable (inout Submission) -> Void = {
    $0.facts.seller?.available.posted = Bounds.maximumBalance
  }
  private static let bankIsFull: @Sendable (inout Submission) -> Void = {
    $0.facts.account?.bank.balance.posted = Bounds.maximumBalance
  }

  // MARK: - Payment

  static var present: Trial<Submission> {
    good(.present(amount: 400, final: false), .shop, from: .issuedToNobody)
      .spoiling(.unknownSeller) { $0.facts.seller = nil }
      .spoiling(.sellerNotActive) { $0.facts.seller?.status = .enrolled }
      .spoiling(.sellerSuspended) { $0.facts.seller?.status = .suspended }
      .spoiling(.sellerClosed) { $0.facts.seller?.status = .closed }
      .spoiling(.sellerCurrencyMismatch) { $0.facts.seller?.currency = .dollar }
      .spoiling(.overSellerExposure) { $0.facts.seller?.exposureLimit = 999 }
      .spoiling(.exceedsRemaining, amount(1_001))
      .spoiling(.balanceLimit) { $0.facts.seller?.exposure = Bounds.maximumBalance }
      .excluding(
        [.unknownSeller],
        [
          .sellerNotActive, .sellerSuspended, .sellerClosed, .sellerCurrencyMismatch, .overSellerExposure,
          .balanceLimit,
        ]
      )
      .excluding([.sellerNotActive, .sellerSuspended, .sellerClosed])
  }

  static var confirm: [Trial<Submission>] {
    [
      good(.confirm(proof: nil), .carrier, from: .issuedOnDelivery)
        .spoiling(.alreadyConfirmed) { $0.facts.check?.progress.confirmed = true }
        .excluding([.unknownCheck], [.alreadyConfirmed])
        .needingProof(),
      good(.confirm(proof: nil), .carrier, from: .committed)
        .spoiling(.cashDue) { $0.facts.check?.progress.method = .cash }
        .spoiling(.balanceLimit, payeeIsFull)
        .excluding([.unknownCheck], [.cashDue])
        .needingProof(),
    ]
  }

  static var collectCash: Trial<Submission> {
    good(.collectCash(amount: 400), .carrier, from: .committedForCash)
      .spoiling(.notCash) { $0.facts.check?.progress.method = .transfer }
      .spoiling(.exceedsRemaining, amount(1_001))
      .spoiling(.balanceLimit, payeeIsFull)
      .excluding([.unknownCheck], [.notCash])
  }

  static var resolveDispute: Trial<Submission> {
    good(.resolveDispute(.pay(400)), .operator, from: .frozen)
      .spoiling(.noPayee) { $0.facts.check?.progress.payee = nil }
      .spoiling(.exceedsRemaining, amount(1_001))
      .spoiling(.balanceLimit, payeeIsFull)
      .excluding([.unknownCheck], [.noPayee])
  }

  // MARK: - The drawer's

  static var extend: Trial<Submission> {
    good(.extend(until: .day(20)), .buyer, from: .issued)
      .spoiling(.notLater) { $0.facts.check?.progress.expires = .day(600) }
      .spoiling(.expiryOutOfRange) { $0.changeAction { $0.event = .extend(until: .day(500)) } }
      .excluding([.unknownCheck], [.notLater])
  }

  static var chooseCard: Trial<Submission> {
    good(.chooseMethod(.card), .buyer, from: .issued)
      .spoiling(.sameMethod) { $0.facts.check?.progress.method = .card }
      .spoiling(.noCover) { $0.facts.account?.card.standing = .none }
      .spoiling(.standingBad) { $0.facts.account?.card.standing = .bad }
      .spoiling(.insufficientFunds) { $0.facts.account?.card.line = 999 }
      .spoiling(.balanceLimit) { submission in
        submission.facts.account?.card.balance.posted = Bounds.maximumBalance
        submission.facts.account?.card.held = Bounds.maximumBalance
      }
      .excluding([.unknownCheck], [.sameMethod])
      .excluding([.noCover, .standingBad])
  }

  static var chooseCash: Trial<Submission> {
    good(.chooseMethod(.cash), .buyer, from: .issued)
      .spoiling(.sameMethod) { $0.facts.check?.progress.method = .cash }
      .spoiling(.distributorRequired) { submission in
        submission.facts.check?.terms.distributor = nil
        submission.facts.distributor = nil
      }
      .spoiling(.distributorNotActive) { $0.facts.distributor?.status = .enrolled }
      .spoiling(.distributorSuspended) { $0.facts.distributor?.status = .suspended }
      .spoiling(.distributorClosed) { $0.facts.distributor?.status = .closed }
      .spoiling(.overCashLimit) { $0.facts.distributor?.cashLimit = 999 }
      .excluding([.unknownCheck], [.sameMethod])
      .excluding(
        [.distributorRequired], [.distributorNotActive, .distributorSuspended, .distributorClosed, .overCashLimit]
      )
      .excluding([.distributorNotActive, .distributorSuspended, .distributorClosed])
  }

  static var void: Trial<Submission> {
    good(.void, .buyer, from: .issued)
      .spoiling(.alreadyCaptured) { $0.facts.check?.progress.captured = 1 }
      .spoiling(.alreadyConfirmed) { $0.facts.check?.progress.confirmed = true }
      .excluding([.unknownCheck], [.alreadyCaptured, .alreadyConfirmed])
  }

  // MARK: - The clock's

  static var lapse: Trial<Submission> {
    good(.lapse, .committer, from: .issuedPastExpiry)
      .spoiling(.notDue) { $0.facts.check?.progress.expires = .distantFuture }
      .excluding([.unknownCheck], [.notDue])
  }

  static var releaseProceeds: Trial<Submission> {
    good(.releaseProceeds, .committer, from: .settled, prepare: { $0.now = .day(70) })
      .spoiling(.notDue) { submission in
        submission.facts.check?.progress.lockedUntil = .distantFuture
        submission.facts.check?.progress.reservedUntil = .distantFuture
      }
      .spoiling(.balanceLimit, payeeIsFull)
      .excluding([.unknownCheck], [.notDue])
  }

  // MARK: - Paying systems

  static var reportRail: Trial<Submission> {
    let scene = Scene.collecting.first { $0.check.progress.state == .settled } ?? Scene(.settled)
    let id = scene.instruction ?? InstructionID(rail: .bank, sequence: 1)
    return good(.reportRail(id, .unsure), .rail(.bank), in: scene)
      .spoiling(.unknownInstruction) { $0.facts.instruction = nil }
      .spoiling(.instructionEnded) { $0.facts.instruction?.state = .accepted }
      .spoiling(.nothingChanged) { $0.facts.instruction?.state = .unsure }
      .excluding([.unknownInstruction], [.instructionEnded, .nothingChanged])
      .excluding([.instructionEnded], [.nothingChanged])
  }

  // MARK: - Giving back

  static var refund: Trial<Submission> {
    good(.refund(amount: 400), .shop, from: .settled)
      .spoiling(.nothingCaptured) { $0.facts.check?.progress.captured = 0 }
      .spoiling(.exceedsCaptured, amount(1_001))
      .spoiling(.collectionPending) { $0.facts.check?.progress.pending = 1 }
      .spoiling(.payeeInsufficient) { $0.facts.check?.progress.locked = 0 }
      .spoiling(.balanceLimit, bankIsFull)
      .excluding([.unknownCheck], [.nothingCaptured, .collectionPending, .payeeInsufficient])
  }

  static var withdraw: Trial<Submission> {
    good(.withdraw, .buyer, from: .settled)
      .spoiling(.nothingCaptured) { $0.facts.check?.progress.captured = 0 }
      .spoiling(.collectionPending) { $0.facts.check?.progress.pending = 1 }
      .spoiling(.exceedsCaptured) { $0.facts.check?.progress.returned = 1_000 }
      .spoiling(.coolingOffOver) { $0.facts.check?.progress.lockedUntil = .start }
      .spoiling(.payeeInsufficient) { $0.facts.check?.progress.locked = 0 }
      .spoiling(.balanceLimit, bankIsFull)
      .excluding(
        [.unknownCheck], [.nothingCaptured, .collectionPending, .exceedsCaptured, .coolingOffOver, .payeeInsufficient])
  }

  static var claimGuarantee: Trial<Submission> {
    good(.claimGuarantee(amount: 40), .shop, from: .settled)
      .spoiling(.nothingCaptured) { $0.facts.check?.progress.captured = 0 }
      .spoiling(.collectionPending) { $0.facts.check?.progress.pending = 1 }
      .spoiling(.exceedsCaptured) { $0.facts.check?.progress.returned = 990 }
      .spoiling(.guaranteeOver) { $0.facts.check?.progress.reservedUntil = .start }
      .spoiling(.exceedsReserve, amount(101))
      .spoiling(.balanceLimit, bankIsFull)
      .excluding([.unknownCheck], [.nothingCaptured, .collectionPending, .exceedsCaptured, .guaranteeOver])
  }

  static var chargeBack: Trial<Submission> {
    good(.chargeBack(amount: 400), .rail(.bank), from: .settled)
      .spoiling(.nothingCaptured) { $0.facts.check?.progress.captured = 0 }
      .spoiling(.collectionPending) { $0.facts.check?.progress.pending = 1 }
      .spoiling(.exceedsCaptured, amount(1_001))
      .spoiling(.balanceLimit, bankIsFull)
      .excluding([.unknownCheck], [.nothingCaptured, .collectionPending])
  }
}

extension Trial where Case == Submission {
  /// The same trial, in which the distributor may have a key, and the confirmation no signature or a wrong one.
  fileprivate func needingProof() -> Trial {
    spoiling(.proofRequired) { $0.facts.distributor?.handOverKey = Scene.key(1).mark }
      .spoiling(.proofWrong) { submission in
        submission.facts.distributor?.handOverKey = Scene.key(1).mark
        submission.changeAction {
          $0.event = .confirm(proof: Digest(1, 2, 3, 4))
          $0.seal = .wrong
        }
      }
      .excluding([.proofRequired], [.proofWrong])
  }
}
