/// A bank that behaves badly: every time an error that says what to do, and never a wait without end.
import Foundation
import Ledger
import Storage
import Testing

@testable import Rails

@Suite(.timeLimit(.minutes(30))) struct `a bank that behaves badly` {
  private func withRail(
    _ change: (inout BankByHTTP.Settings) -> Void, _ body: (BankByHTTP, String) async throws -> Void
  ) async throws {
    try await MockBank.withProgram(["\(BankWheels.path("Tests/RailsTests/Bank/OtherMake/odd_bank.py"))"]) {
      bank, directory in
      let rail = try bank.connector(in: directory) {
        change(&$0)
        // Nobody waits for the others: with all tests at once, they take their time.
        if $0.paths.mailbox == "/silent" || $0.paths.payments == "/silent" { $0.answerSeconds = 1 }
      }
      try await body(rail, directory)
    }
  }

  @Test(
    arguments: [
      ("/silent", "cannot be reached"), ("/huge", "more than 67108864 bytes"), ("/elsewhere", "answers 307"),
      ("/deep", "no list of messages"), ("/hello", "no list of messages"), ("/refused", "answers 403: no way"),
      ("/names", "'../../etc' is no id"), ("/cut", "cannot be reached"),
    ])
  func `is an error with the words of what is wrong`(path: String, word: String) async throws {
    try await withRail({ $0.paths.mailbox = path }) { rail, _ in
      let error = await #expect(throws: BankError.self) { try await rail.news() }
      #expect(error?.description.contains(word) == true, "\(String(describing: error))")
    }
  }

  @Test(arguments: ["/silent", "/elsewhere", "/refused", "/proxy", "/cut"])
  func `has said nothing of an order that it was sent`(path: String) async throws {
    try await withRail({ $0.paths.payments = path }) { rail, directory in
      await #expect(throws: BankError.self) { try await rail.deliver([.sample("E1")]) }
      let spooled = try BankFiles.files(in: "\(directory)/bank/spool")
      #expect(spooled.count == 1, "it is sent again as it was")
    }
  }

  @Test func `may have a mailbox that is emptied one by one`() async throws {
    try await withRail({
      $0.paths.mailbox = "/messages"
      $0.paths.acknowledgement = .each(.delete, path: "/messages/{id}")
      $0.paths.order = nil
    }) { rail, directory in
      #expect(try await rail.news().map(\.short) == ["E1 accepted"])
      #expect(try await rail.news().map(\.short) == ["E1 accepted"])
      try await rail.confirm()
      #expect(try await rail.news().isEmpty)
      #expect(try BankFiles.files(in: "\(directory)/bank/refused") == ["a-1.xml", "a-1.xml.txt"])
      #expect(try BankFiles.files(in: "\(directory)/bank/done") == ["b-2.xml"])
      #expect(try await rail.inquire([.sample("E5")]).map(\.short) == ["E5 unknown"])
    }
  }
}
