/// The demand for a check, and everything that changes nothing: requests read.
internal import CProtobufC
internal import CVouchProtos
internal import Ledger

extension Reader {
  func getStatus(_ m: Vouch__V1__GetStatusRequest) throws(Invalid) -> Request { .status }

  func acceptClock(_ m: Vouch__V1__AcceptClockRequest) throws(Invalid) -> Request { .acceptClock }

  func getMetrics(_ m: Vouch__V1__GetMetricsRequest) throws(Invalid) -> Request { .measurements }
  func getSealStatus(_ m: Vouch__V1__GetSealStatusRequest) throws(Invalid) -> Request { .sealStatus }

  func rotateSeal(_ m: Vouch__V1__RotateSealRequest) throws(Invalid) -> Request {
    unsafe .rotateSeal(retiring: m.retire != 0)
  }

  func getBalanceSheet(_ m: Vouch__V1__GetBalanceSheetRequest) throws(Invalid) -> Request { .balanceSheet }

  func authorize(_ m: Vouch__V1__AuthorizeRequest) throws(Invalid) -> Request {
    unsafe .authorize(try terms(try need(m.terms, "terms")))
  }

  func issueCheck(_ m: Vouch__V1__IssueCheckRequest) throws(Invalid) -> Command {
    unsafe .issue(
      IssueCheck(id: try id(m.id, "id"), terms: try terms(try need(m.terms, "terms")), memo: try text(m.memo, "memo")))
  }

  func claimCheck(_ m: Vouch__V1__ClaimCheckRequest) throws(Invalid) -> Request {
    let secret = unsafe Array(UnsafeBufferPointer(start: m.secret.data, count: m.secret.len))
    guard Claim.secretBytes.contains(secret.count) else {
      throw Invalid(
        field: "secret", reason: "has \(secret.count) bytes",
        hint: "A secret has \(Claim.secretBytes.lowerBound) to \(Claim.secretBytes.upperBound) bytes.")
    }
    return unsafe .claim(Claim(check: try id(m.check, "check"), secret: secret))
  }

  func verifyCheck(_ m: Vouch__V1__VerifyCheckRequest) throws(Invalid) -> VerifyCheck {
    var question = unsafe VerifyCheck(check: try id(m.check, "check"))
    question.seller = unsafe try optionalCode(m.seller, "seller").map { SellerID($0) }
    question.distributor = unsafe try optionalCode(m.distributor, "distributor").map { DistributorID($0) }
    question.amount = unsafe try optionalAmount(m.amount, "amount")
    question.currency = unsafe try optionalCurrency(m.currency, "currency")
    question.order = unsafe try digest(m.order, "order")
    return question
  }

  func getAddressee(_ m: Vouch__V1__GetAddresseeRequest) throws(Invalid) -> Request {
    unsafe .addressee(GetAddressee(try id(m.check, "check"), seller: SellerID(try code(m.seller, "seller"))))
  }

  func getCheck(_ m: Vouch__V1__GetCheckRequest) throws(Invalid) -> Request { unsafe .check(try id(m.check, "check")) }

  func listChecks(_ m: Vouch__V1__ListChecksRequest) throws(Invalid) -> Request {
    var query = CheckQuery()
    query.account = unsafe try optionalCode(m.account, "account").map { AccountID($0) }
    query.seller = unsafe try optionalCode(m.seller, "seller").map { SellerID($0) }
    query.state = unsafe try optionalCase(m.state.rawValue, "state")
    query.from = unsafe try optionalID(m.from, "from")
    query.limit = unsafe try limit(m.limit, "limit")
    return .checks(query)
  }

  func getAccount(_ m: Vouch__V1__GetPartyRequest) throws(Invalid) -> Request {
    unsafe .account(AccountID(try code(m.code, "code")))
  }

  func getSeller(_ m: Vouch__V1__GetPartyRequest) throws(Invalid) -> Request {
    unsafe .seller(SellerID(try code(m.code, "code")))
  }

  func getDistributor(_ m: Vouch__V1__GetPartyRequest) throws(Invalid) -> Request {
    unsafe .distributor(DistributorID(try code(m.code, "code")))
  }

  func listAccounts(_ m: Vouch__V1__ListPartiesRequest) throws(Invalid) -> Request {
    unsafe .accounts(from: try optionalCode(m.from, "from").map { AccountID($0) }, limit: try limit(m.limit, "limit"))
  }

  func listSellers(_ m: Vouch__V1__ListPartiesRequest) throws(Invalid) -> Request {
    unsafe .sellers(from: try optionalCode(m.from, "from").map { SellerID($0) }, limit: try limit(m.limit, "limit"))
  }

  func listDistributors(_ m: Vouch__V1__ListPartiesRequest) throws(Invalid) -> Request {
    unsafe .distributors(
      from: try optionalCode(m.from, "from").map { DistributorID($0) }, limit: try limit(m.limit, "limit"))
  }

  func getStatement(_ m: Vouch__V1__GetStatementRequest) throws(Invalid) -> Request {
    unsafe .statement(
      StatementQuery(
        account: try bookAccount(try need(m.account, "account"), "account"),
        from: m.from == 0 ? nil : Statement.Place(entry: m.from, balance: m.from_balance),
        limit: try limit(m.limit, "limit")))
  }

  func readJournal(_ m: Vouch__V1__ReadJournalRequest) throws(Invalid) -> Request {
    unsafe .journal(
      ReadJournal(
        from: m.from, limit: try limit(m.limit, "limit"),
        party: try m.party.map { party throws(Invalid) in unsafe try self.party(party.pointee, "party") },
        kind: try optionalCase(m.kind.rawValue, "kind")))
  }

  func proveCheck(_ m: Vouch__V1__ProveCheckRequest) throws(Invalid) -> Request {
    unsafe .proof(try id(m.check, "check"))
  }

  func getHead(_ m: Vouch__V1__GetHeadRequest) throws(Invalid) -> Request { .head }

  func proveConsistency(_ m: Vouch__V1__ProveConsistencyRequest) throws(Invalid) -> Request {
    guard unsafe m.size > 0 else { throw missing("size", "Give how many commits the earlier history had.") }
    return unsafe .consistency(ProveConsistency(size: m.size, later: m.later == 0 ? nil : m.later))
  }

  func readAttested(_ m: Vouch__V1__ReadAttestedRequest) throws(Invalid) -> Request {
    unsafe .attested(
      ReadAttested(from: max(1, m.from), limit: try limit(m.limit, "limit"), withTexts: m.without_texts == 0))
  }
}
