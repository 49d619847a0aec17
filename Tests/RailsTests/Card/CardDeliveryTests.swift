/// A card rail against a host of another make: what becomes of orders when all goes well, and when somebody says no.
import Foundation
import Ledger
import Testing

@testable import Rails

@Suite(.enabled(if: ISOPeer.isThere, Comment(rawValue: ISOPeer.skipped))) struct `a card rail` {
  @Test func `authorises and captures what is collected, once, however often it is handed over`() async throws {
    let host = try CardHost()
    let rail = try host.rail()
    let orders = (1...5).map { PaymentOrder.card($0, amount: Int64($0) * 100) }
    for _ in 0..<3 {
      let news = try await rail.deliver(orders)
      #expect(news.map(\.order) == orders.map(\.id))
      #expect(news.allSatisfy { $0.outcome == .accepted && $0.code == "00" })
    }
    #expect(try await rail.inquire(orders).allSatisfy { $0.outcome == .accepted })
    await rail.close()
    #expect(try host.count("authorised") == Dictionary(uniqueKeysWithValues: orders.map { ($0.reference, 1) }))
    #expect(try host.count("captured") == Dictionary(uniqueKeysWithValues: orders.map { ($0.reference, 1) }))
    #expect(try host.events.filter { $0.event == "captured" }.map(\.amount).sorted() == [100, 200, 300, 400, 500])
    #expect(try host.count("wrong").isEmpty)
  }

  @Test func `refunds what is given back, once`() async throws {
    let host = try CardHost(CardHost.Plan(nth: [("0200", [1, 2], "drop")]))
    let rail = try host.rail(host.impatient)
    let order = PaymentOrder.card(7, .giveBack, card: PaymentOrder.otherCard)
    #expect(try await rail.deliver([order]).map(\.outcome) == [.timedOut])
    let news = try await rail.settled([order])
    #expect(news["ORDER-7"]?.outcome == .accepted)
    #expect(try await rail.deliver([order]).map(\.outcome) == [.accepted])
    await rail.close()
    let refunds = try host.acts(on: order)
    #expect(refunds.map(\.event) == ["refunded", "again", "again"])
    #expect(refunds.map(\.mti) == ["0200", "0201", "0201"])
  }

  /// A host's codes, and what becomes of a payment by each.
  @Test func `says what the issuer said`() async throws {
    let table: [(code: String, outcome: PaymentNews.Outcome, words: String)] = [
      ("05", .rejected, "the issuer does not honour it"), ("14", .rejected, "there is no such card"),
      ("51", .rejected, "there is not enough money"), ("54", .rejected, "the card has expired"),
      ("61", .rejected, "it is over the limit of the amount"), ("77", .rejected, "the issuer does not say why"),
      ("91", .unknown, "later: the issuer cannot be reached"), ("96", .unknown, "later: the host does not work"),
      ("68", .timedOut, "the issuer's answer came too late to the host"),
      ("10", .rejected, "only a part was approved"),
      ("94", .timedOut, "the host has had this message before"),
    ]
    var plan = CardHost.Plan()
    for (place, row) in table.enumerated() {
      let amount = CardTrace.padded(place + 1, 12)
      plan.rules.append(["match": ["mti": "0100", "fields": ["4": amount]], "respond": row.code])
    }
    plan.rules.append(["respond": "00"])
    let host = try CardHost(plan)
    let rail = try host.rail()
    let orders = table.indices.map { PaymentOrder.card(UInt64($0 + 1), amount: Int64($0 + 1)) }
    let news = try await rail.deliver(orders)
    for (row, one) in zip(table, news) {
      #expect(one.outcome == row.outcome, "\(row.code)")
      #expect(one.code == (row.outcome == .timedOut ? "" : row.code), "\(row.code)")
      #expect(one.reason == row.words, "\(row.code)")
    }
    // The same again: what was refused stays so, and what was put off is asked anew.
    #expect(try await rail.deliver(orders).map(\.outcome) == news.map(\.outcome))
    await rail.close()
    #expect(try host.count("captured").isEmpty)
    #expect(try host.count("reversed nothing")[PaymentOrder.card(9).reference] == 2)
    #expect(try host.count("wrong").isEmpty)
  }

  @Test(arguments: [
    (PaymentOrder.card(1, .payOut), "a card rail pays nobody out; use a bank's or the post office's"),
    (PaymentOrder.card(2, card: "4111111111111112"), "the number of the holder is no card's"),
    (PaymentOrder.card(3, card: "DE02120300000000202051"), "the number of the holder is no card's"),
    (PaymentOrder.card(4, card: ""), "the number of the holder is no card's"),
    (PaymentOrder.card(5, amount: 1_000_000_000_000), "a card message has amounts of 1 to 999999999999 minor units"),
    (PaymentOrder.card(6, amount: 0), "a card message has amounts of 1 to 999999999999 minor units"),
    (PaymentOrder.card(1 << 62), "its number is too large for a retrieval reference"),
  ])
  func `refuses what no host can take, and asks none`(order: PaymentOrder, reason: String) async throws {
    var terms = CardTerms(host: "127.0.0.1", port: 9, acquirer: "1", terminal: "T", merchant: "M")
    terms.timeout = .milliseconds(100)
    let directory = NSTemporaryDirectory() + "card-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let rail = try CardByTCP(terms, journal: directory)
    let news = try await rail.deliver([order])
    #expect(news == [PaymentNews(order: order.id, outcome: .rejected, code: "", reason: reason)])
    await rail.close()
  }

  @Test func `refuses another order under the same id`() async throws {
    let host = try CardHost(CardHost.Plan(nth: [("0220", Array(1...1_000), "lose")]))
    let rail = try host.rail(host.impatient)
    var order = PaymentOrder.card(1)
    #expect(try await rail.deliver([order]).map(\.outcome) == [.received])
    order.amount += 1
    await #expect(throws: CardError.otherOrder(id: "ORDER-1", what: "amount")) { try await rail.deliver([order]) }
    order.amount -= 1
    order.from.number = "5555555555554444"
    let error = await #expect(throws: CardError.self) { try await rail.deliver([order]) }
    #expect(error.map { "\($0)" }?.contains("card (…1111, now …4444)") == true)
    await rail.close()
  }

  @Test func `sends nothing that it cannot write down`() async throws {
    let host = try CardHost()
    let rail = try host.rail()
    // As a disk that fails: from here on no line can be durable.
    await rail.journal.close()
    for _ in 0..<2 {
      let error = await #expect(throws: CardError.self) { try await rail.deliver([.card(1), .card(2)]) }
      #expect(error.map { "\($0)" }?.hasSuffix("Nothing is sent until it can be.") == true)
    }
    await rail.close()
    #expect(try host.events.allSatisfy { $0.mti == "0800" })
  }

  @Test func `throws while there is no host, and goes on when there is`() async throws {
    let host = try CardHost()
    host.stop()
    let rail = try host.rail()
    let orders = [PaymentOrder.card(1), PaymentOrder.card(2)]
    for _ in 0..<3 {
      let error = await #expect(throws: CardError.self) { try await rail.deliver(orders) }
      #expect(error.map { "\($0)" }?.hasSuffix("Connection refused. It is tried again with the next orders.") == true)
    }
    #expect(try await rail.inquire(orders).map(\.outcome) == [.unknown, .unknown])
    try host.start(CardHost.Plan())
    var news: [PaymentNews]?
    while news == nil { news = try? await rail.deliver(orders) }
    #expect(news?.map(\.outcome) == [.accepted, .accepted])
    // And once more after the host was gone in between.
    host.stop()
    try host.start(CardHost.Plan())
    news = nil
    while news == nil { news = try? await rail.deliver([PaymentOrder.card(3)]) }
    #expect(news?.map(\.outcome) == [.accepted])
    await rail.close()
  }

  @Test func `has so many orders under way at once, and no more`() async throws {
    var plan = CardHost.Plan()
    plan.rules = [["match": ["mti": ["0100", "0220"]], "delay_ms": 30], ["respond": "00"]]
    let host = try CardHost(plan)
    var terms = host.terms(timeout: .seconds(5))
    terms.window = 7
    let rail = try host.rail(terms)
    let news = try await rail.deliver((1...40).map { PaymentOrder.card($0) })
    #expect(news.allSatisfy { $0.outcome == .accepted })
    await rail.close()
    let most = try host.events.map(\.event).filter { $0.hasSuffix(" at once") }
    #expect(most.last == "7 at once")
  }

  @Test func `signs on, and asks for an echo when nothing is heard`() async throws {
    let host = try CardHost(CardHost.Plan(nth: [("0800", [4], "lose")]))
    var terms = host.impatient
    terms.idle = .milliseconds(50)
    let notices = CardNotices()
    let rail = try host.rail(terms, notice: notices.take)
    _ = try await rail.delivered([PaymentOrder.card(1)])
    // The echo that is lost ends the connection.
    try await eventually { notices.all.contains { if case .disconnected = $0 { true } else { false } } }
    _ = try await rail.delivered([PaymentOrder.card(2)])
    await rail.close()
    let network = try host.events.map(\.event).filter { $0.hasPrefix("network") }
    #expect(network.prefix(4) == ["network 001", "network 301", "network 301", "network 001"])
    #expect(notices.all.contains(.disconnected(reason: "the host gives no echo")))
  }

  @Test func `is not signed on where the host does not want it`() async throws {
    var plan = CardHost.Plan()
    plan.rules = [["match": ["mti": "0800"], "respond": "03"]]
    let host = try CardHost(plan)
    let rail = try host.rail()
    let error = await #expect(throws: CardError.self) { try await rail.deliver([PaymentOrder.card(1)]) }
    #expect(
      error.map { "\($0)" }?.contains("it does not sign us on: 03 (the host does not know this merchant)") == true)
    await rail.close()
  }

  @Test(arguments: [
    (CardTerms(host: "", port: 1, acquirer: "1", terminal: "T", merchant: "M"), "host and port"),
    (CardTerms(host: "h", port: 70_000, acquirer: "1", terminal: "T", merchant: "M"), "host and port"),
    (CardTerms(host: "h", port: 1, acquirer: "A", terminal: "T", merchant: "M"), "acquirer: field 32"),
    (CardTerms(host: "h", port: 1, acquirer: "", terminal: "T", merchant: "M"), "acquirer is empty"),
    (CardTerms(host: "h", port: 1, acquirer: "1", terminal: "TERMINAL-1", merchant: "M"), "terminal: field 41"),
    (CardTerms(host: "h", port: 1, acquirer: "1", terminal: "T", merchant: "MERCHANT NUMBER 1"), "merchant: field 42"),
  ])
  func `is not made by terms that cannot be`(terms: CardTerms, words: String) {
    let error = #expect(throws: CardError.self) { try CardByTCP(terms, journal: "/nowhere/journal") }
    #expect(error.map { "\($0)" }?.contains(words) == true)
  }
}

@Suite struct `a response code` {
  /// What it says of a question, and of a message that is repeated until it is done.
  @Test(arguments: [
    ("00", CardVerdict.approved, CardVerdict.approved), ("08", .unclear, .approved), ("10", .unclear, .declined),
    ("11", .unclear, .approved), ("05", .declined, .declined), ("14", .declined, .declined),
    ("51", .declined, .declined), ("54", .declined, .declined), ("61", .declined, .declined), ("68", .unclear, .later),
    ("91", .later, .later), ("94", .unclear, .approved), ("96", .later, .later), ("ZZ", .declined, .declined),
  ])
  func `has a verdict`(code: String, asked: CardVerdict, repeated: CardVerdict) {
    #expect(CardVerdict(code: code) == asked)
    #expect(CardVerdict(advice: code) == repeated)
    #expect(!CardVerdict.words(of: code).isEmpty)
  }
}

@Suite struct `a retrieval reference` {
  @Test func `is twelve characters, and another for every number`() {
    #expect(CardMessages.reference(of: 0) == "000000000000")
    #expect(CardMessages.reference(of: 999_999_999_999) == "999999999999")
    #expect(CardMessages.reference(of: 1_000_000_000_000) == "A00000000000")
    #expect(CardMessages.reference(of: 1_000_000_000_035) == "A0000000000Z")
    let last = UInt64(26) * 131_621_703_842_267_136 + 1_000_000_000_000 - 1
    #expect(CardMessages.reference(of: last) == "ZZZZZZZZZZZZ")
    #expect(CardMessages.reference(of: last + 1) == nil)
    #expect(CardMessages.reference(of: .max) == nil)
  }
}
