/// Somebody on the way changes, repeats, leaves out or swaps what passes over a connection of the known: TLS ends it, and
/// what was asked takes effect as it was sent or not at all.
import CheckClient
import Identities
import Ledger
import NIOCore
import NIOPosix
import RPC
import Testing
import VouchTesting
import Wire

/// What somebody on the way makes of two records, each with one frame in it.
struct Meddling: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// How many of the two may arrive as they were sent, before something else does.
  let genuine: Int
  let alter: @Sendable (_ earlier: [Record], _ first: Record, _ second: Record) -> [UInt8]

  init(
    _ name: String, genuine: Int = 0, _ alter: @escaping @Sendable ([Record], Record, Record) -> [UInt8]
  ) {
    (testDescription, self.genuine, self.alter) = (name, genuine, alter)
  }

  /// One bit of the first record changed, at a place counted from its start, or from its end where that is below zero.
  static func flipped(_ name: String, at place: Int, bit: UInt8 = 1) -> Meddling {
    Meddling("one bit changed: \(name)") { _, first, second in
      var changed = first
      changed[place < 0 ? first.count + place : place] ^= bit
      return changed + second
    }
  }

  static let all = [
    Meddling("the first sent twice", genuine: 1) { $1 + $1 + $2 },
    Meddling("both sent twice", genuine: 2) { $1 + $2 + $1 + $2 },
    Meddling("the first left out") { $2 },
    Meddling("the two in the other order") { $2 + $1 },
    Meddling("an earlier one sent before them") { ($0.last ?? []) + $1 + $2 },
    Meddling("an earlier one sent in place of the first") { ($0.last ?? []) + $2 },
    flipped("its type", at: 0), flipped("its version", at: 1), flipped("its version's end", at: 2),
    flipped("a length that none may have", at: 3, bit: 0x80),
    Meddling("a length longer by one") { $1.ofLength($1.count - 4) + $2 },
    Meddling("a length shorter by one") { $1.ofLength($1.count - 6) + $2 },
    flipped("the first byte that is sealed", at: 5), flipped("the method, or the status", at: 6),
    flipped("the message", at: 30), flipped("the seal's first byte", at: -16), flipped("the seal's last byte", at: -1),
    Meddling("cut short by its last byte") { $1.dropLast() + $2 },
    Meddling("cut in half, and said so") { $1.ofLength(($1.count - 5) / 2).prefix(5 + ($1.count - 5) / 2) + $2 },
    Meddling("nothing left in it") { $1.ofLength(0).prefix(5) + $2 },
    Meddling("the second's contents under the first's head") { $1.prefix(5) + $2.dropFirst(5) + $2 },
    Meddling("an end without a seal") { [0x15, 3, 3, 0, 2, 1, 0] + $1 + $2 },
  ]
}

extension Record {
  /// The same with another length in its head.
  fileprivate func ofLength(_ length: Int) -> Record {
    Array(self[..<3]) + [UInt8(length >> 8), UInt8(length & 0xFF)] + self[5...]
  }
}

@Suite(.timeLimit(.minutes(30)))
struct MeddlingTests {
  /// A connection of an operator, past whoever stands between.
  private func connect(_ town: SecureTown, _ endpoint: Endpoint) async throws -> RPCConnection {
    let credentials = try await LiveCredentials(reading: try town.identity("operator/all"), for: .client)
    let connection = try await RPCConnection.connect(
      to: endpoint, group: MultiThreadedEventLoopGroup.singleton,
      security: ClientSecurity(credentials, expecting: .manager), timeout: RawConnection.limit)
    // So that the handshake, and what the server says after it, are behind both.
    _ = try await ask(connection, GetStatus()).get()
    return connection
  }

  private func ask<C: Call>(_ connection: RPCConnection, _ call: C) async -> Result<C.Answer, any Error> {
    do {
      let deadline = NIODeadline.now() + .seconds(60)
      return .success(
        try C.decodeReply(
          try await connection.call(method: call.method.rawValue, message: call.encodeRequest(), deadline: deadline)))
    } catch {
      return .failure(error)
    }
  }

  /// Two commands about a new account, in two records, of which those from `side` (the commands, or their answers) are
  /// meddled with.
  private func play(
    _ town: SecureTown, _ client: ManagerClient, _ meddling: Meddling?, from side: Side, number: Int
  ) async throws -> Played {
    let account = try #require(AccountID("A-\(number)"))
    try await client.change(.enrolAccount(AccountEnrolment(id: account, currency: .euro)))
    let commands = [1_00, 2_00].map {
      Administration(id: ids.command(), change: .fund(account, .bank, $0, .book))
    }
    let answers = try await Meddler.with(before: town.daemon.tcp) { meddler in
      let connection = try await connect(town, meddler.endpoint)
      meddler.plan(
        Meddler.Plan(side: side, count: 2) { earlier, held in
          meddling?.alter(earlier, held[0], held[1]) ?? held[0] + held[1]
        })
      async let first = ask(connection, commands[0])
      try await meddler.expectHeld(1)
      let second = await ask(connection, commands[1])
      return [await first, second]
    }
    return Played(
      commands: commands, answers: answers, posted: try await client.accepted(GetAccount(account)).account.posted)
  }

  private struct Played {
    let commands: [Administration]
    let answers: [Result<Reply<Receipt>, any Error>]
    /// What was on the account then.
    let posted: Int64

    /// How many were answered; each answer must be that of its question.
    func answered() throws -> Int {
      var count = 0
      for (command, answer) in zip(commands, answers) {
        switch answer {
        case .success(let reply):
          guard case .accepted(let receipt) = reply.outcome else {
            Issue.record("\(reply)")
            continue
          }
          #expect(receipt.entry.command == command.id)
          count += 1
        case .failure(let error):
          let error = try #require(error as? RPCError, "\(error)")
          #expect([.altered, .closed(wasSent: true), .closed(wasSent: false)].contains(error))
        }
      }
      return count
    }

    /// Whether the client was told what happened.
    var saysAltered: Bool {
      answers.contains { if case .failure(RPCError.altered) = $0 { true } else { false } }
    }
  }

  @Test(arguments: Side.allCases)
  func `who only listens changes nothing`(side: Side) async throws {
    try await withSecureTown { town in
      try await town.daemon.withClient { client in
        let played = try await play(town, client, nil, from: side, number: 1)
        #expect(try played.answered() == 2)
        #expect(played.posted == 3_00)
        #expect(!town.daemon.log.contains("tampered with"))
      }
    }
  }

  @Test func `a command that was meddled with takes no effect, and the connection ends`() async throws {
    try await withSecureTown { town in
      try await town.daemon.withClient { client in
        for (number, meddling) in Meddling.all.enumerated() {
          let played = try await play(town, client, meddling, from: .client, number: number)
          #expect(try played.answered() <= meddling.genuine, "\(meddling.testDescription)")
          if meddling.genuine == 0 { #expect(played.posted == 0, "\(meddling.testDescription)") }
          // Asked again elsewhere, each takes effect, and none twice.
          for command in played.commands { _ = try await client.accepted(command) }
          let after = try await client.accepted(GetAccount(try #require(AccountID("A-\(number)")))).account
          #expect(after.posted == 3_00, "\(meddling.testDescription)")
        }
        try await client.expectSoundBooks()
      }
      let lines = town.daemon.log.split(separator: "\n").filter {
        $0.contains("a connection was tampered with: closed")
      }
      #expect(lines.count == Meddling.all.count, "\(lines)")
      #expect(lines.allSatisfy { $0.contains("operator/all") && $0.contains("reason=") }, "\(lines)")
      try await town.vouch(town.identity("operator/all"), "status").expecting(0)
      town.expectNoSecrets()
    }
  }

  @Test func `an answer that was meddled with is none, and said to be that`() async throws {
    try await withSecureTown { town in
      try await town.daemon.withClient { client in
        for (number, meddling) in Meddling.all.enumerated() {
          let played = try await play(town, client, meddling, from: .server, number: number)
          #expect(try played.answered() <= meddling.genuine, "\(meddling.testDescription)")
          #expect(played.saysAltered || meddling.genuine == 2, "\(meddling.testDescription)")
          #expect(played.posted == 3_00, "both were taken: \(meddling.testDescription)")
        }
        try await client.expectSoundBooks()
      }
    }
  }

  @Test(arguments: Side.allCases)
  func `the client that everybody uses asks again, and it took effect once`(side: Side) async throws {
    try await withSecureTown { town in
      try await town.daemon.withClient { try await $0.enrolTown(funds: 1_00) }
      let credentials = try await LiveCredentials(reading: try town.identity("operator/all"), for: .client)
      try await Meddler.with(before: town.daemon.tcp) { meddler in
        var options = ClientOptions()
        options.timeout = RawConnection.limit
        let client = ManagerClient(
          server: meddler.endpoint, options: options, security: ClientSecurity(credentials, expecting: .manager))
        _ = try await client.accepted(GetStatus())
        meddler.plan(
          Meddler.Plan(side: side, count: 1) { _, held in held[0].dropLast() + [held[0].last.map { ~$0 } ?? 0] })
        try await client.change(.fund(.buyer, .bank, 2_00, .book))
        #expect(try await client.accepted(GetAccount(.buyer)).account.posted == 3_00)
        await client.close()
      }
    }
  }
}

extension Account {
  /// What the bank has of it, in minor units.
  fileprivate var posted: Int64 { bank.balance.posted }
}
