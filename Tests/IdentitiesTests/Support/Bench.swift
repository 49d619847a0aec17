/// An authority in a directory that goes away, at a time of its own, with randomness that can be had again.
import Foundation
import Identities
import Ledger
import VouchTesting

/// What a test works with. Its clock stands still unless it is moved.
struct Bench {
  let path: String
  let authority: AuthorityDirectory
  var now = Bench.start
  var random: SeededGenerator

  /// When its authority is made: 2026-03-01T12:00:00Z, and some milliseconds that certificates do not have.
  static let start = Timestamp(milliseconds: 1_772_366_400_250)

  static func with(seed: UInt64 = 1, _ body: (inout Bench) async throws -> Void) async throws {
    try await withTemporaryDirectory { path in
      var random = SeededGenerator(seed: seed)
      let authority = try AuthorityDirectory.make("\(path)/authority", ledger: "Nordmark", at: start, random: &random)
      var bench = Bench(path: path, authority: authority, random: random)
      try await body(&bench)
    }
  }

  /// Issues to `directory`, below the bench's.
  @discardableResult
  mutating func issue(
    _ identities: String..., into directory: String, hosts: [String] = [], days: UInt16 = 90,
    request: CertificateRequest? = nil
  ) throws -> IdentityCertificate {
    let names = try CertificateNames(identities.map(read), hosts: hosts.map(read))
    let order = IssueOrder(names, days: days, request: request)
    return try authority.issue(order, into: "\(path)/\(directory)", at: now, random: &random)
  }

  @discardableResult
  mutating func renew(_ directory: String, _ renewal: Renewal = Renewal()) throws -> IdentityCertificate {
    try authority.renew("\(path)/\(directory)", renewal, at: now, random: &random)
  }

  @discardableResult
  func revoke(_ target: String, _ reason: RevocationReason = .keyCompromise) throws -> [IdentityCertificate] {
    guard let target = RevocationTarget(target) else { throw ProcessFailure("no target: \(target)") }
    return try authority.revoke(target, reason: reason, at: now).revoked
  }

  func directory(_ name: String) throws -> IdentityDirectory { try IdentityDirectory.read("\(path)/\(name)") }

  /// Runs a script in the bench's directory; it must succeed.
  @discardableResult
  func shell(_ script: String) async throws -> String {
    try await Program("bash").run(["-euc", "cd \(path)\n\(script)"]).expecting(0).output
  }

  private func read(_ text: String) throws -> Identity {
    guard let identity = Identity(text) else { throw ProcessFailure("no identity: \(text)") }
    return identity
  }

  private func read(_ text: String) throws -> CertificateHost {
    guard let host = CertificateHost(text) else { throw ProcessFailure("no host: \(text)") }
    return host
  }
}

extension Timestamp {
  /// A moment some milliseconds away.
  func moved(by milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: self.milliseconds + milliseconds) }
  /// In seconds, for openssl.
  var seconds: Int64 { milliseconds / 1000 }
}
