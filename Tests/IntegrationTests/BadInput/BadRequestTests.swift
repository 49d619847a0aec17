/// Messages that no client of ours would send: each is told what is wrong, and the next one is served.
import CheckClient
import Ledger
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct BadRequestTests {
  /// A message that cannot be read, or a method that there is not: a status, and no message.
  struct Unreadable: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let method: UInt32
    let message: [UInt8]
    let status: UInt32
  }

  private static let unimplemented: UInt32 = 12
  private static let invalidArgument: UInt32 = 3

  static let unreadable = [
    Unreadable(
      testDescription: "the method after the last", method: UInt32(Method.allCases.count), message: [],
      status: unimplemented),
    Unreadable(testDescription: "a method far off", method: .max, message: [1, 2, 3], status: unimplemented),
    Unreadable(
      testDescription: "bytes that are no protobuf", method: Method.issueCheck.rawValue,
      message: [0xFF, 0xFF, 0xFF, 0xFF], status: invalidArgument),
    Unreadable(
      testDescription: "a field that is longer than its message", method: Method.issueCheck.rawValue,
      message: [0x0A, 0x7F, 1, 2, 3], status: invalidArgument),
    Unreadable(
      testDescription: "a number where a message should be", method: Method.issueCheck.rawValue,
      message: RawMessage().field(2, 7).bytes, status: invalidArgument),
    Unreadable(
      testDescription: "a number without an end", method: Method.getStatus.rawValue,
      message: [UInt8](repeating: 0x80, count: 64), status: invalidArgument),
    Unreadable(
      testDescription: "so many empty fields that they would fill the memory", method: Method.updateAccount.rawValue,
      message: [[UInt8]](repeating: [0x22, 0x00], count: 500_000).flatMap { $0 }, status: invalidArgument),
  ]

  @Test(arguments: unreadable)
  func `a message that cannot be read gets a status`(bad: Unreadable) async throws {
    try await withDaemon { daemon in
      let connection = try RawConnection(to: daemon.tcp)
      let reply = try #require(try await connection.ask(bad.method, id: 77, bad.message))
      #expect(reply == RawReply(status: bad.status, method: bad.method, id: 77, message: []))
      try await daemon.expectToServe(connection)
    }
  }

  /// A demand with something wrong in it: the outcome `invalid`, with the field's name.
  struct Wrong: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let field: String
    let message: RawMessage

    init(
      _ description: String, field: String, id: [UInt8]? = nil, drawer: [UInt8] = Array("BUYER-1".utf8),
      amount: Int64 = 1000, currency: String = "EUR", order: [UInt8] = [], memo: [UInt8] = []
    ) {
      testDescription = description
      self.field = field
      let fresh = ids.check()
      let bytes = [fresh.high, fresh.low].flatMap { half in
        (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) }
      }
      var terms = RawMessage().field(1, drawer).field(2, "SHOP-1").field(5, currency)
      if amount != 0 { terms = terms.field(4, amount) }
      if !order.isEmpty { terms = terms.field(10, order) }
      var message = RawMessage().field(1, id ?? bytes).field(2, terms)
      if !memo.isEmpty { message = message.field(3, memo) }
      self.message = message
    }
  }

  static let wrong = [
    Wrong("no amount", field: "terms.amount", amount: 0),
    Wrong("a negative amount", field: "terms.amount", amount: -1),
    Wrong("the most negative amount", field: "terms.amount", amount: .min),
    Wrong("an amount past the bound", field: "terms.amount", amount: Amount.maximum + 1),
    Wrong("the largest number", field: "terms.amount", amount: .max),
    Wrong("a currency that there is not", field: "terms.currency", currency: "XXQ"),
    Wrong("no currency", field: "terms.currency", currency: ""),
    Wrong("an id that is too short", field: "id", id: [1, 2, 3]),
    Wrong("an id that is too long", field: "id", id: [UInt8](repeating: 1, count: 17)),
    Wrong("no id", field: "id", id: []),
    Wrong("a code of lower case with a blank", field: "terms.drawer", drawer: Array("buyer 1".utf8)),
    Wrong("a code that is no UTF-8", field: "terms.drawer", drawer: [0x41, 0xFF, 0x42]),
    Wrong("a code with a NUL", field: "terms.drawer", drawer: Array("BUYER\u{0}1".utf8)),
    Wrong("an order's digest that is too short", field: "terms.order", order: [1, 2, 3]),
    Wrong("a memo that is no UTF-8", field: "memo", memo: [0x66, 0xC3, 0x28]),
    Wrong("a memo with a NUL", field: "memo", memo: Array("one\u{0}two".utf8)),
    Wrong("a memo with a line break", field: "memo", memo: Array("one\ntwo".utf8)),
    Wrong("a memo that is too long", field: "memo", memo: [UInt8](repeating: 0x61, count: 257)),
  ]

  /// One daemon for all: what is wrong with one demand must not be felt by the next.
  @Test func `a demand with a wrong field is told which, why and what would be right`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        let connection = try RawConnection(to: daemon.tcp)
        for (index, wrong) in BadRequestTests.wrong.enumerated() {
          let reply = try #require(
            try await connection.ask(Method.issueCheck.rawValue, id: UInt32(index), wrong.message.bytes))
          #expect(reply.status == 0, "\(wrong.testDescription)")
          guard reply.status == 0 else { continue }
          guard case .invalid(let invalid) = try IssueCheck.decodeReply(reply.message).outcome else {
            Issue.record("not invalid: \(wrong.testDescription)")
            continue
          }
          #expect(invalid.field == wrong.field, "\(wrong.testDescription)")
          #expect(!invalid.reason.isEmpty && !invalid.hint.isEmpty, "\(wrong.testDescription)")
        }
        let right = Wrong("nothing wrong", field: "").message.bytes
        let reply = try #require(try await connection.ask(Method.issueCheck.rawValue, id: 99, right))
        #expect(throws: Never.self) { try IssueCheck.decodeReply(reply.message).issued }
        #expect(try await client.allChecks().count == 1)
        try await client.expectSoundBooks()
      }
    }
  }

  @Test func `an id from another time is refused by name`() async throws {
    try await withDaemon { daemon in
      try await daemon.withClient { client in
        try await client.enrolTown()
        for id in [
          CheckID(high: 0x0000_0000_0001_7000, low: 1 << 63), CheckID(high: 0xFFFF_FFFF_FFFF_7000, low: 1 << 63),
        ] {
          var terms = CheckTerms(drawer: .buyer, amount: 100, currency: .euro)
          terms.payee = .shop
          #expect(try await client.refused(IssueCheck(id: id, terms: terms)) == .idOutsideWindow)
        }
      }
    }
  }
}

extension Daemon {
  /// Expects it to answer: on this connection, and on others.
  func expectToServe(_ connection: RawConnection? = nil) async throws {
    if let connection {
      let reply = try #require(try await connection.ask(Method.getStatus.rawValue, id: 5, []))
      #expect(reply.status == 0)
      #expect(reply.id == 5)
    }
    try await withClient { client in
      _ = try await client.accepted(GetStatus())
      try await client.expectSoundBooks()
    }
  }
}
