/// Balances that a paying system is asked for, while money moves.
import CheckClient
import Ledger
import Logging
import Rails
import Synchronization
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct CoverTests {
  @Test func `are taken over, of those alone that have nothing under way`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.giveCard("ALICE", "--card-number", "4111111111111111")
      try await daemon.withClient { client in
        let system = Issuer()
        let connector = Connector(manager: client, system: system, rules: Self.rules, logger: .quiet)
        // 500.00 of line, of which 120.00 are spent elsewhere.
        system.available["4111111111111111"] = 38_000
        try await connector.turn()
        #expect(try await daemon.card("ALICE") == [-12_000, 38_000])
        #expect(await connector.tally.restated == 1)
        // Nothing new is nothing said.
        try await connector.turn()
        #expect(await connector.tally.restated == 1)
        #expect(system.questions == ["4111111111111111", "4111111111111111"])

        // 80.00 are collected, and the issuer leaves it open: until that is known, its balance says nothing.
        let check = try await daemon.terminal(
          "ALICE", "demand", "--amount", "80.00", "--currency", "EUR", "--seller", "SHOP", "--method", "card"
        ).check
        try await daemon.seller("SHOP", "present", check)
        system.answers = .received
        try await connector.turn()
        #expect(system.questions.count == 2)
        #expect(try await daemon.card("ALICE") == [-20_000, 30_000])
        system.say(.accepted)
        try await connector.turn()
        #expect(system.questions.count == 3)
        // It has taken the 80.00, and 5.00 elsewhere.
        #expect(system.available["4111111111111111"] == 30_000)
        system.available["4111111111111111"] = 29_500
        try await connector.turn()
        #expect(try await daemon.card("ALICE") == [-20_500, 29_500])
        try await client.expectSoundBooks()
      }
    }
  }

  /// What is spent between the question and its answer is no part of the answer.
  @Test func `leave what moves meanwhile as it is`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.giveCard("ALICE", "--card-number", "4111111111111111")
      try await daemon.withClient { client in
        let system = Issuer()
        system.available["4111111111111111"] = 38_000
        system.meanwhile = {
          let check = try await daemon.terminal(
            "ALICE", "demand", "--amount", "80.00", "--currency", "EUR", "--seller", "SHOP", "--method", "card"
          ).check
          try await daemon.seller("SHOP", "present", check)
        }
        let connector = Connector(manager: client, system: system, rules: Self.rules, logger: .quiet)
        try await connector.turn()
        #expect(try await daemon.card("ALICE") == [-20_000, 30_000])
        system.meanwhile = nil
        try await connector.turn()
        #expect(try await daemon.card("ALICE") == [-20_000, 30_000])
        #expect(system.available["4111111111111111"] == 30_000)
        try await client.expectSoundBooks()
      }
    }
  }

  @Test func `that are not stated change nothing, and are counted`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.giveCard("ALICE", "--card-number", "4111111111111111")
      try await daemon.vouch("accounts", "add", "BOB", "--currency", "EUR")
      try await daemon.giveCard("BOB")
      try await daemon.withClient { client in
        let system = Issuer()
        let connector = Connector(manager: client, system: system, rules: Self.rules, logger: .quiet)
        try await connector.turn()
        #expect(system.questions == ["4111111111111111"], "BOB has no card on file")
        guard case .accepted(let page) = try await client.call(ListCovers(.card)).outcome else {
          Issue.record("it is not listed")
          return
        }
        #expect(page.items.map(\.account.code.description) == ["ALICE", "BOB"])
        #expect(page.items.allSatisfy { $0.holder.name.isEmpty }, "a number is enough to ask by")
        #expect(await connector.tally.unstated == 1)
        #expect(try await daemon.card("ALICE") == [0, 50_000])
      }
    }
  }

  private static var rules: ConnectorRules {
    var rules = ConnectorRules(.card, own: PaymentOrder.Holder(name: "Vouch", number: "OWN"))
    // The next turn is the next round.
    rules.balancesEvery = .zero
    return rules
  }
}

/// A credit company that knows what each card has.
private final class Issuer: PayingSystem, BalanceTeller {
  private struct State {
    var available: [String: Int64] = [:]
    var questions: [String] = []
    var answers = PaymentNews.Outcome.accepted
    var waiting: [PaymentOrder] = []
    var news: [PaymentNews] = []
    var meanwhile: (@Sendable () async throws -> Void)?

    mutating func take(_ order: PaymentOrder, _ outcome: PaymentNews.Outcome) {
      if outcome == .accepted { available[order.from.number, default: 0] -= order.amount }
    }
  }

  private let state = Mutex(State())

  var available: [String: Int64] {
    get { state.withLock { $0.available } }
    set { state.withLock { $0.available = newValue } }
  }
  var questions: [String] { state.withLock { $0.questions } }
  var answers: PaymentNews.Outcome {
    get { state.withLock { $0.answers } }
    set { state.withLock { $0.answers = newValue } }
  }
  var meanwhile: (@Sendable () async throws -> Void)? {
    get { state.withLock { $0.meanwhile } }
    set { state.withLock { $0.meanwhile = newValue } }
  }

  /// Says of what it left open what became of it.
  func say(_ outcome: PaymentNews.Outcome) {
    state.withLock { state in
      for order in state.waiting { state.take(order, outcome) }
      state.news += state.waiting.map { PaymentNews(order: $0.id, outcome: outcome) }
      state.waiting = []
    }
  }

  func deliver(_ orders: [PaymentOrder]) -> [PaymentNews] {
    state.withLock { state in
      for order in orders {
        if state.answers == .received { state.waiting.append(order) } else { state.take(order, state.answers) }
      }
      return orders.map { PaymentNews(order: $0.id, outcome: state.answers) }
    }
  }

  func news() -> [PaymentNews] { state.withLock { $0.news } }
  func confirm() { state.withLock { $0.news = [] } }
  func inquire(_ orders: [PaymentOrder]) -> [PaymentNews] { [] }

  func balance(of number: String, in currency: Currency) async throws -> BalanceAnswer {
    let answer = state.withLock { state in
      state.questions.append(number)
      return state.available[number]
    }
    try await meanwhile?()
    return answer.map { .available($0) } ?? .declined(code: "14", reason: "there is no such card")
  }
}

extension Daemon {
  /// A card of 500.00 EUR, collected by its company.
  fileprivate func giveCard(_ account: String, _ more: String...) async throws {
    let flags = ["--card-rail", "card", "--credit-line", "500.00", "--card-standing", "good"]
    _ = try await run(.vouch, ["accounts", "set", account] + flags + more, over: .unix, exit: 0)
  }

  /// Posted and available of a card cover.
  fileprivate func card(_ account: String) async throws -> [Int64?] {
    let shown = try await vouch("accounts", "show", account)
    return [shown["card"]["posted"].integer, shown["card"]["available"].integer]
  }
}

extension Logger {
  fileprivate static var quiet: Logger {
    var logger = Logger(label: "rail")
    logger.logLevel = .critical
    return logger
  }
}
