/// A real shop before a real check manager: the money moves as the order does.
import CheckClient
import Ledger
import MailOrder
import Seals
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct RealManagerTests {
  @Test func `an order is paid by its check and instructed, and a failed delivery gives the money back`() async throws {
    try await withDaemon { daemon in
      for arguments in [
        ["accounts", "add", "ALICE", "--currency", "EUR", "--name", "Alice Sommer", "--address", "Weg 4, 50667 Köln"],
        ["fund", "ALICE", "300.00"], ["sellers", "add", "SHOP", "--currency", "EUR"],
        ["distributors", "add", "PARCEL", "--currency", "EUR"],
      ] {
        try await Program.vouch.run(arguments + ["--server", "\(daemon.unix)"]).expecting(0)
      }
      let distributor = HonestDistributor()
      let peer = try await Peer.start { [.answer(distributor.answer($0))] }
      try await withShopProcess(manager: daemon.unix) { shop, client in
        _ = try await client.call(PutCommodities(shelf()))
        _ = try await shop.office("distributors", "put", "PARCEL", "--name", "Parcels", "--site", "\(peer.endpoint)")

        let placed = try anOrder(recipient: nil)
        let form = placed.form
        var terms = CheckTerms(drawer: alice, amount: form.amount, currency: euro)
        terms.payee = shopID
        terms.distributor = parcel
        terms.order = Digest(Hash.sha256(placed.formBytes))
        try await daemon.withClient { manager in
          let issued = try await manager.call(IssueCheck(id: placed.check, terms: terms))
          guard case .accepted = issued.outcome else { throw ProcessFailure("\(issued)") }
          _ = try await client.call(placed)
          try await eventually("the order is instructed") {
            guard case .accepted(let order) = try await client.call(GetOrder(form.id, account: alice)) else {
              return false
            }
            return order.state == .instructed
          }
          #expect(distributor.instructions[form.id]?.recipient?.postcode == line("50667"))
          let seller = try await manager.call(GetSeller(shopID))
          guard case .accepted(let paid) = seller.outcome else { throw ProcessFailure("\(seller)") }
          #expect(paid.seller.available.posted == form.amount.minorUnits)

          _ = try await client.call(
            ReportDelivery(
              order: form.id, distributor: parcel, number: 1,
              event: DeliveryEvent(time: form.made, state: .failed, note: line("nobody lives there")), appointment: nil)
          )
          try await eventually("the money is back") {
            guard case .accepted(let seller) = try await manager.call(GetSeller(shopID)).outcome else { return false }
            return seller.seller.available.posted == 0
          }
        }
        let shown = try await shop.office("orders", "show", "\(form.id)", "--output", "json").json
        #expect(shown["state"] == "undelivered")
        #expect(shown["events"].items.contains { $0["note"] == "failed: nobody lives there" })
      }
      await peer.stop()
    }
  }

  @Test func `a check drawn for another order is refused by the manager's own name`() async throws {
    try await withDaemon { daemon in
      for arguments in [
        ["accounts", "add", "ALICE", "--currency", "EUR"], ["fund", "ALICE", "300.00"],
        ["sellers", "add", "SHOP", "--currency", "EUR"],
      ] {
        try await Program.vouch.run(arguments + ["--server", "\(daemon.unix)"]).expecting(0)
      }
      try await withShopProcess(manager: daemon.unix) { shop, client in
        _ = try await client.call(PutCommodities(shelf()))
        let placed = try anOrder([("SONG", 1, 99)], distributor: nil, recipient: nil)
        var terms = CheckTerms(drawer: alice, amount: placed.form.amount, currency: euro)
        terms.order = Digest(Hash.sha256([1, 2, 3]))
        try await daemon.withClient { manager in
          _ = try await manager.call(IssueCheck(id: placed.check, terms: terms))
        }
        _ = try await client.call(placed)
        try await eventually("the order is rejected") {
          let shown = try await shop.office("orders", "show", "\(placed.form.id)", "--output", "json").json
          return shown["events"].items.last?["note"] == "check_refused: order_mismatch"
        }
      }
    }
  }

  @Test func `what is put together in the window is paid by a real check, and its page tells the way to the door`()
    async throws
  {
    try await withDaemon { daemon in
      for arguments in [
        ["accounts", "add", "ALICE", "--currency", "EUR", "--name", "Alice Sommer", "--address", "Weg 4, 50667 Köln"],
        ["fund", "ALICE", "300.00"], ["sellers", "add", "SHOP", "--currency", "EUR"],
        ["distributors", "add", "PARCEL", "--currency", "EUR"],
      ] {
        try await Program.vouch.run(arguments + ["--server", "\(daemon.unix)"]).expecting(0)
      }
      let distributor = HonestDistributor()
      let peer = try await Peer.start { [.answer(distributor.answer($0))] }
      try await withShopProcess(manager: daemon.unix) { shop, client in
        var shelf = shelf()
        shelf[0].coolingOff = .days(14)
        _ = try await client.call(PutCommodities(shelf))
        _ = try await shop.office("distributors", "put", "PARCEL", "--name", "Parcels", "--site", "\(peer.endpoint)")
        let visitor = Visitor(at: try #require(shop.page))
        try await visitor.go("/commodities/CUP")
        try await visitor.send("/cart", [("commodity", "CUP"), ("quantity", "2")])
        try await visitor.go("/checkout")
        let total = visitor.page.value(after: "name=\"total\" value=\"")
        try await visitor.send(
          "/checkout", [("total", total), ("wallet", "http://localhost:7425"), ("distributor", "PARCEL")])
        let token = try #require(OfferToken(visitor.page.value(after: "data-live=\"/orders/", until: "/")))

        // What a wallet does: it asks for the offer, demands the check for exactly that, and sends the order with it.
        let offer = try #require(try await client.call(GetOffer(token)).accepted)
        var placed = try anOrder([("CUP", 2, 500)], recipient: nil)
        #expect(placed.form.lines == offer.lines)
        placed.offer = token
        var terms = CheckTerms(drawer: alice, amount: offer.amount, currency: euro)
        terms.payee = offer.seller
        terms.distributor = offer.distributor
        terms.order = Digest(Hash.sha256(placed.formBytes))
        try await daemon.withClient { manager in
          _ = try await manager.call(IssueCheck(id: placed.check, terms: terms))
        }
        _ = try await client.call(placed)
        func shows(_ step: String) async throws {
          try await eventually("the page shows that it is \(step)") {
            try await visitor.go("/orders/\(token)").body.contains("id=\"step-\(step)\"")
          }
        }
        try await shows("instructed")
        #expect(visitor.page.body.contains("Parcels knows where the goods go."))
        for (number, state) in [DeliveryState.planned, .underway, .delivered].enumerated() {
          let word = ReportDelivery(
            order: placed.form.id, distributor: parcel, number: UInt64(number + 1),
            event: DeliveryEvent(time: placed.form.made, state: state, note: line("Alice Sommer, Weg 4")),
            appointment: nil)
          _ = try await client.call(word)
          try await shows(state.name)
        }
        #expect(visitor.page.body.contains("You may give it back until <time"))
        for secret in ["Alice", "ALICE", "Weg 4", "50667", "\(placed.check)"] {
          #expect(!visitor.page.body.contains(secret), "\(secret)")
        }
      }
      await peer.stop()
    }
  }
}
