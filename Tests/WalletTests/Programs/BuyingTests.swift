/// Buying through the wallet, over sockets: a real vouchd, a shop's service, and the real program.
import CheckClient
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@testable import SellingOffice

@Suite("Buying through the wallet", .timeLimit(.minutes(30))) struct BuyingTests {
  @Test func `an order is shown as it is, approved, paid by one check, and the check is drawn`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let offer = try await stage.offer([("TEAPOT", 2, 2490), ("CUP", 1, 500)])
      let page = try await guest.get(stage.link(offer))
      #expect(page.status == 200)
      #expect(page.element("sum") == "54.80 EUR")
      #expect(page.body.contains("Books &amp; &lt;Beans&gt;"))
      #expect(page.body.contains("Parcel &amp; Sons"))
      #expect(page.body.contains("300.00 EUR available, 245.20 EUR left after this"))
      #expect(page.body.contains("200.00 EUR available, 145.20 EUR left after this"))
      #expect(page.body.contains("Weg 4, 50667 Köln"))
      // By the shop's own name, as the manager has it: nothing to warn of.
      #expect(!page.has("warning-1"))

      let place = try await stage.approve(offer, by: guest, [("code", "yes")])
      #expect(place.hasPrefix("/purchases/"))
      let done = try await stage.reaches(place, "id=\"check-state\">paid", guest)
      #expect(done.element("check-amount") == "54.80 EUR")
      #expect(done.body.contains("fifty-four and 80/100 EUR"))
      #expect(done.body.contains("Alice &lt;b&gt;Sommer&lt;/b&gt; (ALICE)"))
      #expect(done.body.contains("class=\"qr\""))
      #expect(done.element("hand-over-code")?.count == 8)
      #expect(done.body.contains("href=\"http://127.0.0.1:8421/orders/\(offer.token)\""))
      #expect(done.body.contains("Back to the shop at 127.0.0.1:8421"))
      #expect(try await stage.checks().map(\.terms.payee) == [shopID])

      let home = try await guest.get("/")
      #expect(home.element("available-bank") == "245.20 EUR")
      let list = try await guest.get("/purchases")
      #expect(list.body.contains(place))
      let statement = try await guest.get("/statement")
      #expect(statement.has("chart"))
      #expect(statement.element("closing") != nil)
      #expect(statement.body.contains("-54.80"))
      let checks = try await guest.get("/checks")
      let check = try #require(try await stage.checks().first)
      #expect(checks.body.contains("/checks/\(check.id)"))
      #expect(try await guest.get("/checks/\(check.id)").element("check-words") == "fifty-four and 80/100 EUR")
    }
  }

  @Test func `an offer makes one order, however often it is approved, and by how many windows at once`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let offer = try await stage.offer()
      let page = try await guest.get(stage.link(offer))
      let fields = stage.form(on: page)
      let places = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<8 {
          group.addTask { try await guest.post("/pay", fields).header("location") }
        }
        var places: Set<String?> = []
        for try await place in group { places.insert(place) }
        return places
      }
      #expect(places.count == 1)
      let place = try #require(places.first ?? nil)
      _ = try await stage.reaches(place, "id=\"check-state\">paid", guest)
      #expect(try await stage.checks().count == 1)
      // Later too, by the link and by the form.
      #expect(try await guest.get(stage.link(offer)).header("location") == place)
      #expect(try await guest.post("/pay", fields).header("location") == place)
      try await stage.restart()
      let again = try await stage.guest()
      #expect(try await again.get(stage.link(offer)).header("location") == place)
      #expect(try await stage.checks().count == 1)
    }
  }

  @Test func `what is declined costs nothing, and may be approved later`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let offer = try await stage.offer()
      let page = try await guest.get(stage.link(offer))
      let declined = try await guest.post("/pay", stage.form(on: page, [("approve", ""), ("decline", "yes")]))
      #expect(declined.has("declined"))
      #expect(declined.body.contains("127.0.0.1:8421"))
      #expect(try await stage.checks().isEmpty)
      let place = try await stage.approve(offer, by: guest)
      _ = try await stage.reaches(place, "id=\"check\"", guest)
    }
  }

  @Test func `a refusal is a sentence that says what to do, and the same offer may be paid otherwise`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      try await stage.vouch("accounts", "set", "ALICE", "--credit-line", "100000.00")
      let offer = try await stage.offer([("PIANO", 1, 4_000_000)])
      let page = try await guest.get(stage.link(offer))
      #expect(page.body.contains("not enough: only 300.00 EUR available"))
      let place = try await stage.approve(offer, by: guest)
      let refused = try await stage.reaches(place, "id=\"refusal\"", guest)
      #expect(refused.body.contains("There is not enough available for this. Pay in another way"))
      #expect(!refused.body.contains("insufficient_funds"))
      #expect(try await stage.checks().isEmpty)
      let other = try await stage.approve(offer, by: guest, [("method", "card")])
      #expect(other != place)
      _ = try await stage.reaches(other, "id=\"check-state\">paid", guest)
      #expect(try await stage.checks().map(\.progress.method) == [.card])
    }
  }

  @Test func `a seller that is suspended, or goes by another name, is warned of in the manager's words`() async throws {
    try await Stage.run(shop: "Your <i>Bank</i>") { stage in
      let guest = try await stage.guest()
      let named = try await guest.get(stage.link(try await stage.offer()))
      #expect(
        named.body.contains(
          "The shop calls itself “Your &lt;i&gt;Bank&lt;/i&gt;”. The check manager knows it as “Books &amp; &lt;Beans&gt;”"
        ))
      try await stage.vouch("sellers", "suspend", "SHOP")
      let offer = try await stage.offer()
      let suspended = try await guest.get(stage.link(offer))
      #expect(suspended.element("warning-1")?.contains("is suspended with the check manager") == true)
      let place = try await stage.approve(offer, by: guest)
      let refused = try await stage.reaches(place, "id=\"refusal\"", guest)
      #expect(refused.body.contains("The check manager has suspended this seller"))
      #expect(try await stage.checks().isEmpty)
    }
  }

  @Test func `what is missing is said beside its field, and what was written stays`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let page = try await guest.get(stage.link(try await stage.offer()))
      let wrong = try await guest.post(
        "/pay",
        stage.form(
          on: page, [("place", "other"), ("name", "<b>Bob</b>"), ("postcode", String(repeating: "9", count: 300))]))
      #expect(wrong.status == 422)
      #expect(wrong.body.contains("Write down street, number and town."))
      #expect(wrong.body.contains("value=\"&lt;b&gt;Bob&lt;/b&gt;\""))
      #expect(wrong.body.contains("Use one line of at most 256 characters for the postcode."))
      #expect(try await stage.checks().isEmpty)
    }
  }

  @Test func `an address is sealed where the shop shall not read it`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let offer = try await stage.offer()
      let page = try await guest.get(stage.link(offer))
      let sealed = [
        ("seals", "yes"), ("place", "other"), ("name", "Bob"), ("address", "Secret Lane 7"), ("postcode", "50667"),
      ]
      // The distributor has no key yet.
      let none = try await guest.post("/pay", stage.form(on: page, sealed))
      #expect(none.element("notice")?.contains("no key to seal an address to") == true)
      try await stage.vouch("distributors", "set", "PARCEL", "--address-key", String(repeating: "09", count: 32))
      let place = try await stage.approve(offer, by: guest, sealed)
      _ = try await stage.reaches(place, "id=\"check-state\">paid", guest)
      let id = try #require(OrderID(place.dropFirst("/purchases/".count)))
      guard case .accepted(let order) = try await stage.client({ try await $0.call(GetOrder(id, account: alice)) })
      else {
        Issue.record("the shop has no such order")
        return
      }
      #expect(order.recipient == nil)
      #expect(order.sealed != nil)
    }
  }

  @Test func `pay later waits for its buyer's word, and a return gives the money back`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let offer = try await stage.offer([("SONG", 1, 99)])
      let place = try await stage.approve(offer, by: guest, [("later", "yes")])
      let waiting = try await stage.reaches(place, "Choose how you pay", guest)
      let token = try #require(waiting.hidden("form"))
      #expect(
        try await guest.post("\(place)/pay", [("form", token), ("method", "barter")]).header("location")
          == "\(place)?told=choose")
      #expect(try await guest.post("\(place)/pay", [("form", token), ("method", "card")]).status == 303)
      let paid = try await stage.reaches(place, "id=\"check-state\">paid", guest)
      #expect(paid.has("return"))
      #expect(try await stage.checks().map(\.progress.method) == [.card])
      #expect(try await guest.post("\(place)/return", [("form", token), ("reason", "too <loud>")]).status == 303)
      let back = try await stage.reaches(place, "Given back", guest)
      #expect(!back.has("return"))
      #expect(try await guest.get("/").element("available-card") == "200.00 EUR")
      // It cannot be given back twice.
      #expect(
        try await guest.post("\(place)/return", [("form", token)]).header("location") == "\(place)?told=impossible")
    }
  }

  @Test func `a delivery instruction waits until its buyer agrees`() async throws {
    try await Stage.run { stage in
      let guest = try await stage.guest()
      let place = try await stage.approve(try await stage.offer(), by: guest, [("confirms", "yes")])
      let waiting = try await stage.reaches(place, "Shall it be brought so?", guest)
      let token = try #require(waiting.hidden("form"))
      #expect(try await guest.post("\(place)/confirm", [("form", token)]).header("location") == place)
      let told = try await stage.reaches(place, "You agree to the delivery", guest)
      #expect(!told.has("instruction"))
    }
  }

  @Test func `killed on its way, it shows what is unfinished, and goes on`() async throws {
    try await Stage.run(["--timeout", "2"]) { stage in
      let guest = try await stage.guest()
      let offer = try await stage.offer()
      let page = try await guest.get(stage.link(offer))
      await stage.daemon.kill()
      // The account cannot be asked: nothing is begun.
      let failed = try await guest.post("/pay", stage.form(on: page))
      #expect(failed.body.contains("The check manager does not answer now."))
      try await stage.daemon.start()
      let place = try await stage.approve(offer, by: guest)
      _ = try await stage.reaches(place, "id=\"check\"", guest)
      try await stage.restart()
      let again = try await stage.guest()
      let found = try await again.get(place)
      if let token = found.hidden("form"), found.has("resume") {
        #expect(try await again.post("\(place)/resume", [("form", token)]).status == 303)
      }
      _ = try await stage.reaches(place, "id=\"check-state\">paid", again)
      #expect(try await stage.checks().count == 1)
    }
  }

  @Test func `the pages that are kept up to date send the same as the page itself`() async throws {
    try await Stage.run(["--idle", "2s"]) { stage in
      let guest = try await stage.guest()
      let place = try await stage.approve(try await stage.offer([("SONG", 1, 99)]), by: guest)
      // It ends by itself: nobody does anything, and the wallet closes.
      let stream = try await guest.get("\(place)/live")
      #expect(stream.header("content-type") == "text/event-stream")
      #expect(stream.body.contains("data: <p><span class=\"tag"))
      #expect(stream.body.contains("The wallet is locked."))
      #expect(stream.body.contains("event: end"))
      #expect(try await guest.get(place).header("location")?.hasPrefix("/unlock") == true)
      #expect(try await guest.get("\(place)/live").status == 403)
    }
  }
}

extension Stage {
  /// Asks the shop.
  func client<Answer>(_ ask: (ServiceClient<SellingMethod>) async throws -> Answer) async throws -> Answer {
    let client = ServiceClient<SellingMethod>(server: endpoint)
    let answer: Answer
    do { answer = try await ask(client) } catch {
      await client.close()
      throw error
    }
    await client.close()
    return answer
  }
}
