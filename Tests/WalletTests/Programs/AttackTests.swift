/// Attacks on the wallet, each tried over a socket against the real program: other pages, other names, guessed PINs, forged links,
/// script in every text, and more than anybody would send.
import Foundation
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite("Attacks on the wallet", .timeLimit(.minutes(30))) struct AttackTests {
  @Test func `no other page drives it: token, origin and fetch metadata each stop it by themselves`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let offer = try await stage.offer()
      let page = try await guest.get(stage.link(offer))
      let fields = stage.form(on: page)
      let stranger = try stage.surfer()
      let other = try await stranger.token()
      let own = "Origin: http://localhost:\(guest.port)"
      let cases: [(String, [(String, String)], [String])] = [
        ("no token", fields.filter { $0.0 != "form" }, [own]),
        ("the token of another visit", [("form", other)] + fields.filter { $0.0 != "form" }, [own]),
        ("a token that is none", [("form", "zz")] + fields.filter { $0.0 != "form" }, [own]),
        ("another page", fields, ["Origin: http://evil.example"]),
        ("a shop on this machine", fields, ["Origin: http://127.0.0.1:8421"]),
        ("another port of the same name", fields, ["Origin: http://localhost:8421"]),
        ("a page from nowhere", fields, ["Origin: null"]),
        ("another site, without an origin", fields, ["Sec-Fetch-Site: cross-site"]),
        ("the same site, which ports share", fields, ["Sec-Fetch-Site: same-site"]),
        ("no cookie", fields, [own, "Cookie: a=b"]),
      ]
      for (what, fields, headers) in cases {
        for path in ["/pay", "/lock", "/unlock", "/purchases/0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55/return"] {
          let answer = try await guest.post(path, fields, headers)
          #expect(answer.status == 403, "\(what), \(path)")
        }
      }
      #expect(try await stage.checks().isEmpty)
      // And a GET never acts.
      for path in ["/pay?\(fields.map { "\($0)=\($1)" }.joined(separator: "&"))", "/lock", "/purchases/x/return"] {
        _ = try await guest.get(path)
      }
      #expect(try await stage.checks().isEmpty)
      #expect(try await guest.get("/purchases").status == 200)
    }
  }

  @Test func `it is asked by this machine's names only, and framed and loaded by nobody`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      for host in [
        "evil.example", "evil.example:\(guest.port)", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1",
      ] {
        #expect(try await guest.get("/", ["Host: \(host)"]).status == 421, "\(host)")
        #expect(try await guest.get("/unlock", ["Host: \(host)"]).status == 421, "\(host)")
      }
      let offer = try await stage.offer()
      for path in ["/", stage.link(offer), "/unlock", "/nowhere", "/purchases/x"] {
        let page = try await guest.get(path)
        let policy = page.header("content-security-policy") ?? ""
        #expect(policy.contains("default-src 'none'"), "\(path)")
        #expect(policy.contains("frame-ancestors 'none'"), "\(path)")
        #expect(page.header("cache-control") == "no-store", "\(path)")
        #expect(!page.body.contains(" style="), "\(path)")
        #expect(!page.body.contains("<style"), "\(path)")
        #expect(!page.body.contains(" onclick"), "\(path)")
      }
      // A link that is followed shows the order; a picture, a frame or a script of another page's gets nothing, and no shop is
      // asked for its sake.
      let followed = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"]
      #expect(try await guest.get(stage.link(offer), followed).status == 200)
      for (mode, destination) in [
        ("no-cors", "image"), ("navigate", "iframe"), ("cors", "empty"), ("no-cors", "script"),
      ] {
        let headers = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: \(mode)", "Sec-Fetch-Dest: \(destination)"]
        #expect(try await guest.get(stage.link(offer), headers).status == 403, "\(destination)")
      }
    }
  }

  @Test func `locked, it tells nothing, and asks nobody`() async throws {
    try await Stage.run { stage in
      let stranger = try stage.surfer()
      let offer = try await stage.offer()
      for path in [
        "/", "/purchases", "/checks", "/statement", stage.link(offer), "/pay?shop=127.0.0.1:1&offer=x",
        "/purchases/0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55", "/checks/0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55",
      ] {
        let page = try await stranger.get(path)
        #expect(page.status == 303, "\(path)")
        #expect(page.header("location")?.hasPrefix("/unlock") == true, "\(path)")
        #expect(!page.description.contains("ALICE"))
      }
      #expect(try await stranger.get("/live").status == 403)
      let page = try await stranger.get("/unlock?to=\(Surfer.escaped(stage.link(offer)))")
      #expect(!page.body.contains("ALICE"))
      #expect(page.hidden("to") == stage.link(offer).replacing("&", with: "&amp;"))
      for place in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        #expect(try await stranger.get("/unlock?to=\(Surfer.escaped(place))").hidden("to") == "/", "\(place)")
      }
    }
  }

  @Test func `a PIN is not guessed: tries are counted over restarts, slowed, and then locked out`() async throws {
    try await Stage.run { stage in
      var wrong = 0
      // Each try as soon as it is taken; between them the wallet is killed, and what a try costs stays.
      while wrong < 5 {
        let surfer = try stage.surfer()
        let answer = try await surfer.unlock("00000\(wrong)")
        switch answer.status {
        case 403: wrong += 1
        case 429 where wrong == 4 && answer.body.contains("15 minutes"): wrong += 1
        case 429: try await Task.sleep(for: .milliseconds(200))
        default: Issue.record("\(answer)")
        }
        if wrong == 2 || wrong == 4 { try await stage.restart() }
      }
      // The right one is not even looked at now, not after a restart either.
      for _ in 0..<2 {
        let answer = try await stage.surfer().unlock(rightPIN)
        #expect(answer.status == 429)
        #expect(answer.body.contains("Too many tries. Try again in 1"))
        try await stage.restart()
      }
      // Whoever has the home can set another.
      await stage.kill()
      try await Program.terminal.run(["orders", "list", "--home", stage.home, "--server", "\(stage.daemon.unix)"])
        .expecting(0)
    }
  }

  @Test func `many tries at once are no more tries than one after the other`() async throws {
    try await Stage.run { stage in
      let surfers = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<12 {
          let surfer = try stage.surfer()
          group.addTask { try await surfer.unlock("1000\(10 + number)").status }
        }
        var answers: [Int] = []
        for try await status in group { answers.append(status) }
        return answers
      }
      // Those that were judged had to wait for each other, a second and more.
      #expect(surfers.filter { $0 == 403 }.count <= 3)
      #expect(surfers.allSatisfy { $0 == 403 || $0 == 429 })
    }
  }

  @Test func `the cookie is new when the PIN was given, is read by no script, and the old one opens nothing`()
    async throws
  {
    try await Stage.run { stage in
      let surfer = try stage.surfer()
      // Known to whoever put it there.
      surfer.cookie = String(repeating: "ab", count: 16)
      let page = try await surfer.get("/unlock")
      let answer = try await surfer.post(
        "/unlock", [("form", page.hidden("form") ?? ""), ("to", "/"), ("pin", rightPIN)])
      #expect(answer.status == 303)
      let set = try #require(answer.header("set-cookie"))
      #expect(set.contains("HttpOnly"))
      #expect(set.lowercased().contains("samesite=lax"))
      #expect(surfer.cookie != String(repeating: "ab", count: 16))
      let old = try stage.surfer()
      old.cookie = String(repeating: "ab", count: 16)
      #expect(try await old.get("/").status == 303)
      #expect(try await surfer.get("/").status == 200)
      // Locked, the cookie is worth nothing.
      let token = try await surfer.token(on: "/")
      let copy = try stage.surfer()
      copy.cookie = surfer.cookie
      #expect(try await copy.get("/").status == 200)
      #expect(try await surfer.post("/lock", [("form", token)]).status == 303)
      #expect(try await copy.get("/").status == 303)
    }
  }

  @Test func `a forged link leads nowhere, and its words are shown as words`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let token = String(repeating: "0", count: 32)
      for (shop, offer) in [
        ("unix:/run/vouch/vouchd.sock", token), ("\(stage.daemon.unix)", token), ("<script>alert(1)</script>", token),
        ("10.0.0.1:22", token), ("evil.example:80", token), ("127.0.0.1:0", token), ("", ""),
        ("\(stage.endpoint)", "<script>alert(1)</script>"), ("\(stage.endpoint)", token + "0"),
      ] {
        let page = try await guest.get("/pay?shop=\(Surfer.escaped(shop))&offer=\(Surfer.escaped(offer))")
        #expect(page.status == 400, "\(shop) \(offer)")
        #expect(!page.body.contains("<script>alert"))
      }
      let unknown = try await guest.get("/pay?shop=\(stage.endpoint)&offer=\(token)")
      #expect(unknown.element("fault") != nil)
      #expect(unknown.body.contains("The shop does not know this order"))
      // What listens there is no shop: the check manager is one process of this machine that is none.
      let manager = try await guest.get("/pay?shop=\(stage.daemon.tcp)&offer=\(token)")
      #expect(manager.body.contains("Nothing was ordered") || manager.body.contains("no shop"))
      #expect(try await stage.checks().isEmpty)
      #expect(try await guest.get("/").status == 200)
    }
  }

  @Test func `what a shop changes after it was seen is not approved unseen`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let offer = try await stage.offer()
      let page = try await guest.get(stage.link(offer))
      let other = try await stage.offer([("CUP", 1, 500)])
      // The form of one order with the token of another.
      let swapped = try await guest.post("/pay", stage.form(on: page, [("offer", "\(other.token)")]))
      #expect(swapped.status == 409)
      #expect(swapped.element("notice")?.contains("The shop has changed this order since you saw it") == true)
      #expect(swapped.element("sum") == "5.00 EUR")
      var dearer = shelf().first { $0.code == commodityCode("TEAPOT") }
      dearer?.charge = amount(9_999)
      _ = try await stage.shop.answer(.putCommodities(PutCommodities([try #require(dearer)])))
      let changed = try await guest.post("/pay", stage.form(on: page))
      #expect(changed.body.contains("The price of TEAPOT has changed since you ordered it."))
      #expect(try await stage.checks().isEmpty)
    }
  }

  @Test func `script and markup in any text of shop, manager or buyer stay text`() async throws {
    try await Stage.run(shop: "<script>alert(2)</script>") { stage in
      let guest = try await stage.guest()
      let offer = try await stage.offer(page: "http://127.0.0.1:8421/\"onmouseover=alert(3)/")
      var pages = [try await guest.get(stage.link(offer))]
      let place = try await stage.approve(
        offer, by: guest,
        [
          ("place", "other"), ("name", "<script>alert(4)</script>"), ("address", "\"><img src=x onerror=alert(5)>"),
          ("later", "yes"),
        ])
      pages.append(try await stage.reaches(place, "id=\"check\"", guest))
      let token = try #require(pages.last?.hidden("form"))
      _ = try await stage.reaches(place, "Choose how you pay", guest)
      _ = try await guest.post("\(place)/return", [("form", token), ("reason", "</p><script>alert(6)</script>")])
      pages.append(try await stage.reaches(place, "Given back", guest))
      let check = try #require(try await stage.checks().first)
      for path in [
        "/", "/purchases", "/checks", "/checks/\(check.id)", "/statement", "\(place)?told=<script>alert(7)</script>",
        place,
      ] {
        pages.append(try await guest.get(path))
      }
      for page in pages {
        #expect(!page.body.contains("<script>alert"))
        #expect(!page.body.contains("<img"))
        #expect(!page.body.contains("\"onmouseover"))
        #expect(!page.body.contains("<b>Sommer"))
      }
    }
  }

  @Test func `huge forms, long addresses and many fields are refused, and it goes on`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let token = try await guest.token(on: "/")
      let huge = try await guest.post("/unlock", [("form", token), ("pin", String(repeating: "1", count: 70_000))])
      #expect(huge.status == 413)
      let many = try await guest.post("/pay", (0..<2_000).map { ("f\($0)", "x") })
      #expect(many.status == 400)
      let long = try await guest.get("/pay?shop=" + String(repeating: "a", count: 4_000) + "&offer=x")
      #expect(long.status == 400)
      let header = try await guest.get("/", ["X-Long: " + String(repeating: "a", count: 40_000)])
      #expect(header.status >= 400 || header.status == 0)
      for path in [
        "/purchases?from=zz", "/checks?from=%00", "/statement?from=9999-99-99&to=x", "/purchases/../../etc/passwd",
        "/checks/%2e%2e",
      ] {
        let page = try await guest.get(path)
        #expect(page.status == 400 || page.status == 404, "\(path)")
        #expect(!page.body.contains("root:"))
      }
      #expect(try await guest.get("/").status == 200)
      #expect(try await stage.stop() == .exited(0))
    }
  }
}
