/// What somebody recorded of a session is sent again, and what a client sends before the handshake is done: nothing comes of
/// either.
import CheckClient
import Foundation
import Identities
import Ledger
import RPC
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct ReplayTests {
  /// Who had the session that was recorded.
  enum Maker: Sendable, CaseIterable {
    case vouch, openssl
  }

  /// How what was recorded is sent again.
  enum Manner: Sendable, CaseIterable {
    case allAtOnce, recordByRecord, withoutTheHello, commandsAlone
  }

  /// A session in which the buyer is given money, as somebody on the way recorded it.
  private func record(_ maker: Maker, _ town: SecureTown) async throws -> [Record] {
    let fund = Administration(id: ids.command(), change: .fund(.buyer, .bank, 2_00, .book))
    return try await Meddler.with(before: town.daemon.tcp) { meddler in
      switch maker {
      case .vouch:
        let credentials = try await LiveCredentials(reading: try town.identity("operator/all"), for: .client)
        var options = ClientOptions()
        options.timeout = RawConnection.limit
        let client = ManagerClient(
          server: meddler.endpoint, options: options, security: ClientSecurity(credentials, expecting: .manager))
        _ = try await client.accepted(fund)
        await client.close()
      case .openssl:
        _ = try await town.openssl(frame(fund), to: meddler.endpoint)
      }
      return meddler.passed(from: .client)
    }
  }

  private func frame(_ call: some Call) -> [UInt8] {
    IntegrationTests.frame(call.method.rawValue, id: 1, call.encodeRequest())
  }

  @Test(arguments: Maker.allCases)
  func `a session that is sent again does nothing again`(maker: Maker) async throws {
    try await withSecureTown { town in
      try await town.daemon.withClient { client in
        try await client.enrolTown(funds: 1_00)
        let records = try await record(maker, town)
        #expect(records.count > 2 && records.first?.first == 0x16 && records.contains { $0[0] == 0x17 })
        let books = (
          try await client.accepted(GetAccount(.buyer)).account, try await client.wholeJournal().count
        )
        #expect(books.0.bank.balance.posted == 3_00, "else there was nothing to send again")
        for manner in Manner.allCases {
          let again = try RawConnection(to: town.daemon.tcp)
          switch manner {
          case .allAtOnce: try? await again.send(records.flatMap { $0 })
          // What the other side closes over is not sent.
          case .recordByRecord: for record in records { try? await again.send(record) }
          case .withoutTheHello: try? await again.send(records.dropFirst().flatMap { $0 })
          case .commandsAlone: try? await again.send(records.suffix(2).flatMap { $0 })
          }
          try await again.expectClosed()
          #expect(try await client.accepted(GetAccount(.buyer)).account == books.0, "\(manner)")
          #expect(try await client.wholeJournal().count == books.1, "\(manner)")
        }
        try await town.expectLog(
          "a caller was refused", "what came had been changed on its way, left out, or sent again")
        #expect(town.refusals.count == Manner.allCases.count, "\(town.refusals)")
        try await town.vouch(town.identity("operator/all"), "status").expecting(0)
        town.expectNoSecrets()
      }
    }
  }

  /// A server of this kind gives out tickets that allow no early data. A client that sends some all the same must have its
  /// session changed first.
  @Test func `a command that comes before the handshake is done is not read`() async throws {
    try await withSecureTown { town in
      try await town.daemon.withClient { client in
        try await client.enrolTown(funds: 1_00)
        let (session, early) = ("\(town.directory)/session", "\(town.directory)/early")
        let status = frame(GetStatus())
        let first = try await town.openssl(status, flags: "-sess_out \(session)")
        #expect(first.contains("Max Early Data: 0"), "\(first)")

        let fund = Administration(id: ids.command(), change: .fund(.buyer, .bank, 2_00, .book))
        try Data(frame(fund)).write(to: URL(fileURLWithPath: early))
        let flags = "-sess_in \(session) -early_data \(early)"
        let honest = try await town.openssl(status, flags: flags)
        #expect(honest.contains("Early data was not sent"), "\(honest)")

        let pem = try String(contentsOfFile: session, encoding: .utf8)
        try allowingEarlyData(pem).write(toFile: session, atomically: false, encoding: .utf8)
        let forced = try await town.openssl(status, flags: flags)
        #expect(forced.contains("Early data was rejected"), "\(forced)")
        #expect(forced.contains("New, TLSv1.3"), "\(forced)")
        #expect(try await client.accepted(GetAccount(.buyer)).account.bank.balance.posted == 1_00)
        // That it was a good command is seen by sending it late.
        _ = try await client.accepted(fund)
        #expect(try await client.accepted(GetAccount(.buyer)).account.bank.balance.posted == 3_00)
      }
    }
  }

  /// OpenSSL's form of a session, with leave to send 16 KiB of early data put in: its field 15, before field 16.
  private func allowingEarlyData(_ pem: String) throws -> String {
    let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }
    let der = [UInt8](try #require(Data(base64Encoded: lines.joined())))
    // A sequence whose length takes two bytes more.
    #expect(der.starts(with: [0x30, 0x82]))
    var (fields, rest): ([UInt8], ArraySlice<UInt8>) = ([], der[4...])
    var isIn = false
    while rest.count > 2 {
      let bytes = Array(rest.prefix(4))
      let length = bytes[1] == 0x82 ? 4 + Int(bytes[2]) << 8 + Int(bytes[3]) : 2 + Int(bytes[1])
      if !isIn, bytes[0] >= 0xB0 {
        fields += [0xAF, 4, 2, 2, 0x40, 0]
        isIn = true
      }
      fields += rest.prefix(length)
      rest = rest.dropFirst(length)
    }
    #expect(isIn)
    let whole = [0x30, 0x82, UInt8(fields.count >> 8), UInt8(fields.count & 0xFF)] + fields
    let text = Data(whole).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
    return "-----BEGIN SSL SESSION PARAMETERS-----\n\(text)\n-----END SSL SESSION PARAMETERS-----\n"
  }
}

extension SecureTown {
  /// What `openssl s_client` says that sends these bytes as an operator.
  func openssl(_ bytes: [UInt8], to endpoint: Endpoint? = nil, flags: String = "") async throws -> String {
    let own = try identity("operator/all")
    let input = "\(directory)/input"
    try Data(bytes).write(to: URL(fileURLWithPath: input))
    return try await Program("sh").run([
      "-c",
      """
      (cat \(input); sleep 1) | openssl s_client -connect \(endpoint ?? daemon.tcp) -alpn vouch/1 -tls1_3 \
        -CAfile \(own)/authority.pem -cert \(own)/certificate.pem -key \(own)/key.pem \(flags) 2>&1
      """,
    ]).output
  }
}
