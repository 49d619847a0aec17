/// Something that an operator does: what it is called, what it would come to, and what the manager is asked.
internal import Console
internal import Ledger
internal import Pages

/// A deed as its page shows it before it is done.
struct Deed: Sendable {
  /// `Suspend seller SHOP?`
  let question: String
  /// What would come of it.
  let consequences: [HTML]
  /// On the button.
  let button: String
  /// Whether it cannot be taken back.
  let isFinal: Bool
  /// Whether a sum may be said; else all.
  let currency: Currency?
  /// Where it is done from, and where its receipt is shown.
  let subject: String
  let path: String
}

/// A party's status.
enum StatusDeed {
  static let ways: [PartyStatus] = [.active, .suspended, .closed]

  static func verb(_ status: PartyStatus) -> String {
    switch status {
    case .active: "activate"
    case .suspended: "suspend"
    case .closed: "close"
    case .enrolled: "enrol"
    }
  }

  static func words(_ status: PartyStatus) -> String { verb(status).capitalizedFirst }

  static func deed(_ party: Party, to status: PartyStatus, now: PartyStatus, name: String) -> Deed {
    let meaning: HTML =
      switch status {
      case .active: "It may take part again: new checks that name it are issued."
      case .suspended:
        "No new checks that name it are issued, until it is activated again. What is demanded on checks there are goes on."
      case .closed: "It never takes part again. Its checks must have ended, and its balances be zero."
      case .enrolled: ""
      }
    return Deed(
      question: "\(words(status)) \(party.noun) \(party.code)?",
      consequences: [
        "\(name.isEmpty ? "\(party.code)" : name) is \(now.words) now.", meaning,
      ], button: "\(words(status)) \(party.code)", isFinal: status == .closed, currency: nil, subject: party.path,
      path: "\(party.path)/\(verb(status))")
  }
}

/// What an operator does to a check.
enum CheckDeed: String, CaseIterable, Sendable {
  case void
  case resume
  case pay
  case cancel
  case refund

  var words: String {
    switch self {
    case .void: "Void"
    case .resume: "Dispute: go on"
    case .pay: "Dispute: pay"
    case .cancel: "Dispute: give back"
    case .refund: "Refund"
    }
  }

  /// Whether the ledger may take it; it judges when it is asked.
  func isOpen(to check: CheckDocument) -> Bool {
    let progress = check.progress
    return switch self {
    case .void: progress.state == .issued || progress.state == .committed
    case .resume, .cancel: progress.state == .frozen
    case .pay: progress.state == .frozen && progress.payee != nil
    case .refund: progress.captured > progress.returned
    }
  }

  func event(_ amount: Amount?) -> CheckEvent {
    switch self {
    case .void: .void
    case .resume: .resolveDispute(.resume)
    case .pay: .resolveDispute(.pay(amount))
    case .cancel: .resolveDispute(.void)
    case .refund: .refund(amount: amount)
    }
  }

  func deed(_ check: CheckDocument) -> Deed {
    let (progress, currency) = (check.progress, check.terms.currency)
    let held = currency.money(progress.remaining)
    let payee = progress.payee.map(\.description) ?? "the payee"
    let drawer = check.terms.drawer.description
    let consequences: [HTML]
    switch self {
    case .void:
      consequences = ["\(held) that it holds is free again for \(drawer).", "It can never be presented any more."]
    case .resume:
      consequences = ["The check goes on where it stood, and its clocks get back the time they stood still."]
    case .pay:
      consequences = ["\(payee) is paid \(held), or as much of it as you say.", "The rest goes back to \(drawer)."]
    case .cancel: consequences = ["\(held) goes back to \(drawer).", "\(payee) is paid nothing of it."]
    case .refund:
      consequences = [
        "\(payee) gives back \(currency.money(progress.captured - progress.returned)), or as much of it as you say, to \(drawer)."
      ]
    }
    return Deed(
      question: "\(words) check \(check.id)?", consequences: consequences, button: words, isFinal: self != .resume,
      currency: self == .pay || self == .refund ? currency : nil, subject: check.id.path,
      path: "\(check.id.path)/\(rawValue)")
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
