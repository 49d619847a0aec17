/// A card rail that dies at every point of an order's way, and goes on from what its journal has.
import Foundation
import Synchronization
import Testing

@testable import Rails

/// Stops a rail at its n-th step, as a killed process is stopped: nothing is written or sent after it. What the disk has at
/// that moment is copied, as another process would find it.
private final class Reaper: Sendable {
  private struct State {
    var left: Int
    var isDead = false
    var last: CardStep?
  }

  private let state: Mutex<State>
  private let journal: String
  let copy: String

  init(after steps: Int, journal: String, copy: String) {
    state = Mutex(State(left: steps))
    (self.journal, self.copy) = (journal, copy)
  }

  var isDead: Bool { state.withLock { $0.isDead } }
  var last: CardStep? { state.withLock { $0.last } }

  var step: @Sendable (CardStep) throws(CardError) -> Void {
    { (step) throws(CardError) in
      try self.state.withLock { state throws(CardError) in
        if state.isDead { throw .closed }
        state.left -= 1
        guard state.left < 0 else { return }
        (state.isDead, state.last) = (true, step)
        try? FileManager.default.copyItem(atPath: self.journal, toPath: self.copy)
        throw .closed
      }
    }
  }
}

@Suite(.enabled(if: ISOPeer.isThere, Comment(rawValue: ISOPeer.skipped))) struct `a card rail that dies` {
  /// What the host does to the messages of one life, so that every state is died in.
  enum Life: String, CaseIterable {
    case calm
    case unanswered
    case hostile

    func plan(_ seed: UInt64) -> CardHost.Plan {
      var plan = CardHost.Plan()
      switch self {
      case .calm: break
      // Each order's first authorisation, and the first try of everything after it.
      case .unanswered: plan.random = ["seed": Double(seed), "drop": 0.5]
      case .hostile: plan.random = ["seed": Double(seed), "drop": 0.2, "lose": 0.2, "close": 0.1, "twice": 0.1]
      }
      return plan
    }
  }

  @Test(arguments: Life.allCases) func `at any step captures each order once, and refunds it once`(life: Life)
    async throws
  {
    let seed = ISORandom.seed
    let host = try CardHost(life.plan(seed))
    var terms = host.terms(timeout: .milliseconds(120))
    terms.longestPause = .milliseconds(40)
    var number: UInt64 = 0
    var deaths: Set<String> = []
    for purpose in [PaymentOrder.Purpose.collect, .giveBack] {
      for steps in 0..<(life == .calm ? 12 : 16) {
        number += 1
        let order = PaymentOrder.card(number, purpose)
        let (journal, copy) = ("journal-\(number)", "\(host.directory)/after-\(number)")
        let reaper = Reaper(after: steps, journal: "\(host.directory)/\(journal)", copy: copy)
        let rail = try host.rail(terms, journal: journal, step: reaper.step)
        for _ in 0..<8 where !reaper.isDead { _ = try? await rail.deliver([order]) }
        await rail.close()
        if let last = reaper.last { deaths.insert("\(last)".prefix { $0 != "(" } + "") }
        let after = try host.rail(terms, journal: reaper.isDead ? "after-\(number)" : journal)
        let ended = try await after.delivered([order])
        #expect(ended[order.id]?.outcome == .accepted)
        await after.close()
        let comment = Comment(
          rawValue: "\(life) \(purpose), seed \(seed), died at \(reaper.last.map { "\($0)" } ?? "none")")
        if purpose == .collect {
          try host.expectOneCapture(of: [order], comment)
        } else {
          #expect(try host.count("refunded")[order.reference] == 1, comment)
        }
      }
    }
    #expect(deaths == ["recording", "recorded", "asked"])
  }

  /// Real processes, killed by SIGKILL at any moment, one after the other with the same journal.
  @Test func `by SIGKILL captures each of many orders once`() async throws {
    let host = try CardHost(CardHost.Plan(random: ["seed": Double(ISORandom.seed), "drop": 0.02, "close": 0.01]))
    let journal = host.directory + "/journal"
    var random = ISORandom(seed: ISORandom.seed)
    for _ in 0..<8 {
      let victim = try CardVictim.start(host, journal: journal)
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...60, using: &random)))
      kill(victim.processIdentifier, SIGKILL)
      while victim.isRunning { try await Task.sleep(for: .milliseconds(1)) }
    }
    let before = try host.count("captured").count
    let rail = try host.rail(host.impatient)
    let ended = try await rail.delivered(CardVictim.orders)
    await rail.close()
    #expect(ended.values.allSatisfy { $0.outcome == .accepted })
    try host.expectOneCapture(of: CardVictim.orders, "seed \(ISORandom.seed), \(before) captured before the last life")
  }

  @Test(.enabled(if: CardVictim.isHere)) func `delivers until it is killed`() async throws {
    let task = try #require(CardVictim.task)
    var terms = CardTerms(
      host: "127.0.0.1", port: task.port, acquirer: "123456", terminal: "TERM01", merchant: "MERCHANT01")
    (terms.timeout, terms.firstPause, terms.longestPause) = (.milliseconds(300), .milliseconds(20), .milliseconds(200))
    let rail = try CardByTCP(terms, journal: task.journal)
    try FileHandle.standardOutput.write(contentsOf: Data("ready\n".utf8))
    // Where the tests themselves are killed, nobody is left to kill it.
    let parent = getppid()
    while getppid() == parent { _ = try? await rail.deliver(CardVictim.orders) }
  }

  @Test func `tells again what nobody confirmed, and not what somebody did`() async throws {
    let host = try CardHost(CardHost.Plan(nth: [("0220", [1, 2], "drop")]))
    let order = PaymentOrder.card(1)
    var rail = try host.rail(host.impatient)
    #expect(try await rail.deliver([order]).map(\.outcome) == [.received])
    #expect(try await rail.settled([order])["ORDER-1"]?.outcome == .accepted)
    await rail.close()
    rail = try host.rail(host.impatient)
    #expect(try await rail.news().map(\.outcome) == [.accepted])
    try await rail.confirm()
    await rail.close()
    rail = try host.rail(host.impatient)
    #expect(try await rail.news().isEmpty)
    // It is known all the same.
    #expect(try await rail.deliver([order]).map(\.outcome) == [.accepted])
    await rail.close()
    try host.expectOneCapture(of: [order])
  }

  @Test func `leaves no card number behind`() async throws {
    let host = try CardHost(CardHost.Plan(random: ["seed": 7, "drop": 0.2, "bad": 0.2]))
    let notices = CardNotices()
    let rail = try host.rail(host.impatient, notice: notices.take)
    let orders = (1...10).map { PaymentOrder.card($0) }
    let ended = try await rail.delivered(orders)
    await rail.close()
    let journal = try String(contentsOfFile: host.directory + "/journal/journal", encoding: .utf8)
    // Each line ends in a checksum, which may be anything.
    let words = journal.split(separator: "\n").map { $0.split(separator: " ").dropLast().joined(separator: " ") }
    for text in [words.joined(separator: "\n"), "\(notices.all)", "\(ended)"] {
      #expect(!text.contains("41111"))
      #expect(!text.contains("11111"))
    }
    #expect(journal.contains(" 1111 captured "))
  }
}
