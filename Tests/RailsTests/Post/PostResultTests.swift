/// Files of results that are not right: which line, why, and that nothing of them is taken.
import Foundation
import Testing

@testable import Rails

@Suite struct `a file of results` {
  private static let header = "H;VOUCH-RESULTS;1;000004;60112233;2026-11-30T05:00:00Z;000001;EUR\n"
  private static let record = "D;ORDER-1;ACCEPTED;1250;;\n"
  private static let trailer = "T;1;1250\n"

  /// What is in the file, and what its refusal says.
  private static let rows: [(text: String, words: String)] = [
    ("", "Line 1: the file is empty."),
    ("nothing\n", "Line 1: it begins with 'nothing', and the header with 'H'."),
    (header, "Line 1: it begins with 'H', and the trailer with 'T'."),
    (header + record, "Line 2: it begins with 'D', and the trailer with 'T'."),
    (header + record + "T;1;1250", "Line 3: the line has no end."),
    (header + "\n" + record + trailer, "Line 2: the line is empty."),
    (header + record + trailer + record, "Line 3: it begins with 'T', and the record with 'D'."),
    (header + record + trailer + trailer, "Line 3: it begins with 'T', and the record with 'D'."),
    (header + "D;ORDER-1;ACCEPTED;1250;\n" + trailer, "Line 2: the record has 5 fields, and not 6."),
    (header + "D;ORDER-1;ACCEPTED;1250;;;\n" + trailer, "Line 2: the record has 7 fields, and not 6."),
    (header + "X;ORDER-1;ACCEPTED;1250;;\n" + trailer, "Line 2: it begins with 'X', and the record with 'D'."),
    (header + "D;order;ACCEPTED;1250;;\n" + trailer, "Line 2: the record has no order's id."),
    (header + "D;;ACCEPTED;1250;;\n" + trailer, "Line 2: the record has no order's id."),
    (header + "D;ORDER-1;PAID;1250;;\n" + trailer, "Line 2: the outcome is not ACCEPTED, REJECTED or RETURNED."),
    (header + "D;ORDER-1;ACCEPTED;12.50;;\n" + trailer, "Line 2: the amount is not 1 to 1000000000000000 minor units"),
    (header + "D;ORDER-1;ACCEPTED;-1250;;\n" + trailer, "Line 2: the amount is not"),
    (header + "D;ORDER-1;ACCEPTED;0;;\n" + trailer, "Line 2: the amount is not"),
    (header + "D;ORDER-1;ACCEPTED;+1250;;\n" + trailer, "Line 2: the amount is not"),
    (header + "D;ORDER-1;ACCEPTED;9999999999999999;;\n" + trailer, "Line 2: the amount is not"),
    (header + "D;ORDER-1;ACCEPTED;99999999999999999999999;;\n" + trailer, "Line 2: the amount is not"),
    (header + "D;ORDER-1;ACCEPTED;;;\n" + trailer, "Line 2: the amount is not"),
    (header + "D;ORDER-1;REJECTED;1250;;\n" + trailer, "Line 2: no reason is given for what was not paid."),
    (header + "D;ORDER-1;REJECTED;1250;AM-04;\n" + trailer, "Line 2: the reason's code is not up to 10 letters"),
    (header + "D;ORDER-1;REJECTED;1250;ABCDEFGHIJK;\n" + trailer, "Line 2: the reason's code is not up to 10 letters"),
    (
      header + "D;ORDER-1;REJECTED;1250;;\(String(repeating: "x", count: 201))\n" + trailer,
      "Line 2: the reason has more than 200 characters."
    ),
    (header + "D;ORDER-1;REJECTED;1250;;caf\u{E9}\n" + trailer, "Line 2: byte 29 of the line is no printable ASCII."),
    (header + "D;ORDER-1;REJECTED;1250;;a\u{0}b\n" + trailer, "Line 2: byte 27 of the line is no printable ASCII."),
    (header + "D;\(String(repeating: "A", count: 1_000))\n" + trailer, "Line 2: the line is longer than 1000 bytes."),
    (header + record + record + "T;2;2500\n", "Line 3: order ORDER-1 is in it twice."),
    (header + record + "T;2;1250\n", "Line 3: the trailer counts 2 records, and there are 1."),
    (header + record + "T;1;1251\n", "Line 3: the trailer's sum is 1251, and the records' is 1250."),
    (header + record + "T;1;-1250\n", "Line 3: the trailer's sum is -1250, and the records' is 1250."),
    (header + record + "T;one;1250\n", "Line 3: the trailer counts one records, and there are 1."),
    (header + record + "T;1\n", "Line 3: the trailer has 2 fields, and not 3."),
    (header + "D;ORDER-9;ACCEPTED;1250;;\n" + trailer, "Line 2: order ORDER-9 is not in file 000001."),
    (header + "D;ORDER-3;ACCEPTED;1250;;\n" + trailer, "Line 2: order ORDER-3 is not in file 000001."),
    (header + "D;ORDER-1;ACCEPTED;1251;;\nT;1;1251\n", "Line 2: the amount of order ORDER-1 is 1250, and not 1251."),
    (
      header.replacing("EUR", with: "USD") + record + trailer,
      "Line 1: its currency is USD, and that of file 000001 is EUR."
    ),
    (header.replacing("EUR", with: "EUX") + record + trailer, "Line 1: its currency is not known."),
    (header.replacing("EUR", with: "eur") + record + trailer, "Line 1: its currency is not known."),
    (
      header.replacing("000001", with: "000007") + record + trailer,
      "Line 1: it is about file 000007, and there is none"
    ),
    (header.replacing("000001", with: "x") + record + trailer, "Line 1: it does not say which file of orders"),
    (header.replacing("000004", with: "0") + record + trailer, "Line 1: it has no file number."),
    (header.replacing("60112233", with: "60112234") + record + trailer, "Line 1: it is for another customer."),
    (header.replacing(";1;", with: ";2;") + record + trailer, "Line 1: its version is not 1."),
    (header.replacing("RESULTS", with: "ORDERS") + record + trailer, "Line 1: it is no file of results."),
    (header.replacing("T05", with: " 05") + record + trailer, "Line 1: its creation has no time."),
    (header.replacing(";EUR", with: "") + record + trailer, "Line 1: the header has 7 fields, and not 8."),
    (String(repeating: "H", count: PostLine.maximumBytes + 1), "Line 1: the file is longer than 1048576 bytes."),
  ]

  /// A rail with two orders in file 1, in euro, and one in file 2.
  private static func sent(_ desk: PostDesk) async throws -> PostByFolder {
    let rail = try desk.open()
    _ = try await rail.deliver([.post(1), .post(2)])
    _ = try await rail.deliver([.post(3)])
    return rail
  }

  @Test(arguments: rows.indices) func `is refused with its line and reason`(place: Int) async throws {
    let (text, words) = Self.rows[place]
    let desk = PostDesk()
    let rail = try await Self.sent(desk)
    try desk.put(text, "in/results.txt")
    #expect(try await rail.news().isEmpty)
    let why = try desk.text("refused/results.txt.why.txt")
    #expect(why.contains(words), "\(why)")
    #expect(why.split(separator: "\n").count == 4)
    #expect(try desk.text("refused/results.txt") == text)
    #expect(try desk.names("in").isEmpty)
    // What was wrong left nothing behind: the right one is taken, and said once.
    try desk.put(Self.header + Self.record + Self.trailer, "in/results.txt")
    #expect(try await rail.news() == [PaymentNews(order: "ORDER-1", outcome: .accepted)])
    try await rail.confirm()
    await rail.close()
  }

  @Test func `may have lines that end in two bytes, and none but its ends`() async throws {
    let desk = PostDesk()
    let rail = try await Self.sent(desk)
    try desk.put((Self.header + Self.record + Self.trailer).replacing("\n", with: "\r\n"), "in/a.txt")
    try desk.put(Self.header.replacing("000004", with: "000005") + "T;0;0\n", "in/b.txt")
    #expect(try await rail.news().map(\.outcome) == [.accepted])
    #expect(try desk.names("refused").isEmpty)
    await rail.close()
  }

  /// What was said before, what is said then, and the refusal.
  @Test(arguments: [
    ("ACCEPTED", "ACCEPTED", "order ORDER-1 was accepted before"), ("ACCEPTED", "REJECTED", "was accepted before"),
    ("REJECTED", "ACCEPTED", "was rejected before"), ("REJECTED", "RETURNED", "was rejected before"),
    ("RETURNED", "ACCEPTED", "was returned before"), ("RETURNED", "RETURNED", "was returned before"),
    ("ACCEPTED", "RETURNED", ""),
  ])
  func `says nothing against what was said`(first: String, second: String, words: String) async throws {
    for isConfirmed in [true, false] {
      let desk = PostDesk()
      var rail = try await Self.sent(desk)
      try desk.put(PostDesk.results([("ORDER-1", first, 1_250, "X")]), "in/a.txt")
      #expect(try await rail.news().count == 1)
      if isConfirmed {
        try await rail.confirm()
        await rail.close()
        rail = try desk.open()
      }
      try desk.put(PostDesk.results([("ORDER-1", second, 1_250, "X")], number: 2), "in/b.txt")
      _ = try await rail.news()
      #expect(try desk.names("refused").isEmpty == words.isEmpty)
      if !words.isEmpty { #expect(try desk.text("refused/b.txt.why.txt").contains(words)) }
      await rail.close()
    }
  }

  @Test func `is taken once, under whatever name it comes`() async throws {
    let desk = PostDesk()
    var rail = try await Self.sent(desk)
    let text = PostDesk.results([("ORDER-1", "ACCEPTED", 1_250, "")], number: 8)
    try desk.put(text, "in/a.txt")
    try desk.put(text, "in/b.txt")
    #expect(try await rail.news().count == 1)
    try await rail.confirm()
    await rail.close()
    rail = try desk.open()
    let name = String(repeating: "long", count: 60)
    try desk.put(text, "in/\(name)")
    #expect(try await rail.news().isEmpty)
    #expect(try desk.names("refused").count == 4)
    #expect(try desk.text("refused/b.txt.why.txt").contains("file number 000008 was taken before"))
    await rail.close()
  }

  @Test func `is a value or a refusal with any byte changed, and at every length`() throws {
    let bytes = Array((Self.header + Self.record + "D;ORDER-2;REJECTED;7;AM04;none\nT;2;1257\n").utf8)
    #expect(try PostResultFile(bytes, for: "60112233").results.count == 2)
    for place in bytes.indices {
      #expect(throws: PostFault.self) { try PostResultFile(Array(bytes[..<place]), for: "60112233") }
      for value in UInt8.min...UInt8.max {
        var changed = bytes
        changed[place] = value
        do throws(PostFault) { _ = try PostResultFile(changed, for: "60112233") } catch {
          #expect((1...5).contains(error.line))
        }
      }
    }
  }

  @Test func `of ours comes back from its text`() throws {
    var random = ISORandom(seed: ISORandom.seed)
    for _ in 0..<200 {
      let orders = try (0..<Int.random(in: 0...5, using: &random)).map { _ in
        let purpose = PaymentOrder.Purpose.allCases.randomElement(using: &random) ?? .collect
        return try PostOrder(
          .post(
            random.next() >> 1, purpose, amount: Int64.random(in: 1...1_000_000_000_000_000, using: &random),
            name: String("Zoë;\u{1F600}\n".shuffled(using: &random))))
      }
      let euro = PaymentOrder.post(1).currency
      let file = PostOrderFile(
        number: Int64(random.next() >> 14), customer: "C1", created: "2026-11-29T09:02:03Z", currency: euro,
        orders: orders)
      guard file.number > 0 else { continue }
      #expect(try PostOrderFile(Array(file.text.utf8)) == file, "seed \(ISORandom.seed)")
    }
  }
}

extension String {
  fileprivate func replacing(_ text: String, with other: String) -> String {
    replacingOccurrences(of: text, with: other)
  }
}
