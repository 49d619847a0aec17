// What a change of the registries, or of the money that comes and goes, is told first.
import Ledger
import Testing
import VouchTesting

@Suite struct `the order of a change's refusals` {
  @Test(arguments: all)
  func `is kept by every pair`(trial: Trial<Submission>) {
    trial.run()
  }

  @Test func `has every refusal tried`() {
    let tried = `the order of a change's refusals`.all.reduce(into: Set()) { $0.formUnion($1.spoilers.keys) }
    #expect(tried == Set(Precedence.everyCommand + Precedence.administration))
  }

  static var all: [Trial<Submission>] { enrolments + updates + endings + money }

  private static func good(_ name: String, _ change: Administration.Change) -> Trial<Submission> {
    var scene = Scene()
    let administration = Administration(id: scene.newID(), change: change)
    return Trial.command(name, order: Precedence.administration, Submission(.administer(administration), in: scene))
      .spoiling(.idOutsideWindow) { $0.changeAdministration { $0.id = CommandID(at: .day(300), random: (1, 1)) } }
      .spoiling(.notPermitted) { $0.changeAdministration { $0.actor = .rail(.post) } }
  }

  private static var enrolments: [Trial<Submission>] {
    let newcomer = Code.of("NEW")
    return [
      good("enrol an account", .enrolAccount(AccountEnrolment(id: AccountID(newcomer), currency: .euro)))
        .spoiling(.alreadyEnrolled) { $0.facts.account = Scene().buyer }
        .spoiling(.balanceLimit) { submission in
          var update = AccountUpdate()
          update.creditLine = Bounds.maximumBalance + 1
          submission.changeAdministration {
            $0.change = .enrolAccount(AccountEnrolment(id: AccountID(newcomer), currency: .euro, update: update))
          }
        }
        .spoiling(.wrongRail) { submission in
          var update = AccountUpdate()
          update.bankRail = .card
          submission.changeAdministration {
            $0.change = .enrolAccount(AccountEnrolment(id: AccountID(newcomer), currency: .euro, update: update))
          }
        }
        .excluding([.wrongRail], [.balanceLimit]),
      good("enrol a seller", .enrolSeller(CompanyEnrolment(code: newcomer, currency: .euro)))
        .spoiling(.alreadyEnrolled) { $0.facts.seller = Scene().shop },
      good("enrol a distributor", .enrolDistributor(CompanyEnrolment(code: newcomer, currency: .euro)))
        .spoiling(.alreadyEnrolled) { $0.facts.distributor = Scene().carrier },
    ]
  }

  private static var updates: [Trial<Submission>] {
    var account = AccountUpdate()
    account.creditLine = 1
    var company = CompanyUpdate()
    company.exposureLimit = 1
    return [
      good("update an account", .updateAccount(.buyer, account))
        .spoiling(.unknownAccount) { $0.facts.account = nil }
        .spoiling(.accountClosed) { $0.facts.account?.status = .closed }
        .spoiling(.nothingChanged) { $0.changeAdministration { $0.change = .updateAccount(.buyer, AccountUpdate()) } }
        .spoiling(.balanceLimit) { submission in
          var update = AccountUpdate()
          update.creditLine = -1
          submission.changeAdministration { $0.change = .updateAccount(.buyer, update) }
        }
        .spoiling(.wrongRail) { submission in
          var update = AccountUpdate()
          update.cardRail = .post
          submission.changeAdministration { $0.change = .updateAccount(.buyer, update) }
        }
        .excluding([.unknownAccount, .accountClosed]).excluding([.nothingChanged, .balanceLimit, .wrongRail]),
      good("update a seller", .updateSeller(.shop, company))
        .spoiling(.unknownSeller) { $0.facts.seller = nil }
        .spoiling(.sellerClosed) { $0.facts.seller?.status = .closed }
        .spoiling(.nothingChanged) { $0.changeAdministration { $0.change = .updateSeller(.shop, CompanyUpdate()) } }
        .excluding([.unknownSeller, .sellerClosed]),
      good("update a distributor", .updateDistributor(.carrier, company))
        .spoiling(.unknownDistributor) { $0.facts.distributor = nil }
        .spoiling(.distributorClosed) { $0.facts.distributor?.status = .closed }
        .spoiling(.nothingChanged) {
          $0.changeAdministration { $0.change = .updateDistributor(.carrier, CompanyUpdate()) }
        }
        .excluding([.unknownDistributor, .distributorClosed]),
    ]
  }

  /// Nothing can be true together of a status that is the same and of closing: closed is told as such.
  private static var endings: [Trial<Submission>] {
    [
      good("suspend an account", .setStatus(.account(.buyer), .suspended))
        .spoiling(.sameStatus) { $0.facts.account?.status = .suspended },
      good("close an account", .setStatus(.account(.stranger), .closed))
        .spoiling(.unknownAccount) { $0.facts.account = nil }
        .spoiling(.accountClosed) { $0.facts.account?.status = .closed }
        .spoiling(.hasOpenChecks) { $0.facts.account?.openChecks = 1 }
        .spoiling(.balanceNotZero) { $0.facts.account?.card.balance.posted = -1 }
        .excluding([.unknownAccount], [.accountClosed, .hasOpenChecks, .balanceNotZero]),
      good("suspend a seller", .setStatus(.seller(.shop), .suspended))
        .spoiling(.sameStatus) { $0.facts.seller?.status = .suspended },
      good("close a seller", .setStatus(.seller(.shop), .closed))
        .spoiling(.unknownSeller) { $0.facts.seller = nil }
        .spoiling(.sellerClosed) { $0.facts.seller?.status = .closed }
        .spoiling(.hasOpenChecks) { $0.facts.seller?.exposure = 1 }
        .spoiling(.balanceNotZero) { $0.facts.seller?.reserve.posted = 1 }
        .excluding([.unknownSeller], [.sellerClosed, .hasOpenChecks, .balanceNotZero]),
      good("suspend a distributor", .setStatus(.distributor(.carrier), .suspended))
        .spoiling(.sameStatus) { $0.facts.distributor?.status = .suspended },
      good("close a distributor", .setStatus(.distributor(.carrier), .closed))
        .spoiling(.unknownDistributor) { $0.facts.distributor = nil }
        .spoiling(.distributorClosed) { $0.facts.distributor?.status = .closed }
        .spoiling(.hasOpenChecks) { $0.facts.distributor?.exposure = 1 }
        .spoiling(.balanceNotZero) { $0.facts.distributor?.debt.posted = -1 }
        .excluding([.unknownDistributor], [.distributorClosed, .hasOpenChecks, .balanceNotZero]),
    ]
  }

  /// The seller's proceeds are on their way.
  private static var report: Trial<Submission> {
    let id = InstructionID(rail: .bank, sequence: 9)
    let told = RailInstruction(
      id: id, purpose: .payOut, subject: .party(.seller(.shop)), amount: 5, currency: .euro, time: .start)
    var trial = good("report a pay-out", .reportPayOut(.shop, id, .unsure))
    trial = Trial(
      trial.testDescription, order: trial.order,
      good: {
        var good = trial.good; good.facts.instruction = told; return good
      }(),
      spoilers: trial.spoilers.filter { $0.key != .notPermitted }, answer: trial.answer)
    return
      trial
      .spoiling(.notPermitted) { $0.changeAdministration { $0.actor = .seller(.shop) } }
      .spoiling(.unknownSeller) { $0.facts.seller = nil }
      .spoiling(.unknownInstruction) { $0.facts.instruction = nil }
      .spoiling(.instructionEnded) { $0.facts.instruction?.state = .rejected }
      .spoiling(.nothingChanged) { $0.facts.instruction?.state = .unsure }
      .excluding([.unknownInstruction], [.instructionEnded, .nothingChanged])
      .excluding([.instructionEnded], [.nothingChanged])
  }

  private static var money: [Trial<Submission>] {
    [
      good("fund", .fund(.buyer, .bank, 1, .bank))
        .spoiling(.unknownAccount) { $0.facts.account = nil }
        .spoiling(.accountClosed) { $0.facts.account?.status = .closed }
        .spoiling(.noCover) { $0.facts.account?.bank.standing = .none }
        .spoiling(.balanceLimit) { $0.facts.account?.bank.balance.posted = Bounds.maximumBalance }
        .excluding([.unknownAccount], [.accountClosed, .noCover, .balanceLimit]),
      good("reconcile", .reconcile(.buyer, .bank, stated: 5, sequence: 3, .bank))
        .spoiling(.unknownAccount) { $0.facts.account = nil }
        .spoiling(.accountClosed) { $0.facts.account?.status = .closed }
        .spoiling(.noCover) { $0.facts.account?.bank.standing = .none }
        .spoiling(.staleStatement) { $0.facts.account?.bank.railSequence = 3 }
        .spoiling(.balanceLimit) { submission in
          let stated = -Bounds.maximumBalance - 1
          submission.changeAdministration { $0.change = .reconcile(.buyer, .bank, stated: stated, sequence: 3, .bank) }
        }
        .excluding([.unknownAccount], [.accountClosed, .noCover, .staleStatement]),
      good("pay in", .payIn(.carrier, 1, .bank)).owing()
        .spoiling(.unknownDistributor) { $0.facts.distributor = nil }
        .spoiling(.exceedsDebt) { $0.facts.distributor?.debt.posted = 0 }
        .spoiling(.balanceLimit) { $0.facts.settlement.posted = -Bounds.maximumBalance }
        .excluding([.unknownDistributor, .exceedsDebt]),
      good("pay out", .payOut(.shop, 1, .bank)).owing()
        .spoiling(.unknownSeller) { $0.facts.seller = nil }
        .spoiling(.sellerClosed) {
          $0.facts.seller?.status = .closed
          $0.facts.seller?.available.posted = 0
        }
        .spoiling(.payeeInsufficient) { $0.facts.seller?.available.posted = 0 }
        .spoiling(.balanceLimit) { $0.facts.clearing.posted = Bounds.maximumBalance }
        .spoiling(.wrongRail) { $0.changeAdministration { $0.change = .payOut(.shop, 1, .card) } }
        .excluding([.unknownSeller], [.sellerClosed, .payeeInsufficient]).excluding(
          [.sellerClosed], [.payeeInsufficient]),
      good("charge a fee", .chargeFee(.shop, 1)).owing()
        .spoiling(.unknownSeller) { $0.facts.seller = nil }
        .spoiling(.sellerClosed) { $0.facts.seller?.status = .closed }
        .spoiling(.payeeInsufficient) { $0.facts.seller?.available.posted = 0 }
        .spoiling(.balanceLimit) { $0.facts.fees.posted = Bounds.maximumBalance }
        .excluding([.unknownSeller], [.sellerClosed, .payeeInsufficient]),
      report,
    ]
  }
}

extension Trial where Case == Submission {
  /// The same trial with a seller that has 5 and a distributor that owes 5.
  fileprivate func owing() -> Trial {
    var good = good
    good.facts.seller?.available.posted = 5
    good.facts.distributor?.debt.posted = -5
    return Trial(testDescription, order: order, good: good, spoilers: spoilers, answer: answer)
  }
}
