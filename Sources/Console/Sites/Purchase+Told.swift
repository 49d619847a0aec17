/// The steps of an order as its buyer watches them: each with its number, what was done, and what was decided.
internal import Ledger
public import MailOrder

extension Purchase {
  /// What is said when `step` is about to be taken; nil where there is nothing to say yet.
  public func told(before step: PurchaseStep) -> String? {
    let terms = demand.terms
    return switch step {
    case .demandCheck:
      told(
        "S2", "check demanded",
        "\(terms.currency.money(terms.amount.minorUnits)) to \(terms.payee?.description ?? "whoever presents it"), "
          + "\(terms.release.words), by \(terms.method.words)")
    case .placeOrder: told("S5", "order sent", "\(id) to \(shop)")
    case .askShop: nil
    case .chooseMethod(let choice): told("S7'", "method chosen", choice.method.words)
    case .tellChoice(let method): told("S7'", "shop is told", "it is paid by \(method.words)")
    case .void: told("", "check taken back", demand.id.description)
    case .withdraw: told("", "money taken back", demand.id.description)
    case .tellReturn: told("", "shop is told", "the order is given back")
    }
  }

  /// What is said when `step` was answered, and the purchase stands as it does now.
  public func told(after step: PurchaseStep) -> String? {
    let no = refusal.map { "no: \($0.line)" }
    switch step {
    case .demandCheck:
      if state == .refused { return told("S3", "judged", no ?? "no") }
      return told("S3", "judged", "yes: \(passing)")
        + told("S4", "check issued", "\(demand.id)\(order.secret == nil ? "" : ", only its number")")
    case .placeOrder, .askShop:
      switch state {
      case .accepted: return told("S6", "the shop says", "yes: the goods will be delivered")
      case .rejected: return told("S6", "the shop says", no ?? "no")
      default: return step == .placeOrder && state == .sent ? told("S5''", "the shop judges", "the check") : nil
      }
    case .chooseMethod: return no.map { told("", "the manager says", $0) }
    case .tellChoice: return told("", "the shop says", no ?? order.state.words)
    case .void, .withdraw:
      switch state {
      case .cancelled: return told("", "check is \(order.checkState?.words ?? "gone")", "nothing is held or paid")
      case .contested: return told("", "check remains", "\(events.last?.note.value ?? ""): dispute it, or ask the shop")
      default:
        if givingBack?.stage == .withdrawing { return told("", "check is over", "what was paid of it is taken back") }
        return givingBack == nil ? no.map { told("", "the manager says", $0) } : nil
      }
    case .tellReturn: return told("", "the shop says", no ?? order.state.words)
    }
  }

  /// Who was judged, all in one decision: those that the check names.
  private var passing: String {
    let terms = demand.terms
    let others = [terms.payee?.description, terms.distributor?.description].compactMap(\.self)
    guard let last = others.last else { return "\(terms.drawer) passes" }
    return "\(([terms.drawer.description] + others.dropLast()).joined(separator: ", ")) and \(last) pass together"
  }

  private func told(_ number: String, _ what: String, _ rest: String) -> String {
    "\(number.padded(to: 4))  \(what.padded(to: 16))  \(rest.printable)\n"
  }
}
