/// Who gets into the operator's desk, who may act there, and what other pages can have a browser do.
import Foundation
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct DeskDoorTests {
  private static let pages = [
    "/", "/charts", "/sellers", "/checks", "/journal", "/sellers/SHOP/suspend", "/live/charts",
  ]

  @Test func `is opened by its pass, once, and by nothing else`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.withDesk(entering: false) { desk in
        for page in Self.pages { #expect(try await desk.visitor.get(page).status == 401, "\(page)") }
        let door = try await desk.visitor.get(desk.door)
        #expect(door.status == 200)
        // To look at the door changes nothing, however often; nor does a wrong pass.
        _ = try await desk.visitor.get(desk.door)
        for pass in ["", "0", String(repeating: "0", count: 32), door.hidden("pass") + "0"] {
          let answer = try await desk.visitor.post("/enter", ["form": door.hidden("form"), "pass": pass])
          #expect(answer.status == 403)
        }
        let right = ["form": door.hidden("form"), "pass": door.hidden("pass")]
        // Another browser's form is not this one's.
        let other = try WebVisitor(desk.link)
        #expect(try await other.post("/enter", right).status == 403)
        let entered = try await desk.visitor.post("/enter", right)
        #expect(entered.status == 303 && entered.location == "/")
        let cookie = try #require(entered.header("set-cookie"))
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
        #expect(try await desk.visitor.get("/").status == 200)

        let late = try WebVisitor(desk.link)
        let again = try await late.get(desk.door)
        let refused = try await late.post("/enter", ["form": again.hidden("form"), "pass": again.hidden("pass")])
        #expect(refused.status == 403)
        for page in Self.pages { #expect(try await late.get(page).status == 401, "\(page)") }
      }
    }
  }

  @Test func `is closed again by whoever leaves`() async throws {
    try await withDaemon { daemon in
      try await daemon.withDesk { desk in
        let page = try await desk.visitor.get("/")
        #expect(try await desk.visitor.post("/leave", ["form": page.hidden("form")]).status == 303)
        #expect(try await desk.visitor.get("/").status == 401)
      }
    }
  }

  @Test func `does nothing that another page has a browser send`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.withDesk { desk in
        let page = try await desk.visitor.get("/sellers/SHOP/suspend")
        let path = "/sellers/SHOP/suspend"
        let fields = ["form": page.hidden("form"), "command": page.hidden("command"), "reason": "forged"]
        let site = "http://localhost:\(desk.visitor.port)"
        for headers in [
          ["Origin": "http://evil.example"], ["Origin": "null"], ["Origin": "http://localhost:1"],
          ["Sec-Fetch-Site": "cross-site"], ["Origin": site, "Sec-Fetch-Site": "same-site"],
        ] {
          #expect(try await desk.visitor.post(path, fields, headers).status == 403, "\(headers)")
        }
        for host in ["vouch.example", "evil.example:\(desk.visitor.port)", "localhost.evil.example", "192.0.2.1"] {
          #expect(try await desk.visitor.get("/", ["Host": host]).status == 421, "\(host)")
          #expect(try await desk.visitor.post(path, fields, ["Host": host]).status == 421, "\(host)")
        }
        for form in ["", "00", String(repeating: "0", count: 64)] {
          #expect(try await desk.visitor.post(path, fields.merging(["form": form]) { $1 }).status == 403)
        }
        #expect(try await desk.visitor.post(path, fields, ["Content-Type": "text/plain"]).status == 415)
        // A GET with all that the form has is only the form.
        let query = fields.map { "\($0.key)=\(WebVisitor.escaped($0.value))" }.joined(separator: "&")
        #expect(try await desk.visitor.get("\(path)?\(query)").status == 200)
        #expect(try await desk.look("/sellers/SHOP").contains(">active</span>"))
        #expect(try await desk.visitor.post(path, fields, ["Origin": site]).status == 303)
      }
    }
  }

  @Test func `shows auditors what they may read, and does nothing for them`() async throws {
    try await withSecureTown { town in
      let operators = try town.identity("operator/all")
      for command in [
        ["accounts", "add", "ALICE", "--currency", "EUR", "--name", "Alice Sommer"], ["fund", "ALICE", "300.00"],
        ["sellers", "add", "SHOP", "--currency", "EUR"],
      ] {
        try await Program.vouch.run(command + ["--server", "\(town.daemon.tcp)", "--identity", operators]).expecting(0)
      }
      let server = ["--server", "\(town.daemon.tcp)", "--identity"]
      try await town.daemon.withDesk(server + [try town.identity("auditor")]) { desk in
        for page in ["/", "/charts", "/checks", "/journal", "/disputes", "/outbox", "/statement/accounts/ALICE/bank"] {
          #expect(try await desk.look(page).contains("reads only"), "\(page)")
        }
        #expect(try await desk.look("/accounts").contains("personal data"))
        let hidden = try await desk.look("/accounts/ALICE")
        #expect(!hidden.contains("Sommer"))
        #expect(try await desk.visitor.get("/sellers/SHOP/suspend").status == 403)
        let form = try await desk.visitor.get("/").hidden("form")
        let forged = try await desk.visitor.post(
          "/sellers/SHOP/suspend",
          ["form": form, "command": "0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55", "reason": "I can"])
        #expect(forged.status == 403)
      }
      try await town.daemon.withDesk(server + [try town.identity("operator/read")]) { desk in
        let seller = try await desk.look("/sellers/SHOP")
        #expect(seller.contains(">active</span>") && !seller.contains("/suspend"))
        #expect(try await desk.visitor.get("/sellers/SHOP/suspend").status == 403)
      }
      try await town.daemon.withDesk(server + [operators]) { desk in
        let done = try await desk.act("/sellers/SHOP/suspend")
        #expect(done.status == 303)
      }
    }
  }

  @Test(arguments: ["0.0.0.0:0", "192.0.2.1:7426", "unix:/tmp/desk"])
  func `listens on loopback only`(_ place: String) async throws {
    let finished = try await Program.vouch.run(
      ["console", "--listen", place, "--server", "127.0.0.1:1"]
    ).expecting(64)
    #expect(finished.errors.contains("loopback"))
  }
}
