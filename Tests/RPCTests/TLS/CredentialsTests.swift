/// Files that cannot be used: each fault with a sentence that names the file and says what to do.
import Foundation
import Identities
import Testing
import VouchTesting

@testable import RPC

@Suite struct `Credentials in a directory` {
  typealias Change = @Sendable (String, TestAuthority) throws -> Void
  private static let manager = TestAuthority.Draft("vouch://manager")

  /// What is done to a good directory, and words of what is said then.
  static let faults: [(String, Change, [String])] = [
    ("no key", { path, _ in try FileManager.default.removeItem(atPath: "\(path)/key.pem") }, ["key.pem is not there"]),
    (
      "a key open to others",
      { path, _ in
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(path)/key.pem")
      }, ["key.pem", "others can read", "chmod 600"]
    ),
    (
      "another's key", { path, authority in try TestIdentity.put(authority.issue(manager).pem.key, "\(path)/key.pem") },
      ["key.pem is not the key of certificate.pem"]
    ),
    ("no PEM", { path, _ in try TestIdentity.put("certificate", "\(path)/certificate.pem") }, ["certificate.pem"]),
    (
      "expired",
      { path, authority in try authority.issue(manager.with { $0.ends = -60 }).write(to: path, trusting: authority) },
      ["certificate.pem cannot be used: it expired at", "Have another certificate issued."]
    ),
    (
      "not yet valid",
      { path, authority in try authority.issue(manager.with { $0.begins = 600 }).write(to: path, trusting: authority) },
      ["certificate.pem cannot be used: it is not valid before"]
    ),
    (
      "of another authority",
      { path, authority in try TestAuthority().issue(manager).write(to: path, trusting: authority) },
      ["certificate.pem was not issued by"]
    ),
    (
      "revoked",
      { path, authority in
        let own = try authority.issue(manager)
        try own.write(to: path, trusting: authority, revoked: authority.revocations([own]))
      }, ["certificate.pem cannot be used: it was revoked"]
    ),
    (
      "another authority's list",
      { path, _ in try TestIdentity.put(TestAuthority().revocations([]), "\(path)/revoked.pem") },
      ["revoked.pem was not signed by"]
    ),
    (
      "a seller's",
      { path, authority in try authority.issue(.draft("seller/SHOP-7")).write(to: path, trusting: authority) },
      ["certificate.pem cannot be used: it names seller/SHOP-7, and manager was expected", "directory of manager"]
    ),
    (
      "for clients only",
      { path, authority in
        try authority.issue(manager.with { $0.use = .client }).write(to: path, trusting: authority)
      }, ["it is not made for servers"]
    ),
    (
      "nobody's",
      { path, authority in try authority.issue(TestAuthority.Draft()).write(to: path, trusting: authority) },
      ["it has no name of Vouch's"]
    ),
  ]

  @Test(arguments: faults.indices)
  func `that cannot be used are told so, by file and with what to do`(index: Int) async throws {
    let (_, change, words) = Self.faults[index]
    try await VouchTesting.withTemporaryDirectory { directory in
      let authority = try TestAuthority()
      let path = try authority.issue(.manager).write(to: "\(directory)/identity", trusting: authority)
      _ = try await LiveCredentials(reading: path, for: .server, as: .manager)
      try change(path, authority)
      let problem = try await #require(throws: Credentials.Problem.self) {
        try await LiveCredentials(reading: path, for: .server, as: .manager)
      }
      for word in words { #expect(problem.description.contains(word), "\(problem)") }
      #expect(!problem.description.contains("PRIVATE KEY"))
    }
  }
}

extension TestAuthority.Draft {
  /// A certificate with this one name.
  static func draft(_ name: String) -> TestAuthority.Draft { TestAuthority.Draft("vouch://\(name)") }
}
