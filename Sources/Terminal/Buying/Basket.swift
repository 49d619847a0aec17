/// What a buyer wants, made into a purchase: the form, the check it is paid with, and all that both need. Pure: ids, time
/// and the claim secret are arguments.
public import Ledger
public import MailOrder
internal import Seals
internal import Wire

/// What is wanted of a shop, and how it shall be paid and brought.
public struct Basket: Hashable, Sendable {
  /// The shop as it shows itself, and where its site is.
  public var office: Office
  public var endpoint: String
  /// The pieces wanted of each commodity, as the shop showed it.
  public var lines: [Line]
  public var account: AccountID
  /// Who shall deliver; nil: the shop chooses.
  public var distributor: DistributorID?
  public var method = PaymentMethod.transfer
  public var release = ReleaseRule.onDemand
  /// Where the goods go; nil: to the address on file, or nowhere.
  public var recipient: Recipient?
  /// The shop asks the check manager for the address.
  public var hasAddressOnFile = false
  /// The check names no payee: whoever presents it first is paid.
  public var anySeller = false
  public var paysLater = false
  public var confirmsInstruction = false
  /// Of each payment, what the check manager retains for the guarantee, in hundredths of a percent.
  public var reserveShare: UInt16 = 0
  /// What the driver must be told before the goods are handed over; empty: nothing.
  public var handOverCode = ""
  /// Nobody but the distributor shall read where the goods go (N8).
  public var sealsAddress = false
  /// What is kept beside it for the buyer; the goods' names come from the lines.
  public var telling = PurchaseTelling()

  public struct Line: Hashable, Sendable {
    public var commodity: Commodity
    public var quantity: UInt32

    /// So many pieces of a commodity.
    public init(_ commodity: Commodity, _ quantity: UInt32) {
      self.commodity = commodity
      self.quantity = quantity
    }
  }

  /// A basket that is paid by transfer on demand, with nothing else said.
  public init(office: Office, endpoint: String, lines: [Line], account: AccountID) {
    self.office = office
    self.endpoint = endpoint
    self.lines = lines
    self.account = account
  }

  /// Whether anything has to be brought.
  public var isShipped: Bool { lines.contains { !$0.commodity.digital } }
}

/// Why a basket is no order.
public enum BasketFault: Error, Hashable, Sendable {
  /// The shop's no, known from what it shows: nobody need be asked.
  case refused(SiteRefusal)
  /// Something is missing or too much; and what would be right.
  case unusable(String)
}

/// The ids and the moment of a purchase.
public struct Making: Hashable, Sendable {
  public var order: OrderID
  public var check: CheckID
  public var time: Timestamp
  /// Where only the check's number is sent: what claims it.
  public var secret: [UInt8]?

  /// Ids, moment, and the secret if there is one.
  public init(order: OrderID, check: CheckID, time: Timestamp, secret: [UInt8]? = nil) {
    self.order = order
    self.check = check
    self.time = time
    self.secret = secret
  }
}

extension Basket {
  /// The purchase, of which nobody has heard yet.
  public func purchase(_ making: Making) throws(BasketFault) -> Purchase {
    try judge()
    let carrier = distributor ?? usualDistributor
    let form = OrderForm(
      id: making.order, account: account, seller: office.code, distributor: carrier,
      lines: lines.map { OrderLine(commodity: $0.commodity.code, quantity: $0.quantity, price: $0.commodity.charge) },
      currency: office.currency, made: making.time, paysLater: paysLater, confirmsInstruction: confirmsInstruction)
    guard let form else {
      throw .unusable(
        "That is no order: it has 1 to \(OrderForm.maximumLines) commodities, each once and with 1 to "
          + "\(OrderForm.maximumQuantity) pieces, and comes to at most "
          + "\(office.currency.format(Amount.maximum)) \(office.currency).")
    }
    let bytes = form.packed
    var terms = CheckTerms(drawer: account, amount: form.amount, currency: form.currency)
    terms.payee = anySeller ? nil : office.code
    terms.distributor = carrier
    terms.method = method
    terms.release = release
    terms.order = Digest(Hash.sha256(bytes))
    terms.claim = making.secret.flatMap { Digest(Hash.sha256($0)) }
    // One check pays all of it: the longest span of its commodities holds for it.
    terms.coolingOff = lines.map(\.commodity.coolingOff).max() ?? .none
    terms.guarantee = lines.map(\.commodity.guarantee).max() ?? .none
    terms.reserveShare = reserveShare
    terms.sealsAddress = sealsAddress
    let memo = Text("order \(form.id)") ?? .empty
    var order = Order(
      form: form, formBytes: bytes, check: making.check, secret: making.secret,
      recipient: isShipped ? recipient : nil)
    if !handOverCode.isEmpty { order.handOverCode = Digest(Hash.sha256(handOverCode.utf8)) }
    var purchase = Purchase(
      shop: endpoint, demand: IssueCheck(id: making.check, terms: terms, memo: memo), order: order, at: making.time)
    purchase.handOverCode = handOverCode
    purchase.telling = telling
    purchase.telling.goods = lines.map(\.commodity.name)
    return purchase
  }

  /// What the shop shows is enough to say no to; so no check is demanded for it.
  private func judge() throws(BasketFault) {
    for line in lines {
      guard line.commodity.currency == office.currency else {
        throw .refused(SiteRefusal(.currencyMismatch, "\(line.commodity.code) is sold in \(line.commodity.currency)"))
      }
      if let stock = line.commodity.stock, stock < line.quantity {
        throw .refused(SiteRefusal(.outOfStock, "\(line.commodity.code): \(stock) left"))
      }
    }
    guard isShipped else {
      if release == .onDelivery || method == .cash {
        throw .unusable("Nothing of this order is brought to you, so it cannot be paid on delivery.")
      }
      guard handOverCode.isEmpty else {
        throw .unusable("Nothing of this order is brought to you, so nobody can ask for a code.")
      }
      guard !sealsAddress else {
        throw .unusable("Nothing of this order is brought to you, so there is no address to seal.")
      }
      return
    }
    if recipient == nil, !hasAddressOnFile {
      throw .unusable("Say where the goods go: --name and --address, or --address-on-file.")
    }
    if sealsAddress, distributor ?? usualDistributor == nil {
      throw .unusable("The shop works with no distributor to whom the address could be sealed.")
    }
    if let distributor, !office.distributors.contains(where: { $0.code == distributor.code }) {
      throw .refused(SiteRefusal(.unknownDistributor, distributor.description))
    }
  }

  /// A check that is paid by the distributor's word, or whose address only the distributor reads, must name it: the shop's
  /// first where the buyer named none.
  public var usualDistributor: DistributorID? {
    guard isShipped, release == .onDelivery || method == .cash || sealsAddress else { return nil }
    return office.distributors.first.map { DistributorID($0.code) }
  }
}
