/// `vouch-terminal buy`: an order from the demand to the shop's word in one go (S2 to S6).
import ArgumentParser
import CheckClient
import Console
import Foundation
import Ledger
import MailOrder
import Sites
import Terminal
import Wire

struct Buy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Orders from a shop: demands the check, sends the order, and waits for the shop's word.",
    discussion: """
      Each step is kept in the terminal's home before it is taken. Whatever happens in between, resume goes on where it \
      stopped, and nothing is paid twice.

      Example:
        export VOUCH_ACCOUNT=ALICE VOUCH_SHOP=127.0.0.1:7421
        vouch-terminal buy BOOK-1 PEN=3 --name "Alice Able" \\
          --address "1 Mill Lane, 1000 Town" --postcode 1000
        vouch-terminal buy LAMP --address-on-file --distributor PARCEL --on-delivery
        vouch-terminal buy LAMP --address-on-file --sealed-address
        vouch-terminal buy LAMP --address-on-file --method cash --yes
        vouch-terminal buy SONG --yes --output json
      """)
  @Argument(
    help: ArgumentHelp("What to order, and how many pieces.", valueName: "commodity[=number]"), transform: Wanted.read)
  var wanted: [Wanted]
  @OptionGroup(title: "How it is paid") var payment: PaymentOptions
  @OptionGroup(title: "Where it goes") var delivery: DeliveryOptions
  @Flag(name: [.short, .long], help: "Orders without asking once more.")
  var yes = false
  @OptionGroup var shop: ShopOption
  @OptionGroup var home: HomeOptions
  @OptionGroup var buyer: BuyerOptions
  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await Desk.open(options, home) { desk in
      let account = try buyer.id
      let endpoint = try shop.endpoint
      try remind(desk)
      let site = await desk.shop(at: endpoint)
      var basket = Basket(office: try await site.office(), endpoint: "\(endpoint)", lines: [], account: account)
      for wish in wanted {
        basket.lines.append(Basket.Line(try await site.ask(GetCommodity(wish.code)), wish.quantity))
      }
      payment.fill(&basket)
      delivery.fill(&basket)
      let purchase = try await purchase(basket, desk)
      if !yes {
        Terminal.note(purchase.offer(by: basket))
        guard try Question.ask("Order this?") else {
          Terminal.note("Nothing was ordered.\n")
          throw Failure.answeredNo
        }
      }
      try await desk.finish(purchase)
    }
  }

  /// An order that stands still is easily forgotten.
  private func remind(_ desk: Desk) throws {
    for purchase in try desk.reading({ store throws(SiteStoreError) in try store.unfinished() }) {
      Terminal.note("Order \(purchase.id) is unfinished (\(purchase.state.words)): vouch-terminal resume goes on.\n")
    }
  }

  /// The purchase, of which nobody has heard yet.
  private func purchase(_ basket: Basket, _ desk: Desk) async throws(Failure) -> Purchase {
    let checkout = Checkout(manager: desk.session.client)
    do {
      return try await checkout.purchase(of: basket, isIDOnly: payment.idOnly ? true : nil)
    } catch {
      switch error {
      case .basket(.refused(let no)): throw .siteRefused(no)
      case .basket(.unusable(let sentence)): throw .usage(sentence)
      case .refused(let no): throw .refused(no)
      case .invalid(let invalid): throw .invalid(invalid)
      case .noAnswer(let error): throw .client(error, command: nil)
      case .noKey:
        throw .notNow("The check manager gave no key that the address could be sealed to. Nothing was ordered.")
      }
    }
  }
}

/// A commodity and how many pieces of it.
struct Wanted: Hashable, Sendable {
  let code: CommodityCode
  let quantity: UInt32

  /// `BOOK-1` or `BOOK-1=2`.
  static func read(_ text: String) throws -> Wanted {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let code = try Read.commodity(String(parts[0]))
    guard parts.count == 2 else { return Wanted(code: code, quantity: 1) }
    guard let quantity = UInt32(parts[1]), (1...OrderForm.maximumQuantity).contains(quantity), parts[1].first != "+"
    else { throw ValidationError("give a number of pieces from 1 to \(OrderForm.maximumQuantity): BOOK-1=2.") }
    return Wanted(code: code, quantity: quantity)
  }
}

/// How the order is paid.
struct PaymentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How to pay. (default: transfer)", valueName: PaymentMethod.choices()), transform: Read.named)
  var method: PaymentMethod = .transfer
  @Flag(help: "The shop is paid once the distributor has delivered.")
  var onDelivery = false
  @Flag(help: "The check names no seller: whoever presents it first is paid.")
  var anySeller = false
  @Flag(help: "Says how to pay only later, by pay.")
  var payLater = false
  @Option(
    help: ArgumentHelp("Of each payment, how much is retained for the guarantee. (default: 0)", valueName: "percent"),
    transform: Read.share)
  var reserveShare: UInt16 = 0
  @Flag(help: "Only the check's number is sent, and a secret made here claims it. (default: as the account says)")
  var idOnly = false

  func fill(_ basket: inout Basket) {
    basket.method = method
    basket.release = onDelivery ? .onDelivery : .onDemand
    basket.anySeller = anySeller
    basket.paysLater = payLater
    basket.reserveShare = reserveShare
  }
}

/// Where the order goes, and by whom.
struct DeliveryOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Who delivers. (default: the shop chooses)", valueName: "code"), transform: Read.code)
  var distributor: DistributorID?
  @Option(help: ArgumentHelp("Who receives it.", valueName: "text"), transform: Read.text)
  var name: Text?
  @Option(help: ArgumentHelp("Where it goes.", valueName: "text"), transform: Read.text)
  var address: Text?
  @Option(
    help: ArgumentHelp("The address's postcode, which the distributor plans by.", valueName: "text"),
    transform: Read.text)
  var postcode: Text?
  @Option(help: ArgumentHelp("Where to call.", valueName: "text"), transform: Read.text)
  var telephone: Text?
  @Flag(help: "The shop asks the check manager for the address of the account.")
  var addressOnFile = false
  @Flag(help: "Nobody but the distributor reads where it goes: not the shop either.")
  var sealedAddress = false
  @Flag(help: "The distributor is instructed only after confirm-instruction.")
  var confirmInstruction = false
  @Flag(help: "A code is made here, and nothing is handed over to whoever does not tell it: orders show has it.")
  var handOverCode = false

  func validate() throws {
    if addressOnFile, name ?? address ?? postcode ?? telephone != nil {
      throw ValidationError("Give an address or --address-on-file, not both.")
    }
    guard (name == nil) == (address == nil) else { throw ValidationError("--name and --address go together.") }
    if name == nil, postcode ?? telephone != nil {
      throw ValidationError("--postcode and --telephone go with --name and --address.")
    }
    if name?.value.isEmpty == true || address?.value.isEmpty == true {
      throw ValidationError("--name and --address may not be empty.")
    }
  }

  func fill(_ basket: inout Basket) {
    basket.distributor = distributor
    basket.hasAddressOnFile = addressOnFile
    basket.confirmsInstruction = confirmInstruction
    basket.sealsAddress = sealedAddress
    var random = SystemRandomNumberGenerator()
    if handOverCode { basket.handOverCode = HandOverCode.make(using: &random) }
    guard let name, let address else { return }
    basket.recipient = Recipient(
      name: name, address: address, postcode: postcode ?? .empty, telephone: telephone ?? .empty)
  }
}

/// A question to whoever sits there.
enum Question {
  /// Whether the answer is yes. Throws a `Failure.usage` when nobody sits there.
  static func ask(_ question: String) throws(Failure) -> Bool {
    guard isatty(STDIN_FILENO) == 1 else { throw .usage("Nobody is there to be asked: add --yes.") }
    Terminal.note("\(question) [y/N] ")
    let answer = readLine()?.lowercased()
    return answer == "y" || answer == "yes"
  }
}

extension Purchase {
  /// What is about to be ordered, for people.
  func offer(by basket: Basket) -> String {
    let form = order.form
    let terms = demand.terms
    var fields = FieldList()
    fields.add("shop", "\(form.seller)  \(basket.office.name)")
    fields.add("sum", form.currency.money(form.amount.minorUnits))
    let when = form.paysLater ? ", once you say so" : ""
    fields.add("payable", "\(terms.release.words), by \(terms.method.words)\(when)")
    if basket.isShipped {
      fields.add("goes to", order.recipient?.line ?? "the address on file")
      if terms.sealsAddress { fields.add("read by", "the distributor alone") }
      fields.add("distributor", form.distributor?.description ?? "whom the shop chooses")
    }
    fields.add("cooling-off", terms.coolingOff.shown)
    fields.add("guarantee", terms.guarantee.shown)
    return "\(form.table)\n\(fields)"
  }
}
