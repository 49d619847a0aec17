/// The client and a real server that is killed and started again on the same port while hundreds of calls are under way.
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import RPC
import Testing
import VouchTesting
import Wire

@testable import CheckClient

@Suite(.timeLimit(.minutes(30))) struct `Restarts` {
  /// What outlives a server: what took effect, and what came.
  private final class Ledger: Sendable {
    private struct State {
      var effects: [UInt64: UInt64] = [:]
      var arrivals: [UInt64: Int] = [:]
      var waiting: [(RequestGroup, RequestID, UInt64)] = []
    }

    private let state = NIOLockedValueBox(State())

    /// Takes requests: each has its effect once, by its id.
    func take(_ group: RequestGroup) {
      state.withLockedValue { state in
        for request in group.requests {
          let id = Ask.number(request.message.readableBytesView)
          state.arrivals[id, default: 0] += 1
          if state.effects[id] == nil { state.effects[id] = UInt64(state.effects.count + 1) }
          state.waiting.append((group, request.requestID, id))
        }
      }
    }

    /// Answers some of what waits.
    func answer(atMost count: Int) {
      let answers = state.withLockedValue { state in
        let answers = state.waiting.prefix(count).map { ($0, $1, $2, state.effects[$2] ?? 0) }
        state.waiting.removeFirst(answers.count)
        return answers
      }
      for (group, request, id, sequence) in answers {
        group.reply([
          OutgoingReply(to: request, message: Ask.encode(.init(sequence: sequence, outcome: .accepted(id))))
        ])
      }
    }

    /// What waits is lost with the server.
    func forget() { state.withLockedValue { $0.waiting = [] } }

    var waitingCount: Int { state.withLockedValue { $0.waiting.count } }
    var effects: [UInt64: UInt64] { state.withLockedValue { $0.effects } }
    var repeatedCount: Int { state.withLockedValue { $0.arrivals.values.count { $0 > 1 } } }
  }

  private static func start(_ endpoint: Endpoint, _ ledger: Ledger) async throws -> (RPCServer, Endpoint) {
    let server = RPCServer(
      group: MultiThreadedEventLoopGroup.singleton, limits: ServerLimits(), logger: Logger(label: "test")
    ) { ledger.take($0) }
    return (server, try await server.listen(on: endpoint))
  }

  /// Starts it on a port that stays its own while it is down: below those that the kernel gives to whoever asks for
  /// any, as most other tests do.
  private static func start(_ ledger: Ledger) async throws -> (RPCServer, Endpoint) {
    for _ in 0..<100 {
      if let started = try? await start(.tcp(host: "127.0.0.1", port: .random(in: 10_000..<32_768)), ledger) {
        return started
      }
    }
    throw ProcessFailure("No port below 32768 is free.")
  }

  @Test func `each call ends with its one answer, and each command has its effect once`() async throws {
    let ledger = Ledger()
    var (server, endpoint) = try await Self.start(ledger)
    let answering = Task {
      while !Task.isCancelled {
        ledger.answer(atMost: 100)
        await Task.yield()
      }
    }
    let finished = NIOLockedValueBox(0)
    try await withClient(of: endpoint) { client in
      let callers = Task {
        await withTaskGroup(of: [UInt64: UInt64].self) { group in
          for caller: UInt64 in 0..<300 {
            group.addTask {
              var sequences: [UInt64: UInt64] = [:]
              for call in 0..<20 {
                let id = caller * 1000 + UInt64(call)
                do {
                  let reply = try await client.call(Ask(id))
                  #expect(reply.outcome == .accepted(id))
                  sequences[id] = reply.sequence
                } catch {
                  Issue.record("\(id): \(error)")
                }
                finished.withLockedValue { $0 += 1 }
              }
              return sequences
            }
          }
          return await group.reduce(into: [:]) { $0.merge($1) { old, _ in old } }
        }
      }
      for restart in 1...10 {
        try await eventually("calls are under way, and some of them are taken") {
          finished.withLockedValue { $0 } >= restart * 500 && ledger.waitingCount > 0 || ledger.effects.count == 6000
        }
        await server.stopTaking()
        ledger.forget()
        _ = await server.drain(within: .zero)
        try await eventually("all connections are gone") { server.connectionCount == 0 }
        ledger.forget()
        (server, endpoint) = try await Self.start(endpoint, ledger)
      }
      let sequences = await callers.value
      #expect(sequences.count == 6000)
      #expect(sequences == ledger.effects)
      #expect(ledger.repeatedCount > 0, "something was asked again")
    }
    answering.cancel()
    await server.stopTaking()
    _ = await server.drain(within: .seconds(10))
  }
}
