/// A connector between the real manager and a paying system with all its faults: money is lost nowhere, and paid once.
import CheckClient
import Ledger
import Logging
import Rails
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct ConnectorTests {
  /// Whatever the paying systems do, and whoever dies meanwhile.
  @Test(arguments: SeededGenerator.seeds(4))
  func `ends every instruction as the paying system did, and clearing at zero`(seed: UInt64) async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        var town = RailTown(client: client, seed: seed)
        try await town.enrol()
        for round in 0..<12 {
          try await town.trade()
          try await town.look()
          // Connectors keep nothing: another one goes on.
          if round % 4 == 1 { town.replaceConnectors() }
          if round == 6 { try await daemon.restart() }
        }
        try await town.settle()
        try await town.expectAllEnded("seed \(seed), odds \(town.odds)")
        try await client.expectSoundBooks()
      }
    }
  }

  @Test func `goes on where a killed one stood`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.vouch(
        "accounts", "set", "ALICE", "--bank-rail", "bank", "--bank-account", "DE02120300000000202051")
      try await daemon.vouch("fund", "ALICE", "100.00", "--rail", "bank")
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "7.00", "--currency", "EUR", "--seller", "SHOP"
      ).check
      try await daemon.seller("SHOP", "present", check)
      let told = try await daemon.vouch("instructions", "list")["instructions"].items
      #expect(told.map { $0["purpose"].text } == ["collect"])
      let name = try #require(told.first?["instruction"].text)
      // Lost when it was handed over, and so found by asking.
      let lossy = ["sandbox", "--rail", "bank", "--lose", "100", "--answer-within", "1", "--every", "1"]
      let running = try await RunningProgram.start(.rail, lossy + ["--server", "\(daemon.unix)"])
      try await eventually("the bank is found not to have it", within: .seconds(60)) {
        try await daemon.vouch("instructions", "show", name)["state"].text == "unsure"
      }
      await running.kill()
      // Which of the two had it accepted depends on how long the killed one still had.
      _ = try await Program.rail.run(
        ["sandbox", "--rail", "bank", "--until-idle", "--output", "json", "--server", "\(daemon.unix)"]
      ).expecting(0)
      #expect(try await daemon.vouch("instructions", "list")["instructions"].items.isEmpty)
      #expect(try await daemon.vouch("instructions", "show", name)["state"].text == "accepted")
      #expect(
        try await daemon.vouch("instructions", "report", name, "rejected", exit: 1)["reason"] == "instruction_ended")
      let sheet = try await daemon.vouch("statement", "--clearing", "bank", "--currency", "EUR")
      #expect(sheet["balance"].integer == 0)
      #expect(try await daemon.seller("SHOP", "statement")["balance"].integer == 700)
    }
  }

  @Test func `rejects what the drawer has no account for`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.vouch("accounts", "set", "ALICE", "--bank-rail", "post")
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "7.00", "--currency", "EUR", "--seller", "SHOP"
      ).check
      try await daemon.seller("SHOP", "present", check)
      try await Program.rail.run(
        ["sandbox", "--rail", "post", "--until-idle", "--server", "\(daemon.unix)"]
      ).expecting(0)
      let history = try await daemon.vouch("checks", "show", check)["entries"].items
      #expect(history.last?["kind"].text == "rail_rejected")
      #expect(history.last?["detail"].text?.contains("no account on file") == true)
    }
  }
}

/// Three buyers, two of whom pay over the bank and by card, two shops, and the connectors of both paying systems.
private struct RailTown {
  let client: ManagerClient
  let odds: Sandbox.Odds
  private var random: SeededGenerator
  private let systems: [(PaymentRail, Sandbox)]
  private var connectors: [Connector] = []
  private var paid: [CheckID] = []
  private let buyers: [AccountID] = ["ANN", "BEN", "CLEO"].map { AccountID(.of($0)) }
  private let shops: [SellerID] = ["BOOKS", "CLOTHES"].map { SellerID(.of($0)) }

  init(client: ManagerClient, seed: UInt64) {
    self.client = client
    random = SeededGenerator(seed: seed)
    var odds = Sandbox.Odds()
    odds.rejects = Int.random(in: 0...40, using: &random)
    odds.loses = Int.random(in: 0...40, using: &random)
    odds.silent = Int.random(in: 0...40, using: &random)
    odds.delays = Int.random(in: 0...40, using: &random)
    odds.repeats = Int.random(in: 0...60, using: &random)
    odds.returns = Int.random(in: 0...40, using: &random)
    self.odds = odds
    systems = [(.bank, Sandbox(seed: seed, odds: odds)), (.card, Sandbox(seed: seed &+ 1, odds: odds))]
    replaceConnectors()
  }

  mutating func replaceConnectors() {
    connectors = systems.map { rail, system in
      var rules = ConnectorRules(rail, own: PaymentOrder.Holder(name: "Vouch", number: "OWN"))
      rules.patience = .milliseconds(1)
      rules.portion = 7
      var logger = Logger(label: "rail")
      logger.logLevel = .error
      return Connector(manager: client, system: system, rules: rules, logger: logger)
    }
  }

  func enrol() async throws {
    for (index, buyer) in buyers.enumerated() {
      var update = AccountUpdate()
      update.profile = AccountProfile()
      update.profile?.name = .of("\(buyer)")
      update.profile?.bankAccountNumber = .of("B-\(buyer)")
      update.profile?.cardNumber = .of("4000-\(buyer)")
      update.cardStanding = .good
      update.creditLine = 1_000_00
      if index < 2 { (update.bankRail, update.cardRail) = (.bank, .card) }
      try await client.change(.enrolAccount(AccountEnrolment(id: buyer, currency: .euro, update: update)))
      try await client.change(.fund(buyer, .bank, 1_000_00, .bank))
    }
    for shop in shops {
      var update = CompanyUpdate()
      update.profile = CompanyProfile()
      update.profile?.bankAccountNumber = .of("B-\(shop)")
      try await client.change(.enrolSeller(CompanyEnrolment(code: shop.code, currency: .euro, update: update)))
    }
  }

  /// A few checks are issued and paid, some in parts; some money is given back, and some drawn. What is refused is refused.
  mutating func trade() async throws {
    for _ in 0..<6 {
      var terms = CheckTerms(
        drawer: random.pick(buyers), amount: random.pick([100, 250, 999] as [Amount]), currency: .euro)
      let shop = random.pick(shops)
      terms.payee = shop
      terms.method = random.pick([.transfer, .card])
      if random.once(in: 3) { terms.coolingOff = .days(14) }
      if random.once(in: 3) { (terms.guarantee, terms.reserveShare) = (.days(100), 1_000) }
      let issue = IssueCheck(id: ids.check(), terms: terms)
      guard try await client.call(issue).outcome.isAccepted else { continue }
      let part: Amount? = random.once(in: 3) ? 60 : nil
      _ = try await act(issue.id, .seller(shop), .present(amount: part, final: random.once(in: 2)))
      if random.once(in: 2) { _ = try await act(issue.id, .seller(shop), .present(amount: nil, final: true)) }
      paid.append(issue.id)
    }
    for _ in 0..<3 {
      _ = try await act(random.pick(paid), .operator, .refund(amount: random.once(in: 2) ? 40 : nil))
    }
    _ = try await client.call(
      Administration(id: ids.command(), change: .payOut(random.pick(shops), random.pick([100, 300]), .bank)))
  }

  private func act(_ check: CheckID, _ actor: Actor, _ event: CheckEvent) async throws -> Outcome<Receipt> {
    try await client.call(CheckAction(id: ids.command(), check: check, actor: actor, event: event)).outcome
  }

  func look() async throws { for connector in connectors { try await connector.turn() } }

  /// Goes on until nothing is open, and what comes back late has come.
  mutating func settle() async throws {
    var quiet = 0
    for _ in 0..<200 where quiet < 10 {
      try await look()
      var isIdle = true
      for connector in connectors where await !connector.isIdle { isIdle = false }
      quiet = isIdle ? quiet + 1 : 0
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  func expectAllEnded(_ context: String) async throws {
    for rail in [PaymentRail.bank, .card] {
      let open = try await client.accepted(ListInstructions(rail))
      #expect(open.items == [], "\(context)")
      let clearing = try await client.accepted(StatementQuery(account: .clearing(rail, .euro)))
      #expect(clearing.balance == 0, "\(context)")
    }
    var ends: [InstructionID: [JournalEntry.Kind]] = [:]
    var told: [RailInstruction] = []
    for receipt in try await client.wholeJournal() {
      told += receipt.entry.instructions
      if let id = receipt.entry.instruction { ends[id, default: []].append(receipt.entry.kind) }
    }
    #expect(told.count > 30, "\(context)")
    for instruction in told {
      let id = instruction.id
      let system = try #require(systems.first { $0.0 == id.rail }?.1)
      let rules = ConnectorRules(id.rail, own: PaymentOrder.Holder(name: "", number: ""))
      let fate = system.fate(of: rules.order(of: id))
      var expected: [JournalEntry.Kind] = [fate.outcome == .accepted ? .railAccepted : .railRejected]
      if system.comesBack(rules.order(of: id)) { expected.append(.railReturned) }
      let said = (ends[id] ?? []).filter { $0 != .railUnsure }
      // What comes back late may come after everything here has ended: then it is not said yet.
      #expect(said == expected || said == [.railAccepted] && expected.count == 2, "\(context): \(id) ended as \(said)")
      #expect((ends[id] ?? []).count { $0 == .railUnsure } <= 1, "\(context): \(id)")
    }
  }
}

extension Outcome {
  fileprivate var isAccepted: Bool { if case .accepted = self { true } else { false } }
}
