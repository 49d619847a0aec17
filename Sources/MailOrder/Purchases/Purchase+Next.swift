/// What a terminal does next about a purchase, and what its buyer may wish for. Pure: ids are arguments.
///
/// The next step is a function of what is kept alone, so a terminal that was killed goes on where it stood: it asks again
/// what it may have asked already, with the same ids, and every peer gives the same answer once more.
public import Ledger

/// One thing to ask of a peer.
public enum PurchaseStep: Hashable, Sendable {
  /// The demand for the check (S2).
  case demandCheck
  /// The order and its check go to the shop (S5).
  case placeOrder
  /// Has the shop judged (S6)?
  case askShop
  /// Another way to pay, at the check manager (S7').
  case chooseMethod(PaymentChoice)
  /// The shop is told of it.
  case tellChoice(PaymentMethod)
  /// The check is taken back.
  case void(CommandID)
  /// What was paid is taken back.
  case withdraw(CommandID)
  /// The shop is told of that.
  case tellReturn(note: Text)

  /// Whom it is asked of.
  public var peer: PurchasePeer {
    switch self {
    case .demandCheck, .chooseMethod, .void, .withdraw: .manager
    case .placeOrder, .askShop, .tellChoice, .tellReturn: .shop
    }
  }
}

extension Purchase {
  /// What to do next; nil when nothing is left to do.
  public var next: PurchaseStep? {
    switch state {
    case .prepared: .demandCheck
    case .issued: wayBack ?? .placeOrder
    case .sent: wayBack ?? .askShop
    case .accepted: wayBack ?? wayToPay
    case .rejected: wayBack
    case .refused, .cancelled, .contested, .returned: nil
    }
  }

  private var wayBack: PurchaseStep? {
    givingBack.map { back in
      switch back.stage {
      case .voiding: .void(back.voidID)
      case .withdrawing: .withdraw(back.withdrawalID)
      case .telling: .tellReturn(note: back.note)
      }
    }
  }

  private var wayToPay: PurchaseStep? {
    choice.map { $0.managerKnows ? .tellChoice($0.method) : .chooseMethod($0) }
  }

  /// The buyer chooses another way to pay. Nil where it stands now does not allow it.
  public func choosing(_ method: PaymentMethod, id: CommandID) -> Purchase? {
    guard state == .accepted, givingBack == nil else { return nil }
    var changed = self
    changed.refusal = nil
    // A choice that is under way already goes on with its own id.
    if choice?.method != method { changed.choice = PaymentChoice(method, id: id) }
    return changed
  }

  /// The buyer gives back what it has bought, or is about to. Nil where nothing can be given back.
  public func returning(note: Text, fresh: FreshCommands) -> Purchase? {
    switch state {
    case .refused, .cancelled, .returned: return nil
    case .prepared, .issued, .sent, .accepted, .rejected, .contested:
      var changed = self
      changed.refusal = nil
      changed.choice = nil
      if givingBack == nil {
        changed.givingBack = GivingBack(voidID: fresh.void, withdrawalID: fresh.withdrawal, note: note)
      }
      if state == .contested { changed.state = .rejected }
      return changed
    }
  }

  /// Takes over what the shop says of the order. Nil when it is about something else: the order is no such order.
  public func adopting(_ shops: Order) -> Purchase? {
    guard shops.formBytes == order.formBytes, shops.check == order.check else { return nil }
    var changed = self
    changed.order = shops
    // What was sent stays as it was sent.
    changed.order.secret = order.secret
    changed.order.recipient = order.recipient
    changed.order.sealed = order.sealed
    return changed
  }
}
