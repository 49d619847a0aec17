/// A link from a shop's page: what it leads to is asked of the shop, and whom it names of the check manager; and what becomes
/// of it when it is approved.
internal import CheckClient
internal import Console
internal import Identities
internal import Ledger
internal import MailOrder
internal import Pages
internal import RPC
internal import Terminal
internal import Wire

/// Where a link leads.
enum HandOver: Sendable {
  /// To an order that waits for its buyer's word.
  case proposal(Proposal)
  /// To an order that was approved before.
  case made(Purchase)
  /// To none; and why, in a sentence.
  case nothing(String)
}

extension WalletServer {
  /// Finds out where a link leads. Nothing is changed anywhere.
  func look(at link: PayLink) async throws -> HandOver {
    let client = await shops.client(of: link.shop)
    let office: Office
    let offer: Offer
    do throws(ClientError) {
      switch try await client.call(GetOffice()) {
      case .accepted(let found): office = found
      case .refused(let no): return .nothing(no.buyerSentence)
      case .invalid: return .nothing("What answers at \(link.shop) is no shop that this wallet understands.")
      }
      // What it calls itself is what its certificate must say, too.
      try client.insist(on: .seller(office.code))
      // Before the shop is asked: of an offer that was taken up it may say no more.
      if let made = try? store.purchase(of: link.token, by: office.code), !made.cameToNothing { return .made(made) }
      switch try await client.call(GetOffer(link.token)) {
      case .accepted(let found): offer = found
      case .refused(let no): return .nothing(no.offerSentence)
      case .invalid: return .nothing("The shop at \(link.shop) does not understand this link.")
      }
    } catch {
      return .nothing(
        "The shop at \(link.shop) does not answer, or could not show that it is one. Nothing was ordered. Go back to the shop, and "
          + "try again.")
    }
    return try await proposal(of: offer, office, link)
  }

  private func proposal(of offer: Offer, _ office: Office, _ link: PayLink) async throws -> HandOver {
    guard offer.seller == office.code, offer.currency == office.currency else {
      return .nothing("The shop at \(link.shop) contradicts itself about this order. Nothing was ordered.")
    }
    guard !offer.isTaken else {
      return .nothing("This order was approved already, in another wallet. Ask the shop, if it was not you.")
    }
    guard Timestamp.now < offer.expires else {
      return .nothing("The time to approve this order is over. Go back to the shop, and order again.")
    }
    var lines: [Basket.Line] = []
    for line in offer.lines {
      guard var commodity = offer.commodities.first(where: { $0.code == line.commodity }) else {
        return .nothing("The shop does not have \(line.commodity) any more. Go back to the shop, and order anew.")
      }
      guard commodity.charge == line.price else {
        return .nothing(
          "The price of \(line.commodity) has changed since you ordered it. Go back to the shop, and order anew.")
      }
      // How many there are is the shop's to judge when the order comes.
      commodity.stock = nil
      lines.append(Basket.Line(commodity, line.quantity))
    }
    do throws(Failure) {
      let record = try await session.ask(GetAccount(configuration.account))
      let seller = try await company(office.code.code) { () async throws(Failure) in
        let found = try await session.ask(GetSeller(office.code))
        return (found.profile.name, found.seller.status)
      }
      var carriers: [KnownCompany] = []
      if lines.contains(where: { !$0.commodity.digital }) {
        var codes = office.distributors.map { DistributorID($0.code) }
        if let settled = offer.distributor { codes = [settled] }
        for code in codes.prefix(Proposal.maximumCarriers) {
          carriers.append(
            try await company(code.code) { () async throws(Failure) in
              let found = try await session.ask(GetDistributor(code))
              return (found.profile.name, found.distributor.status)
            })
        }
      }
      let profile = record.profile
      return .proposal(
        Proposal(
          link: link, office: office, lines: lines, distributor: offer.distributor, expires: offer.expires,
          page: offer.page.isEmpty ? nil : WebAddress(offer.page), seller: seller, carriers: carriers,
          account: record.account,
          onFile: Recipient(
            onFile: profile.name ?? .empty, address: profile.address ?? .empty, telephone: profile.telephone ?? .empty))
      )
    } catch {
      return .nothing("\(error.buyerSentence)")
    }
  }

  /// A company by the check manager; without name and status where that knows none.
  private func company(
    _ code: Code, _ ask: () async throws(Failure) -> (Text?, PartyStatus)
  ) async throws(Failure) -> KnownCompany {
    do {
      let (name, status) = try await ask()
      return KnownCompany(code: code, status: status, name: name ?? .empty)
    } catch {
      switch error {
      case .refused(.unknownSeller), .refused(.unknownDistributor):
        return KnownCompany(code: code, status: nil, name: .empty)
      default: throw error
      }
    }
  }

  /// Draws up the purchase of an approved proposal, keeps it, and has it carried on. However often the same offer is approved,
  /// and by how many pages at once, there is one purchase.
  func approve(_ proposal: Proposal, _ basket: Basket) async throws -> Result<Purchase, ApprovalFault> {
    var basket = basket
    basket.telling.offer = proposal.link.token
    basket.telling.page = proposal.page?.description ?? ""
    basket.telling.sellerName = proposal.seller.name
    let carrier = basket.distributor ?? basket.usualDistributor
    basket.telling.distributorName = proposal.carriers.first { $0.code == carrier?.code }?.name ?? .empty
    let purchase: Purchase
    do {
      purchase = try await Checkout(manager: session.client).purchase(of: basket)
    } catch {
      return .failure(ApprovalFault(error))
    }
    let kept = try await store.begin(purchase)
    _ = try await till.carryOn(kept.id) { $0.next == nil ? nil : $0 }
    await teller.forget()
    return .success(kept)
  }
}

/// Why an approved order was not drawn up, in a sentence. Nothing was demanded.
struct ApprovalFault: Error, Hashable, Sendable {
  let sentence: String

  init(_ fault: CheckoutFault) {
    sentence =
      switch fault {
      case .basket(.refused(let no)): no.buyerSentence
      case .basket(.unusable(let text)): text
      case .refused(let no): no.buyerSentence
      case .invalid(let invalid): "The check manager cannot take this: \(invalid.field) \(invalid.reason)."
      case .noAnswer: "The check manager does not answer now. Nothing was ordered. Try again later."
      case .noKey:
        "The address could not be sealed: the check manager has no key of this distributor. Choose another, or let the shop read it."
      }
  }
}

extension SiteRefusal {
  /// A shop's no to an offer's token.
  var offerSentence: String {
    switch reason {
    case .unknownOffer: "The shop does not know this order, or not any more. Go back to the shop, and order again."
    case .offerTaken: "This order was approved already, in another wallet. Ask the shop, if it was not you."
    default: buyerSentence
    }
  }
}
