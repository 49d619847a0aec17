/// Requests answered over real connections: what is acknowledged is seen, and each reply says how far it saw.
import Ledger
import Logging
import NIOCore
import RPC
import Testing
import VouchTesting
import Wire

@testable import CheckManager

extension Town {
  func administration(_ change: Administration.Change) -> Administration {
    guard case .administer(let administration) = administer(change) else { preconditionFailure("it is one") }
    return administration
  }
}

@Suite struct `a manager that serves` {
  private func open(_ site: Site, _ connection: RPCConnection) async throws -> Town {
    let town = Town(site.clocks)
    for command in town.opening {
      guard case .administer(let change) = command else { continue }
      try #require(try await connection.ask(change).accepted != nil)
    }
    return town
  }

  @Test func `shows on every connection what was acknowledged on one`() async throws {
    let site = try await Site()
    let (one, other) = (try await site.connect(), try await site.connect())
    let town = try await open(site, one)
    for round in 0..<50 {
      let issue = town.issue(10)
      let issued = try await one.ask(issue)
      let sequence = try #require(issued.accepted).receipt.entry.sequence
      #expect(issued.sequence == sequence, "round \(round)")
      let verified = try await other.ask(VerifyCheck(check: issue.id))
      #expect(verified.sequence >= sequence, "round \(round)")
      #expect(verified.accepted?.progress.state == .issued, "round \(round)")
      let journal = try await other.ask(ReadJournal(from: sequence))
      #expect(journal.accepted?.items.first?.entry.subject == .check(issue.id), "round \(round)")
    }
    try await site.stop()
  }

  @Test func `names the sequence it saw in a refusal, an invalid request and a read alike`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection)
    let refused = try await connection.ask(town.issue(20_000))
    #expect(refused.refusal == .insufficientFunds && refused.sequence == 4)
    let verified = try await connection.ask(VerifyCheck(check: town.issue().id))
    #expect(verified.refusal == .unknownCheck && verified.sequence == 4)
    let bytes = try await connection.call(
      method: Method.presentCheck.rawValue, message: [], deadline: .now() + .seconds(30))
    let invalid = try CheckAction.decodeReply(bytes)
    #expect(invalid.invalid?.reason == "is missing" && invalid.sequence == 4)
    try await site.stop()
  }

  @Test func `answers by status what is no request`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    #expect(await connection.status(of: UInt32(Method.allCases.count), []) == .unimplemented)
    #expect(await connection.status(of: .max, [1, 2, 3]) == .unimplemented)
    #expect(await connection.status(of: Method.issueCheck.rawValue, [0xFF]) == .invalidArgument)
    #expect(await connection.status(of: Method.getStatus.rawValue, []) == nil)
    try await site.stop()
  }

  @Test func `tells who comes after its end to come again, not that it is too much`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection)
    site.committer.queue.close()
    let change = town.administration(.fund(.buyer, .bank, 1, .bank))
    #expect(await connection.status(of: change.method.rawValue, change.encodeRequest()) == .unavailable)
    #expect(try await connection.ask(GetStatus()).sequence == 4, "reads go on")
    try await site.stop()
  }

  @Test func `tells of a jump of the clock, and is well once the operator accepts it`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection)
    let issue = town.issue()
    try #require(try await connection.ask(issue).accepted != nil)
    site.clocks.jump(by: 7_200_000)
    #expect(try await connection.ask(GetStatus()).accepted?.clockJump == 7_200_000)
    #expect(try await connection.ask(VerifyCheck(check: issue.id)).accepted != nil, "a wrong clock expires nothing")
    let accepted = try #require(try await connection.ask(AcceptClock()).accepted)
    #expect(accepted.clockJump == nil)
    #expect(accepted.time == site.clocks.wall)
    #expect(try await connection.ask(VerifyCheck(check: issue.id)).refusal == .checkExpired)
    let logged = try #require(site.log.metadata(of: "wall clock accepted by the operator"))
    #expect(logged["jump_ms"] == "7200000")
    #expect(logged["peer"].map { "\($0)".hasPrefix("unix pid") } == true)
    try await site.stop()
  }

  @Test func `lets a claim secret be tried ten times`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let town = try await open(site, connection)
    var issue = town.issue()
    issue.terms.claim = .proofOfNothing
    try #require(try await connection.ask(issue).accepted?.check == nil)
    for _ in 0..<Bounds.claimTries {
      #expect(try await connection.ask(Claim(check: issue.id, secret: Array(1...16))).refusal == .claimRefused)
    }
    #expect(try await connection.ask(Claim(check: issue.id, secret: Array(1...16))).refusal == .claimLocked)
    try await site.stop()
  }
}

extension Digest {
  fileprivate static let proofOfNothing = Digest(1, 2, 3, 4)
}
