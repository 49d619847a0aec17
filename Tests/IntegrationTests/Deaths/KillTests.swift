/// kill -9: nothing that was acknowledged is lost, and nothing happens twice.
import CheckClient
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct KillTests {
  @Test func `an order survives a kill between every two steps`() async throws {
    try await withDaemon { daemon in
      let order = "one book"
      var check = ""
      let steps: [(name: String, run: () async throws -> Void)] = [
        ("enrol", { try await daemon.enrolByHand(over: .tcp) }),
        (
          "demand",
          {
            check = try await daemon.terminal(
              "ALICE", "demand", "--amount", "100.00", "--currency", "EUR", "--seller", "SHOP", "--distributor",
              "PARCEL", "--order", order, "--release", "on-delivery", over: .tcp
            ).check
          }
        ),
        ("verify", { try await daemon.seller("SHOP", "verify", check, "--order", order, over: .tcp) }),
        ("choose", { try await daemon.terminal("ALICE", "extend", check, "--by", "10d", over: .tcp) }),
        (
          "present",
          { try await daemon.seller("SHOP", "present", check, "--amount", "80", "--currency", "EUR", over: .tcp) }
        ),
        ("confirm", { try await daemon.distributor("PARCEL", "confirm", check, over: .tcp) }),
        (
          "refund",
          { try await daemon.seller("SHOP", "refund", check, "--amount", "5", "--currency", "EUR", over: .tcp) }
        ),
      ]
      try await daemon.withClient { client in
        for step in steps {
          do {
            try await step.run()
          } catch {
            throw ProcessFailure("\(step.name): \(error)")
          }
          try await daemon.restart()
          try await client.expectSoundBooks()
        }
      }
      let shown = try await daemon.vouch("checks", "show", check)
      #expect(shown["check_state"]["state"] == "settled")
      #expect(shown["check_state"]["captured"] == 8000)
      #expect(shown["check_state"]["released"] == 2000)
      #expect(shown["check_state"]["returned"] == 500)
      #expect(try await daemon.vouch("accounts", "show", "ALICE")["bank"]["posted"] == 22500)
      #expect(try await daemon.vouch("accounts", "show", "ALICE")["bank"]["held"] == 0)
      #expect(try await daemon.vouch("sellers", "show", "SHOP")["available"] == 7500)
    }
  }

  /// Each step is sent, the daemon is killed, and the step is sent again with its id: the answer is the first one's.
  @Test func `a step repeated after a kill is answered as it was`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        let issue = IssueCheck.fresh()
        let present = CheckAction(
          id: ids.command(), check: issue.id, actor: .shop, event: .present(amount: nil, final: true))
        let fund = Administration(id: ids.command(), change: .fund(.buyer, .bank, 500, .book))
        let before = (
          try await client.accepted(issue), try await client.accepted(present), try await client.accepted(fund)
        )
        try await daemon.restart()
        #expect(try await client.accepted(issue) == before.0)
        #expect(try await client.accepted(present) == before.1)
        #expect(try await client.accepted(fund) == before.2)
        try await client.expectSoundBooks()
      }
    }
  }

  /// Everything is sent at once over a bare connection; the daemon is killed when so many answers have come.
  @Test(arguments: [1, 40, 250], Way.allCases)
  func `what was acknowledged before a kill is there after it`(answers: Int, way: Way) async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        let demands = (0..<400).map { _ in IssueCheck.fresh() }
        let connection = try RawConnection(to: daemon.endpoint(way))
        try await connection.send(demands.frames)
        var acknowledged: [Int: IssuedCheck] = [:]
        var isKilled = false
        while let reply = try await connection.reply() {
          #expect(reply.status == 0)
          acknowledged[Int(reply.id)] = try IssueCheck.decodeReply(reply.message).issued
          if acknowledged.count >= answers, !isKilled {
            isKilled = true
            await daemon.kill()
          }
          if acknowledged.count == demands.count { break }
        }
        #expect(acknowledged.count >= answers)
        try await daemon.start()
        for (index, issued) in acknowledged {
          let history = try await client.accepted(GetCheck(demands[index].id))
          #expect(history.entries == [issued.receipt])
        }
        try await client.expectSoundBooks()

        for (index, demand) in demands.enumerated() {
          let issued = try await client.accepted(demand)
          if let before = acknowledged[index] { #expect(issued == before) }
        }
        try await client.expectEachOnce(demands)
      }
    }
  }

  /// The client notices nothing but a pause: it sends the same bytes again until they are answered.
  @Test func `a client with hundreds of demands in flight rides through kills`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient(timeout: .seconds(120)) { client in
        try await client.enrolTown()
        let demands = (0..<300).map { _ in IssueCheck.fresh() }
        try await withThrowingTaskGroup(of: Void.self) { group in
          for demand in demands {
            group.addTask { _ = try await client.accepted(demand) }
          }
          for answers in [1, 100] {
            for _ in 0..<answers { try await group.next() }
            try await daemon.restart()
          }
          try await group.waitForAll()
        }
        try await client.expectEachOnce(demands)
      }
    }
  }
}

extension [IssueCheck] {
  /// One request after the other, with their positions as ids.
  var frames: [UInt8] {
    enumerated().flatMap { index, demand in
      frame(Method.issueCheck.rawValue, id: UInt32(index), demand.encodeRequest())
    }
  }
}

extension Reply<IssuedCheck> {
  /// What was issued.
  var issued: IssuedCheck {
    get throws {
      guard case .accepted(let issued) = outcome else { throw ProcessFailure("not issued: \(outcome)") }
      return issued
    }
  }
}

extension ManagerClient {
  /// Expects each demand to have its check, once, and nothing else to be there; and sound books.
  func expectEachOnce(_ demands: [IssueCheck], location: SourceLocation = #_sourceLocation) async throws {
    let checks = try await allChecks()
    #expect(checks.count == demands.count, sourceLocation: location)
    #expect(Set(checks.map(\.id)) == Set(demands.map(\.id)), sourceLocation: location)
    let account = try await accepted(GetAccount(.buyer)).account
    let held = demands.reduce(0) { $0 + $1.terms.amount.minorUnits }
    #expect(account.bank.held == held, sourceLocation: location)
    #expect(account.openChecks == UInt32(demands.count), sourceLocation: location)
    try await expectSoundBooks(location: location)
  }
}
