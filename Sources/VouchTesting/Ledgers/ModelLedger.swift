/// A second ledger, made from the design and not from the code: slow, naive, and asked what the real one should say.
public import Ledger

/// Predicts for every command whether it takes effect, or why not, and what every check and balance is then.
///
/// Where the real ledger keeps sums, the model adds up; where the real one asks in an order and stops, the model gathers
/// *all* that is wrong and picks what comes first in `Precedence`. It does not know the bounds of balances and histories.
public struct ModelLedger: Sendable {
  /// What should become of a command.
  public enum Verdict: Hashable, Sendable {
    case accepted, repeated
    case refused(Refusal)
  }

  struct Drawer {
    var status: PartyStatus
    var currency: Currency
    var delivery = CheckDelivery.whole
    var standing: [Cover: Standing] = [.bank: .good, .card: .none]
    var line: Int64 = 0
    var limits = AccountLimits()
    var statements: [Cover: UInt64] = [:]
    var rails: [Cover: PaymentRail] = [.bank: .book, .card: .book]
  }

  /// Something that a paying system was told.
  struct Told {
    enum Way { case fromDrawer, toDrawer, toSeller }
    let way: Way
    let check: CheckID?
    let seller: SellerID?
    var amount: Int64
    let currency: Currency
    /// What was last said of it; nil: nothing.
    var last: RailResult?

    var isOpen: Bool { last == nil || last == .unsure }
  }

  struct Company {
    var status: PartyStatus
    var currency: Currency
    var exposureLimit: Int64 = 0
    var cashLimit: Int64 = 0
    var key: HandOverKey?
    var readsAddresses = false
  }

  /// A check as the model sees it: what was paid is a list, what remains is a difference.
  struct Instrument {
    let id: CheckID
    let terms: CheckTerms
    let issued: Timestamp
    var state = CheckState.issued
    var method: PaymentMethod
    var cover: Cover
    var confirmed = false
    var payee: SellerID?
    var paid: [(amount: Int64, from: BookAccountID)] = []
    var givenBack: [(amount: Int64, to: Cover)] = []
    var demanded: Int64 = 0
    var expires: Timestamp
    var deadline: Timestamp?
    var frozen: (from: CheckState, at: Timestamp)?
    var locked: Int64 = 0
    var lockedUntil: Timestamp?
    var reserved: Int64 = 0
    var reservedUntil: Timestamp?

    var isOpen: Bool { [.issued, .committed, .frozen].contains(state) }
    var captured: Int64 { paid.reduce(0) { $0 + $1.amount } }
    var returned: Int64 { givenBack.reduce(0) { $0 + $1.amount } }
    var unpaid: Int64 { terms.amount.minorUnits - captured }
    var remaining: Int64 { isOpen ? unpaid : 0 }
    var released: Int64 { isOpen ? 0 : unpaid }
    var owedToCard: Int64 {
      paid.filter { $0.from == .card(terms.drawer) }.reduce(0) { $0 + $1.amount }
        - givenBack.filter { $0.to == .card }.reduce(0) { $0 + $1.amount }
    }

    /// The state by the clock, whether or not anybody has swept.
    func state(at now: Timestamp) -> CheckState {
      if state == .issued, now >= expires { return .expired }
      if state == .committed, let deadline, now >= deadline { return .voided }
      return state
    }
  }

  var drawers: [AccountID: Drawer] = [:]
  var sellers: [SellerID: Company] = [:]
  var distributors: [DistributorID: Company] = [:]
  var checks: [CheckID: Instrument] = [:]
  var book: [BookAccountID: Int64] = [:]
  var told: [InstructionID: Told] = [:]
  private var done: [CommandID: Command] = [:]
  /// The sequence of the command that is carried out.
  var sequence: UInt64 { UInt64(done.count) + 1 }

  /// An empty model.
  public init() {}

  /// Judges `command` at `now`, and does what it asks if nothing is wrong with it.
  public mutating func submit(_ command: Command, at now: Timestamp) -> Verdict {
    if let before = done[command.id] { return before == command.unsealed ? .repeated : .refused(.idReused) }
    var wrong: Set<Refusal> = []
    let order: [Refusal]
    switch command {
    case .issue(let issue):
      wrong = reasons(against: issue.terms, at: now)
      if issue.actor != .terminal(issue.terms.drawer) { wrong.insert(.notPermitted) }
      order = Precedence.issue
    case .act(let action):
      wrong = reasons(against: action, at: now)
      order = Precedence.everyEvent + Precedence.own(of: action.event.column)
    case .administer(let administration):
      wrong = reasons(against: administration)
      order = Precedence.administration
    }
    let age = now.milliseconds - command.id.time.milliseconds
    if !command.isOfCommitter, age > 7 * 86_400_000 || age < -600_000 { wrong.insert(.idOutsideWindow) }

    if let first = (Precedence.everyCommand + order).first(where: wrong.contains) { return .refused(first) }
    precondition(wrong.isEmpty, "\(wrong) has no place in the order of \(command)")
    switch command {
    case .issue(let issue): carryOut(issue, at: now)
    case .act(let action): carryOut(action, at: now)
    case .administer(let administration): carryOut(administration.change)
    }
    done[command.id] = command.unsealed
    return .accepted
  }

  // MARK: - What the model adds up

  func sum(_ part: (Instrument) -> Int64, where isMeant: (Instrument) -> Bool) -> Int64 {
    checks.values.filter(isMeant).map(part).reduce(0, +)
  }

  func held(_ id: AccountID, _ cover: Cover) -> Int64 {
    sum(\.remaining) { $0.terms.drawer == id && $0.cover == cover }
  }

  func available(_ id: AccountID, _ cover: Cover) -> Int64 {
    let account: BookAccountID = cover == .bank ? .bank(id) : .card(id)
    let line = cover == .card ? drawers[id]?.line ?? 0 : 0
    return (book[account] ?? 0) + line - held(id, cover)
  }

  func exposure(_ id: SellerID) -> Int64 {
    sum(\.remaining) { $0.payee == id }
      + checks.filter { $0.value.payee == id }.reduce(0) { $0 + onItsWay($1.key, .fromDrawer) }
  }

  /// What a paying system was told about a check and has not ended.
  func onItsWay(_ check: CheckID, _ way: Told.Way) -> Int64 {
    told.values.filter { $0.check == check && $0.way == way && $0.isOpen }.reduce(0) { $0 + $1.amount }
  }
  func exposure(_ id: DistributorID) -> Int64 { sum(\.remaining) { $0.terms.distributor == id } }
  func cashAtRisk(_ id: DistributorID) -> Int64 {
    sum(\.remaining) { $0.terms.distributor == id && $0.method == .cash } - (book[.debt(id)] ?? 0)
  }
  func issued(_ id: AccountID, on day: UInt32) -> [Instrument] {
    checks.values.filter { $0.terms.drawer == id && $0.issued.day == day }
  }

  mutating func move(_ amount: Int64, from debit: BookAccountID, to credit: BookAccountID) {
    book[debit, default: 0] -= amount
    book[credit, default: 0] += amount
  }

  // MARK: - Comparison

  /// Where `ledger` does not stand as the model says it should, in words; empty when both agree.
  public func differences(from ledger: InMemoryLedger) -> [String] {
    var found: [String] = []
    func expect<Value: Equatable>(_ real: Value, _ model: Value, _ what: @autoclosure () -> String) {
      if real != model { found.append("\(what()): \(real), the model says \(model)") }
    }
    let real = ledger.balances
    let mine = book.filter { $0.value != 0 }
    for id in Set(real.keys).union(mine.keys) { expect(real[id] ?? 0, mine[id] ?? 0, "\(id)") }
    expect(ledger.checks.count, checks.count, "number of checks")
    for (id, check) in checks {
      guard let progress = ledger.checks[id]?.progress else {
        found.append("check \(id) is missing")
        continue
      }
      expect(progress.state, check.state, "\(id) state")
      expect(progress.method, check.method, "\(id) method")
      expect(progress.cover, check.cover, "\(id) cover")
      expect(progress.confirmed, check.confirmed, "\(id) confirmed")
      expect(progress.payee, check.payee, "\(id) payee")
      expect(progress.remaining, check.remaining, "\(id) remaining")
      expect(progress.captured, check.captured, "\(id) captured")
      expect(progress.released, check.released, "\(id) released")
      expect(progress.returned, check.returned, "\(id) returned")
      expect(progress.pending, onItsWay(id, .fromDrawer), "\(id) pending")
      expect(progress.returning, onItsWay(id, .toDrawer), "\(id) returning")
      expect(progress.locked, check.locked, "\(id) locked")
      if check.locked > 0 { expect(progress.lockedUntil, check.lockedUntil, "\(id) locked until") }
      expect(progress.reserved, check.reserved, "\(id) reserved")
      expect(progress.expires, check.expires, "\(id) expires")
      expect(progress.deadline, check.deadline, "\(id) deadline")
    }
    for (id, drawer) in drawers {
      guard let account = ledger.accounts[id] else {
        found.append("account \(id) is missing")
        continue
      }
      expect(account.status, drawer.status, "\(id) status")
      expect(account.bank.available, available(id, .bank), "\(id) available on bank")
      expect(account.card.available, available(id, .card), "\(id) available on card")
    }
    for (id, mine) in told {
      expect(ledger.instructions[id]?.amount, mine.amount, "\(id) amount")
      expect(ledger.instructions[id]?.state.isOpen, mine.isOpen, "\(id) is open")
    }
    expect(ledger.instructions.count, told.count, "number of instructions")
    for (id, company) in sellers { expect(ledger.sellers[id]?.status, company.status, "\(id) status") }
    for (id, company) in distributors { expect(ledger.distributors[id]?.status, company.status, "\(id) status") }
    return found
  }
}

extension Command {
  /// What was asked, whoever signed for it.
  var unsealed: Command {
    guard case .act(var action) = self else { return self }
    action.seal = nil
    return .act(action)
  }

  var isOfCommitter: Bool {
    if case .act(let action) = self { action.actor == .committer } else { false }
  }
}
