/// The link by which a shop's page hands an order over: where the shop's site is, and the token of its offer.
internal import MailOrder
internal import Pages
internal import RPC

/// A hand-over. Nothing in it is believed: it only says whom to ask for what.
struct PayLink: Hashable, Sendable {
  let shop: Endpoint
  let token: OfferToken

  /// Why a link leads to no order; each a sentence.
  struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    let description: String
  }

  /// The longest address of a shop's site: a host's name has 253 characters at most.
  static let maximumShop = 260

  /// Reads a link's two parts.
  ///
  /// - Parameter isSecured: the wallet has an identity, so that shops on other machines can show who they are.
  init(shop: String, offer: String, isSecured: Bool) throws(Fault) {
    // A path on this machine is nobody's to name but its owner's: `unix:` is none of a shop's addresses here.
    guard shop.utf8.count <= PayLink.maximumShop, let endpoint = Endpoint(shop.lowercased()),
      case .tcp(let host, let port) = endpoint,
      port > 0, host.utf8.allSatisfy(PayLink.isOfHost)
    else {
      throw Fault(
        description:
          "This link does not say where its shop is, or not in a way that can be taken. Go back to the shop, and "
          + "begin anew there.")
    }
    guard let token = OfferToken(offer) else {
      throw Fault(
        description:
          "This link leads to no order: it is cut short, or was changed. Go back to the shop, and begin anew "
          + "there.")
    }
    guard isSecured || endpoint.isLocal else {
      throw Fault(
        description: "The shop at \(endpoint) is on another machine, and this wallet was started without an identity "
          + "(--identity), so it could not be known whether it is that shop. Nothing was asked of it.")
    }
    self.shop = endpoint
    self.token = token
  }

  /// The wallet's page about it.
  var path: String { "/pay?shop=\(queryEscaped("\(shop)"))&offer=\(token)" }

  /// Letters, digits and `. - :` (of IPv6).
  private static func isOfHost(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
  }
}
