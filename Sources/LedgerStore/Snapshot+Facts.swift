/// Everything a decision on a command may look at.
internal import LMDB
public import Ledger

extension Snapshot {
  /// What a credit check looks at.
  public func facts(for terms: CheckTerms) throws(StoreError) -> Facts {
    var facts = Facts()
    facts.account = try account(terms.drawer)
    if let payee = terms.payee { facts.seller = try seller(payee) }
    if let distributor = terms.distributor { facts.distributor = try self.distributor(distributor) }
    return facts
  }

  func facts(for command: Command) throws(StoreError) -> Facts {
    switch command {
    case .issue(let issue):
      var facts = try facts(for: issue.terms)
      if let check = try check(issue.id) {
        facts.check = check
        facts.earlier = try receipt(check.firstEntry).entry
      }
      return facts
    case .act(let action):
      var facts = try facts(actingOn: action.check, by: action.actor)
      if let check = facts.check { facts.earlier = try earlier(action, of: check) }
      return facts
    case .administer(let administration):
      var facts = try facts(for: administration.change)
      if let sequence = try entry(ofAdministration: administration.id) { facts.earlier = try receipt(sequence).entry }
      return facts
    }
  }

  /// The check that somebody acts on, and the parties it concerns.
  func facts(actingOn id: CheckID, by actor: Actor) throws(StoreError) -> Facts {
    var facts = Facts()
    guard let check = try check(id) else { return facts }
    facts.check = check
    facts.account = try account(check.terms.drawer)
    if let payee = check.progress.payee {
      facts.seller = try seller(payee)
    } else if case .seller(let presenter) = actor {
      facts.seller = try seller(presenter)
    }
    if let distributor = check.terms.distributor { facts.distributor = try self.distributor(distributor) }
    return facts
  }

  /// The party that is changed, and the clearing account of the rail named.
  func facts(for change: Administration.Change) throws(StoreError) -> Facts {
    var facts = Facts()
    let currency: Currency?
    switch change.subject {
    case .account(let id):
      facts.account = try account(id)
      currency = facts.account?.currency
    case .seller(let id):
      facts.seller = try seller(id)
      currency = facts.seller?.currency
    case .distributor(let id):
      facts.distributor = try distributor(id)
      currency = facts.distributor?.currency
    }
    if let rail = change.rail, let currency { facts.clearing = try clearing(rail, currency) ?? Balance() }
    return facts
  }

  /// The entry of an earlier action with this id. It is looked for along the check's own history, which is short and
  /// bounded, so that no index is needed; the committer's own ids never come twice.
  private func earlier(_ action: CheckAction, of check: Check) throws(StoreError) -> JournalEntry? {
    guard action.actor != .committer else { return nil }
    if check.entryCount == 1, action.id != CommandID(issuing: check.id) { return nil }
    var sequence = check.lastEntry
    while sequence != 0 {
      guard let link = try journal(sequence, { EntryLink(&$0) }) else {
        throw tables.journal.damaged(sequence, .missing)
      }
      if link.command == action.id { return try receipt(sequence).entry }
      sequence = link.previousOfCheck
    }
    return nil
  }
}
