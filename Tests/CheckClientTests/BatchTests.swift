/// Batches larger than a message: asked in parts, one after the other.
import Ledger
import NIOConcurrencyHelpers
import RPC
import Testing
import Wire

@testable import CheckClient

@Suite(.timeLimit(.minutes(30))) struct `A batch` {
  private static let demands: [IssueCheck] = {
    guard let code = Code("BUYER"), let amount = Amount(minorUnits: 7), let currency = Currency(number: 978) else {
      return []
    }
    return (0..<20_000).map { index in
      IssueCheck(
        id: CheckID(at: Timestamp(milliseconds: 1), random: (0, UInt64(index))),
        terms: CheckTerms(drawer: AccountID(code), amount: amount, currency: currency))
    }
  }()

  /// A manager that issues everything, and counts.
  private func withManager(_ body: (Endpoint, Guestbook) async throws -> Void) async throws {
    let issued = NIOLockedValueBox<UInt64>(0)
    try await withScript(
      { visitor, book in
        let decoder = Decoder()
        while let request = await visitor.read() {
          book.note(request)
          let outcomes = issued.withLockedValue { issued in
            decoder.read(request).map { _ -> Outcome<BatchEntry> in
              issued += 1
              let time = Timestamp(milliseconds: 9)
              return .accepted(BatchEntry(sequence: issued, time: time, state: .issued, amount: 7))
            }
          }
          let message = IssueChecks.encode(Reply(sequence: 1 << 40, outcome: .accepted(outcomes)))
          try await visitor.write(Visitor.reply(to: request, message))
        }
      }, body)
  }

  @Test(arguments: [(1 << 20, 3), (100_000, 20_000 / 2048 + 1)])
  func `is asked in as few parts as fit, in order, with one outcome for each item`(bytes: Int, parts: Int) async throws
  {
    try await withManager { server, book in
      try await withClient(of: server, options { $0.requestBytes = bytes }) { client in
        let outcomes = try await client.outcomes(of: IssueChecks(`A batch`.demands))
        let sequences = outcomes.map { outcome -> UInt64 in
          if case .accepted(let entry) = outcome { entry.sequence } else { 0 }
        }
        #expect(sequences == (1...20_000).map { UInt64($0) })
        #expect(book.requests.count == parts)
        #expect(book.requests.allSatisfy { $0.message.count <= bytes })
      }
    }
  }

  @Test func `of nothing asks nothing`() async throws {
    try await withManager { server, book in
      try await withClient(of: server) { client in
        let outcomes = try await client.outcomes(of: IssueChecks([]))
        #expect(outcomes.isEmpty)
        #expect(book.connections == 0)
      }
    }
  }

  @Test func `with an item too long for a message says so`() async throws {
    try await withManager { server, _ in
      try await withClient(of: server, options { $0.requestBytes = 20 }) { client in
        await #expect(throws: ClientError.self) { try await client.outcomes(of: IssueChecks(`A batch`.demands)) }
      }
    }
  }

  private struct Decoder {
    let decoder = RequestDecoder()

    func read(_ request: Visitor.Request) -> [Command] {
      guard let method = Method(rawValue: request.method) else { return [] }
      let decoded = unsafe request.message.withUnsafeBytes { unsafe decoder.decode(method, $0) }
      guard case .request(.commands(let batch)) = decoded else { return [] }
      return batch.items
    }
  }
}

extension Visitor {
  fileprivate static func reply(to request: Request, _ message: [UInt8]) -> [UInt8] {
    [0, request.method, UInt32(message.count), request.id].flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    } + message
  }
}
