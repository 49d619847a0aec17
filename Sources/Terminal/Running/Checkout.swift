/// From a basket to a purchase that can be kept: what the check manager alone knows is asked of it first.
///
/// Absent here: keeping the purchase, and carrying it on.
public import CheckClient
public import Ledger
public import MailOrder
public import Wire

/// Why there is no purchase. Nothing was demanded.
public enum CheckoutFault: Error, Sendable {
  case basket(BasketFault)
  /// The check manager's no.
  case refused(Refusal)
  case invalid(Invalid)
  case noAnswer(ClientError)
  /// The check manager gave no key that the address could be sealed to.
  case noKey
}

/// Makes purchases.
public struct Checkout: Sendable {
  private let manager: ManagerClient

  /// Over a check manager.
  public init(manager: ManagerClient) { self.manager = manager }

  /// The purchase of a basket, of which nobody has heard yet.
  ///
  /// - Parameter isIDOnly: only the check's number is sent, and a secret claims the check; nil: as the account says.
  public func purchase(of basket: Basket, isIDOnly: Bool? = nil) async throws(CheckoutFault) -> Purchase {
    let hidden: Bool
    if let isIDOnly {
      hidden = isIDOnly
    } else {
      hidden = try await ask(GetAccount(basket.account)).account.delivery == .idOnly
    }
    let maker = IDMaker()
    let number = maker.command()
    let making = Making(
      order: OrderID(high: number.high, low: number.low), check: maker.check(), time: .now,
      secret: hidden ? ClaimSecret.fresh.bytes : nil)
    let purchase: Purchase
    do { purchase = try basket.purchase(making) } catch { throw .basket(error) }
    return try await sealed(purchase)
  }

  /// The address that goes with the order, sealed to the key that the check manager says is the distributor's: the shop,
  /// who is not to read it, is not asked for the key.
  private func sealed(_ purchase: Purchase) async throws(CheckoutFault) -> Purchase {
    guard purchase.mustSeal else { return purchase }
    let yes = try await ask(Authorize(terms: purchase.demand.terms))
    guard let key = yes.addressKey, let sealed = purchase.sealing(to: key) else { throw .noKey }
    return sealed
  }

  private func ask<C: Call>(_ call: C) async throws(CheckoutFault) -> C.Accepted {
    let reply: Reply<C.Accepted>
    do { reply = try await manager.call(call) } catch { throw .noAnswer(error) }
    switch reply.outcome {
    case .accepted(let accepted): return accepted
    case .refused(let no): throw .refused(no)
    case .invalid(let invalid): throw .invalid(invalid)
    }
  }
}

extension ClaimSecret {
  /// A fresh one.
  public static var fresh: ClaimSecret {
    var random = SystemRandomNumberGenerator()
    return ClaimSecret(using: &random)
  }
}
