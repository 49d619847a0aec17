/// A bank's mailbox: nothing in it is lost, whenever somebody dies, and nothing in it stops what comes behind it.
import Foundation
import Ledger
import Storage
import Testing

@testable import Rails

@Suite(.enabled(if: MockBank.isThere, BankWheels.missing), .timeLimit(.minutes(30)))
struct `a bank's mailbox` {
  @Test func `keeps what came between reading and confirming`() async throws {
    try await MockBank.with { bank, directory in
      let rail = try bank.connector(in: directory)
      _ = try await rail.deliver([.sample("E1")])
      #expect(try await rail.news().map(\.short) == ["E1 accepted"])
      _ = try await rail.deliver([.sample("E2", to: .initech)])
      try await rail.confirm()
      #expect(try await rail.news().map(\.short) == ["E2 rejected AC04"])
    }
  }

  @Test func `gets back what was taken out of it by a process that died`() async throws {
    try await MockBank.with { bank, directory in
      let rail = try bank.connector(in: directory)
      _ = try await rail.deliver([.sample("E1")])
      #expect(try await rail.news().map(\.short) == ["E1 accepted"])
      _ = try await rail.deliver([.sample("E2", to: .initech)])
      // As `confirm` does until its end: what it wrote down, and that all was taken.
      try BankFiles.write(Array("1\n2\n".utf8), to: "\(directory)/bank/spool/taking")
      try await bank.control(.get, "mailbox")
      let again = try bank.connector(in: directory)
      #expect(try await again.news().map(\.short) == ["E2 rejected AC04"])
      #expect(!BankFiles.exists("\(directory)/bank/spool/taking"))
      try await again.confirm()
      #expect(try await again.news().isEmpty)
    }
  }

  @Test func `has messages that cannot be read put aside, each with its reason`() async throws {
    try await MockBank.with { bank, directory in
      // An account of another kind is told in another language.
      try await bank.control(.patch, "accounts/ACME", #"{"format": "nacha", "currency": "USD"}"#)
      let rail = try bank.connector(in: directory)
      _ = try await rail.deliver([.sample("E1", 500, "USD")])
      let news = try await rail.news()
      #expect(news.map(\.short) == ["E1 accepted"], "notifications are ISO 20022 for everybody")
      let refused = try BankFiles.files(in: "\(directory)/bank/refused")
      try #require(refused.count == 2, "\(refused)")
      let words = try #require(try BankFiles.read("\(directory)/bank/refused/\(refused[1])", bound: 10_000))
      #expect(String(decoding: words, as: UTF8.self).contains("line 1"))
      #expect(try await rail.news() == news, "once is enough")
      #expect(try BankFiles.files(in: "\(directory)/bank/refused").count == 2)
      try await rail.confirm()
      #expect(try await rail.news().isEmpty)
    }
  }

  @Test func `is not shown to strangers`() async throws {
    try await MockBank.with(["--auth", "vouch:secret"]) { bank, directory in
      let stranger = try bank.connector(in: directory)
      let error = await #expect(throws: BankError.self) { try await stranger.news() }
      guard case .refused(_, 401, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      let rail = try bank.connector(in: directory) {
        $0.authorization = "Basic \(Data("vouch:secret".utf8).base64EncodedString())"
      }
      #expect(try await rail.news().isEmpty)
    }
  }
}

@Test(
  arguments: [
    ("ftp://bank.example", "https://"), ("http://bank.example", "in the clear"), ("https://", "a host"),
    ("http://127.0.0.1.bank.example", "in the clear"), ("https://me:secret@bank.example", "authorization"),
    ("http://127.0.0.1@bank.example", "in the clear"),
  ])
func `an address that orders must not go to is refused`(base: String, word: String) throws {
  let error = #expect(throws: BankError.self) {
    try BankByHTTP.Settings(base: base, directory: "/nowhere", initiator: "Vouch").check()
  }
  #expect(error?.description.contains(word) == true, "\(String(describing: error))")
}
