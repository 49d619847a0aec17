/// The parties of a run and what they ask, in Vouch's own encoding.
internal import Ledger
internal import Wire

/// How many of each party there are.
public struct Cast: Hashable, Sendable {
  public var accounts: Int
  public var sellers: Int
  public var distributors: Int
  /// Whether captures are collected over a bank: each settle tells it to the bank, too.
  public var paysOverBank = false

  public init(accounts: Int, sellers: Int, distributors: Int) {
    self.accounts = accounts
    self.sellers = sellers
    self.distributors = distributors
  }

  /// How many digits a code has after its letter: more parties there cannot be.
  static let digits = 8
  /// The largest number of parties of one kind.
  public static let maximum = 10_000_000

  /// What each account is funded with, in cents: so much that no run meets its end.
  static let funds: Int64 = 1_000_000_000_000
  /// What each check is drawn for, in cents.
  static let amount: Int64 = 1250

  static func code(_ letter: Character, _ number: Int) -> Code {
    let digits = String(number)
    guard let code = Code("\(letter)\(String(repeating: "0", count: Cast.digits - digits.count))\(digits)") else {
      preconditionFailure("a letter and digits are a code")
    }
    return code
  }

  static func account(_ number: Int) -> AccountID { AccountID(code("A", number)) }
  static func seller(_ number: Int) -> SellerID { SellerID(code("S", number)) }
  static func distributor(_ number: Int) -> DistributorID { DistributorID(code("D", number)) }

  /// The names of a certificate by which one caller asks in the name of all who act in a run: the operator who enrols and
  /// looks, drawers and sellers.
  ///
  /// - Throws: `LoadError` where a certificate has no room for them, or a batch, which is one party's, is of several.
  public func identities(batch: Int) throws -> [String] {
    guard accounts + sellers < Cast.mostIdentities else {
      throw LoadError(
        "A certificate has room for \(Cast.mostIdentities) names, the operator's among them: over TLS --accounts and "
          + "--sellers are \(Cast.mostIdentities - 1) at most together.")
    }
    guard batch == 1 || accounts == 1 && sellers == 1 else {
      throw LoadError("A batch is asked by one party: over TLS that is --accounts 1 --sellers 1.")
    }
    return ["operator/all"] + (0..<accounts).map { "terminal/\(Cast.account($0))" }
      + (0..<sellers).map { "seller/\(Cast.seller($0))" }
  }

  /// As many names as a manager reads of a certificate.
  private static let mostIdentities = 8

  static var euro: Currency {
    guard let euro = Currency(code: "EUR") else { preconditionFailure("the euro is a currency") }
    return euro
  }

  static func amount(_ minorUnits: Int64) -> Amount {
    guard let amount = Amount(minorUnits: minorUnits) else { preconditionFailure("\(minorUnits) is no amount") }
    return amount
  }
}

/// The templates of all steps; where there is a batch form, of that.
struct Templates: Sendable {
  private static let check = Number(high: 0x0102_0304_0506_7708, low: 0x8910_1112_1314_1516)
  private static let command = Number(high: 0x2122_2324_2526_7728, low: 0x8930_3132_3334_3536)

  let authorize: Template
  let issue: Template
  let verify: Template
  let settle: Template
  /// Where the ids and codes stand, by template.
  let authorizeDrawer, authorizePayee, authorizeDistributor: Place
  let issueCheck, issueDrawer, issuePayee, issueDistributor: Place
  let verifyCheck, verifySeller: Place
  let settleCommand, settleCheck, settleSeller: Place

  /// - Parameter batch: how many items a request has; with 1 each is a request of its own.
  init(batch: Int) {
    var terms = CheckTerms(drawer: Cast.account(0), amount: Cast.amount(Cast.amount), currency: Cast.euro)
    terms.payee = Cast.seller(0)
    terms.distributor = Cast.distributor(0)
    let check = CheckID(high: Templates.check.high, low: Templates.check.low)
    let command = CommandID(high: Templates.command.high, low: Templates.command.low)
    let (account, seller, distributor) = (
      Array(Cast.account(0).description.utf8), Array(Cast.seller(0).description.utf8),
      Array(Cast.distributor(0).description.utf8)
    )

    authorize = Template(method: Method.authorize.rawValue, message: Authorize(terms: terms).encodeRequest())
    authorizeDrawer = authorize.place(of: account)
    authorizePayee = authorize.place(of: seller)
    authorizeDistributor = authorize.place(of: distributor)

    issue = Templates.template(IssueCheck(id: check, terms: terms), batch, of: .issueChecks)
    issueCheck = issue.place(of: Templates.check.bytes)
    issueDrawer = issue.place(of: account)
    issuePayee = issue.place(of: seller)
    issueDistributor = issue.place(of: distributor)

    var question = VerifyCheck(check: check)
    question.seller = Cast.seller(0)
    verify = Templates.template(question, batch, of: .verifyChecks)
    verifyCheck = verify.place(of: Templates.check.bytes)
    verifySeller = verify.place(of: seller)

    settle = Templates.template(
      CheckAction(
        id: command, check: check, actor: .seller(Cast.seller(0)), event: .present(amount: nil, final: true)), batch,
      of: .presentChecks)
    settleCommand = settle.place(of: Templates.command.bytes)
    settleCheck = settle.place(of: Templates.check.bytes)
    settleSeller = settle.place(of: seller)
  }

  private static func template(_ call: some Call, _ batch: Int, of method: Method) -> Template {
    batch == 1
      ? Template(method: call.method.rawValue, message: call.encodeRequest())
      : Template(method: method.rawValue, item: call.encodeRequest(), count: batch)
  }
}
