/// The operator's desk before a real vouchd: what it shows, what it does, and for whom it does not.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

extension Daemon {
  /// A check of ALICE for SHOP.
  func demand(_ amount: String, exit code: Int32 = 0) async throws -> JSONAnswer {
    try await terminal(
      "ALICE", "demand", "--amount", amount, "--currency", "EUR", "--seller", "SHOP", "--distributor", "PARCEL",
      exit: code)
  }
}

@Suite(.timeLimit(.minutes(30)))
struct DeskTests {
  @Test func `suspends a seller, after which nothing is issued to it, and lets it in again`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.withDesk { desk in
        let shown = try await desk.look("/sellers/SHOP/suspend")
        #expect(shown.contains("Suspend seller SHOP?"))
        let done = try await desk.act("/sellers/SHOP/suspend", ["reason": "complaints: goods do not come"])
        #expect(done.status == 303)
        let after = try await desk.look(try #require(done.location))
        #expect(after.contains("id=\"receipt\"") && after.contains("complaints: goods do not come"))
        #expect(after.contains(">suspended</span>"))
        #expect(try await daemon.demand("7.00", exit: 1)["reason"] == "seller_suspended")
        #expect(try await desk.act("/sellers/SHOP/activate").status == 303)
        #expect(try await daemon.demand("7.00")["outcome"] != "refused")
        #expect(try await desk.look("/journal").contains("complaints: goods do not come"))
      }
    }
  }

  @Test func `does a thing once, however often its button is pressed`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.withDesk { desk in
        let page = try await desk.visitor.get("/sellers/SHOP/suspend")
        let fields = ["form": page.hidden("form"), "command": page.hidden("command"), "reason": "twice"]
        let first = try await desk.visitor.post("/sellers/SHOP/suspend", fields)
        let second = try await desk.visitor.post("/sellers/SHOP/suspend", fields)
        #expect(first.status == 303 && first.location == second.location)
        let entries = try await daemon.vouch("journal", "--seller", "SHOP")["entries"].items
        #expect(entries.count == 2)
      }
    }
  }

  @Test func `says what is wrong beside the form, and keeps what was filled in`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.withDesk { desk in
        for reason in ["", " ", String(repeating: "x", count: 300), "line\nbreak"] {
          let answer = try await desk.act("/sellers/SHOP/suspend", ["reason": reason])
          #expect(answer.status == 422)
          #expect(answer.body.contains("Give a reason"))
        }
        #expect(try await desk.act("/sellers/SHOP/suspend", ["command": "none"]).status == 400)
        #expect(try await desk.act("/sellers/SHOP/close").status == 303)
        // Closed for good: the ledger says so.
        let again = try await desk.act("/sellers/SHOP/activate", ["reason": "a \"second\" <chance>"])
        #expect(again.status == 422)
        #expect(again.body.contains("id=\"fault\""))
        #expect(again.body.contains("value=\"a &quot;second&quot; &lt;chance&gt;\""))
      }
    }
  }

  @Test func `voids a check, and decides a dispute`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let (voided, disputed) = (try await daemon.demand("7.00").check, try await daemon.demand("9.00").check)
      try await daemon.terminal("ALICE", "dispute", disputed, "--reason", "nothing came")
      try await daemon.withDesk { desk in
        #expect(try await desk.look("/checks?state=issued").contains(voided))
        #expect(try await desk.look("/disputes").contains(disputed))
        #expect(try await desk.look("/checks/\(disputed)").contains("nothing came"))
        #expect(try await desk.act("/checks/\(voided)/void").status == 303)
        #expect(try await desk.look("/checks/\(voided)").contains(">voided</span>"))
        let wrong = try await desk.act("/checks/\(disputed)/pay", ["amount": "4.000"])
        #expect(wrong.status == 422 && wrong.body.contains("value=\"4.000\""))
        #expect(try await desk.act("/checks/\(disputed)/pay", ["amount": "4.00"]).status == 303)
        let page = try await desk.look("/checks/\(disputed)")
        #expect(page.contains("<dt>Paid</dt><dd>4.00 EUR</dd>"))
        #expect(try await desk.look("/disputes").contains("Nothing is in dispute."))
        #expect(try await desk.look("/").contains("conserved"))
      }
    }
  }

  @Test func `shows every page, of an empty ledger too`() async throws {
    try await withDaemon { daemon in
      try await daemon.withDesk { desk in
        for page in [
          "/", "/charts", "/accounts", "/sellers", "/distributors", "/checks", "/checks?hours=24", "/disputes",
          "/outbox",
          "/journal",
        ] {
          let body = try await desk.look(page)
          #expect(body.contains("<main id=\"main\">") && body.contains("aria-current=\"page\""), "\(page)")
          // Nothing that the policy of what may run would stop.
          #expect(!body.contains(" style=") && !body.contains("<style") && !body.contains("onclick"), "\(page)")
        }
        try await eventually("the first pulse is seen") { try await desk.look("/charts").contains("<polyline") }
      }
    }
  }

  @Test func `takes names, notes and reasons for text, whatever is in them`() async throws {
    let evil = "<script>alert('1')</script>\"><img src=x onerror=alert(2)>"
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      try await daemon.vouch("accounts", "set", "ALICE", "--name", evil, "--bank-notes", evil)
      try await daemon.vouch("sellers", "set", "SHOP", "--name", evil, "--address", evil)
      let check = try await daemon.terminal(
        "ALICE", "demand", "--amount", "7.00", "--currency", "EUR", "--seller", "SHOP", "--memo", evil
      ).check
      try await daemon.terminal("ALICE", "dispute", check, "--reason", evil)
      try await daemon.withDesk { desk in
        #expect(try await desk.act("/sellers/SHOP/suspend", ["reason": evil]).status == 303)
        for page in [
          "/accounts", "/accounts/ALICE", "/accounts?search=script", "/sellers/SHOP", "/sellers/SHOP/activate",
          "/checks", "/checks/\(check)", "/disputes", "/journal", "/statement/accounts/ALICE/bank",
        ] {
          let body = try await desk.look(page)
          #expect(!body.contains("<script>") && !body.contains("<img"), "\(page)")
        }
        #expect(try await desk.look("/accounts/ALICE").contains("&lt;script&gt;"))
        #expect(try await desk.look("/journal").contains("onerror=alert(2)&gt;"))
        let search = try await desk.look("/accounts?search=\(WebVisitor.escaped("\"><b>"))")
        #expect(search.contains("value=\"&quot;&gt;&lt;b&gt;\""))
      }
    }
  }

  @Test func `pages through what there is, and takes no query that means nothing`() async throws {
    try await withDaemon { daemon in
      for number in 1...53 {
        try await daemon.withClient { client in
          let code = try #require(Code(number < 10 ? "S0\(number)" : "S\(number)"))
          let currency = try #require(Currency(code: "EUR"))
          let enrolment = CompanyEnrolment(code: code, currency: currency)
          _ = try await client.call(Administration(id: IDMaker().command(), change: .enrolSeller(enrolment)))
        }
      }
      try await daemon.withDesk { desk in
        let first = try await desk.look("/sellers")
        #expect(first.contains(">S50</a>") && !first.contains(">S51</a>"))
        #expect(first.contains("href=\"/sellers?from=S51\" id=\"next\""))
        let second = try await desk.look("/sellers?from=S51")
        #expect(second.contains(">S53</a>") && !second.contains("id=\"next\"") && second.contains("id=\"first\""))
        #expect(try await desk.look("/sellers?search=S07").contains(">S07</a>"))
        #expect(try await desk.look("/sellers?search=nobody").contains("Nothing with “nobody” in it."))
        let journal = try await desk.look("/journal")
        #expect(journal.contains("id=\"older\"") && !journal.contains("id=\"newer\""))
        #expect(try await desk.look("/journal?from=1").contains("id=\"newer\""))
        for (path, status) in [
          ("/sellers?from=%3Cb%3E", 400), ("/sellers/\(String(repeating: "A", count: 13))", 404),
          ("/sellers/NOBODY", 404),
          ("/checks?state=maybe", 400), ("/checks?from=x", 400), ("/checks?hours=-1", 400), ("/checks?hours=721", 400),
          ("/checks/4711", 404), ("/checks/00000000-0000-7000-8000-000000000000", 404), ("/journal?from=x", 400),
          ("/statement/sellers/S01/bank", 404),
          ("/statement/sellers/S01/available?entry=18446744073709551615&balance=1", 404),
          ("/nowhere", 404), ("/../../etc/passwd", 404), ("/sellers/%2e%2e%2f", 404),
        ] {
          let answer = try await desk.visitor.get(path)
          // A place in a statement that is none is an empty page or a no, and never a failure.
          if path.contains("entry=") {
            #expect(answer.status == 200 || answer.status == 404 || answer.status == 502, "\(path): \(answer.status)")
          } else {
            #expect(answer.status == status, "\(path): \(answer.status)")
          }
        }
      }
    }
  }

  @Test func `finds the checks whose hold ends soon`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let soon = try await daemon.terminal(
        "ALICE", "demand", "--amount", "1.00", "--currency", "EUR", "--seller", "SHOP", "--expires-in", "2h"
      ).check
      let later = try await daemon.demand("2.00").check
      try await daemon.withDesk { desk in
        let page = try await desk.look("/checks?hours=24")
        #expect(page.contains(soon) && !page.contains(later))
      }
    }
  }
}
