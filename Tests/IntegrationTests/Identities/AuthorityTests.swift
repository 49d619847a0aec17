/// `vouch ca` as people use it: each call a process, judged by what it says, what it leaves, and by openssl.
import Foundation
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct AuthorityTests {
  /// A directory to work in, and the operator's program in it.
  struct Office: Sendable {
    let path: String

    static func with(_ body: (Office) async throws -> Void) async throws {
      try await withTemporaryDirectory { path in
        let office = Office(path: path)
        try await office.ca(["init", "--name", "Nordmark"])
        try await body(office)
      }
    }

    @discardableResult
    func ca(_ arguments: [String], exit code: Int32 = 0) async throws -> FinishedProgram {
      try await Program.vouch.run(["ca"] + arguments, environment: ["VOUCH_AUTHORITY": "\(path)/authority"])
        .expecting(code)
    }

    /// Asks for JSON.
    @discardableResult
    func ask(_ arguments: String..., exit code: Int32 = 0) async throws -> JSONAnswer {
      try await ca(arguments + ["--output", "json"], exit: code).json
    }

    @discardableResult
    func shell(_ script: String) async throws -> String {
      try await Program("bash").run(
        ["-euc", "cd \(path)\n\(script)"], environment: ["VOUCH_AUTHORITY": "\(path)/authority"]
      ).expecting(0).output
    }
  }

  @Test func `an identity lives: issued, shown, listed, renewed, revoked`() async throws {
    try await Office.with { office in
      let shop = "\(office.path)/shop"
      let issued = try await office.ca(["issue", "seller/SHOP-7", "--host", "shop.example", "--out", "\(shop)/"])
      for word in ["issued seller/SHOP-7", "shop.example", "--identity \(shop)", "vouch ca renew \(shop)", "key.pem"] {
        #expect(issued.output.contains(word), "\(word): \(issued)")
      }
      let shown = try await office.ask("show", shop)
      #expect(shown["identities"].items == ["seller/SHOP-7"])
      #expect(shown["state"] == "valid")
      #expect(shown["has_key"] == true)
      let early = try await office.ask("renew", shop, exit: 1)
      #expect(early["reason"] == "not_due")
      let renewed = try await office.ask("renew", shop, "--force", "--days", "100")
      #expect(renewed["serial"] != shown["serial"])
      let listed = try await office.ask("list")
      #expect(listed.items.map { $0["state"].text ?? "" }.sorted() == ["replaced", "valid"])
      let revoked = try await office.ca([
        "revoke", "seller/SHOP-7", "--reason", "key-compromise", "--into", shop,
      ])
      #expect(revoked.output.contains("revoked for key compromise"), "\(revoked)")
      #expect(try await office.ask("show", shop)["state"] == "revoked")
      let again = try await office.ca(["revoke", "seller/SHOP-7", "--reason", "superseded"], exit: 1)
      #expect(again.errors.contains("nothing_to_revoke"), "\(again)")
      #expect(try await office.ask("renew", shop, "--force", exit: 1)["reason"] == "revoked")
    }
  }

  @Test func `what it makes is what openssl believes, both ways of a TLS connection`() async throws {
    try await Office.with { office in
      try await office.ask("issue", "manager", "--host", "ledger.example", "--out", "\(office.path)/manager")
      try await office.ask("issue", "terminal/ALICE", "--out", "\(office.path)/alice")
      let verify = "openssl verify -x509_strict -crl_check -CAfile alice/authority.pem -CRLfile authority/revoked.pem"
      try await office.shell(
        """
        \(verify) -purpose sslserver -verify_hostname ledger.example manager/certificate.pem
        \(verify) -purpose sslclient alice/certificate.pem
        ! \(verify) -purpose sslserver -verify_hostname other.example manager/certificate.pem 2>&1
        openssl pkey -in alice/key.pem -check -noout
        """)
      try await office.ask("revoke", "terminal/ALICE", "--reason", "privilege-withdrawn")
      let text = try await office.shell(
        "openssl crl -in authority/revoked.pem -CAfile authority/authority.pem -verify -noout 2>&1; "
          + "! \(verify) alice/certificate.pem 2>&1")
      #expect(text.contains("verify OK") && text.contains("certificate revoked"))
    }
  }

  @Test func `a list lines up`() async throws {
    try await Office.with { office in
      try await office.ask("issue", "auditor", "--out", "\(office.path)/a")
      try await office.ask("issue", "operator/enrol+read", "terminal/ALICE", "--out", "\(office.path)/b")
      try await office.ask("revoke", "auditor", "--reason", "superseded")
      let lines = try await office.ca(["list"]).output.split(separator: "\n").map(String.init)
      #expect(lines.count == 3)
      for heading in ["IDENTITY", "FROM", "UNTIL", "STATE", "REASON"] {
        let column = try #require(lines[0].range(of: heading)).lowerBound.utf16Offset(in: lines[0])
        for line in lines.dropFirst() {
          let start = line.index(line.startIndex, offsetBy: column)
          #expect(line[line.index(before: start)] == " " && line[start] != " ", "\(heading): \(lines)")
        }
      }
    }
  }

  /// Wrong calls: what is given, the exit code, and a word of what is said.
  static let wrong: [(arguments: [String], exit: Int32, says: String)] = [
    (["init", "--name", "Nordmark"], 73, "already"),
    (["init"], 64, "--name"),
    (["init", "x", "--name", "two\nlines"], 65, "name"),
    (["issue", "--out", "x"], 64, "<identity>"),
    (["issue", "shop/SHOP-7", "--out", "x"], 64, "seller/CODE"),
    (["issue", "seller/", "--out", "x"], 64, "seller/CODE"),
    (["issue", "terminal/ALICE", "--host", "a.example", "--out", "x"], 64, "listens"),
    (["issue", "manager", "--host", "https://a.example", "--out", "x"], 64, "host"),
    (["issue", "manager", "--days", "0", "--out", "x"], 64, "1 to 398"),
    (["issue", "manager", "--days", "399", "--out", "x"], 64, "1 to 398"),
    (["issue", "manager"], 64, "--out"),
    (["issue", "manager", "--out", "/nowhere/x"], 74, "/nowhere/x"),
    (["issue", "manager", "--request", "/nowhere/r", "--out", "x"], 66, "/nowhere/r"),
    (["issue", "manager", "--authority", "/nowhere", "--out", "x"], 66, "vouch ca init"),
    (["renew", "/nowhere"], 66, "/nowhere"),
    (["revoke", "auditor"], 64, "--reason"),
    (["revoke", "auditor", "--reason", "boredom"], 64, "key-compromise"),
    (["revoke", "auditor", "--reason", "superseded"], 1, "unknown_identity"),
    (["revoke", "00aa", "--reason", "superseded"], 1, "unknown_serial"),
    (["revoke", "0", "--reason", "superseded"], 64, "at least 4"),
    (["revoke", "auditor", "--reason", "superseded", "--into", "/nowhere"], 66, "/nowhere"),
    (["list", "--authority", ""], 64, "no name"),
    (["show", "/nowhere"], 66, "/nowhere"),
    (["show", "/dev/null"], 74, "no file"),
  ]

  @Test(arguments: wrong)
  func `a wrong call is told what is wrong`(call: (arguments: [String], exit: Int32, says: String)) async throws {
    try await Office.with { office in
      let arguments = call.arguments.map { $0 == "x" ? "\(office.path)/x" : $0 }
      let finished = try await office.ca(arguments, exit: call.exit)
      #expect(finished.errors.contains(call.says), "\(finished)")
      #expect(finished.output.isEmpty, "\(finished)")
      #expect(try await office.ask("list").items == [])
    }
  }

  @Test(arguments: [[], ["init"], ["issue"], ["renew"], ["revoke"], ["list"], ["show"]])
  func `each explains itself with an example`(command: [String]) async throws {
    let help = try await Program.vouch.run(["ca"] + command + ["--help"]).expecting(0)
    #expect(help.output.contains("USAGE: vouch ca"), "\(help)")
    #expect(help.output.contains("Example:\n"), "\(help)")
    let wide = help.output.split(separator: "\n").filter { $0.count > 80 && !$0.hasPrefix("USAGE:") }
    #expect(wide.isEmpty, "\(wide)")
  }

  @Test func `a request of one who keeps the key`() async throws {
    try await Office.with { office in
      let out = "\(office.path)/alice"
      try await office.shell(
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -keyout k -out r 2>/dev/null")
      let issued = try await office.ca(["issue", "terminal/ALICE", "--request", "\(office.path)/r", "--out", out])
      #expect(issued.output.contains("beside key.pem"), "\(issued)")
      #expect(try await office.ask("show", out)["has_key"] == false)
      #expect(try await office.ask("renew", out, "--force", exit: 1)["reason"] == "no_key")
      try await office.ask("renew", out, "--force", "--keep-key")
      let shown = try await office.ca(["show", "\(office.path)/r"])
      #expect(shown.output.contains("request"), "\(shown)")
      try await office.shell("sed -i '3s/./A/;3s/.$/B/' r")
      try await office.ca(["show", "\(office.path)/r"], exit: 65)
    }
  }
}
