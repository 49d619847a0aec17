/// The post office's rail: what is written, what is taken, and what is left after a crash.
import Foundation
import Ledger
import Testing

@testable import Rails

@Suite struct `an exchange with the post office` {
  @Test func `writes orders as the page says`() async throws {
    let desk = PostDesk()
    let rail = try desk.open()
    let news = try await rail.deliver([
      .post(1), .post(2, .payOut, amount: 99_000, name: "Zoë; Łukasz & Søn 書"), .post(3, .giveBack, amount: 5),
    ])
    #expect(news.map(\.outcome) == [.received, .received, .received])
    #expect(news.allSatisfy { $0.reason == "in VOUCH-ORDERS-000001.txt" })
    #expect(
      try desk.text("out/VOUCH-ORDERS-000001.txt") == """
        H;VOUCH-ORDERS;1;000001;60112233;2026-11-29T09:02:03Z;EUR
        D;ORDER-1;COLLECT;1250;BE71096123456769;;Ann Drawer;BE02000000004040;BPOTBEB1;Vouch;Check 1
        D;ORDER-2;PAYOUT;99000;BE02000000004040;BPOTBEB1;Vouch;BE71096123456769;;Zoe, Lukasz & Son ?;Check 2
        D;ORDER-3;GIVEBACK;5;BE02000000004040;BPOTBEB1;Vouch;BE71096123456769;;Ann Drawer;Check 3
        T;3;100255

        """)
    await rail.close()
  }

  @Test func `brings news of all that was said, until they are confirmed`() async throws {
    let desk = PostDesk()
    var rail = try desk.open()
    let orders = [PaymentOrder.post(1), .post(2), .post(3)]
    _ = try await rail.deliver(orders)
    try desk.move("VOUCH-ORDERS-000001.txt", from: "out", to: "sent")
    try desk.put(
      PostDesk.results([("ORDER-1", "ACCEPTED", 1_250, ""), ("ORDER-2", "REJECTED", 1_250, "AM04")]), "in/monday.txt")
    let expected = [
      PaymentNews(order: "ORDER-1", outcome: .accepted),
      PaymentNews(order: "ORDER-2", outcome: .rejected, code: "AM04"),
    ]
    #expect(try await rail.news() == expected)
    #expect(try await rail.news() == expected)
    // Nobody confirmed before the end of the process: it is said again.
    await rail.close()
    rail = try desk.open()
    #expect(try await rail.news() == expected)
    #expect(try desk.names("in") == ["monday.txt"])
    try await rail.confirm()
    #expect(try await rail.news().isEmpty)
    #expect(try desk.names("done") == ["monday.txt"])
    try desk.put(PostDesk.results([("ORDER-1", "RETURNED", 1_250, "MD06")], number: 2), "in/monday.txt")
    #expect(try await rail.news().map(\.outcome) == [.returned])
    try await rail.confirm()
    #expect(try desk.names("done") == ["monday.txt", "monday.txt.2"])
    await rail.close()
    // All of it is known from the files.
    rail = try desk.open()
    #expect(try await rail.inquire(orders).map(\.outcome) == [.returned, .rejected, .received])
    #expect(try await rail.deliver(orders).map(\.outcome) == [.returned, .rejected, .received])
    #expect(try desk.names("out").isEmpty)
    await rail.close()
  }

  @Test func `sends no order twice, whatever happened in between`() async throws {
    let desk = PostDesk()
    var rail = try desk.open()
    _ = try await rail.deliver([.post(1), .post(2)])
    #expect(
      try await rail.deliver([.post(2), .post(3), .post(3)]).map(\.outcome) == [.received, .received, .received])
    try desk.move("VOUCH-ORDERS-000001.txt", from: "out", to: "sent")
    for _ in 0..<2 {
      await rail.close()
      rail = try desk.open()
      _ = try await rail.deliver([.post(1), .post(2), .post(3)])
    }
    #expect(try desk.names("out") == ["VOUCH-ORDERS-000002.txt"])
    #expect(try desk.text("out/VOUCH-ORDERS-000002.txt").contains("T;1;1250\n"))
    _ = try await rail.deliver([.post(4)])
    #expect(try desk.names("out") == ["VOUCH-ORDERS-000002.txt", "VOUCH-ORDERS-000003.txt"])
    await rail.close()
  }

  @Test func `leaves nothing half written behind when it is killed`() async throws {
    let desk = PostDesk()
    var rail = try desk.open()
    _ = try await rail.deliver([.post(1)])
    await rail.close()
    // As a process leaves it that dies between writing and renaming, at any length.
    let whole = try desk.text("out/VOUCH-ORDERS-000001.txt").replacingOccurrences(of: "ORDER-1", with: "ORDER-2")
      .replacingOccurrences(of: "000001", with: "000002")
    for count in [0, 1, 40, whole.utf8.count] {
      try desk.put(String(whole.prefix(count)), "out/.VOUCH-ORDERS-000002.txt.part")
      rail = try desk.open()
      #expect(try desk.names("out") == ["VOUCH-ORDERS-000001.txt"])
      #expect(try await rail.inquire([.post(2)]).map(\.outcome) == [.unknown])
      await rail.close()
    }
    rail = try desk.open()
    #expect(try await rail.deliver([.post(2)]).map(\.reason) == ["in VOUCH-ORDERS-000002.txt"])
    // As a carrier leaves it that dies between copying and removing.
    try FileManager.default.copyItem(
      atPath: desk.directory + "/out/VOUCH-ORDERS-000002.txt", toPath: desk.directory + "/sent/VOUCH-ORDERS-000002.txt")
    await rail.close()
    rail = try desk.open()
    #expect(try await rail.deliver([.post(1), .post(2)]).map(\.outcome) == [.received, .received])
    await rail.close()
  }

  @Test func `passes over what is still being written`() async throws {
    let desk = PostDesk()
    let rail = try desk.open()
    _ = try await rail.deliver([.post(1)])
    for name in [".results.txt", "results.txt.part"] { try desk.put("H;VOUCH", "in/\(name)") }
    try FileManager.default.createDirectory(atPath: desk.directory + "/in/folder", withIntermediateDirectories: false)
    #expect(try await rail.news().isEmpty)
    #expect(try desk.names("in").count == 3)
    #expect(try desk.names("refused").isEmpty)
    await rail.close()
  }

  @Test func `has a file for each currency, and files of a bounded length`() async throws {
    let desk = PostDesk()
    let rail = try desk.open()
    let many = (1...UInt64(PostOrderFile.maximumOrders + 1)).map { PaymentOrder.post($0) }
    let news = try await rail.deliver([.post(9_001, amount: 7, currency: "JPY")] + many)
    #expect(news.count == many.count + 1)
    #expect(try desk.names("out").count == 3)
    #expect(try desk.text("out/VOUCH-ORDERS-000002.txt").hasSuffix("T;1;1250\n"))
    #expect(try desk.text("out/VOUCH-ORDERS-000003.txt").contains(";JPY\n"))
    await rail.close()
  }

  @Test(arguments: [
    ("", "its id is not 1 to 35 of A-Z, 0-9 and '-'"), ("order", "its id is not 1 to 35 of A-Z, 0-9 and '-'"),
    (String(repeating: "A", count: 36), "its id is not 1 to 35 of A-Z, 0-9 and '-'"),
    ("A;B", "its id is not 1 to 35 of A-Z, 0-9 and '-'"),
  ])
  func `refuses an id that cannot stand in a file`(id: String, reason: String) async throws {
    let desk = PostDesk()
    let rail = try desk.open()
    var order = PaymentOrder.post(1)
    order.id = id
    #expect(try await rail.deliver([order]).map(\.reason) == [reason])
    await rail.close()
  }

  @Test func `refuses numbers and amounts that cannot stand in a file`() async throws {
    let desk = PostDesk()
    let rail = try desk.open()
    var (empty, odd, long, none, much) = (
      PaymentOrder.post(1), PaymentOrder.post(2), PaymentOrder.post(3), PaymentOrder.post(4), PaymentOrder.post(5)
    )
    empty.from.number = ""
    odd.to.number = "1;2"
    long.to.institution = String(repeating: "A", count: 35)
    none.amount = 0
    much.amount = .max
    let news = try await rail.deliver([empty, odd, long, none, much, .post(6)])
    #expect(news.map(\.outcome) == [.rejected, .rejected, .rejected, .rejected, .rejected, .received])
    #expect(news[0].reason == "the number of the payer is not 1 to 34 characters of ASCII")
    await rail.close()
  }

  @Test func `refuses another order under the same id`() async throws {
    let desk = PostDesk()
    let rail = try desk.open()
    _ = try await rail.deliver([.post(1)])
    await #expect(throws: PostError.otherOrder(id: "ORDER-1", what: "amount")) {
      try await rail.deliver([.post(1, amount: 1_251)])
    }
    await #expect(throws: PostError.otherOrder(id: "ORDER-1", what: "purpose")) {
      try await rail.deliver([.post(1, .payOut)])
    }
    await rail.close()
  }

  @Test func `is for nobody else's eyes, and for one process`() async throws {
    let desk = PostDesk()
    let rail = try desk.open()
    _ = try await rail.deliver([.post(1)])
    try desk.put("nothing\n", "in/a.txt")
    _ = try await rail.news()
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: desk.directory + path)[.posixPermissions] as? Int
    }
    for place in ["", "/out", "/sent", "/in", "/done", "/refused"] { #expect(try mode(place) == 0o700) }
    #expect(try mode("/out/VOUCH-ORDERS-000001.txt") == 0o600)
    #expect(try mode("/refused/a.txt.why.txt") == 0o600)
    #expect(throws: PostError.inUse(path: desk.directory)) { try desk.open() }
    await rail.close()
    await #expect(throws: PostError.closed) { try await rail.news() }
  }

  @Test func `does not begin where its own files are not as they were`() async throws {
    let desk = PostDesk()
    let rail = try desk.open()
    _ = try await rail.deliver([.post(1), .post(2)])
    await rail.close()
    let whole = try desk.text("out/VOUCH-ORDERS-000001.txt")
    for changed in [
      String(whole.dropLast(5)), whole.replacingOccurrences(of: ";1250;", with: ";1260;"), "", whole + whole,
      whole.replacingOccurrences(of: "COLLECT", with: "collect"), whole.replacingOccurrences(of: "EUR", with: "EUX"),
      whole.replacingOccurrences(of: "T;2;", with: "T;3;"), whole.replacingOccurrences(of: "H;", with: "D;"),
    ] {
      try desk.put(changed, "out/VOUCH-ORDERS-000001.txt")
      let error = #expect(throws: PostError.self) { try desk.open() }
      #expect(error.map { "\($0)" }?.contains("restore it as it was before anything is sent again") == true)
    }
    try desk.put(whole, "out/VOUCH-ORDERS-000001.txt")
    try desk.put(whole.replacingOccurrences(of: ";000001;", with: ";000002;"), "sent/VOUCH-ORDERS-000002.txt")
    let error = #expect(throws: PostError.self) { try desk.open() }
    #expect(error.map { "\($0)" }?.hasPrefix("Order ORDER-1 is in VOUCH-ORDERS-000002.txt and in VOUCH-ORD") == true)
  }

  @Test(arguments: ["", "60-11", "123456789012345678901", "6\u{E9}"]) func `wants a customer number`(customer: String) {
    #expect(throws: PostError.self) { try PostDesk().open(customer: customer) }
  }
}
