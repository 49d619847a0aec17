/// A bank of other make at the other end of HTTP: everything that it can do with an order.
import Foundation
import Ledger
import Storage
import Testing

@testable import Rails

extension PaymentNews {
  /// `E1 accepted`, with the code where there is one.
  var short: String { "\(order) \(outcome)\(code.isEmpty ? "" : " \(code)")" }
}

@Suite(.enabled(if: MockBank.isThere, BankWheels.missing), .timeLimit(.minutes(30)))
struct `a bank by HTTP` {
  @Test func `pays, and says so once it is booked`() async throws {
    try await MockBank.with { bank, directory in
      let rail = try bank.connector(in: directory)
      let orders = [PaymentOrder.sample("E1"), .sample("E2", 1, to: .globex)]
      #expect(try await rail.deliver(orders).map(\.short) == ["E1 received", "E2 received"])
      let news = try await rail.news()
      #expect(news.map(\.short) == ["E1 accepted", "E2 accepted"])
      #expect(try await rail.news() == news, "what was not confirmed is given again")
      try await rail.confirm()
      #expect(try await rail.news().isEmpty)
      #expect(try BankFiles.files(in: "\(directory)/bank/spool").isEmpty)
      #expect(try BankFiles.files(in: "\(directory)/bank/done") == ["1.xml", "2.xml"])
      #expect(try BankFiles.files(in: "\(directory)/bank/refused").isEmpty)
    }
  }

  @Test func `rejects some and pays the others`() async throws {
    try await MockBank.with { bank, directory in
      let rail = try bank.connector(in: directory)
      _ = try await rail.deliver([
        .sample("E1"), .sample("E2", to: .initech), .sample("E3", to: .eurodis), .sample("E4", 2000, from: .globex),
      ])
      let news = try await rail.news()
      #expect(
        Set(news.map(\.short)) == ["E1 accepted", "E2 rejected AC04", "E3 rejected RC01", "E4 rejected AM04"])
      #expect(news.allSatisfy { !$0.reason.isEmpty })
      try await rail.confirm()
      #expect(try BankFiles.files(in: "\(directory)/bank/spool").isEmpty)
    }
  }

  @Test func `rejects a whole message at once`() async throws {
    try await MockBank.with { bank, directory in
      try await bank.behave("ACME", "reject-file")
      let rail = try bank.connector(in: directory)
      let answer = try await rail.deliver([.sample("E1"), .sample("E2")])
      #expect(answer.map(\.short) == ["E1 rejected FF01", "E2 rejected FF01"])
      #expect(
        try await rail.news().map(\.short) == ["E1 rejected FF01", "E2 rejected FF01"], "its report says the same")
      try await rail.confirm()
      #expect(try BankFiles.files(in: "\(directory)/bank/spool").isEmpty)
    }
  }

  @Test func `that has an order already pays it once, whoever died in between`() async throws {
    try await MockBank.with { bank, directory in
      let orders = [PaymentOrder.sample("E1"), .sample("E2", to: .initech)]
      _ = try await bank.connector(in: directory).deliver(orders)
      // The connector dies before it keeps the news: others are handed over with the old ones, in another sequence.
      let again = try bank.connector(in: directory)
      let handed = try await again.deliver([.sample("E3"), orders[1], orders[0]])
      #expect(Set(handed.map(\.short)) == ["E1 received DUPL", "E2 received DUPL", "E3 received"])
      #expect(try await bank.paymentCount() == 3)
      let news = try await again.news()
      #expect(Set(news.map(\.short)) == ["E1 accepted", "E2 rejected AC04", "E3 accepted"])
      // Only the news were kept, not the confirmation: they come again.
      let third = try bank.connector(in: directory)
      #expect(try await third.news() == news)
      try await third.confirm()
      #expect(try BankFiles.files(in: "\(directory)/bank/spool").isEmpty)
    }
  }

  @Test func `that was not reached gets the same message later`() async throws {
    try await MockBank.with { bank, directory in
      let nobody = try bank.connector(in: directory) { $0.base = "http://127.0.0.1:9" }
      await #expect(throws: BankError.self) { try await nobody.deliver([.sample("E1")]) }
      let spooled = try BankFiles.files(in: "\(directory)/bank/spool").filter { $0.hasSuffix(".xml") }
      let rail = try bank.connector(in: directory)
      #expect(try await rail.inquire([.sample("E1")]).map(\.short) == ["E1 unknown"])
      #expect(try await rail.deliver([.sample("E1")]).map(\.short) == ["E1 received"])
      #expect(try BankFiles.files(in: "\(directory)/bank/spool").filter { $0.hasSuffix(".xml") } == spooled)
      #expect(try await rail.news().map(\.short) == ["E1 accepted"])
      let rest = try await bank.control(.get, "payments/E1")
      #expect(rest.contains("\"\(spooled[0].dropLast(4))\""))
    }
  }

  @Test func `is never given an order with another amount under the same id`() async throws {
    try await MockBank.with { bank, directory in
      let rail = try bank.connector(in: directory)
      _ = try await rail.deliver([.sample("E1", 1250)])
      await #expect(throws: BankError.changed(order: "E1")) { try await rail.deliver([.sample("E1", 1251)]) }
      #expect(try await bank.paymentCount() == 1)
    }
  }

  @Test func `that stays silent is asked, and booked payments are found on its statement`() async throws {
    try await MockBank.with { bank, directory in
      try await bank.behave("ACME", "silent")
      let rail = try bank.connector(in: directory)
      let later = Timestamp(milliseconds: PaymentOrder.morning.milliseconds + 86_400_000)
      _ = try await rail.deliver([.sample("E1", ordered: later), .sample("E2", to: .initech, ordered: later)])
      #expect(try await rail.news().isEmpty)
      let asked: [PaymentOrder] = [.sample("E1"), .sample("E2"), .sample("E9")]
      #expect(try await rail.inquire(asked).map(\.short) == ["E1 received", "E2 rejected AC04", "E9 unknown"])
      try await bank.advance(days: 1)
      #expect(try await rail.news().map(\.short) == ["E1 accepted"])
      #expect(try await rail.inquire(asked).map(\.short) == ["E1 accepted", "E2 rejected AC04", "E9 unknown"])
      try await rail.confirm()
      #expect(try BankFiles.files(in: "\(directory)/bank/spool").isEmpty)
    }
  }

  @Test func `sends money back days later`() async throws {
    try await MockBank.with { bank, directory in
      try await bank.behave("ACME", "return-later", #"{"days": 2, "reason": "AC04", "end_to_end_id": "E1"}"#)
      let rail = try bank.connector(in: directory)
      _ = try await rail.deliver([.sample("E1", to: .globex), .sample("E2")])
      #expect(try await rail.news().map(\.short) == ["E1 accepted", "E2 accepted"])
      try await rail.confirm()
      try await bank.advance(days: 1)
      #expect(try await rail.news().isEmpty, "the day's statement says nothing that was not known")
      try await rail.confirm()
      try await bank.advance(days: 1)
      let back = try await rail.news()
      #expect(back.map(\.short) == ["E1 returned AC04"])
      #expect(try await rail.inquire([.sample("E1")]).map(\.short) == ["E1 returned AC04"])
      try await rail.confirm()
    }
  }

  @Test func `that leaves an entry out of its statement is found out, and nothing of the statement is used`()
    async throws
  {
    try await MockBank.with { bank, directory in
      try await bank.behave("ACME", "statement-gap")
      let rail = try bank.connector(in: directory)
      _ = try await rail.deliver([.sample("E1"), .sample("E2", 300)])
      #expect(try await rail.news().map(\.short) == ["E1 accepted", "E2 accepted"], "it was notified of both")
      try await bank.advance(days: 1)
      _ = try await rail.news()
      let refused = try BankFiles.files(in: "\(directory)/bank/refused")
      try #require(refused.count == 2, "\(refused)")
      let words = try String(contentsOfFile: "\(directory)/bank/refused/\(refused[1])", encoding: .utf8)
      #expect(words.contains("an entry is missing or too many: ask the bank"), "\(words)")
    }
  }

  @Test func `ends its day with statements that add up`() async throws {
    try await MockBank.with { bank, directory in
      let rail = try bank.connector(in: directory)
      _ = try await rail.deliver([.sample("E1"), .sample("E2", 300)])
      try await bank.advance(days: 1)
      #expect(try await rail.news().map(\.short) == ["E1 accepted", "E2 accepted"])
      try await rail.confirm()
      let statements = try BankFiles.files(in: "\(directory)/bank/done").flatMap { name -> [BankStatement] in
        let bytes = try #require(try BankFiles.read("\(directory)/bank/done/\(name)", bound: XMLBounds.bytes))
        guard case .statements(let statements) = try BankMessage(bytes) else { return [] }
        return statements
      }
      let own = try #require(statements.first { $0.account == PaymentOrder.Account.acme.rawValue })
      #expect(own.opening == 12_500_000 && own.closing == 12_498_450)
      #expect(own.sequence == 1 && own.firstDay == BankDay("2026-12-01") && own.currency == .of("EUR"))
      #expect(own.entries.map(\.signedAmount) == [-1250, -300])
      #expect(own.entries.map { $0.details.map(\.endToEndID) } == [["E1"], ["E2"]])
      #expect(own.entries.map(\.bankReference) == ["MB-PMT-1", "MB-PMT-2"])
    }
  }
}
