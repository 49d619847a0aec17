/// A bank of other make behind a folder.
import Foundation
import Ledger
import Storage
import Testing

@testable import Rails

/// Files of a directory below the bank's.
private func names(_ directory: String, _ folder: String) throws -> [String] {
  try BankFiles.files(in: "\(directory)/\(folder)")
}

@Suite(.enabled(if: MockBank.isThere, BankWheels.missing), .timeLimit(.minutes(30)))
struct `a bank by folder` {
  /// A bank that takes files from `out/` and puts its own into `in/`.
  private func withBank(_ body: (MockBank, BankByFolder, String) async throws -> Void) async throws {
    try await withBankDirectory { directory in
      let own = "\(directory)/own"
      let rail = try BankByFolder(directory: own, initiator: "Vouch")
      try await MockBank.with(
        [
          "--drop-dir", "\(own)/out", "--pickup-dir", "\(own)/in", "--drop-settle-ms", "0", "--drop-interval-ms",
          "600000",
        ]
      ) { bank, _ in try await body(bank, rail, own) }
    }
  }

  @Test func `pays some and rejects others`() async throws {
    try await withBank { bank, rail, own in
      let orders = [PaymentOrder.sample("E1"), .sample("E2", to: .initech)]
      #expect(try await rail.deliver(orders).map(\.short) == ["E1 received", "E2 received"])
      try await bank.control(.post, "drop/scan")
      #expect(try names(own, "out").isEmpty && names(own, "out/processed").count == 2)
      let news = try await rail.news()
      #expect(Set(news.map(\.short)) == ["E1 accepted", "E2 rejected AC04"])
      #expect(try await rail.news() == news)
      let files = try names(own, "in")
      #expect(files.count == 2)
      try await rail.confirm()
      #expect(try names(own, "in").isEmpty && names(own, "spool").isEmpty)
      #expect(try names(own, "done") == files)
      #expect(try await rail.news().isEmpty)
    }
  }

  @Test func `is handed each order once, whoever died in between`() async throws {
    try await withBank { bank, rail, own in
      let orders = [PaymentOrder.sample("E1"), .sample("E2")]
      _ = try await rail.deliver(orders)
      let written = try names(own, "out")
      // Handed over again before the bank came by, and after a restart.
      _ = try await rail.deliver([orders[1]])
      _ = try await BankByFolder(directory: own, initiator: "Vouch").deliver(orders.reversed())
      #expect(try names(own, "out") == written && written.count == 1)
      try await bank.control(.post, "drop/scan")
      // And after it did.
      let again = try BankByFolder(directory: own, initiator: "Vouch")
      #expect(
        try await again.deliver(orders + [.sample("E3")]).map(\.short) == ["E1 received", "E2 received", "E3 received"])
      #expect(try names(own, "out").count == 1)
      try await bank.control(.post, "drop/scan")
      #expect(try await bank.paymentCount() == 3)
      #expect(try await Set(again.news().map(\.short)) == ["E1 accepted", "E2 accepted", "E3 accepted"])
    }
  }

  @Test func `that is given a file twice by a crash takes it as the one it has`() async throws {
    try await withBank { bank, rail, own in
      _ = try await rail.deliver([.sample("E1")])
      try await bank.control(.post, "drop/scan")
      for name in try BankFiles.files(in: "\(own)/spool") where name.hasSuffix(".state") {
        try BankFiles.remove("\(own)/spool/\(name)")
      }
      let again = try BankByFolder(directory: own, initiator: "Vouch")
      _ = try await again.deliver([.sample("E1")])
      try await bank.control(.post, "drop/scan")
      #expect(try names(own, "out/failed").contains { $0.hasSuffix(".xml") }, "the bank says that it is a duplicate")
      #expect(try await bank.paymentCount() == 1)
      #expect(try await again.news().map(\.short) == ["E1 accepted"])
    }
  }

  @Test func `sends money back days later, and its statement has both`() async throws {
    try await withBank { bank, rail, own in
      try await bank.behave("ACME", "return-later", #"{"days": 1, "reason": "MD07"}"#)
      _ = try await rail.deliver([.sample("E1", to: .globex)])
      try await bank.control(.post, "drop/scan")
      try await bank.advance(days: 2)
      #expect(try await rail.news().map(\.short) == ["E1 accepted", "E1 returned MD07"])
      try await rail.confirm()
      let kinds = Set(try names(own, "done").map { $0.prefix(8) })
      #expect(kinds == ["pain.002", "camt.053", "camt.054", "pacs.004"])
      #expect(try names(own, "refused").isEmpty)
    }
  }
}

@Suite struct `a folder of a bank's files` {
  private func withRail(_ body: (BankByFolder, String) async throws -> Void) async throws {
    try await withBankDirectory { directory in
      try await body(BankByFolder(directory: "\(directory)/own", initiator: "Vouch"), "\(directory)/own")
    }
  }

  private func put(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }

  @Test func `is closed to others`() async throws {
    try await withRail { rail, own in
      _ = try await rail.deliver([.sample("E1")])
      for folder in ["", "out", "in", "done", "refused", "spool"] {
        let mode = try FileManager.default.attributesOfItem(atPath: "\(own)/\(folder)")[.posixPermissions] as? Int
        #expect(mode == 0o700, "\(folder)")
      }
      for folder in ["out", "spool"] {
        for name in try names(own, folder) {
          let mode =
            try FileManager.default.attributesOfItem(atPath: "\(own)/\(folder)/\(name)")[.posixPermissions] as? Int
          #expect(mode == 0o600, "\(name)")
        }
      }
    }
  }

  @Test func `has what cannot be read put aside, with line, reason and what to do`() async throws {
    try await withRail { rail, own in
      try put("<?xml version=\"1.0\"?>\n<Document>\n<broken\n", "\(own)/in/broken.xml")
      try put("once upon a time", "\(own)/in/tale.txt")
      try put("half", "\(own)/in/half.xml.part")
      try put("hidden", "\(own)/in/.hidden.xml")
      let news = try await rail.news()
      #expect(news.isEmpty)
      #expect(try names(own, "refused") == ["broken.xml", "broken.xml.txt", "tale.txt", "tale.txt.txt"])
      let words = try String(contentsOfFile: "\(own)/refused/broken.xml.txt", encoding: .utf8)
      #expect(words.contains("broken.xml: line 4") && words.contains("have the bank send it again"), "\(words)")
      #expect(try names(own, "in").isEmpty)
      #expect(FileManager.default.fileExists(atPath: "\(own)/in/half.xml.part"), "what is not whole is left alone")
      #expect(FileManager.default.fileExists(atPath: "\(own)/in/.hidden.xml"))
      // The same name again does not cover the first.
      try put("another", "\(own)/in/tale.txt")
      _ = try await rail.news()
      #expect(try names(own, "refused").contains("tale.txt.2.txt"))
    }
  }

  @Test func `may have a file that is too large, or none at all`() async throws {
    try await withRail { rail, own in
      let huge = "\(own)/in/huge.xml"
      try Data().write(to: URL(fileURLWithPath: huge))
      try FileHandle(forWritingTo: URL(fileURLWithPath: huge)).truncate(atOffset: UInt64(XMLBounds.bytes) + 1)
      try FileManager.default.createSymbolicLink(atPath: "\(own)/in/link.xml", withDestinationPath: "/etc/hostname")
      try FileManager.default.createDirectory(atPath: "\(own)/in/folder", withIntermediateDirectories: false)
      #expect(try await rail.news().isEmpty)
      #expect(try names(own, "refused") == ["huge.xml", "huge.xml.txt"])
      // A name as long as can be has no room for an ending.
      try put("x", "\(own)/in/\(String(repeating: "n", count: 255))")
      #expect(try await rail.news().isEmpty)
      #expect(try names(own, "in").isEmpty && names(own, "refused").count == 4)
    }
  }

  @Test func `answers no questions`() async throws {
    try await withRail { rail, _ in
      _ = try await rail.deliver([.sample("E1")])
      #expect(try await rail.inquire([.sample("E1"), .sample("E2")]).map(\.short) == ["E1 timedOut", "E2 unknown"])
    }
  }

  @Test func `refuses orders that no message could carry, and no others`() async throws {
    try await withRail { rail, own in
      var wrong = PaymentOrder.sample("E2")
      wrong.to.number = ""
      var foreign = PaymentOrder.sample("E3")
      foreign.from.institution = "nowhere"
      let answer = try await rail.deliver([
        .sample("E1"), wrong, foreign, .sample("e4"), .sample("E5", 0), .sample("E6", Amount.maximum + 1),
      ])
      #expect(
        answer.map(\.short) == [
          "E2 rejected AC03", "E3 rejected RC03", "e4 rejected FF01", "E5 rejected AM01", "E6 rejected AM02",
          "E1 received",
        ])
      #expect(try names(own, "out").count == 1)
    }
  }

  @Test func `does not open on a spool that was changed`() async throws {
    try await withRail { rail, own in
      _ = try await rail.deliver([.sample("E1")])
      let file = "\(own)/spool/\(try names(own, "spool").first { $0.hasSuffix(".xml") } ?? "")"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try put(text.replacingOccurrences(of: "12.5<", with: "13<"), file)
      let error = #expect(throws: BankError.self) { try BankByFolder(directory: own, initiator: "Vouch") }
      #expect(error?.description.contains("was changed: line 4") == true, "\(String(describing: error))")
    }
  }
}
