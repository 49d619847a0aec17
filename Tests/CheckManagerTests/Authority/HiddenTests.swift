/// What is somebody else's is answered as what is not there, to the byte.
import Identities
import Ledger
import Logging
import NIOConcurrencyHelpers
import NIOCore
import RPC
import Testing
import VouchTesting
import Wire

@testable import CheckManager

@Suite struct `another's check` {
  /// The states in which somebody may come upon one.
  enum Fate: String, CaseIterable, Sendable { case issued, settled, voided, expired, frozen }

  @Test(arguments: Fate.allCases)
  func `is to a stranger as one that does not exist, whatever became of it`(fate: Fate) async throws {
    let site = try await Site(attesting: true)
    let connection = try await site.connect()
    let town = Town(site.clocks)
    for command in town.opening {
      guard case .administer(let change) = command else { continue }
      try #require(try await connection.ask(change).accepted != nil)
    }
    var issue = town.issue(100)
    issue.terms.distributor = .carrier
    try #require(try await connection.ask(issue).accepted != nil)
    try await befall(fate, issue.id, site, connection)

    let missing = CheckID(high: issue.id.high, low: issue.id.low ^ 1)
    let strangers: [Identity] = [.terminal(.stranger), .seller(.rival), .distributor(.courier)]
    for identity in strangers {
      for (method, theirs) in Self.attempts(at: issue.id, by: identity, site.clocks.wall) {
        let absent = Self.attempts(at: missing, by: identity, site.clocks.wall)
        let nothing = try #require(absent.first { $0.0 == method }).1
        site.caller.withLockedValue { $0 = .known([identity], by: .unixUser(1000)) }
        let found = try await connection.answer(method, theirs)
        let none = try await connection.answer(method, nothing)
        #expect(found == none, "\(identity), \(method)")
        #expect(!found.isEmpty)
      }
    }
    try await site.stop()
  }

  private func befall(_ fate: Fate, _ check: CheckID, _ site: Site, _ connection: RPCConnection) async throws {
    func act(_ actor: Actor, _ event: CheckEvent) async throws {
      let id = CommandID(at: site.clocks.wall, random: (7, 7))
      let action = CheckAction(id: id, check: check, actor: actor, event: event)
      try #require(try await connection.ask(action).accepted != nil)
    }
    switch fate {
    case .issued: break
    case .settled: try await act(.shop, .present(amount: nil, final: true))
    case .voided: try await act(.buyer, .void)
    case .frozen: try await act(.shop, .openDispute)
    case .expired: site.clocks.advance(by: .minutes(61))
    }
  }

  /// Everything that somebody can try at a check.
  private static func attempts(at check: CheckID, by identity: Identity, _ now: Timestamp) -> [(Method, [UInt8])] {
    func act(_ method: Method, _ actor: Actor, _ event: CheckEvent) -> (Method, [UInt8]) {
      let id = CommandID(at: now, random: (9, 9))
      return (method, CheckAction(id: id, check: check, actor: actor, event: event).encodeRequest())
    }
    var verify = VerifyCheck(check: check)
    var attempts: [(Method, [UInt8])] = [(.getCheck, GetCheck(check).encodeRequest())]
    switch identity {
    case .terminal(let id):
      let me = Actor.terminal(id)
      attempts += [
        act(.extendCheck, me, .extend(until: now + .days(2))), act(.chooseMethod, me, .chooseMethod(.card)),
        act(.voidCheck, me, .void), act(.openDispute, me, .openDispute), act(.withdraw, me, .withdraw),
      ]
    case .seller(let id):
      let me = Actor.seller(id)
      verify.seller = id
      attempts += [
        act(.presentCheck, me, .present(amount: nil, final: true)), act(.voidCheck, me, .void),
        act(.failDelivery, me, .failDelivery), act(.openDispute, me, .openDispute),
        act(.refundCheck, me, .refund(amount: nil)),
        (.getAddressee, GetAddressee(check, seller: id).encodeRequest()),
      ]
    case .distributor(let id):
      let me = Actor.distributor(id)
      verify.distributor = id
      attempts += [
        act(.confirmDelivery, me, .confirm(proof: nil)), act(.collectCash, me, .collectCash(amount: nil)),
        act(.failDelivery, me, .failDelivery), act(.openDispute, me, .openDispute),
      ]
    case .operator, .auditor, .rail, .manager: break
    }
    attempts.append((.proveCheck, ProveCheck(check).encodeRequest()))
    attempts.append((.verifyCheck, verify.encodeRequest()))
    return attempts
  }
}

@Suite struct `a stranger` {
  @Test func `who guesses ids has to wait, and is named in the log without them`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    site.caller.withLockedValue { $0 = .known([.terminal(.stranger)], by: .unixUser(1000)) }
    for guess in 1...29 {
      let answer = try await connection.ask(GetCheck(CheckID(high: UInt64(guess) << 16, low: 1)))
      #expect(answer.refusal == .unknownCheck)
    }
    // Tries come back with time, so that on a machine that is busy it takes a few more than thirty.
    let bytes = GetCheck(CheckID(high: 1 << 16, low: 2)).encodeRequest()
    var status: StatusCode?
    for _ in 0..<1000 where status == nil {
      status = await connection.status(of: Method.getCheck.rawValue, bytes)
    }
    #expect(status == .resourceExhausted)
    let said = site.log.messages.filter { $0.contains("too many failed attempts") }
    #expect(said == ["warning: too many failed attempts: a caller has to wait"])
    #expect(site.log.metadata(of: "too many failed attempts: a caller has to wait") == ["caller": "terminal/BUYER-2"])
    try await site.stop()
  }

  @Test(arguments: [
    (Caller.nobody, StatusCode.unauthenticated),
    (.known([.terminal(.stranger)], by: .unixUser(1000)), .permissionDenied),
  ])
  func `is refused what is not for it before any of it is read`(caller: Caller, status: StatusCode) async throws {
    let site = try await Site()
    let connection = try await site.connect()
    site.caller.withLockedValue { $0 = caller }
    // Not even a message.
    #expect(await connection.status(of: Method.readAttested.rawValue, [0xFF, 0xFF]) == status)
    #expect(site.log.messages == ["warning: a caller asked what it may not"])
    try await site.stop()
  }
}

extension RPCConnection {
  fileprivate func answer(_ method: Method, _ message: [UInt8]) async throws -> [UInt8] {
    try await call(method: method.rawValue, message: message, deadline: .now() + .seconds(30))
  }
}
