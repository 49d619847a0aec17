/// The whole ledger in dictionaries: the pure core with the simplest store there can be.
public import Ledger

/// Keeps the records that decisions read and runs `decide` and `apply` on them, one command after the other.
///
/// It is what a real store is compared with: the same commands at the same times must give the same decisions and the
/// same records. It is a value, so a copy is a snapshot and two can be compared.
public struct InMemoryLedger: Hashable, Sendable {
  public private(set) var accounts: [AccountID: Account] = [:]
  public private(set) var sellers: [SellerID: Seller] = [:]
  public private(set) var distributors: [DistributorID: Distributor] = [:]
  public private(set) var checks: [CheckID: Check] = [:]
  /// The manager's own accounts, with rails and its fees, by their account of the book.
  public private(set) var clearing: [BookAccountID: Balance] = [:]
  /// What paying systems were told, and what became of it.
  public private(set) var instructions: [InstructionID: RailInstruction] = [:]
  /// The journal: the entry of sequence n at index n − 1.
  public private(set) var entries: [JournalEntry] = []
  /// The sequence of the entry of every id that took effect.
  public private(set) var sequences: [CommandID: UInt64] = [:]

  /// An empty ledger.
  public init() {}

  /// Decides `command` at `time` and applies what was accepted. Times must not go back.
  public mutating func submit(_ command: Command, at time: Timestamp) -> Decision {
    let facts = facts(for: command)
    let decision = decide(command, given: facts, at: Moment(time: time, sequence: UInt64(entries.count) + 1))
    if case .accepted(let entry) = decision {
      var changed = facts
      changed.apply(entry, of: command)
      keep(changed, after: entry)
      entries.append(entry)
      sequences[command.id] = entry.sequence
    }
    return decision
  }

  /// The records that a decision on `command` may look at: what a store has to find.
  public func facts(for command: Command) -> Facts {
    var facts = Facts()
    facts.earlier = sequences[command.id].map { entries[Int($0) - 1] }
    switch command {
    case .issue(let issue):
      facts.account = accounts[issue.terms.drawer]
      facts.seller = issue.terms.payee.flatMap { sellers[$0] }
      facts.distributor = issue.terms.distributor.flatMap { distributors[$0] }
      facts.check = checks[issue.id]
    case .act(let action):
      guard let check = checks[action.check] else { break }
      facts.check = check
      facts.account = accounts[check.terms.drawer]
      facts.seller = check.progress.payee.flatMap { sellers[$0] }
      if check.progress.payee == nil, case .seller(let presenter) = action.actor { facts.seller = sellers[presenter] }
      facts.distributor = check.terms.distributor.flatMap { distributors[$0] }
      if case .reportRail(let id, _) = action.event {
        facts.instruction = instructions[id]
        facts.fees = clearing[.fees(check.terms.currency)] ?? Balance()
        look(at: id.rail, check.terms.currency, into: &facts)
      } else if let account = facts.account {
        look(at: account.bank.rail, check.terms.currency, into: &facts)
        look(at: account.card.rail, check.terms.currency, into: &facts)
      }
    case .administer(let administration):
      switch administration.change.subject {
      case .account(let id): facts.account = accounts[id]
      case .seller(let id): facts.seller = sellers[id]
      case .distributor(let id): facts.distributor = distributors[id]
      }
      let currency = facts.account?.currency ?? facts.seller?.currency ?? facts.distributor?.currency
      if let rail = administration.change.rail, let currency {
        look(at: rail, currency, into: &facts)
        facts.settlement = clearing[.settlement(rail, currency)] ?? Balance()
      }
      if case .chargeFee = administration.change, let currency { facts.fees = clearing[.fees(currency)] ?? Balance() }
      if case .reportPayOut(_, let id, _) = administration.change { facts.instruction = instructions[id] }
    }
    return facts
  }

  private func look(at rail: PaymentRail, _ currency: Currency, into facts: inout Facts) {
    guard rail.isOutside || facts.check == nil else { return }
    let balance = clearing[.clearing(rail, currency)] ?? Balance()
    if rail == .card { facts.cardClearing = balance } else { facts.clearing = balance }
  }

  private mutating func keep(_ facts: Facts, after entry: JournalEntry) {
    if let account = facts.account { accounts[account.id] = account }
    if let seller = facts.seller { sellers[seller.id] = seller }
    if let distributor = facts.distributor { distributors[distributor.id] = distributor }
    if let check = facts.check { checks[check.id] = check }
    for posting in entry.postings.all {
      for account in [posting.debit, posting.credit] {
        switch account {
        case .clearing, .settlement, .fees: clearing[account] = facts.balance(of: account)
        default: break
        }
      }
    }
    for instruction in entry.instructions { instructions[instruction.id] = instruction }
    if let id = entry.instruction, let instruction = facts.instruction { instructions[id] = instruction.after(entry) }
  }

  /// The checks that the committer must act on by itself at `time`, the longest due first, and with which event.
  public func due(at time: Timestamp) -> [(check: CheckID, event: CheckEvent)] {
    var found: [(due: Timestamp, check: CheckID, event: CheckEvent)] = []
    for check in checks.values {
      guard let due = check.progress.due, due <= time else { continue }
      found.append((due, check.id, check.progress.state.isOpen ? .lapse : .releaseProceeds))
    }
    return found.sorted { ($0.due, $0.check) < ($1.due, $1.check) }.map { ($0.check, $0.event) }
  }

  /// Every balance of the book that is not zero, by its account.
  public var balances: [BookAccountID: Int64] {
    var balances: [BookAccountID: Int64] = [:]
    for account in accounts.values {
      balances[.bank(account.id)] = account.bank.balance.posted
      balances[.card(account.id)] = account.card.balance.posted
    }
    for seller in sellers.values {
      balances[.available(seller.id)] = seller.available.posted
      balances[.locked(seller.id)] = seller.locked.posted
      balances[.reserve(seller.id)] = seller.reserve.posted
    }
    for distributor in distributors.values { balances[.debt(distributor.id)] = distributor.debt.posted }
    for (id, balance) in clearing { balances[id] = balance.posted }
    return balances.filter { $0.value != 0 }
  }
}
