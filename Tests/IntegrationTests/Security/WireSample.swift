/// A request of every method, as a role asks it of itself, or with another of its kind in its place.
import CheckClient
import Identities
import Ledger
import VouchTesting
import Wire

struct WireSample {
  let message: [UInt8]
  /// Whether it names another, where that was wanted: of what only the operator does, the wire says nobody.
  let isAnothers: Bool

  init(_ method: Method, _ role: AuthorityMatrix.Role, isOwn: Bool, key: AccessKey) {
    let maker = SampleMaker(role: role, isOwn: isOwn)
    message = maker.message(method, key)
    isAnothers = !isOwn && !maker.isTheOperators(method)
  }
}

private struct SampleMaker {
  let role: AuthorityMatrix.Role
  let isOwn: Bool
  let check = ids.check()

  var drawer: AccountID { isOwn ? .buyer : .stranger }
  var seller: SellerID { isOwn ? .shop : .rival }
  var distributor: DistributorID { isOwn ? .carrier : .courier }

  /// Who of several may do it: the role itself where it is one of them.
  func actor(or usual: Actor) -> Actor {
    switch role {
    case .terminal: .terminal(drawer)
    case .seller: .seller(seller)
    case .distributor: .distributor(distributor)
    case .rail: .rail(isOwn ? .card : .bank)
    case .nobody, .auditor, .manager: usual
    case .enrol, .fund, .read, .keys, .resolve, .maintain: isOwn ? .operator : usual
    }
  }

  func act(_ actor: Actor, _ event: CheckEvent) -> CheckAction {
    CheckAction(id: ids.command(), check: check, actor: actor, event: event)
  }

  func batch(_ kind: ActOnChecks.Kind, _ action: CheckAction) -> [UInt8] {
    ActOnChecks(kind, [action])?.encodeRequest() ?? []
  }

  func administer(_ change: Administration.Change) -> [UInt8] {
    var administration = Administration(id: ids.command(), change: change)
    if role == .rail { administration.actor = .rail(rail) }
    return administration.encodeRequest()
  }

  /// The one that the role is, or another.
  var rail: PaymentRail { isOwn ? .card : .bank }

  var issue: IssueCheck {
    var terms = CheckTerms(drawer: drawer, amount: 100, currency: .euro)
    terms.payee = seller
    return IssueCheck(id: check, terms: terms)
  }

  /// Whether nobody but the operator can be named in it.
  func isTheOperators(_ method: Method) -> Bool {
    switch method {
    case .resolveDispute, .enrolAccount, .updateAccount, .enrolSeller, .updateSeller, .enrolDistributor,
      .updateDistributor, .setStatus, .payOut, .chargeFee, .forgetParty:
      true
    case .fund, .reconcile, .payIn, .reportInstruction: role != .rail
    default: false
    }
  }

  func message(_ method: Method, _ key: AccessKey) -> [UInt8] {
    switch method {
    case .getStatus: GetStatus().encodeRequest()
    case .listInstructions: ListInstructions(rail, limit: 1).encodeRequest()
    case .listCovers: ListCovers(rail, limit: 1).encodeRequest()
    case .reportInstruction:
      act(role == .rail ? .rail(rail) : .operator, .reportRail(InstructionID(rail: rail, sequence: 1), .unsure))
        .encodeRequest()
    case .authorize: Authorize(terms: issue.terms).encodeRequest()
    case .issueCheck: issue.encodeRequest()
    case .issueChecks: IssueChecks([issue]).encodeRequest()
    case .claimCheck: Claim(check: check, secret: [UInt8](repeating: 1, count: 16)).encodeRequest()
    case .verifyCheck: VerifyCheck(check: check).encodeRequest()
    case .verifyChecks: VerifyChecks([VerifyCheck(check: check)]).encodeRequest()
    case .presentCheck: act(.seller(seller), .present(amount: nil, final: true)).encodeRequest()
    case .presentChecks: batch(.present, act(.seller(seller), .present(amount: nil, final: true)))
    case .confirmDelivery: act(.distributor(distributor), .confirm(proof: nil)).encodeRequest()
    case .confirmDeliveries: batch(.confirm, act(.distributor(distributor), .confirm(proof: nil)))
    case .collectCash: act(.distributor(distributor), .collectCash(amount: nil)).encodeRequest()
    case .failDelivery: act(actor(or: .distributor(distributor)), .failDelivery).encodeRequest()
    case .extendCheck: act(.terminal(drawer), .extend(until: .start + .days(400))).encodeRequest()
    case .chooseMethod: act(.terminal(drawer), .chooseMethod(.card)).encodeRequest()
    case .voidCheck: act(actor(or: .terminal(drawer)), .void).encodeRequest()
    case .voidChecks: batch(.void, act(actor(or: .terminal(drawer)), .void))
    case .openDispute: act(actor(or: .terminal(drawer)), .openDispute).encodeRequest()
    case .resolveDispute: act(.operator, .resolveDispute(.resume)).encodeRequest()
    case .refundCheck: act(actor(or: .seller(seller)), .refund(amount: nil)).encodeRequest()
    case .refundChecks: batch(.refund, act(actor(or: .seller(seller)), .refund(amount: nil)))
    case .withdraw: act(.terminal(drawer), .withdraw).encodeRequest()
    case .chargeBack: act(actor(or: .rail(.bank)), .chargeBack(amount: nil)).encodeRequest()
    case .claimGuarantee: act(actor(or: .seller(seller)), .claimGuarantee(amount: nil)).encodeRequest()
    case .getCheck: GetCheck(check).encodeRequest()
    case .proveCheck: ProveCheck(check).encodeRequest()
    case .getAddressee: GetAddressee(check, seller: seller).encodeRequest()
    case .enrolAccount, .updateAccount, .enrolSeller, .updateSeller, .enrolDistributor, .updateDistributor, .setStatus,
      .fund, .reconcile, .payOut, .payIn, .chargeFee, .forgetParty:
      administration(method)
    case .listChecks, .getAccount, .listAccounts, .getSeller, .listSellers, .getDistributor, .listDistributors,
      .getStatement, .readJournal, .getBalanceSheet, .acceptClock, .getHead, .proveConsistency, .readAttested:
      question(method)
    case .authenticate: Authenticate(key: key.text).encodeRequest()
    case .issueKey:
      // Another's with the key that is there: refused by what it is, not by whose.
      IssueKey(number: key.id.number, digest: key.digest, holder: .terminal(drawer), lifetime: .days(2)).encodeRequest()
    case .revokeKey: RevokeKey(1).encodeRequest()
    case .listKeys: ListKeys(limit: 1).encodeRequest()
    case .getSealStatus: GetSealStatus().encodeRequest()
    case .getMetrics: GetMetrics().encodeRequest()
    case .rotateSeal: RotateSeal(retiring: true).encodeRequest()
    }
  }

  private func administration(_ method: Method) -> [UInt8] {
    switch method {
    case .enrolAccount: administer(.enrolAccount(AccountEnrolment(id: drawer, currency: .euro)))
    case .updateAccount: administer(.updateAccount(drawer, AccountUpdate()))
    case .enrolSeller: administer(.enrolSeller(CompanyEnrolment(code: seller.code, currency: .euro)))
    case .updateSeller: administer(.updateSeller(seller, CompanyUpdate()))
    case .enrolDistributor: administer(.enrolDistributor(CompanyEnrolment(code: distributor.code, currency: .euro)))
    case .updateDistributor: administer(.updateDistributor(distributor, CompanyUpdate()))
    case .setStatus: administer(.setStatus(.account(drawer), .active))
    case .fund: administer(.fund(drawer, .bank, 100, rail))
    case .reconcile: administer(.reconcile(drawer, .bank, stated: 1, sequence: 1, rail))
    case .chargeFee: administer(.chargeFee(seller, 100))
    case .payOut: administer(.payOut(seller, 100, .bank))
    // It has an open check: refused by what it is.
    case .forgetParty: administer(.forget(.account(drawer)))
    default: administer(.payIn(distributor, 100, rail))
    }
  }

  private func question(_ method: Method) -> [UInt8] {
    switch method {
    case .listChecks:
      var query = CheckQuery()
      if role == .seller { query.seller = seller } else { query.account = drawer }
      return query.encodeRequest()
    case .getAccount: return GetAccount(drawer).encodeRequest()
    case .listAccounts: return ListAccounts(limit: 1).encodeRequest()
    case .getSeller: return GetSeller(seller).encodeRequest()
    case .listSellers: return ListSellers(limit: 1).encodeRequest()
    case .getDistributor: return GetDistributor(distributor).encodeRequest()
    case .listDistributors: return ListDistributors(limit: 1).encodeRequest()
    case .getStatement:
      let account: BookAccountID =
        switch role {
        case .seller: .available(seller)
        case .distributor: .debt(distributor)
        default: .bank(drawer)
        }
      return StatementQuery(account: account, from: nil, limit: 1).encodeRequest()
    case .readJournal:
      let party: Party =
        switch role {
        case .seller: .seller(seller)
        case .distributor: .distributor(distributor)
        default: .account(drawer)
        }
      return ReadJournal(limit: 1, party: party).encodeRequest()
    case .getBalanceSheet: return GetBalanceSheet().encodeRequest()
    case .acceptClock: return AcceptClock().encodeRequest()
    case .getHead: return GetHead().encodeRequest()
    case .proveConsistency: return ProveConsistency(size: 1).encodeRequest()
    default: return ReadAttested(limit: 1).encodeRequest()
    }
  }
}
