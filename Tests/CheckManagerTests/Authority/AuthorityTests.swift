/// Every method as every role, over what is its own and what is another's: exactly the allowed ones pass.
import Identities
import Ledger
import RPC
import Testing
import VouchTesting
import Wire

@testable import CheckManager

private typealias Role = AuthorityMatrix.Role

extension AuthorityMatrix.Role {
  fileprivate var caller: Caller { identity.map { .known([$0], by: .unixUser(1000)) } ?? .nobody }
}

@Suite struct `who may ask what` {
  @Test func `stands in the matrix for every method and role, and for no other`() {
    #expect(Set(AuthorityMatrix.rows.keys) == Set(Method.allCases.map { "\($0)" }))
    for (method, row) in AuthorityMatrix.rows { #expect(row.count == Role.allCases.count, "\(method)") }
  }

  @Test(arguments: Method.allCases)
  func `is as the matrix says, about one's own and about another's`(method: Method) throws {
    let row = try #require(AuthorityMatrix.rows["\(method)"])
    for role in Role.allCases {
      let cell = try #require(row[role])
      let own = role.caller.mayAsk(method.sample(by: role, isOwn: true), by: method)
      let foreign = role.caller.mayAsk(method.sample(by: role, isOwn: false), by: method)
      let no: Word = role == .nobody ? .unknown : .no
      let isHidden = if case .absent = foreign { true } else { false }
      switch cell {
      case .all: #expect(own == .yes && foreign == .yes, "\(role)")
      case .own: #expect(own == .yes && foreign == .no, "\(role)")
      case .hidden: #expect(own == .yes && isHidden, "\(role)")
      case .none: #expect(own == no && foreign == no, "\(role)")
      }
      // Who may not call it at all is told so before a byte of it is read.
      #expect(role.caller.mayCall(method) == (cell == .none ? no : .yes), "\(role)")
    }
    // Who is anybody without a word has nothing to say by a key.
    let trusted = Caller.trusted.mayAsk(method.sample(by: .seller, isOwn: false), by: method)
    #expect(trusted == (method == .authenticate ? .no : .yes))
  }

  @Test func `adds up for who has several identities, each as itself`() {
    let both = Caller.known([.terminal(.buyer), .seller(.shop)], by: .unixUser(1000))
    for role in [Role.terminal, .seller] {
      #expect(both.mayAsk(Method.voidCheck.sample(by: role, isOwn: true), by: .voidCheck) == .yes)
      #expect(both.mayAsk(Method.voidCheck.sample(by: role, isOwn: false), by: .voidCheck) == .no)
      #expect(both.mayAsk(Method.getStatement.sample(by: role, isOwn: true), by: .getStatement) == .yes)
    }
    #expect(
      both.mayAsk(Method.getAccount.sample(by: .terminal, isOwn: false), by: .getAccount) == .absent(.unknownAccount))
  }

  @Test(arguments: [Role.terminal, .seller, .distributor])
  fileprivate func `gives a party its own part of the journal alone`(role: Role) {
    #expect(role.caller.mayAsk(Method.readJournal.sample(by: role, isOwn: true), by: .readJournal) == .yes)
    #expect(role.caller.mayAsk(.journal(ReadJournal()), by: .readJournal) == .no)
    #expect(role.caller.mayAsk(.journal(ReadJournal(kind: .captured)), by: .readJournal) == .no)
  }

  @Test func `is judged for each item of a batch`() {
    let own = Method.presentChecks.sample(by: .seller, isOwn: true)
    let foreign = Method.presentChecks.sample(by: .seller, isOwn: false)
    guard case .commands(let mine) = own, case .commands(let other) = foreign else {
      Issue.record("presentChecks is a batch")
      return
    }
    let mixed = Request.commands(RequestBatch(items: mine.items + other.items))
    #expect(Role.seller.caller.mayAsk(mixed, by: .presentChecks) == .no)
  }
}

// MARK: - Samples

extension Method {
  /// A request of this method: as `role` would ask it of itself, or with another of its kind in its place.
  fileprivate func sample(by role: Role, isOwn: Bool) -> Request {
    let drawer: AccountID = isOwn ? .buyer : .stranger
    let seller: SellerID = isOwn ? .shop : .rival
    let distributor: DistributorID = isOwn ? .carrier : .courier
    var terms = CheckTerms(drawer: drawer, amount: 100, currency: .euro)
    terms.payee = seller
    let check = CheckID(high: 1 << 16, low: 1)
    func act(_ actor: Actor, _ event: CheckEvent) -> Command {
      .act(CheckAction(id: CommandID(high: 1 << 16, low: 2), check: check, actor: actor, event: event))
    }
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
    func administer(_ change: Administration.Change) -> Request {
      var administration = Administration(id: CommandID(high: 1 << 16, low: 3), change: change)
      administration.actor = role == .rail ? .rail(isOwn ? .card : .bank) : isOwn ? .operator : .seller(seller)
      return .command(.administer(administration))
    }
    func command(_ command: Command) -> Request { .command(command) }
    func batch(_ command: Command) -> Request { .commands(RequestBatch(items: [command])) }
    let issue = Command.issue(IssueCheck(id: check, terms: terms))
    switch self {
    case .getStatus: return .status
    case .listInstructions: return .instructions(ListInstructions(isOwn ? .card : .bank, limit: 1))
    case .listCovers: return .covers(ListCovers(isOwn ? .card : .bank, limit: 1))
    case .reportInstruction:
      let id = InstructionID(rail: .bank, sequence: 1)
      return command(
        act(
          role == .rail ? .rail(isOwn ? .card : .bank) : isOwn ? .operator : .seller(seller), .reportRail(id, .unsure)))
    case .authorize: return .authorize(terms)
    case .issueCheck: return command(issue)
    case .issueChecks: return batch(issue)
    case .claimCheck: return .claim(Claim(check: check, secret: [UInt8](repeating: 1, count: 16)))
    case .verifyCheck: return .verify(VerifyCheck(check: check))
    case .verifyChecks: return .verifications(RequestBatch(items: [VerifyCheck(check: check)]))
    case .presentCheck: return command(act(.seller(seller), .present(amount: nil, final: true)))
    case .presentChecks: return batch(act(.seller(seller), .present(amount: nil, final: true)))
    case .confirmDelivery: return command(act(.distributor(distributor), .confirm(proof: nil)))
    case .confirmDeliveries: return batch(act(.distributor(distributor), .confirm(proof: nil)))
    case .collectCash: return command(act(.distributor(distributor), .collectCash(amount: nil)))
    case .failDelivery: return command(act(actor(or: .distributor(distributor)), .failDelivery))
    case .extendCheck: return command(act(.terminal(drawer), .extend(until: .start)))
    case .chooseMethod: return command(act(.terminal(drawer), .chooseMethod(.card)))
    case .voidCheck: return command(act(actor(or: .terminal(drawer)), .void))
    case .voidChecks: return batch(act(actor(or: .terminal(drawer)), .void))
    case .openDispute: return command(act(actor(or: .terminal(drawer)), .openDispute))
    case .resolveDispute: return command(act(actor(or: .terminal(drawer)), .resolveDispute(.resume)))
    case .refundCheck: return command(act(actor(or: .seller(seller)), .refund(amount: nil)))
    case .refundChecks: return batch(act(actor(or: .seller(seller)), .refund(amount: nil)))
    case .withdraw: return command(act(.terminal(drawer), .withdraw))
    case .chargeBack: return command(act(actor(or: .rail(.bank)), .chargeBack(amount: nil)))
    case .claimGuarantee: return command(act(actor(or: .seller(seller)), .claimGuarantee(amount: nil)))
    case .getCheck: return .check(check)
    case .listChecks:
      var query = CheckQuery()
      if role == .seller { query.seller = seller } else { query.account = drawer }
      return .checks(query)
    case .getAddressee: return .addressee(GetAddressee(check, seller: seller))
    case .enrolAccount: return administer(.enrolAccount(AccountEnrolment(id: drawer, currency: .euro)))
    case .updateAccount: return administer(.updateAccount(drawer, AccountUpdate()))
    case .enrolSeller: return administer(.enrolSeller(CompanyEnrolment(code: seller.code, currency: .euro)))
    case .updateSeller: return administer(.updateSeller(seller, CompanyUpdate()))
    case .enrolDistributor:
      return administer(.enrolDistributor(CompanyEnrolment(code: distributor.code, currency: .euro)))
    case .updateDistributor: return administer(.updateDistributor(distributor, CompanyUpdate()))
    case .setStatus: return administer(.setStatus(.account(drawer), .suspended))
    case .fund: return administer(.fund(drawer, .bank, 100, .bank))
    case .reconcile: return administer(.reconcile(drawer, .bank, stated: 1, sequence: 1, .bank))
    case .chargeFee: return administer(.chargeFee(seller, 100))
    case .payOut: return administer(.payOut(seller, 100, .bank))
    case .payIn: return administer(.payIn(distributor, 100, .bank))
    case .getAccount: return .account(drawer)
    case .listAccounts: return .accounts(from: nil, limit: 1)
    case .getSeller: return .seller(seller)
    case .listSellers: return .sellers(from: nil, limit: 1)
    case .getDistributor: return .distributor(distributor)
    case .listDistributors: return .distributors(from: nil, limit: 1)
    case .getStatement:
      let account: BookAccountID =
        switch role {
        case .seller: .available(seller)
        case .distributor: .debt(distributor)
        default: .bank(drawer)
        }
      return .statement(StatementQuery(account: account, from: nil, limit: 1))
    case .readJournal:
      let party: Party =
        switch role {
        case .seller: .seller(seller)
        case .distributor: .distributor(distributor)
        default: .account(drawer)
        }
      return .journal(ReadJournal(limit: 1, party: party))
    case .getBalanceSheet: return .balanceSheet
    case .acceptClock: return .acceptClock
    case .proveCheck: return .proof(check)
    case .getHead: return .head
    case .proveConsistency: return .consistency(ProveConsistency(size: 1))
    case .readAttested: return .attested(ReadAttested(from: 1))
    case .authenticate: return .authenticate(Authenticate(key: "vouch_"))
    case .issueKey:
      return .issueKey(IssueKey(number: 1, digest: Digest(1, 2, 3, 4), holder: .terminal(drawer), lifetime: .days(1)))
    case .revokeKey: return .revokeKey(1)
    case .listKeys: return .keys(from: nil, limit: 1)
    case .forgetParty: return administer(.forget(.account(drawer)))
    case .getSealStatus: return .sealStatus
    case .getMetrics: return .measurements
    case .rotateSeal: return .rotateSeal(retiring: false)
    }
  }
}
