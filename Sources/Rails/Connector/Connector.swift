/// Carries instructions from the check manager to a paying system, and what that says of them back.
public import CheckClient
internal import Ledger
public import Logging
public import Wire

/// The connector of one rail. The manager's list of open instructions is the outbox, so that nothing is kept here that could be
/// lost: whatever had not ended when a connector died is found in the list by the next one, and handed over again under the
/// same id.
///
/// Absent here: how a paying system is spoken to (`PayingSystem`); judgements about money (the ledger's).
public actor Connector {
  let manager: ServiceClient<Method>
  let system: any PayingSystem
  let rules: ConnectorRules
  let logger: Logger
  /// The system, where it can be asked for balances and is to be.
  let teller: (any BalanceTeller)?
  private let ids = IDMaker()
  /// How far the questions for balances have come.
  var round = BalanceRound()
  /// What is open, by its instruction.
  var open: [InstructionID: OpenOrder] = [:]
  /// The last entry whose instructions are known here.
  var last: UInt64 = 0
  /// When the paying system is tried again after it failed; nil: it did not.
  private var pause: (until: ContinuousClock.Instant, after: Duration)?
  /// What was done since the connector was made.
  public internal(set) var tally = Tally()

  /// What a connector did, in numbers.
  public struct Tally: Hashable, Sendable {
    public var delivered = 0
    public var accepted = 0
    public var rejected = 0
    public var returned = 0
    public var unsure = 0
    /// Balances that were found to be others, and taken over.
    public var restated = 0
    /// Balances that the paying system did not say, or the manager did not take.
    public var unstated = 0
  }

  /// A connector.
  ///
  /// - Parameter manager: a client that the manager knows as the connector of `rules.rail`.
  public init(manager: ServiceClient<Method>, system: any PayingSystem, rules: ConnectorRules, logger: Logger) {
    self.manager = manager
    teller = rules.balancesEvery == nil ? nil : system as? any BalanceTeller
    self.system = system
    self.rules = rules
    self.logger = logger
  }

  /// Whether nothing is open, as far as is known here, and no balances are being asked for.
  public var isIdle: Bool { open.isEmpty && !isRefreshing }

  /// Works until the task is cancelled, or, if so asked, until nothing is open. Throws when the manager does not let it work;
  /// a paying system that fails is tried again.
  public func run(untilIdle: Bool = false) async throws {
    while !Task.isCancelled {
      do {
        try await turn()
      } catch let error as ClientError where error.isTransient {
        logger.warning("the check manager does not answer", metadata: ["reason": "\(error)"])
      }
      if untilIdle, isIdle { return }
      do { try await Task.sleep(for: rules.interval) } catch { return }
    }
  }

  /// One look at both sides: new instructions go out, news comes in, and what was left unanswered is asked about.
  public func turn() async throws {
    _ = try await fetch()
    if let pause, pause.until > .now { return }
    do {
      try await deliver()
      try await hear()
      try await ask()
      try await refresh()
      pause = nil
    } catch let error as ClientError {
      throw error
    } catch let error as ConnectorError {
      throw error
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      let wait = min((pause?.after ?? ConnectorRules.firstPause) * 2, ConnectorRules.longestPause)
      pause = (.now + wait, wait)
      logger.warning(
        "the paying system cannot be used; it is tried again", metadata: ["reason": "\(error)", "in": "\(wait)"])
    }
  }

  // MARK: - From the manager

  /// Takes what is new into `open`, as far as there is room: the rest waits in the manager's list. Whether this is all.
  func fetch() async throws -> Bool {
    while open.count < ConnectorRules.mostOpen {
      let page = try await accepted(ListInstructions(rules.rail, after: last, limit: PageBounds.maximum))
      for order in page.items {
        open[order.instruction.id] = OpenOrder(order, rules)
        last = max(last, order.instruction.id.sequence)
      }
      guard page.next != nil else { return true }
    }
    return false
  }

  nonisolated func newCommand() -> CommandID { ids.command() }

  func accepted<C: Call>(_ call: C) async throws -> C.Accepted where C.Service == Method {
    switch try await manager.call(call).outcome {
    case .accepted(let accepted): return accepted
    case .refused(let refusal): throw ConnectorError("\(refusal.name): \(refusal.sentence)")
    case .invalid(let invalid): throw ConnectorError("\(invalid.description)")
    }
  }

  // MARK: - To the paying system

  private func deliver() async throws {
    let waiting = open.values.filter { $0.delivered == nil }.sorted { $0.id.sequence < $1.id.sequence }
    // What can go nowhere is not sent: the drawer, or the seller, has no account on file there.
    for order in waiting where order.payment == nil {
      try await report(
        PaymentNews(
          order: "", outcome: .rejected, code: "NOACCOUNT", reason: "no account on file with this paying system"),
        of: order.id)
    }
    var rest = waiting.filter { $0.payment != nil }[...]
    while !rest.isEmpty {
      let portion = rest.prefix(rules.portion)
      rest = rest.dropFirst(rules.portion)
      let news = try await system.deliver(portion.compactMap(\.payment))
      for order in portion { open[order.id]?.delivered = .now }
      tally.delivered += portion.count
      logger.debug("delivered", metadata: ["orders": "\(portion.count)"])
      try await take(news)
    }
  }

  private func hear() async throws {
    let news = try await system.news()
    guard !news.isEmpty else { return }
    try await take(news)
    try await system.confirm()
  }

  /// Asks about what was delivered and not answered in time, at longer and longer intervals.
  private func ask() async throws {
    let now = ContinuousClock.now
    let silent = open.values.filter { order in
      guard let delivered = order.delivered else { return false }
      return now - (order.asked ?? delivered) > rules.patience
        * (1 << min(order.questions, ConnectorRules.mostDoublings))
    }.sorted { $0.id.sequence < $1.id.sequence }.prefix(rules.portion)
    guard !silent.isEmpty else { return }
    for order in silent {
      open[order.id]?.asked = now
      open[order.id]?.questions += 1
    }
    try await take(try await system.inquire(silent.compactMap(\.payment)))
  }

  // MARK: - News

  /// Several are told at once, but what is said of one order in the order in which it was said.
  private func take(_ news: [PaymentNews]) async throws {
    var rest = news[...]
    while !rest.isEmpty {
      var said: [InstructionID: [PaymentNews]] = [:]
      for one in rest.prefix(ConnectorRules.reportsAtOnce) {
        guard let id = rules.instruction(of: one.order) else {
          logger.warning("news of an order that is none of ours", metadata: ["order": "\(one.order)"])
          continue
        }
        said[id, default: []].append(one)
      }
      rest = rest.dropFirst(ConnectorRules.reportsAtOnce)
      try await withThrowingDiscardingTaskGroup { group in
        for (id, news) in said {
          group.addTask { for one in news { try await self.report(one, of: id) } }
        }
      }
    }
  }

  /// Tells the manager. What it knows already is fine: it was told before, by this connector or the one before it.
  private func report(_ news: PaymentNews, of id: InstructionID) async throws {
    let result: RailResult
    switch news.outcome {
    case .received: return
    case .accepted: result = .accepted
    case .rejected: result = .rejected
    case .returned: result = .returned
    case .timedOut: result = .unsure
    case .unknown:
      // It may go out again; that the paying system lost it is worth a note.
      open[id]?.delivered = nil
      result = .unsure
    }
    if result == .unsure, open[id].map({ $0.instruction.state == .unsure }) ?? true { return }
    guard let instruction = try await instruction(id) else {
      logger.warning(
        "news of an instruction that the check manager does not know", metadata: ["order": "\(news.order)"])
      return
    }
    let outcome = try await tell(result, of: instruction, note: news.note)
    switch outcome {
    case .accepted:
      count(result)
      logger.info("reported", metadata: ["instruction": "\(id)", "result": "\(result)", "note": "\(news.note)"])
    case .refused(.instructionEnded), .refused(.nothingChanged): break
    case .refused(let refusal):
      logger.error(
        "the check manager refuses a report", metadata: ["instruction": "\(id)", "refusal": "\(refusal.name)"])
    case .invalid(let invalid):
      throw ConnectorError("a report is not understood by the check manager: \(invalid.description)")
    }
    if result == .unsure { open[id]?.instruction.state = .unsure } else { open[id] = nil }
  }

  /// What the manager knows of an instruction that is not open here, as when money comes back long after.
  private func instruction(_ id: InstructionID) async throws -> RailInstruction? {
    if let known = open[id]?.instruction { return known }
    return try await accepted(ListInstructions(id)).items.first?.instruction
  }

  private func tell(
    _ result: RailResult, of instruction: RailInstruction, note: Text
  ) async throws -> Outcome<Receipt> {
    switch instruction.subject {
    case .check(let check):
      let action = CheckAction(
        id: ids.command(), check: check, actor: .rail(rules.rail), event: .reportRail(instruction.id, result),
        note: note)
      return try await manager.call(action).outcome
    case .party(let party):
      var change = Administration(
        id: ids.command(), change: .reportPayOut(SellerID(party.code), instruction.id, result), note: note)
      change.actor = .rail(rules.rail)
      return try await manager.call(change).outcome
    }
  }

  private func count(_ result: RailResult) {
    switch result {
    case .accepted: tally.accepted += 1
    case .rejected: tally.rejected += 1
    case .returned: tally.returned += 1
    case .unsure: tally.unsure += 1
    }
  }
}

/// The manager does not let the connector work.
public struct ConnectorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension ClientError {
  /// Whether the same call may do better later.
  fileprivate var isTransient: Bool {
    switch self {
    case .unavailable, .deadline, .overloaded: true
    case .status, .insecure, .key, .tooLong, .noAnswer, .unreadable, .cancelled, .closed: false
    }
  }
}
