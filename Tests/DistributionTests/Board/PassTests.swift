/// Who gets in: by which link, to what, and until when.
import Foundation
import Ledger
import MailOrder
import NIOConcurrencyHelpers
import RPC
import Testing
import VouchTesting
import Wire

@testable import Distribution

@Suite(.timeLimit(.minutes(30)))
struct PassTests {
  @Test func `a link lets nobody in by being looked at, and its form lets in whoever has it`() async throws {
    try await withPages { bench in
      let browser = Browser(try await bench.pages())
      let token = try await bench.pass()
      let page = try await browser.ask("/pass/\(token)")
      #expect(page.status == 200 && page.body.contains("a <strong>planner</strong>"))
      #expect(try await browser.ask("/board").status == 403)
      let before = browser.cookie.withLockedValue { $0 }
      let answer = try await browser.send("/pass", from: page, [("pass", "\(token)")])
      #expect(answer.status == 303 && answer.location == "/board")
      #expect(answer.header("Set-Cookie").contains("HttpOnly") && !answer.header("Set-Cookie").contains("Secure"))
      #expect(browser.cookie.withLockedValue { $0 } != before, "another visit than the one before")
      #expect(try await browser.ask("/board").status == 200)
      #expect(try await browser.ask("/").location == "/board")
      // The cookie of before lets nobody in.
      #expect(try await Browser(browser.site).ask("/board", ["Cookie: \(before)"]).status == 403)
      let left = try await browser.send("/leave", from: try await browser.ask("/board"), [])
      #expect(left.status == 303)
      #expect(try await browser.ask("/board").status == 403)
      #expect(try await browser.ask("/").body.contains("Who are you?"))
    }
  }

  @Test func `a driver's pass opens the own vehicle's page, and nothing that is the planner's`() async throws {
    try await withPages { bench in
      try await bench.putOtherVan()
      let driver = try await bench.browser(.van)
      #expect(try await driver.ask("/").location == "/drive")
      let page = try await driver.ask("/drive?vehicle=VAN-2")
      #expect(page.status == 200 && page.body.contains("VAN-1") && !page.body.contains("VAN-2"))
      for path in ["/board", "/board/live", "/board?day=2026-11-25"] {
        #expect(try await driver.ask(path).status == 403, "\(path)")
      }
      for path in ["plan", "move", "depart"] {
        let fields = [
          ("day", dayName(tomorrow)), ("vehicle", "VAN-1"), ("order", "\(OrderID.fresh())"), ("position", "1"),
        ]
        #expect(try await driver.send("/board/\(path)", from: page, fields).status == 403, "\(path)")
      }
      // Its pass is a driver's, whatever its form says.
      let token = try await bench.pass(.van)
      let own = try await driver.ask("/pass/\(token)")
      let answer = try await driver.send(
        "/pass", from: own, [("pass", "\(token)"), ("vehicle", ""), ("role", "planner")])
      #expect(answer.location == "/drive")
    }
  }

  @Test func `a revoked pass is out at once, also who looks on`() async throws {
    try await withPages { bench in
      let token = try await bench.pass()
      let planner = try await bench.enter(token)
      #expect(try await planner.ask("/board").status == 200)
      let looking = Task { try await planner.ask("/board/live") }
      try await eventually("it is looked on") {
        try await planner.ask("/board/live", until: "data:").body.contains("data:")
      }
      let number = Pass.number(of: token.digest)
      let revoked = try await bench.accepted(RevokePass(number))
      #expect(revoked.first?.revoked != nil)
      #expect(try await bench.accepted(RevokePass(number)) == revoked, "revoked twice it is the same")
      #expect(try await planner.ask("/board").status == 403)
      #expect(try await Browser(planner.site).ask("/pass/\(token)").status == 404)
      // The stream ends by itself.
      #expect(try await looking.value.status == 200)
    }
  }

  @Test func `a pass ends with its time`() async throws {
    let clock = NIOLockedValueBox(wallClock())
    try await withPages(now: { clock.withLockedValue { $0 } }) { bench in
      let planner = try await bench.enter(try await bench.pass(lifetime: .minutes(10)))
      #expect(try await planner.ask("/board").status == 200)
      clock.withLockedValue { $0 = $0 + .minutes(10) }
      #expect(try await planner.ask("/board").status == 403)
    }
  }

  @Test func `who is in stays in when the site starts anew, and an open form is taken`() async throws {
    try await withPeers { bench in
      let site = PageSite(endpoint: .tcp(host: "127.0.0.1", port: 0))
      let cookie = NIOLockedValueBox("")
      let token = NIOLockedValueBox("")
      try await bench.withCarrier(depot: Text(of: "10115"), pages: site) {
        try await bench.prepare()
        let planner = try await bench.browser()
        cookie.withLockedValue { $0 = planner.cookie.withLockedValue { $0 } }
        let page = try await planner.ask("/board")
        token.withLockedValue { $0 = page.field("form") }
      }
      try await bench.withCarrier(depot: Text(of: "10115"), pages: site) {
        _ = try await bench.accepted(Instruct(.fresh()))
        let planner = Browser(try await bench.pages())
        planner.cookie.withLockedValue { $0 = cookie.withLockedValue { $0 } }
        #expect(try await planner.ask("/board").status == 200)
        let form = [("form", token.withLockedValue { $0 }), ("day", dayName(tomorrow))]
        #expect(try await planner.ask("/board/plan", method: "POST", form: form).status == 303)
      }
    }
  }

  @Test func `wrong passes and links are not there, counted, and held up; good ones never are`() async throws {
    try await withPages { bench in
      let browser = Browser(try await bench.pages())
      let token = try await bench.pass()
      let order = OrderID.fresh()
      for path in [
        "/pass/\(PassToken())", "/pass/x", "/track/\(order)", "/track/\(order)-00", "/track/-", "/track/x-y",
      ] {
        #expect(try await browser.ask(path).status == 404, "\(path)")
      }
      for _ in 0..<Guesses.perMinute { _ = try await browser.ask("/track/\(order)-\(PassToken())") }
      #expect([404, 429].contains(try await browser.ask("/track/\(order)-\(PassToken())").status))
      // A minute may have begun anew once; two do not while these are asked.
      var held = false
      for _ in 0...Guesses.perMinute where !held { held = try await browser.ask("/pass/\(PassToken())").status == 429 }
      #expect(held)
      #expect(try await browser.ask("/pass/\(token)").status == 200)
    }
  }

  @Test func `a pass is put once, for vehicles that there are`() async throws {
    try await withPages { bench in
      let call = PutPass(digest: PassToken().digest, vehicle: .van, lifetime: .days(1), note: Text(of: "Ole"))
      let first = try await bench.accepted(call)
      #expect(try await bench.accepted(call) == first)
      var other = call
      other.vehicle = nil
      guard case .refused(let reused) = try await bench.ask(other) else {
        Issue.record("a driver's pass became a planner's")
        return
      }
      #expect(reused.reason == .idReused)
      other = PutPass(digest: PassToken().digest, vehicle: .otherVan, lifetime: .days(1))
      guard case .refused(let unknown) = try await bench.ask(other) else {
        Issue.record("a pass for no vehicle")
        return
      }
      #expect(unknown.reason == .unknownVehicle)
      #expect(try await bench.accepted(ListPasses()) == first)
      guard case .refused(let nobodys) = try await bench.ask(RevokePass(1)) else {
        Issue.record("a pass that there is not was revoked")
        return
      }
      #expect(nobodys.reason == .unknownPass)
    }
  }

  @Test func `browsers by one pass are bounded: the oldest is out`() async throws {
    try await withPages { bench in
      let token = try await bench.pass()
      let first = try await bench.enter(token)
      var last = first
      for _ in 0..<Carrier.maximumSessions { last = try await bench.enter(token) }
      #expect(try await first.ask("/board").status == 403)
      #expect(try await last.ask("/board").status == 200)
    }
  }

  @Test func `by a proxy's name the pages are reached, and by no other`() async throws {
    try await withPages(name: "board.example.org") { bench in
      #expect(try await bench.pages() == "https://board.example.org")
      let lines = try String(contentsOfFile: "\(bench.directory)/data/endpoints", encoding: .utf8).split(
        separator: "\n")
      let browser = Browser(String(try #require(lines.first { $0.hasPrefix("http://") })))
      let token = try await bench.pass()
      let named = "Host: board.example.org"
      let page = try await browser.ask("/pass/\(token)", [named])
      #expect(page.status == 200)
      #expect(try await browser.ask("/pass/\(token)", ["Host: evil.example"]).status == 421)
      let form = [("form", page.field("form")), ("pass", "\(token)")]
      let answer = try await browser.ask(
        "/pass", method: "POST", [named, "Origin: https://board.example.org"], form: form)
      #expect(answer.status == 303 && answer.header("Set-Cookie").contains("Secure"))
      #expect(try await browser.ask("/board", [named]).status == 200)
    }
  }
}
