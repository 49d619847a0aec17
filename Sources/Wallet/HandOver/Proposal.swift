/// An order on the table: what the shop says it is, and what the check manager says of those it names. Nothing was done yet.
internal import Ledger
internal import MailOrder
internal import Pages
internal import Seals
internal import Terminal

/// A company, as the check manager knows it.
struct KnownCompany: Hashable, Sendable {
  let code: Code
  /// Nil: the check manager knows no such company.
  let status: PartyStatus?
  /// May be empty.
  let name: Text

  /// What people call it.
  var title: String { name.isEmpty ? code.description : name.value }
  /// Whether it may take part.
  var isActive: Bool { status == .active }
}

/// A proposal.
struct Proposal: Sendable {
  let link: PayLink
  /// The shop as it shows itself.
  let office: Office
  let lines: [Basket.Line]
  /// Who delivers, where the shop has settled that.
  let distributor: DistributorID?
  let expires: Timestamp
  /// The shop's page about the order; nil: what it gave is no address.
  let page: WebAddress?
  /// The seller, by the check manager.
  let seller: KnownCompany
  /// Who may deliver, by the check manager, in the shop's order.
  let carriers: [KnownCompany]
  let account: Account
  /// Where the account's owner lives, as it is on file; nil: it is not.
  let onFile: Recipient?

  /// How many distributors are asked about: a shop works with a few.
  static let maximumCarriers = 20

  var currency: Currency { office.currency }
  /// Whether anything is brought.
  var isShipped: Bool { lines.contains { !$0.commodity.digital } }
  /// The sum; nil where it is none that a check could be drawn for.
  var sum: Amount? {
    OrderForm(
      id: OrderID(high: 0, low: 0), account: account.id, seller: office.code, distributor: nil,
      lines: lines.map { OrderLine(commodity: $0.commodity.code, quantity: $0.quantity, price: $0.commodity.charge) },
      currency: office.currency, made: Timestamp(milliseconds: 1))?.amount
  }
  /// Who would deliver if nobody said otherwise.
  var usualCarrier: KnownCompany? {
    guard let distributor else { return carriers.first }
    return carriers.first { $0.code == distributor.code }
  }
  /// The longest time to give it back.
  var coolingOff: Timestamp.Span { lines.map(\.commodity.coolingOff).max() ?? .none }
  /// The longest guarantee.
  var guarantee: Timestamp.Span { lines.map(\.commodity.guarantee).max() ?? .none }

  /// What was shown, in a few characters: what is approved is what was seen, or it is shown anew.
  var mark: String {
    var text = "\(link.shop)\n\(office.code)\n\(seller.title)\n\(currency)\n\(distributor?.description ?? "")\n"
    for line in lines {
      text += "\(line.commodity.code) \(line.quantity) \(line.commodity.charge.minorUnits) \(line.commodity.digital)\n"
    }
    let digest = Hash.sha256(text.utf8)
    return digest.prefix(12).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// What its buyer should think about, the worst first.
  var warnings: [String] {
    var warnings: [String] = []
    switch seller.status {
    case .active?: break
    case nil:
      warnings.append(
        "The check manager knows no seller with the code \(seller.code). It will draw no check to it: decline.")
    case let status?:
      warnings.append(
        "\(seller.title) is \(status.sentence) with the check manager, which draws no checks to it now.")
    }
    if seller.status != nil, !Proposal.isSame(office.name.value, seller.title) {
      warnings.append(
        "The shop calls itself “\(office.name)”. The check manager knows it as “\(seller.title)”, and that is who will be paid."
      )
    }
    if isShipped, let carrier = usualCarrier, !carrier.isActive {
      warnings.append(
        "\(carrier.title), who would deliver, is \(carrier.status?.sentence ?? "not known") with the check manager. "
          + "Choose another distributor, or decline.")
    }
    return warnings
  }

  /// Whether two names are the same to who reads them.
  private static func isSame(_ a: String, _ b: String) -> Bool {
    func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
    return plain(a) == plain(b)
  }
}

extension PartyStatus {
  /// In a sentence: `is …`.
  var sentence: String {
    switch self {
    case .active: "active"
    case .enrolled: "not active yet"
    case .suspended: "suspended"
    case .closed: "closed"
    }
  }
}
