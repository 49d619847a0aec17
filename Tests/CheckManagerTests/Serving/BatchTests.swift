/// Batches over real connections: each is what its items would have been one after the other.
import Ledger
import NIOCore
import RPC
import Testing
import VouchTesting
import Wire

@testable import CheckManager

@Suite struct `a batch` {
  private func open(_ site: Site, _ connection: RPCConnection) async throws -> Town {
    let town = Town(site.clocks)
    for command in town.opening {
      guard case .administer(let change) = command else { continue }
      try #require(try await connection.ask(change).accepted != nil)
    }
    return town
  }

  @Test func `is answered item by item, in order, and durable as a whole`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection)
    let demands = [town.issue(6_000), town.issue(6_000), town.issue(4_000)]
    let issued = try await connection.ask(IssueChecks([demands[0], demands[1], demands[2], demands[0]]))
    let entries = try #require(issued.accepted).map(\.entry?.sequence)
    #expect(entries == [5, nil, 6, 5], "an id that comes twice is a repetition")
    #expect(issued.accepted?[1].refusal == .insufficientFunds)
    #expect(issued.sequence == 6)
    let questions = (demands + [town.issue()]).map { VerifyCheck(check: $0.id) }
    let verified = try #require(try await connection.ask(VerifyChecks(questions)).accepted)
    #expect(verified.map(\.refusal) == [nil, .unknownCheck, nil, .unknownCheck])
    #expect(verified.map { $0.accepted?.remaining } == [6_000, nil, 4_000, nil])
    try await site.stop()
  }

  @Test func `brings all that the demand alone would have brought`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection)
    var demands = [town.issue(), town.issue(), town.issue()]
    demands[1].terms.expires = nil
    demands[1].memo = .of("two chairs")
    demands[2].terms.claim = Digest(1, 2, 3, 4)
    let entries = try #require(try await connection.ask(IssueChecks(demands)).accepted).map(\.entry)
    for (demand, entry) in zip(demands, entries) {
      let alone = try #require(try await connection.ask(demand).accepted)
      #expect(demand.issued(as: try #require(entry), draweeName: .of("Vouch")) == alone)
    }
    try await site.stop()
  }

  @Test func `with an invalid item is decided but for that item`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection)
    let demands = (0..<3).map { _ in town.issue() }
    // The last item of nothing at all.
    let bytes = IssueChecks(demands).encodeRequest() + [0x0A, 0x00]
    let reply = try IssueChecks.decodeReply(
      try await connection.call(method: Method.issueChecks.rawValue, message: bytes, deadline: .now() + .seconds(30)))
    #expect(reply.accepted?.map(\.entry?.sequence) == [5, 6, 7, nil])
    #expect(reply.accepted?.last?.invalid?.description == "id is missing. An id has 16 bytes, as UUID version 7.")
    let nothing = try await connection.call(
      method: Method.voidChecks.rawValue, message: [0x0A, 0x00, 0x0A, 0x00], deadline: .now() + .seconds(30))
    let invalid = try ActOnChecks.decodeReply(nothing)
    #expect(invalid.sequence == 7 && invalid.accepted?.compactMap(\.invalid).count == 2)
    let empty = try await connection.ask(VerifyChecks([]))
    #expect(empty.invalid?.field == "items" && empty.sequence == 7)
    try await site.stop()
  }

  @Test func `as large as may be is decided in several records of the log, and answered once`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection)
    let demands = (0..<BatchBounds.maximum).map { _ in town.issue(1) }
    let issued = try await connection.ask(IssueChecks(demands))
    #expect(issued.accepted?.map(\.entry?.sequence) == demands.indices.map { 5 + UInt64($0) })
    #expect(issued.sequence == 4 + UInt64(BatchBounds.maximum))
    let verified = try await connection.ask(VerifyChecks(demands.map { VerifyCheck(check: $0.id) }))
    #expect(verified.accepted?.allSatisfy { $0.accepted?.remaining == 1 } == true)
    #expect(verified.sequence == issued.sequence)
    try await site.stop()
  }

  @Test func `is told to come again where the manager cannot decide`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection)
    site.committer.queue.close()
    let bytes = IssueChecks([town.issue()]).encodeRequest()
    #expect(await connection.status(of: Method.issueChecks.rawValue, bytes) == .unavailable)
    #expect(await connection.status(of: Method.issueChecks.rawValue, bytes + [0x0A]) == .invalidArgument)
    try await site.stop()
  }

  @Test func `that ran out of space says so of each item that would have changed something`() {
    let entry = BatchEntry(sequence: 5, time: .start, state: .settled, amount: 7)
    let fault = Invalid(field: "check", reason: "is missing", hint: "")
    let outcomes: [BriefOutcome] = [.entry(entry), .refused(.diskFull), .refused(.wrongPayee)]
    let invalid = [0, 2, 5].map { InvalidItem(index: $0, fault: fault) }
    let log = LogRecord()
    let viewer = Viewer(.trusted, Conduct(bounds: Conduct.Bounds(), logger: log.logger))
    #expect(
      outcomes.briefs(among: invalid, for: viewer) == [
        .invalid(fault), .accepted(entry), .invalid(fault), .refused(.diskFull), .refused(.wrongPayee), .invalid(fault),
      ])
    #expect((outcomes + [.failed]).briefs(among: [], for: viewer) == nil)
    #expect([BriefOutcome]().briefs(among: [], for: viewer) == [])
  }
}

extension Outcome {
  var accepted: Accepted? { if case .accepted(let value) = self { value } else { nil } }
  var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
  var invalid: Invalid? { if case .invalid(let fault) = self { fault } else { nil } }
}

extension Outcome<BatchEntry> {
  var entry: BatchEntry? { accepted }
}
