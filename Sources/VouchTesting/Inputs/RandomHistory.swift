/// Random lives of a small town: few parties, so that they meet often; much that is right, enough that is wrong.
public import Ledger

/// Makes commands, one after the other, with the time each is decided at.
///
/// The generator looks at a ledger to find something plausible to ask for, and then asks for something implausible one
/// time in a few. It keeps what it asked, to ask it again: word for word, or changed under the same id.
public struct RandomHistory: Sendable {
  public private(set) var random: SeededGenerator
  /// The time of the next command.
  public private(set) var now: Timestamp = .start
  /// Every command asked so far, in order.
  public private(set) var asked: [Command] = []
  /// Whether buyers have addresses sealed, now and then: ledgers of former formats have no checks that say so.
  public var sealsAddresses = true
  /// Whether Ann's and Dora's covers are collected over paying systems outside: ledgers of former formats know of none.
  public var usesRails = true
  /// What the committer has still to do, before anybody else's command is taken.
  private var sweep: [CheckAction] = []
  /// A check whose time has just come, to the millisecond or one beside it: the next act is on it.
  private var ripe: CheckID?

  /// The drawers. Dora's account is in dollars, all others in euro.
  public static let accounts = ["ANN", "BEN", "CLEO", "DORA"].map { AccountID(Code.of($0)) }
  /// The payees. Dolls are sold in dollars.
  public static let sellers = ["BOOKS", "CLOTHES", "DOLLS"].map { SellerID(Code.of($0)) }
  /// The distributors. The globe is reckoned in dollars.
  public static let distributors = ["DRONE", "FERRY", "GLOBE"].map { DistributorID(Code.of($0)) }
  /// The keys that distributors sign with, now this one and now that.
  static let keys = [Scene.key(1), Scene.key(2)]
  /// The code of a party of each kind that has nothing to lose, and comes and goes.
  static let guest = Code.of("GUEST")
  /// A code that nobody has.
  static let nobody = Code.of("NOBODY")

  /// A history of a seed.
  public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// Every command that begins a history: the parties join, and are given money.
  public mutating func prologue() -> [Command] {
    var changes: [Administration.Change] = []
    for (index, id) in RandomHistory.accounts.enumerated() {
      var update = AccountUpdate()
      update.cardStanding = index == 1 ? Standing.none : .good
      update.creditLine = 2_000
      if usesRails, index == 0 || index == 3 {
        update.bankRail = index == 0 ? .bank : .post
        update.cardRail = .card
      }
      if index == 2 { update.limits = AccountLimits(perCheck: 900, perDay: 1_200, checksPerDay: 3) }
      changes.append(.enrolAccount(AccountEnrolment(id: id, currency: index == 3 ? .dollar : .euro, update: update)))
      changes.append(.fund(id, .bank, 5_000, usesRails ? .bank : .book))
    }
    for (index, id) in RandomHistory.sellers.enumerated() {
      var update = CompanyUpdate()
      update.exposureLimit = index == 1 ? 1_500 : nil
      let currency: Currency = index == 2 ? .dollar : .euro
      changes.append(.enrolSeller(CompanyEnrolment(code: id.code, currency: currency, update: update)))
    }
    for (index, id) in RandomHistory.distributors.enumerated() {
      var update = CompanyUpdate()
      update.cashLimit = index == 0 ? 1_500 : 0
      update.exposureLimit = index == 1 ? 2_000 : nil
      if index != 2 { update.addressKey = PublicKey(Digest(7, 7, 7, 7)) }
      let currency: Currency = index == 2 ? .dollar : .euro
      changes.append(.enrolDistributor(CompanyEnrolment(code: id.code, currency: currency, update: update)))
    }
    changes.append(.enrolAccount(AccountEnrolment(id: AccountID(RandomHistory.guest), currency: .euro)))
    changes.append(.enrolSeller(CompanyEnrolment(code: RandomHistory.guest, currency: .euro)))
    changes.append(.enrolDistributor(CompanyEnrolment(code: RandomHistory.guest, currency: .euro)))
    let commands = changes.map { Command.administer(Administration(id: newID(), change: $0)) }
    asked += commands
    return commands
  }

  /// The next command, for a town that stands as `ledger` says, to be decided at `now`.
  public mutating func next(in ledger: InMemoryLedger) -> Command {
    if let action = sweep.popLast() { return .act(action) }
    passTime(in: ledger)
    if let action = sweep.popLast() { return .act(action) }

    let command: Command =
      switch Int.random(in: 0..<100, using: &random) {
      case _ where ripe != nil: act(in: ledger)
      case 0..<6: again()
      case 6..<34: issue()
      case 34..<76: act(in: ledger)
      case 76..<86: report(in: ledger) ?? act(in: ledger)
      default: administer()
      }
    asked.append(command)
    return command
  }

  /// Mostly moments, sometimes hours, now and then days, or just until something is due; the sweep comes mostly, but not
  /// always, at once.
  private mutating func passTime(in ledger: InMemoryLedger) {
    if random.once(in: 16), ripen(in: ledger) { return }
    let minutes: Int64 =
      switch Int.random(in: 0..<60, using: &random) {
      case 0..<30: 0
      case 30..<55: Int64.random(in: 1...30, using: &random)
      case 55..<59: Int64.random(in: 60...900, using: &random)
      default: Int64.random(in: 1_440...8_640, using: &random)
      }
    now.milliseconds += minutes * 60_000 + Int64.random(in: 0...1, using: &random)
    guard !random.once(in: 3) else { return }
    for (check, event) in ledger.due(at: now) {
      sweep.append(CheckAction(id: newID(), check: check, actor: .committer, event: event))
    }
  }

  /// Lets time pass until the moment, the one before or the one after, when something ends that a check waits for.
  private mutating func ripen(in ledger: InMemoryLedger) -> Bool {
    var moments: [(Timestamp, CheckID)] = []
    for check in ledger.checks.values.sorted(by: { $0.id < $1.id }) {
      let progress = check.progress
      let ends =
        [progress.state == .issued ? progress.expires : nil, progress.state == .committed ? progress.deadline : nil]
        + (progress.state.isOpen ? [] : [progress.lockedUntil, progress.reservedUntil])
      for case let end? in ends where end > now && end < now + .days(2) { moments.append((end, check.id)) }
    }
    guard !moments.isEmpty else { return false }
    let (end, check) = random.pick(moments)
    now = max(now, Timestamp(milliseconds: end.milliseconds + Int64.random(in: -1...1, using: &random)))
    ripe = check
    return true
  }

  private mutating func newID() -> CommandID {
    CommandID(at: now, random: (random.next(), random.next()))
  }

  /// An earlier command: the same, or with one field changed.
  private mutating func again() -> Command {
    guard !asked.isEmpty else { return issue() }
    let earlier = random.pick(asked)
    guard random.once(in: 2) else { return earlier }
    switch earlier {
    case .issue(var issue):
      issue.terms.amount = amount(upTo: 1_000)
      return .issue(issue)
    case .act(var action):
      // Signed anew it is the same command, with another note it is not.
      if random.once(in: 2) { action.seal = .wrong } else { action.note = .of("again") }
      return .act(action)
    case .administer(var administration):
      administration.note = .of("again")
      return .administer(administration)
    }
  }

  private mutating func amount(upTo bound: Int64) -> Amount {
    let value = Int64.random(in: 1...max(1, bound), using: &random)
    return Amount(minorUnits: value) ?? 1
  }

  private mutating func hours(_ range: ClosedRange<UInt16>) -> Timestamp.Span {
    .minutes(UInt16.random(in: range, using: &random) * 60)
  }
}

// MARK: - Commands

extension RandomHistory {
  private mutating func issue() -> Command {
    let drawer = somebody(RandomHistory.accounts)
    let isDollars = (drawer == RandomHistory.accounts[3]) != random.once(in: 30)
    var terms = CheckTerms(drawer: drawer, amount: amount(upTo: 1_000), currency: isDollars ? .dollar : .euro)
    // Mostly who takes the currency.
    if !random.once(in: 5) {
      let others = Array(isDollars ? RandomHistory.sellers.suffix(1) : RandomHistory.sellers.prefix(2))
      terms.payee = somebody(random.once(in: 15) ? RandomHistory.sellers : others)
    }
    if !random.once(in: 5) {
      let others = Array(isDollars ? RandomHistory.distributors.suffix(1) : RandomHistory.distributors.prefix(2))
      terms.distributor = somebody(random.once(in: 15) ? RandomHistory.distributors : others)
    }
    terms.method = random.pick([.transfer, .transfer, .card, .cash])
    terms.release = random.once(in: 2) ? .onDelivery : .onDemand
    if !random.once(in: 3) { terms.expires = now + hours(1...100) }
    if random.once(in: 20) { terms.expires = now }
    if random.once(in: 2) { terms.deliveryWindow = hours(1...72) }
    if random.once(in: 2) { terms.coolingOff = hours(1...96) }
    if random.once(in: 2) {
      terms.guarantee = hours(1...200)
      terms.reserveShare = UInt16.random(in: 0...10_000, using: &random)
    }
    // Not by chance of its own: the histories of all seeds would be others.
    terms.sealsAddress = sealsAddresses && terms.amount.minorUnits % 16 == 3
    if random.once(in: 2) { terms.claim = Digest(random.next(), 2, 3, 4) }
    var issue = IssueCheck(id: CheckID(at: now, random: (random.next(), random.next())), terms: terms)
    if random.once(in: 40) { issue.actor = random.pick([.operator, .terminal(AccountID(RandomHistory.nobody))]) }
    if random.once(in: 40) { issue.id = CheckID(at: now + .days(1), random: (random.next(), 0)) }
    return .issue(issue)
  }

  /// One of the usual parties, now and then the guest or nobody.
  private mutating func somebody<ID: PartyID>(_ usual: [ID]) -> ID {
    switch Int.random(in: 0..<40, using: &random) {
    case 0: ID(RandomHistory.nobody)
    case 1: ID(RandomHistory.guest)
    default: random.pick(usual)
    }
  }

  private mutating func act(in ledger: InMemoryLedger) -> Command {
    let checks = ledger.checks.values.sorted { $0.id < $1.id }
    let open = checks.filter(\.progress.state.isOpen)
    let paid = checks.filter { $0.progress.captured > $0.progress.returned }
    guard !checks.isEmpty else { return issue() }
    let due = ripe.flatMap { ledger.checks[$0] }
    ripe = nil
    let check =
      switch Int.random(in: 0..<12, using: &random) {
      case _ where due != nil: due ?? checks[0]
      case 0..<8 where !open.isEmpty: random.pick(open)
      case 8..<11 where !paid.isEmpty: random.pick(paid)
      default: random.pick(checks)
      }
    let event = random.once(in: 6) ? anyEvent(check, ledger) : plausibleEvent(check, ledger)
    let actor = random.once(in: 8) ? anybody() : rightActor(for: event.column, on: check)
    let id = random.once(in: 60) ? CheckID(high: check.id.high, low: 1) : check.id
    var action = CheckAction(id: newID(), check: id, actor: actor, event: event)
    if case .confirm = event { action.seal = seal() }
    return .act(action)
  }

  /// A paying system says something of what it was told: mostly of what has not ended, and now and then again.
  private mutating func report(in ledger: InMemoryLedger) -> Command? {
    let all = ledger.instructions.values.sorted {
      ($0.id.sequence, $0.id.rail.rawValue) < ($1.id.sequence, $1.id.rail.rawValue)
    }
    let open = all.filter(\.state.isOpen)
    guard let instruction = open.isEmpty || random.once(in: 4) ? all.last : random.pick(open) else { return nil }
    let result = random.pick([RailResult.accepted, .accepted, .accepted, .rejected, .returned, .unsure])
    var id = instruction.id
    if random.once(in: 30) { id.sequence += 1 }
    let actor: Actor = random.once(in: 8) ? anybody() : .rail(id.rail)
    switch instruction.subject {
    case .check(let check):
      return .act(CheckAction(id: newID(), check: check, actor: actor, event: .reportRail(id, result)))
    case .party(let party):
      let seller = SellerID(party.code)
      var administration = Administration(id: newID(), change: .reportPayOut(seller, id, result))
      administration.actor = actor
      return .administer(administration)
    }
  }

  /// Mostly by a key that somebody has, or had.
  private mutating func seal() -> ProofSeal? {
    random.pick([.by(random.pick(RandomHistory.keys).mark), .by(random.pick(RandomHistory.keys).mark), .wrong, nil])
  }

  private mutating func plausibleEvent(_ check: Check, _ ledger: InMemoryLedger) -> CheckEvent {
    let columns = StateTable.Event.allCases.filter { StateTable.refusal(of: $0, in: check.state(at: now)) == nil }
    var column = random.pick(
      columns.filter {
        $0 != .lapse && $0 != .releaseProceeds && $0 != .reportRail && (usesRails || $0 != .claimGuarantee)
      })
    if check.state(at: now) == .issued, random.once(in: 2) { column = .present }
    if check.state(at: now) == .committed, check.progress.method == .cash, random.once(in: 2) { column = .collectCash }
    return event(column, check, ledger)
  }

  private mutating func anyEvent(_ check: Check, _ ledger: InMemoryLedger) -> CheckEvent {
    event(
      random.pick(StateTable.Event.allCases.filter { usesRails || ($0 != .reportRail && $0 != .claimGuarantee) }),
      check, ledger)
  }

  private mutating func event(_ column: StateTable.Event, _ check: Check, _ ledger: InMemoryLedger) -> CheckEvent {
    let progress = check.progress
    func part() -> Amount? {
      random.once(in: 2) ? nil : amount(upTo: max(progress.remaining, progress.captured) * 11 / 10)
    }
    switch column {
    case .present: return .present(amount: part(), final: random.once(in: 3))
    case .confirm: return .confirm(proof: random.once(in: 2) ? nil : Digest(1, 2, 3, random.next()))
    case .collectCash: return .collectCash(amount: part())
    case .failDelivery: return .failDelivery
    case .extend: return .extend(until: random.once(in: 9) ? now + .days(401) : progress.expires + hours(0...9))
    case .chooseMethod: return .chooseMethod(random.pick(PaymentMethod.allCases))
    case .void: return .void
    case .lapse: return .lapse
    case .openDispute: return .openDispute
    case .resolveDispute:
      return .resolveDispute(random.pick([.resume, .void, .pay(part())]))
    case .refund: return .refund(amount: part())
    case .withdraw: return .withdraw
    case .chargeBack: return .chargeBack(amount: part())
    case .claimGuarantee:
      return .claimGuarantee(amount: random.once(in: 3) ? nil : amount(upTo: max(1, progress.reserved) * 11 / 10))
    case .releaseProceeds: return .releaseProceeds
    case .reportRail:
      // Whosever it is.
      let ids = ledger.instructions.keys.sorted { ($0.sequence, $0.rail.rawValue) < ($1.sequence, $1.rail.rawValue) }
      let id = ids.isEmpty ? InstructionID(rail: .bank, sequence: 1) : random.pick(ids)
      return .reportRail(id, random.pick(RailResult.allCases))
    }
  }

  private mutating func rightActor(for event: StateTable.Event, on check: Check) -> Actor {
    let payee = Actor.seller(check.progress.payee ?? random.pick(RandomHistory.sellers))
    let drawer = Actor.terminal(check.terms.drawer)
    let carrier = check.terms.distributor.map { Actor.distributor($0) } ?? payee
    switch event {
    case .present: return payee
    case .confirm, .collectCash: return carrier
    case .failDelivery: return random.pick([payee, carrier])
    case .extend, .chooseMethod, .withdraw: return drawer
    case .void: return random.pick([payee, drawer, .operator])
    case .openDispute: return random.pick([payee, drawer, carrier])
    case .resolveDispute: return .operator
    case .refund, .claimGuarantee: return random.pick([payee, .operator])
    case .chargeBack: return random.pick([.operator, .rail(.card), .rail(.bank)])
    case .reportRail: return random.pick([.rail(.bank), .rail(.card), .operator])
    case .lapse, .releaseProceeds: return .committer
    }
  }

  private mutating func anybody() -> Actor {
    random.pick(
      RandomHistory.accounts.map { .terminal($0) } + RandomHistory.sellers.map { .seller($0) }
        + RandomHistory.distributors.map { .distributor($0) } + [.operator, .rail(.bank), .committer])
  }

  private mutating func administer() -> Command {
    let account = random.pick(RandomHistory.accounts)
    let seller = random.pick(RandomHistory.sellers)
    let distributor = random.pick(RandomHistory.distributors)
    let cover = random.pick(Cover.allCases)
    let rail = random.pick(usesRails ? [PaymentRail.bank, .card] : [.book, .book])
    let change: Administration.Change
    switch Int.random(in: 0..<14, using: &random) {
    case 0...2: change = .fund(account, cover, amount(upTo: 4_000), rail)
    case 3:
      let stated = Int64.random(in: -500...5_000, using: &random)
      let seen = random.once(in: 3) ? Int64.random(in: -500...5_000, using: &random) : nil
      change = .reconcile(
        account, cover, stated: stated, seen: seen, sequence: UInt64.random(in: 0...30, using: &random), rail)
    case 4 where usesRails:
      change = random.once(in: 3) ? .chargeFee(seller, amount(upTo: 40)) : .payOut(seller, amount(upTo: 800), rail)
    case 4, 5: change = .payOut(seller, amount(upTo: 800), rail)
    case 6, 7: change = .payIn(distributor, amount(upTo: 800), rail)
    case 8:
      var update = AccountUpdate()
      update.cardStanding = random.pick([.good, .good, .bad])
      update.creditLine = random.pick([nil, 1_000, 3_000])
      update.delivery = random.pick([nil, .whole, .idOnly])
      if usesRails, random.once(in: 3) {
        update.bankRail = random.pick([.book, .bank, .bank, .post, .card])
        update.cardRail = random.pick([nil, .book, .card, .bank])
      }
      change = .updateAccount(account, random.once(in: 4) ? AccountUpdate() : update)
    case 9:
      var update = CompanyUpdate()
      update.exposureLimit = random.pick([nil, 0, 3_000])
      update.cashLimit = random.pick([nil, 1_500])
      update.handOverKey = random.pick([nil, .end, .register(random.pick(RandomHistory.keys))])
      switch update.exposureLimit {
      case 0: update.addressKey = PublicKey.none
      case 3_000: update.addressKey = PublicKey(Digest(1, 2, 3, 4))
      default: break
      }
      change = .updateDistributor(distributor, update)
    case 10: change = .enrolSeller(CompanyEnrolment(code: seller.code, currency: .euro))
    default:
      let guest = RandomHistory.guest
      let guests: [Party] = [.account(AccountID(guest)), .seller(SellerID(guest)), .distributor(DistributorID(guest))]
      let usual: [Party] = [.account(account), .seller(seller), .distributor(distributor)]
      // Mostly back to active, or the town would come to rest; only guests leave for good easily.
      let isGuest = random.once(in: 4)
      let statuses: [PartyStatus] = [.active, .active, .active, .active, .suspended, .enrolled]
      let status = random.pick(statuses + [isGuest ? .closed : .active])
      let party = random.pick(isGuest ? guests : usual)
      let isLeaving = random.once(in: 12)
      change = isLeaving && random.once(in: 3) ? .forget(party) : .setStatus(party, isLeaving ? .closed : status)
    }
    var administration = Administration(id: newID(), change: change)
    if random.once(in: 10) { administration.actor = random.pick([.rail(rail), .rail(.post), anybody()]) }
    return .administer(administration)
  }
}
