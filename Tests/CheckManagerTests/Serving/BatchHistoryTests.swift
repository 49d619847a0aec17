/// Random histories in batches: the manager answers as the ledger in memory does, asked for one after the other.
import Ledger
import RPC
import Testing
import VouchTesting
import Wire

@testable import CheckManager

@Suite struct `a history in batches` {
  @Test(arguments: SeededGenerator.seeds(6))
  func `is the same as one after the other`(seed: UInt64) async throws {
    let site = try await Site()
    var town = TownInBatches(seed: seed, clocks: site.clocks, connection: try await site.connect())
    try await town.open()
    for round in 0..<80 { try await town.live("seed \(seed), round \(round)") }
    #expect(town.outcomes.accepted > 60 && town.outcomes.refused > 60, "seed \(seed): \(town.outcomes)")
    try await site.stop()
  }
}

/// A random history, the ledger in memory that says how it should go, and the manager that is asked.
private struct TownInBatches {
  private var history: RandomHistory
  private var memory = InMemoryLedger()
  private var time = Timestamp.start
  private let clocks: ManualClocks
  private let connection: RPCConnection
  private let decoder = WireReader()
  /// How many checks were swept in memory.
  private var swept: UInt64 = 0
  /// How many items of batches were decided how.
  private(set) var outcomes = (accepted: 0, refused: 0)

  init(seed: UInt64, clocks: ManualClocks, connection: RPCConnection) {
    history = RandomHistory(seed: seed)
    self.clocks = clocks
    self.connection = connection
  }

  mutating func open() async throws {
    for command in history.prologue() { try await alone(command, "prologue") }
  }

  /// Some commands of all kinds at one time: those that have a batch in batches, the others alone.
  mutating func live(_ place: String) async throws {
    let wanted = (0..<12).map { _ in history.next(in: memory) }.filter { decoder.canBeSaid($0) }
    try await goOn(to: history.now)
    var demands: [IssueCheck] = []
    var actions: [ActOnChecks.Kind: [CheckAction]] = [:]
    for command in wanted {
      switch command {
      case .issue(let issue): demands.append(issue)
      case .act(let action):
        if let kind = ActOnChecks.Kind(action.event) {
          actions[kind, default: []].append(action)
        } else {
          try await alone(command, place)
        }
      case .administer: try await alone(command, place)
      }
    }
    // Each twice in one batch now and then.
    if demands.count > 2 { demands.append(demands[1]) }
    if !demands.isEmpty { try await compare(IssueChecks(demands), demands.map { .issue($0) }, place) }
    for kind in ActOnChecks.Kind.allCases {
      guard let items = actions[kind] else { continue }
      try await compare(try #require(ActOnChecks(kind, items)), items.map { .act($0) }, place)
    }
    try await verify(place)
  }

  /// Lets time pass for both; the committer sweeps by itself, here it is done for it.
  private mutating func goOn(to now: Timestamp) async throws {
    clocks.advance(by: Timestamp.Span(milliseconds: UInt64(now.milliseconds - time.milliseconds)) ?? .none)
    time = now
    // A check that lapses may have proceeds to release by then, and a group sweeps once.
    for sweep: UInt64 in 0..<3 {
      self.sweep()
      let nothing = CheckID(at: now, random: (sweep, 0))
      let void = CheckAction(
        id: CommandID(at: now, random: (sweep, .max)), check: nothing, actor: .operator, event: .void)
      #expect(try await connection.ask(void).refusal == .unknownCheck)
    }
  }

  /// What the committer does before each group: what a command has just made due may be swept before the next one.
  private mutating func sweep() {
    for due in memory.due(at: time) {
      swept += 1
      let id = CommandID(at: time, random: (1 << 10, swept))
      _ = memory.submit(.act(CheckAction(id: id, check: due.check, actor: .committer, event: due.event)), at: time)
    }
  }

  private mutating func alone(_ command: Command, _ place: String) async throws {
    sweep()
    let expected = memory.submit(command, at: time)
    let outcome: Outcome<Receipt>
    switch command {
    case .issue: return
    case .act(let action): outcome = try await connection.ask(action).outcome
    case .administer(let change): outcome = try await connection.ask(change).outcome
    }
    switch expected {
    case .accepted(let entry), .repeated(let entry):
      #expect(outcome.accepted?.entry.sequence == entry.sequence, "\(place): \(command)")
    case .refused(let refusal): #expect(outcome.refusal == refusal, "\(place): \(command)")
    }
  }

  private mutating func compare<B: BatchCall>(
    _ batch: B, _ commands: [Command], _ place: String
  ) async throws where B.Brief == BatchEntry {
    sweep()
    let expected = commands.map { memory.submit($0, at: time).brief }
    let reply = try await connection.ask(batch)
    #expect(reply.accepted == expected, "\(place): \(batch.method)")
    #expect(reply.sequence == UInt64(memory.entries.count), "\(place): \(batch.method)")
    outcomes.accepted += expected.compactMap(\.accepted).count
    outcomes.refused += expected.compactMap(\.refusal).count
  }

  private func verify(_ place: String) async throws {
    let checks = memory.checks.values.sorted { $0.id < $1.id }
    let questions = checks.map { check in
      var question = VerifyCheck(check: check.id)
      question.seller = RandomHistory.sellers[0]
      return question
    }
    guard !questions.isEmpty else { return }
    let expected = zip(questions, checks).map { question, check -> Outcome<BriefVerification> in
      question.judge(check, at: time).map { .refused($0) }
        ?? .accepted(BriefVerification(terms: check.terms, progress: check.progress))
    }
    let reply = try await connection.ask(VerifyChecks(questions))
    #expect(reply.accepted == expected, "\(place)")
    #expect(reply.sequence == UInt64(memory.entries.count), "\(place)")
  }
}

extension Decision {
  fileprivate var brief: Outcome<BatchEntry> {
    switch self {
    case .accepted(let entry), .repeated(let entry):
      .accepted(
        BatchEntry(
          sequence: entry.sequence, time: entry.time, state: entry.progress?.state ?? .issued, amount: entry.amount))
    case .refused(let refusal): .refused(refusal)
    }
  }
}

/// Knows which commands a peer can send at all: a history has some that nobody could.
private final class WireReader {
  private let decoder = RequestDecoder()

  func canBeSaid(_ command: Command) -> Bool {
    switch command {
    case .issue(let issue): reads(issue, as: command)
    case .act(let action):
      switch action.event {
      case .lapse, .releaseProceeds: false
      default: reads(action, as: command)
      }
    case .administer(let change): reads(change, as: command)
    }
  }

  private func reads(_ call: some Call, as command: Command) -> Bool {
    let bytes = call.encodeRequest()
    return unsafe bytes.withUnsafeBytes { unsafe decoder.decode(call.method, $0) } == .request(.command(command))
  }
}
