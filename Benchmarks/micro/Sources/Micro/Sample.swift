/// One check's life, as the operations have it: the commands, the facts before each, and the entries they make.
internal import Ledger
internal import Wire

struct Sample {
  let issueCall: IssueCheck
  let settleCall: CheckAction
  let verifyCall: VerifyCheck
  let issue: Command
  let settle: Command
  let moment: Moment
  let before: Facts
  let issued: Facts
  let issueEntry: JournalEntry
  let settleEntry: JournalEntry

  init() {
    let now = Timestamp(milliseconds: Operations.now)
    let high = UInt64(Operations.now) << 16 | 0x7000
    let check = CheckID(high: high, low: 1 << 63 | 1)
    let seller = SellerID(CoreParties.sellers[0])
    let (account, carrier) = (AccountID(CoreParties.accounts[0]), DistributorID(CoreParties.distributors[0]))
    var terms = CheckTerms(drawer: account, amount: CoreParties.amount, currency: CoreParties.euro)
    terms.payee = seller
    terms.distributor = carrier
    issueCall = IssueCheck(id: check, terms: terms)
    settleCall = CheckAction(
      id: CommandID(high: high, low: 1 << 63 | 2), check: check, actor: .seller(seller),
      event: .present(amount: nil, final: true))
    var verify = VerifyCheck(check: check)
    verify.seller = seller
    verifyCall = verify
    issue = .issue(issueCall)
    settle = .act(settleCall)
    moment = Moment(time: now, sequence: 1)

    var facts = Facts()
    var drawer = Account(id: account, status: .active, currency: CoreParties.euro, at: now)
    drawer.bank.standing = .good
    drawer.bank.balance.posted = 1_000_000
    facts.account = drawer
    facts.seller = Seller(id: seller, status: .active, currency: CoreParties.euro, at: now)
    facts.distributor = Distributor(id: carrier, status: .active, currency: CoreParties.euro, at: now)
    before = facts
    issueEntry = Sample.entry(decide(issue, given: facts, at: moment))
    facts.apply(issueEntry, of: issue)
    issued = facts
    settleEntry = Sample.entry(decide(settle, given: facts, at: moment))
  }

  private static func entry(_ decision: Decision) -> JournalEntry {
    guard case .accepted(let entry) = decision else { fatalError("the sample is refused: \(decision)") }
    return entry
  }
}
