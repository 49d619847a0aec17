// Decisions in words, so that a table of what must follow can be read.
import Ledger
import Testing
import VouchTesting

extension Decision {
  /// The entry in words, or the name of the refusal.
  var told: String {
    switch self {
    case .accepted(let entry): entry.told
    case .repeated(let entry): "again: \(entry.told)"
    case .refused(let refusal): refusal.name
    }
  }
}

extension JournalEntry {
  /// What happened and the sum it is about; holds that changed; money that moved; where the check stands then, as
  /// `state remaining/captured/released`.
  var told: String {
    var parts = ["\(kind) \(amount)"]
    if heldOnBank != 0 { parts.append("bank hold \(heldOnBank.signed)") }
    if heldOnCard != 0 { parts.append("card hold \(heldOnCard.signed)") }
    parts += postings.all.map { "\($0.debit.told) → \($0.credit.told) \($0.amount)" }
    if let progress {
      parts.append("\(progress.state) \(progress.remaining)/\(progress.captured)/\(progress.released)")
    }
    return parts.joined(separator: "; ")
  }
}

extension BookAccountID {
  /// The kind, and whose it is unless that is the one everybody knows.
  var told: String {
    switch self {
    case .bank(let id): id == .buyer ? "bank" : "bank \(id)"
    case .card(let id): id == .buyer ? "card" : "card \(id)"
    case .available(let id): id == .shop ? "available" : "available \(id)"
    case .locked(let id): id == .shop ? "locked" : "locked \(id)"
    case .reserve(let id): id == .shop ? "reserve" : "reserve \(id)"
    case .debt(let id): id == .carrier ? "debt" : "debt \(id)"
    case .clearing(let rail, let currency): "clearing \(rail) \(currency)"
    case .settlement(let rail, let currency): "settlement \(rail) \(currency)"
    case .fees(let currency): "fees \(currency)"
    }
  }
}

extension Int64 {
  fileprivate var signed: String { self > 0 ? "+\(self)" : "\(self)" }
}

extension Scene {
  /// Somebody brings about `event`, and exactly what is `told` follows; every invariant holds afterwards.
  mutating func expect(
    _ actor: Actor, _ event: CheckEvent, _ told: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let decision = act(actor, event)
    #expect(decision.told == told, sourceLocation: sourceLocation)
    expectOrder(sourceLocation)
  }

  /// The same for a change of the registries or their money.
  mutating func expect(
    _ change: Administration.Change, by actor: Actor = .operator, _ told: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let decision = administer(change, by: actor)
    #expect(decision.told == told, sourceLocation: sourceLocation)
    expectOrder(sourceLocation)
  }

  /// The same for a demand for a check.
  mutating func expect(issuing terms: CheckTerms, _ told: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let decision = issue(terms)
    #expect(decision.told == told, sourceLocation: sourceLocation)
    expectOrder(sourceLocation)
  }

  func expectOrder(_ sourceLocation: SourceLocation) {
    #expect(ledger.violations == [], sourceLocation: sourceLocation)
    #expect(ledger.journalViolations == [], sourceLocation: sourceLocation)
  }
}
