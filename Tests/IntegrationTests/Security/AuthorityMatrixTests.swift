/// Every method as every role, asked of a real daemon over TLS by real certificates: exactly the allowed ones pass.
import CheckClient
import Identities
import Ledger
import RPC
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct AuthorityMatrixTests {
  typealias Role = AuthorityMatrix.Role

  /// A few methods at a time, each with a daemon of its own: below the thirty failed attempts after which a caller waits.
  static let parts: [[Method]] = stride(from: 0, to: Method.allCases.count, by: 12).map { start in
    Array(Method.allCases[start..<min(start + 12, Method.allCases.count)])
  }

  @Test(arguments: parts.indices)
  func `exactly what the matrix allows passes, own and another's`(part: Int) async throws {
    try await withSecureTown(settings: ["--callers", "anybody"]) { town in
      let key = try await enrol(town)
      for role in Role.allCases {
        let client = try await town.client(role)
        for method in Self.parts[part] {
          // Nobody may become somebody, so that each method is asked by another nobody.
          let asker = role == .nobody ? try await town.client(role) : client
          let cell = try #require(AuthorityMatrix.rows["\(method)"]?[role])
          let own = await asker.answer(method, WireSample(method, role, isOwn: true, key: key))
          expect(cell == .none ? Self.no(role) : nil, own, "\(method) by \(role)")
          if role == .nobody { await asker.close() }
          guard cell != .none, role != .nobody else { continue }
          let sample = WireSample(method, role, isOwn: false, key: key)
          guard sample.isAnothers else { continue }
          let foreign = await asker.answer(method, sample)
          expect(cell == .own ? .permissionDenied : nil, foreign, "\(method) by \(role), another's")
          // Both parties are there.
          #expect(!own.isAbsence && foreign.isAbsence == (cell == .hidden), "\(method) by \(role), another's")
        }
        await client.close()
      }
      #expect(town.daemon.log.contains("a caller asked what it may not"))
    }
  }

  @Test func `has every method once`() { #expect(Self.parts.flatMap(\.self) == Method.allCases) }

  private static func no(_ role: Role) -> StatusCode { role == .nobody ? .unauthenticated : .permissionDenied }

  private func expect(_ status: StatusCode?, _ answer: WireAnswer, _ what: String) {
    switch answer {
    case .bytes: #expect(status == nil, "\(what): it passed")
    case .status(let found): #expect(status == found, "\(what): \(found)")
    case .failure(let error): Issue.record("\(what): \(error)")
    }
  }

  /// Both of each kind of party; and a key, which nobody may present.
  private func enrol(_ town: SecureTown) async throws -> AccessKey {
    var random = SystemRandomNumberGenerator()
    let key = AccessKey(random: &random)
    try await town.daemon.withClient { client in
      for account in [AccountID.buyer, .stranger] {
        try await client.change(.enrolAccount(AccountEnrolment(id: account, currency: .euro)))
        try await client.change(.fund(account, .bank, 1_000, .book))
      }
      for seller in [SellerID.shop, .rival] {
        try await client.change(.enrolSeller(CompanyEnrolment(code: seller.code, currency: .euro)))
      }
      for distributor in [DistributorID.carrier, .courier] {
        try await client.change(.enrolDistributor(CompanyEnrolment(code: distributor.code, currency: .euro)))
      }
      let issue = IssueKey(
        number: key.id.number, digest: key.digest, holder: .terminal(.buyer), lifetime: .days(1))
      _ = try await client.accepted(issue)
    }
    return key
  }
}

extension SecureTown {
  /// A client of this role, by a certificate; nobody has none.
  fileprivate func client(_ role: AuthorityMatrix.Role) async throws -> ManagerClient {
    let path = try role.identity.map { name in try identity("as-\(role)") { try $0.issue(name) } } ?? trust()
    let credentials = try await LiveCredentials(reading: path, for: .client, needsCertificate: role != .nobody)
    var options = ClientOptions()
    options.timeout = .seconds(60)
    return ManagerClient(
      server: daemon.tcp, options: options, security: ClientSecurity(credentials, expecting: .manager))
  }
}

/// What a request came to.
enum WireAnswer {
  case bytes([UInt8])
  case status(StatusCode)
  case failure(ClientError)

  /// Whether it says that there is no such party.
  var isAbsence: Bool {
    guard case .bytes(let bytes) = self, let reply = try? CheckAction.decodeReply(bytes) else { return false }
    return [.refused(.unknownAccount), .refused(.unknownSeller), .refused(.unknownDistributor)].contains(reply.outcome)
  }
}

extension ManagerClient {
  /// Asks by a method with these bytes, whatever comes.
  fileprivate func answer(_ method: Method, _ sample: WireSample) async -> WireAnswer {
    do {
      return .bytes(try await call(RawCall(method: method, message: sample.message)))
    } catch .status(let status) {
      return .status(status)
    } catch {
      return .failure(error)
    }
  }
}

/// Bytes as they are, both ways.
private struct RawCall: RemoteCall {
  typealias Service = Method
  typealias Answer = [UInt8]
  let method: Method
  let message: [UInt8]

  func encodeRequest() -> [UInt8] { message }
  static func decodeReply(_ bytes: [UInt8]) throws(WireError) -> [UInt8] { bytes }
}
