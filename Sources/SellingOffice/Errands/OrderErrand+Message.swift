/// What a shop has to send, as the messages that its outbox keeps.
internal import Ledger
internal import MailOrder
internal import Seals
internal import Sites
internal import Wire

extension OrderErrand {
  /// The message; nil where there is nobody to send it to.
  func message(about order: Order, parcel: Parcel, from shop: SellerID) -> OutgoingMessage? {
    let id = order.form.id
    switch self {
    case .claim(let secret):
      return OutgoingMessage(Claim(check: order.check, secret: secret), to: .manager, about: id)
    case .verify:
      var question = VerifyCheck(check: order.check)
      question.seller = shop
      question.distributor = order.form.distributor
      question.amount = order.form.amount
      question.currency = order.form.currency
      question.order = Digest(Hash.sha256(order.formBytes))
      return OutgoingMessage(question, to: .manager, about: id)
    case .askAddressee:
      return OutgoingMessage(GetAddressee(order.check, seller: shop), to: .manager, about: id)
    case .look: return OutgoingMessage(GetCheck(order.check), to: .manager, about: id)
    case .demand(let command):
      return act(command, .present(amount: order.form.amount, final: true), on: order, by: shop)
    case .refund(let command): return act(command, .refund(amount: nil), on: order, by: shop)
    case .void(let command): return act(command, .void, on: order, by: shop)
    case .fail(let command): return act(command, .failDelivery, on: order, by: shop)
    case .instruct:
      return order.instruction(parcel).map {
        OutgoingMessage(Instruct($0), to: .distributor($0.distributor), about: id)
      }
    }
  }

  private func act(_ id: CommandID, _ event: CheckEvent, on order: Order, by shop: SellerID) -> OutgoingMessage {
    let action = CheckAction(
      id: id, check: order.check, actor: .seller(shop), event: event, note: Text("order \(order.form.id)") ?? .empty)
    return OutgoingMessage(action, to: .manager, about: order.form.id)
  }
}
