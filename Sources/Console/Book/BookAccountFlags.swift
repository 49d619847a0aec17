/// The flags that name one account of the book.
public import ArgumentParser
public import Ledger

/// `--account [--cover]`, `--seller [--purse]`, `--distributor`, `--fees`, or `--clearing` or `--settlement` with
/// `--currency`.
public struct BookAccountFlags: ParsableArguments {
  @Option(help: ArgumentHelp("A buyer's account.", valueName: "code"), transform: Read.code)
  var account: AccountID?
  @Option(help: ArgumentHelp("Which of its covers. (default: bank)", valueName: Cover.choices()), transform: Read.named)
  var cover: Cover?
  @Option(help: ArgumentHelp("A seller.", valueName: "code"), transform: Read.code)
  var seller: SellerID?
  @Option(
    help: ArgumentHelp("Which of its purses. (default: available)", valueName: Purse.choices()), transform: Read.named)
  var purse: Purse?
  @Option(help: ArgumentHelp("A distributor's debt.", valueName: "code"), transform: Read.code)
  var distributor: DistributorID?
  @Option(
    help: ArgumentHelp("What is on its way over a paying system.", valueName: PaymentRail.choices()),
    transform: Read.named)
  var clearing: PaymentRail?
  @Option(
    help: ArgumentHelp("The other side of what a paying system has.", valueName: PaymentRail.choices()),
    transform: Read.named)
  var settlement: PaymentRail?
  @Option(
    help: ArgumentHelp("What the manager has earned, in a currency.", valueName: "code"), transform: Read.currency)
  var fees: Currency?
  @Option(
    help: ArgumentHelp("The currency of the account with the paying system.", valueName: "code"),
    transform: Read.currency)
  var currency: Currency?

  /// For the parser.
  public init() {}

  /// Refuses flags that name none, or two, or do not go together.
  public func validate() throws {
    let named = [account != nil, seller != nil, distributor != nil, clearing != nil, settlement != nil, fees != nil]
    guard named.filter({ $0 }).count == 1 else {
      throw ValidationError(
        "Name one account of the book: --account, --seller, --distributor, --clearing, --settlement or --fees.")
    }
    if cover != nil, account == nil { throw ValidationError("--cover goes with --account.") }
    if purse != nil, seller == nil { throw ValidationError("--purse goes with --seller.") }
    if (currency == nil) != (clearing == nil && settlement == nil) {
      throw ValidationError("--clearing or --settlement go together with --currency.")
    }
  }

  /// The account named. Throws a `Failure.usage` where none is.
  public var bookAccount: BookAccountID {
    get throws(Failure) {
      if let account { return (cover ?? .bank).account(of: account) }
      if let seller { return (purse ?? .available).account(of: seller) }
      if let distributor { return .debt(distributor) }
      if let fees { return .fees(fees) }
      if let clearing, let currency { return .clearing(clearing, currency) }
      if let settlement, let currency { return .settlement(settlement, currency) }
      throw .usage("No account of the book is named.")
    }
  }
}

/// Where a seller's proceeds lie.
public enum Purse: Named {
  case available, locked, reserve

  /// The case's own name.
  public var name: String { snakeCase(self) }

  /// The account of the book.
  public func account(of seller: SellerID) -> BookAccountID {
    switch self {
    case .available: .available(seller)
    case .locked: .locked(seller)
    case .reserve: .reserve(seller)
    }
  }
}

extension Cover {
  /// The account of the book.
  public func account(of drawer: AccountID) -> BookAccountID { self == .card ? .card(drawer) : .bank(drawer) }
}
