// What a demand, a verification and a claim are told first.
import Ledger
import Testing
import VouchTesting

@Suite struct `the order of refusals` {
  @Test(arguments: [demand, dry])
  func `of a demand is kept by every pair`(trial: Trial<Submission>) {
    trial.run()
  }

  @Test func `of a demand has every refusal tried`() {
    #expect(Set(`the order of refusals`.demand.spoilers.keys) == Set(Precedence.everyCommand + Precedence.issue))
    #expect(Set(`the order of refusals`.dry.spoilers.keys) == Set(Precedence.issue.dropFirst()))
  }

  /// The demand itself, in cash and with a sealed address, so that every limit counts.
  static var demand: Trial<Submission> {
    let scene = Scene()
    let trial = Trial.command("demand", order: Precedence.issue, submission(in: scene))
      .spoiling(.idOutsideWindow) { submission in
        submission.changeIssue { $0.id = CheckID(at: .start + .days(1), random: (1, 1)) }
      }
      .spoiling(.notPermitted) { submission in submission.changeIssue { $0.actor = .stranger } }
    return spoilingTerms(trial)
  }

  /// The credit check alone.
  static var dry: Trial<Submission> {
    spoilingTerms(
      Trial("credit check", order: Precedence.issue, good: submission(in: Scene())) { submission in
        guard case .issue(let issue) = submission.command else { return nil }
        return authorize(issue.terms, given: submission.facts, at: submission.now)
      })
  }

  private static func submission(in scene: Scene) -> Submission {
    var submission = Submission(.issue(good), in: scene)
    submission.facts.distributor?.hasAddressKey = true
    return submission
  }

  private static var good: IssueCheck {
    var terms = Scene.terms
    terms.method = .cash
    terms.sealsAddress = true
    return IssueCheck(id: CheckID(at: .start, random: (1, 1)), terms: terms)
  }

  private static func spoilingTerms(_ trial: Trial<Submission>) -> Trial<Submission> {
    spoilingCompanies(spoilingDrawer(trial))
      .spoiling(.expiryOutOfRange) { $0.changeIssue { $0.terms.expires = .start } }
      .spoiling(.claimRequired) { $0.facts.account?.delivery = .idOnly }
      .spoiling(.balanceLimit) { submission in
        submission.facts.account?.usedDay = Timestamp.start.day
        submission.facts.account?.usedAmount = Bounds.maximumBalance
      }
      .excluding([.unknownAccount], Array(ofAccount) + [.claimRequired, .balanceLimit])
  }

  private static let ofAccount: [Refusal] = [
    .accountNotActive, .accountSuspended, .accountClosed, .currencyMismatch, .noCover, .standingBad,
    .insufficientFunds, .overCheckLimit, .overDailyAmount, .overDailyCount,
  ]

  private static func spoilingDrawer(_ trial: Trial<Submission>) -> Trial<Submission> {
    trial
      .spoiling(.unknownAccount) { $0.facts.account = nil }
      .spoiling(.accountNotActive) { $0.facts.account?.status = .enrolled }
      .spoiling(.accountSuspended) { $0.facts.account?.status = .suspended }
      .spoiling(.accountClosed) { $0.facts.account?.status = .closed }
      .spoiling(.currencyMismatch) { $0.facts.account?.currency = .dollar }
      .spoiling(.noCover) { $0.facts.account?.bank.standing = .none }
      .spoiling(.standingBad) { $0.facts.account?.bank.standing = .bad }
      .spoiling(.insufficientFunds) { $0.facts.account?.bank.balance.posted = 999 }
      .spoiling(.overCheckLimit) { $0.facts.account?.limits.perCheck = 999 }
      .spoiling(.overDailyAmount) { $0.facts.account?.limits.perDay = 999 }
      .spoiling(.overDailyCount) { submission in
        submission.facts.account?.limits.checksPerDay = 1
        submission.facts.account?.usedDay = Timestamp.start.day
        submission.facts.account?.usedCount = 1
      }
      .excluding([.accountNotActive, .accountSuspended, .accountClosed])
      .excluding([.noCover, .standingBad])
  }

  private static func spoilingCompanies(_ trial: Trial<Submission>) -> Trial<Submission> {
    trial
      .spoiling(.unknownSeller) { $0.facts.seller = nil }
      .spoiling(.sellerNotActive) { $0.facts.seller?.status = .enrolled }
      .spoiling(.sellerSuspended) { $0.facts.seller?.status = .suspended }
      .spoiling(.sellerClosed) { $0.facts.seller?.status = .closed }
      .spoiling(.sellerCurrencyMismatch) { $0.facts.seller?.currency = .dollar }
      .spoiling(.overSellerExposure) { $0.facts.seller?.exposureLimit = 999 }
      .excluding(
        [.unknownSeller],
        [.sellerNotActive, .sellerSuspended, .sellerClosed, .sellerCurrencyMismatch, .overSellerExposure]
      )
      .excluding([.sellerNotActive, .sellerSuspended, .sellerClosed])
      .spoiling(.unknownDistributor) { $0.facts.distributor = nil }
      .spoiling(.distributorNotActive) { $0.facts.distributor?.status = .enrolled }
      .spoiling(.distributorSuspended) { $0.facts.distributor?.status = .suspended }
      .spoiling(.distributorClosed) { $0.facts.distributor?.status = .closed }
      .spoiling(.distributorCurrencyMismatch) { $0.facts.distributor?.currency = .dollar }
      .spoiling(.addressKeyMissing) { $0.facts.distributor?.hasAddressKey = false }
      .spoiling(.distributorRequired) { submission in
        submission.changeIssue { $0.terms.distributor = nil }
        submission.facts.distributor = nil
      }
      .spoiling(.overDistributorExposure) { $0.facts.distributor?.exposureLimit = 999 }
      .spoiling(.overCashLimit) { $0.facts.distributor?.cashLimit = 999 }
      .excluding(
        [.unknownDistributor, .distributorRequired],
        [
          .unknownDistributor, .distributorNotActive, .distributorSuspended, .distributorClosed,
          .distributorCurrencyMismatch, .addressKeyMissing, .distributorRequired, .overDistributorExposure,
          .overCashLimit,
        ]
      )
      .excluding([.distributorNotActive, .distributorSuspended, .distributorClosed])
  }
}

extension Submission {
  /// Changes the demand, if it is one.
  mutating func changeIssue(_ change: (inout IssueCheck) -> Void) {
    guard case .issue(var issue) = command else { return }
    change(&issue)
    command = .issue(issue)
  }

  /// Changes the action, if it is one.
  mutating func changeAction(_ change: (inout CheckAction) -> Void) {
    guard case .act(var action) = command else { return }
    change(&action)
    command = .act(action)
  }

  /// Changes the administration, if it is one.
  mutating func changeAdministration(_ change: (inout Administration) -> Void) {
    guard case .administer(var administration) = command else { return }
    change(&administration)
    command = .administer(administration)
  }
}
