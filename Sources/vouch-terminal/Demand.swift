/// `vouch-terminal demand` and `claim`: how a check comes to its buyer.
import ArgumentParser
import Console
import Ledger
import Sites
import Terminal
import Wire

struct Demand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Demands a check for exactly one order.",
    discussion: """
      The manager judges buyer, seller and distributor in one decision, holds the money and issues the check, or says \
      why not. With --id-only just the number is sent; whoever has it and the secret gets the check by claim. The \
      secret is kept in the terminal's home before anything is sent: checks show --show-secret tells it.

      Example:
        export VOUCH_ACCOUNT=ALICE
        vouch-terminal demand --amount 48.50 --currency EUR --seller SHOP
        vouch-terminal demand --amount 20 --currency EUR --order "one book" --id-only
        vouch-terminal demand --amount 60 --currency EUR --seller SHOP \\
          --distributor PARCEL --method cash
      """)
  @OptionGroup(title: "What the check is for") var terms: TermsOptions
  @OptionGroup(title: "How the check is sent") var sending: SendingOptions
  @Flag(help: "Judges only: issues nothing, holds nothing.")
  var dryRun = false
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var id: CommandIDOption
  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await options.run { session in
      let check = id.check
      var terms = try terms.terms(drawer: try buyer.id, check: check)
      terms.claim = try await secret(of: check).map { Digest(hashing: $0.bytes) }
      if dryRun {
        _ = try await session.ask(Authorize(terms: terms))
        try session.show("yes: such a check would be issued now\n", json: ["outcome": "accepted"])
        return
      }
      let demand = IssueCheck(id: check, terms: terms, memo: self.terms.memo)
      let issued = try await session.ask(demand)
      try session.show(issued.text, json: issued.json)
    }
  }

  /// The secret that claims the check, kept before anything of it is sent: a demand repeated goes out with the same. Nil
  /// where the check itself is sent.
  private func secret(of check: CheckID) async throws(Failure) -> ClaimSecret? {
    guard sending.idOnly else { return nil }
    let given = sending.secret.flatMap { ClaimSecret($0) }
    if dryRun { return given ?? .fresh }
    let store = try await home.open()
    let kept: ClaimSecret
    do { kept = try await store.keep(given ?? .fresh, of: check) } catch { throw Failure(error) }
    guard given == nil || kept == given else {
      throw .usage("Check \(check) has another secret, which is kept in \(store.home). Leave out --secret.")
    }
    return kept
  }
}

/// The flags of a check's terms.
struct TermsOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How much.", valueName: "amount"), transform: Read.amount)
  var amount: Read.Decimal
  @Option(help: ArgumentHelp("In which currency.", valueName: "code"), transform: Read.currency)
  var currency: Currency
  @Option(
    help: ArgumentHelp("Who is paid. (default: whoever presents it first)", valueName: "code"), transform: Read.code)
  var seller: SellerID?
  @Option(help: ArgumentHelp("Who delivers.", valueName: "code"), transform: Read.code)
  var distributor: DistributorID?
  @OptionGroup var order: OrderOptions
  @Option(help: ArgumentHelp("What to write on the check.", valueName: "text"), transform: Read.text)
  var memo: Text = .empty
  @Option(
    help: ArgumentHelp("How to pay. (default: transfer)", valueName: PaymentMethod.choices()), transform: Read.named)
  var method: PaymentMethod = .transfer
  @Option(
    help: ArgumentHelp("When a demand is paid. (default: on-demand)", valueName: ReleaseRule.choices()),
    transform: Read.named)
  var release: ReleaseRule = .onDemand
  @Option(help: ArgumentHelp("How long it is good. (default: 30d)", valueName: "span"), transform: Read.span)
  var expiresIn: Timestamp.Span?
  @Option(help: ArgumentHelp("Until when it is good.", valueName: "time"), transform: Read.time)
  var expires: Timestamp?
  @Option(
    help: ArgumentHelp("How long a demanded check waits for its delivery. (default: 30d)", valueName: "span"),
    transform: Read.span)
  var deliveryWindow: Timestamp.Span?
  @Option(
    help: ArgumentHelp("How long proceeds stay locked, so that all can be withdrawn.", valueName: "span"),
    transform: Read.span)
  var coolingOff: Timestamp.Span = .none
  @Option(
    help: ArgumentHelp("How long a share is retained for the guarantee.", valueName: "span"), transform: Read.span)
  var guarantee: Timestamp.Span = .none
  @Option(help: ArgumentHelp("That share.", valueName: "percent"), transform: Read.share)
  var reserveShare: UInt16 = 0

  func validate() throws {
    if expires != nil, expiresIn != nil { throw ValidationError("Give --expires or --expires-in, not both.") }
  }

  /// The terms of `check`, whose number says when it was demanded: a demand repeated asks for the same.
  func terms(drawer: AccountID, check: CheckID) throws(Failure) -> CheckTerms {
    var terms = CheckTerms(drawer: drawer, amount: try amount.amount(in: currency), currency: currency)
    terms.payee = seller
    terms.distributor = distributor
    terms.order = order.digest
    terms.method = method
    terms.release = release
    terms.expires = expires ?? expiresIn.map { check.time + $0 }
    terms.deliveryWindow = deliveryWindow
    terms.coolingOff = coolingOff
    terms.guarantee = guarantee
    terms.reserveShare = reserveShare
    return terms
  }
}

/// `--id-only` and `--secret`.
struct SendingOptions: ParsableArguments {
  @Flag(help: "Only the check's number is sent, and a secret claims the check.")
  var idOnly = false
  @Option(
    help: ArgumentHelp(
      "That secret: 32 to 128 hexadecimal digits. (default: a fresh one)", valueName: "hex"),
    transform: Read.secret)
  var secret: [UInt8]?

  func validate() throws {
    if secret != nil, !idOnly { throw ValidationError("--secret goes with --id-only.") }
  }
}

struct ClaimCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim",
    abstract: "Gets a check of which only the number was sent.",
    discussion: """
      Example:
        vouch-terminal claim 0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 \\
          --secret 5eed5eed5eed5eed5eed5eed5eed5eed
      """)
  @OptionGroup var claim: ClaimArguments

  func run() async throws { try await claim.run() }
}
