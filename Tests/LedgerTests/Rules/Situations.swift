// For every refusal a situation in which a real command is told it.
import Ledger
import VouchTesting

private let ghost = Code.of("GHOST")

extension Situation {
  static let commands = [
    Situation(.idOutsideWindow) { scene in
      let id = CommandID(at: .day(1), random: (1, 1))
      return scene.ledger.submit(.administer(Administration(id: id, change: .payIn(.carrier, 1, .bank))), at: .start)
        .refusal
    },
    Situation(.idReused, .issued) { scene in
      let id = scene.newID()
      for note in ["", "another"] {
        let action = CheckAction(id: id, check: scene.checkID, actor: .buyer, event: .openDispute, note: .of(note))
        if let refusal = scene.ledger.submit(.act(action), at: .start).refusal { return refusal }
      }
      return nil
    },
    event(.notPermitted, .issued, .operator, .present(amount: nil, final: false)),
  ]

  static let drawers = [
    terms(.unknownAccount) { $0.drawer = AccountID(ghost) },
    demand(.accountNotActive, after: .enrolled, of: .account(.buyer)),
    demand(.accountSuspended, after: .suspended, of: .account(.buyer)),
    demand(.accountClosed, after: .closed, of: .account(.buyer)),
    terms(.currencyMismatch) { $0.currency = .dollar },
    Situation(.noCover) { scene in
      var update = AccountUpdate()
      update.bankStanding = Standing.none
      scene.administer(.updateAccount(.buyer, update))
      return scene.issue(Scene.terms).refusal
    },
    Situation(.standingBad) { scene in
      var update = AccountUpdate()
      update.bankStanding = .bad
      scene.administer(.updateAccount(.buyer, update))
      return scene.issue(Scene.terms).refusal
    },
    terms(.insufficientFunds) { $0.amount = 10_001 },
    Situation(.overCheckLimit) { scene in
      scene.limit(AccountLimits(perCheck: 999))
      return scene.issue(Scene.terms).refusal
    },
    Situation(.overDailyAmount, .voided) { scene in
      scene.limit(AccountLimits(perDay: 1_999))
      return scene.issue(Scene.terms).refusal
    },
    Situation(.overDailyCount, .settled) { scene in
      scene.limit(AccountLimits(checksPerDay: 1))
      return scene.issue(Scene.terms).refusal
    },
    Situation(.claimRequired) { scene in
      var update = AccountUpdate()
      update.delivery = .idOnly
      scene.administer(.updateAccount(.buyer, update))
      return scene.issue(Scene.terms).refusal
    },
  ]

  static let companies = [
    terms(.unknownSeller) { $0.payee = SellerID(ghost) },
    demand(.sellerNotActive, after: .enrolled, of: .seller(.shop)),
    demand(.sellerSuspended, after: .suspended, of: .seller(.shop)),
    demand(.sellerClosed, after: .closed, of: .seller(.shop)),
    Situation(.sellerCurrencyMismatch) { scene in
      scene.administer(.enrolSeller(CompanyEnrolment(code: ghost, currency: .dollar)))
      var terms = Scene.terms
      terms.payee = SellerID(ghost)
      return scene.issue(terms).refusal
    },
    Situation(.overSellerExposure, .issued) { scene in
      scene.limitSeller(1_999)
      return scene.issue(Scene.terms).refusal
    },
    event(.payeeInsufficient, .voidedInPart, .shop, .refund(amount: nil)),
    terms(.unknownDistributor) { $0.distributor = DistributorID(ghost) },
    demand(.distributorNotActive, after: .enrolled, of: .distributor(.carrier)),
    demand(.distributorSuspended, after: .suspended, of: .distributor(.carrier)),
    demand(.distributorClosed, after: .closed, of: .distributor(.carrier)),
    Situation(.distributorCurrencyMismatch) { scene in
      scene.administer(.enrolDistributor(CompanyEnrolment(code: ghost, currency: .dollar)))
      var terms = Scene.terms
      terms.distributor = DistributorID(ghost)
      return scene.issue(terms).refusal
    },
    Situation(.overDistributorExposure, .issued) { scene in
      scene.limitDistributor(exposure: 1_999, cash: nil)
      return scene.issue(Scene.terms).refusal
    },
    terms(.distributorRequired) {
      $0.distributor = nil
      $0.release = .onDelivery
    },
    terms(.addressKeyMissing) { $0.sealsAddress = true },
    Situation(.overCashLimit, .issued) { scene in
      scene.limitDistributor(exposure: nil, cash: 999)
      return scene.act(.buyer, .chooseMethod(.cash)).refusal
    },
    change(.exceedsDebt, .payIn(.carrier, 1, .bank)),
  ]

  static let checks = [
    Situation(.unknownCheck) { $0.act(.shop, .present(amount: nil, final: false)).refusal },
    event(.wrongPayee, .issued, .rival, .present(amount: nil, final: false)),
    event(.wrongDistributor, .committed, .courier, .confirm(proof: nil)),
    event(.notParty, .issued, .stranger, .openDispute),
    event(.checkOpen, .issuedInPart, .shop, .refund(amount: nil)),
    event(.checkNotCommitted, .issued, .carrier, .collectCash(amount: nil)),
    event(.checkCommitted, .committed, .shop, .present(amount: nil, final: false)),
    event(.checkNotFrozen, .issued, .operator, .resolveDispute(.resume)),
    event(.checkFrozen, .frozen, .shop, .present(amount: nil, final: false)),
    event(.checkSettled, .settled, .shop, .present(amount: nil, final: false)),
    event(.checkVoided, .voided, .shop, .present(amount: nil, final: false)),
    event(.checkExpired, .expired, .shop, .present(amount: nil, final: false)),
    terms(.expiryOutOfRange) { $0.expires = .start },
    event(.notLater, .issued, .buyer, .extend(until: .day(10))),
    event(.exceedsRemaining, .issued, .shop, .present(amount: 1_001, final: false)),
    event(.exceedsCaptured, .settled, .shop, .refund(amount: 1_001)),
    event(.alreadyConfirmed, .issuedConfirmed, .carrier, .confirm(proof: nil)),
    event(.alreadyCaptured, .issuedInPart, .buyer, .void),
    event(.sameMethod, .issued, .buyer, .chooseMethod(.transfer)),
    event(.cashDue, .committedForCash, .carrier, .confirm(proof: nil)),
    Situation(.proofRequired, .committed) { scene in
      scene.register(Scene.key(1))
      return scene.act(.carrier, .confirm(proof: Digest(1, 2, 3, 4))).refusal
    },
    Situation(.proofWrong, .committed) { scene in
      scene.register(Scene.key(1))
      return scene.act(.carrier, .confirm(proof: Digest(1, 2, 3, 4)), sealed: .by(Scene.key(2).mark)).refusal
    },
    event(.notCash, .committed, .carrier, .collectCash(amount: nil)),
    Situation(.noPayee, .issuedToNobody) { scene in
      scene.act(.buyer, .openDispute)
      return scene.act(.operator, .resolveDispute(.pay(nil))).refusal
    },
    event(.nothingCaptured, .voided, .shop, .refund(amount: nil)),
    Situation(.coolingOffOver, .settled) { scene in
      scene.now = .day(19)
      return scene.act(.buyer, .withdraw).refusal
    },
    event(.notDue, .issued, .committer, .lapse),
    Situation(.historyFull, .issued) { scene in
      for hour in 1...Bounds.entriesPerCheck {
        let until = Timestamp.day(10) + .minutes(UInt16(hour))
        if let refusal = scene.act(.buyer, .extend(until: until)).refusal { return refusal }
      }
      return nil
    },
  ]

  static let judgements = [
    Situation(.orderMismatch, .issued) { scene in
      var question = VerifyCheck(check: scene.checkID)
      question.order = Digest(1, 2, 3, 4)
      return question.judge(scene.check, at: scene.now)
    },
    Situation(.termsMismatch, .issued) { scene in
      var question = VerifyCheck(check: scene.checkID)
      question.currency = .dollar
      return question.judge(scene.check, at: scene.now)
    },
    Situation(.notClaimable, .issued) { scene in
      ClaimCheck(check: scene.checkID, secret: Digest(1, 2, 3, 4))
        .judge(scene.check, drawer: scene.buyer, tries: 0, at: scene.now)
    },
    Situation(.claimRefused) { scene in
      var terms = Scene.terms
      terms.claim = Digest(1, 2, 3, 4)
      scene.issue(terms)
      return ClaimCheck(check: scene.checkID, secret: Digest(1, 2, 3, 5))
        .judge(scene.check, drawer: scene.buyer, tries: Bounds.claimTries - 1, at: scene.now)
    },
    Situation(.claimLocked) { scene in
      var terms = Scene.terms
      terms.claim = Digest(1, 2, 3, 4)
      scene.issue(terms)
      return ClaimCheck(check: scene.checkID, secret: Digest(1, 2, 3, 4))
        .judge(scene.check, drawer: scene.buyer, tries: Bounds.claimTries, at: scene.now)
    },
  ]

  static let registries = [
    change(.balanceLimit, .reconcile(.buyer, .bank, stated: Bounds.maximumBalance + 1, sequence: 1, .bank)),
    change(.alreadyEnrolled, .enrolSeller(CompanyEnrolment(code: SellerID.shop.code, currency: .euro))),
    change(.hasOpenChecks, .setStatus(.account(.buyer), .closed), after: .issued),
    change(.balanceNotZero, .setStatus(.account(.buyer), .closed)),
    change(.staleStatement, .reconcile(.buyer, .bank, stated: 1, sequence: 0, .bank)),
    change(.sameStatus, .setStatus(.seller(.shop), .active)),
    change(.nothingChanged, .updateSeller(.shop, CompanyUpdate())),
    Situation(.guaranteeOver, .settled) { scene in
      scene.now = .day(60)
      return scene.act(.shop, .claimGuarantee(amount: 1)).refusal
    },
    event(.exceedsReserve, .settled, .shop, .claimGuarantee(amount: 101)),
    change(.wrongRail, .payOut(.shop, 1, .card)),
    change(.unknownInstruction, .reportPayOut(.shop, InstructionID(rail: .bank, sequence: 1), .accepted)),
    Situation(.collectionPending) { scene in
      scene = Scene.collecting[3]
      return scene.act(.shop, .refund(amount: 1)).refusal
    },
    Situation(.instructionEnded) { scene in
      scene = Scene.collecting[3]
      guard let id = scene.instruction else { return nil }
      scene.act(.rail(.bank), .reportRail(id, .rejected))
      return scene.act(.rail(.bank), .reportRail(id, .accepted)).refusal
    },
  ]
}
