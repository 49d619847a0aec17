/// Balances that a paying system can be asked for: account after account, a page a turn.
internal import CheckClient
internal import Ledger
internal import Logging
internal import Wire

extension Connector {
  /// How far a round of questions has come.
  struct BalanceRound {
    /// The next account to look at; nil: the round begins.
    var place: AccountID?
    /// When the next round begins; nil: one is under way, or due.
    var pause: ContinuousClock.Instant?
  }

  /// Whether a round is under way, or due.
  var isRefreshing: Bool { teller != nil && (round.pause.map { $0 <= .now } ?? true) }

  /// Looks at the next accounts, and restates what their paying system says.
  ///
  /// What is asked about has nothing open: what the ledger took from its cover the paying system took too, and the other way
  /// round. What is told meanwhile goes out in a later turn, so that the answer cannot have it; and as the ledger is told what
  /// was posted before the question (`seen`), it stays subtracted.
  func refresh() async throws {
    guard let teller, isRefreshing else { return }
    round.pause = nil
    let page = try await accepted(ListCovers(rules.rail, from: round.place, limit: ConnectorRules.coversAtOnce))
    // After the balances: who is told anything until here is left alone this time.
    guard try await fetch() else { return }
    var busy: Set<AccountID> = []
    for order in open.values { if case .account(let account) = order.party { busy.insert(account) } }
    try await withThrowingDiscardingTaskGroup { group in
      for cover in page.items where !busy.contains(cover.account) && !cover.holder.number.isEmpty {
        group.addTask {
          let command = self.newCommand()
          let answer = try await teller.balance(of: cover.holder.number.value, in: cover.currency)
          try await self.restate(cover, answer, by: command)
        }
      }
    }
    round.place = page.next
    if page.next == nil { round.pause = .now + (rules.balancesEvery ?? .zero) }
  }

  private func restate(
    _ cover: RailCover, _ answer: BalanceAnswer, by command: CommandID
  ) async throws {
    let account = "\(cover.account.code)"
    switch answer {
    case .declined(let code, let reason):
      tally.unstated += 1
      logger.warning(
        "no balance is stated", metadata: ["account": "\(account)", "code": "\(code)", "reason": "\(reason)"])
    case .unanswered(let reason):
      tally.unstated += 1
      logger.warning(
        "a question for a balance is not answered", metadata: ["account": "\(account)", "reason": "\(reason)"])
    case .available(let available):
      // The ledger adds the line to what is posted; the paying system has it in what is available already.
      let stated = available - cover.balance.line
      let seen = cover.balance.balance.posted
      guard stated != seen else { return }
      guard stated.magnitude <= UInt64(Amount.maximum) else {
        tally.unstated += 1
        logger.error("a balance is past all bounds", metadata: ["account": "\(account)", "stated": "\(stated)"])
        return
      }
      // Asked for later, it has a greater number.
      let statement = UInt64(max(1, command.time.milliseconds))
      var change = Administration(
        id: command,
        change: .reconcile(
          cover.account, cover.cover, stated: stated, seen: seen, sequence: statement, rules.rail),
        note: Text("the paying system states \(available) minor units available") ?? .empty)
      change.actor = .rail(rules.rail)
      switch try await manager.call(change).outcome {
      case .accepted:
        tally.restated += 1
        logger.info("restated", metadata: ["account": "\(account)", "stated": "\(stated)", "was": "\(seen)"])
      case .refused(let refusal):
        tally.unstated += 1
        logger.warning(
          "the check manager does not take a balance",
          metadata: ["account": "\(account)", "refusal": "\(refusal.name)"])
      case .invalid(let invalid):
        throw ConnectorError("a balance is not understood by the check manager: \(invalid.description)")
      }
    }
  }
}
