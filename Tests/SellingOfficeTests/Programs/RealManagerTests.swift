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
}
