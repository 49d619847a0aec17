/// Random lives of a connector that dies at any point: each order is paid once, and what the bank did is what is said.
import Foundation
import Ledger
import Storage
import Testing

@testable import Rails

/// Dice that fall the same each time.
struct BankDice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// Orders as the ledger has them: what was made, and how it ended.
private struct Book {
  var made: [PaymentOrder] = []
  var ends: [String: PaymentNews.Outcome] = [:]

  /// Whatever has not ended is handed over again.
  var open: [PaymentOrder] { made.filter { ends[$0.id] == nil } }

  mutating func take(_ news: [PaymentNews]) {
    for item in news where item.outcome.isEnd {
      if let end = ends[item.order] { #expect(end == item.outcome, "\(item.order) has two ends") }
      ends[item.order] = item.outcome
    }
  }
}

@Suite(.enabled(if: MockBank.isThere, BankWheels.missing), .timeLimit(.minutes(30)))
struct `a connector that dies at any point` {
  @Test(arguments: 1...4)
  func `has each order paid once`(seed: UInt64) async throws {
    try await withBankDirectory { directory in
      let isByFolder = seed % 2 == 0
      let own = "\(directory)/bank"
      if isByFolder { _ = try BankByFolder(directory: own, initiator: "Vouch") }
      let folders =
        isByFolder ? ["--drop-dir", "\(own)/out", "--pickup-dir", "\(own)/in", "--drop-settle-ms", "0"] : []
      try await MockBank.with(folders) { bank, _ in
        func open() throws -> any PayingSystem {
          isByFolder ? try BankByFolder(directory: own, initiator: "Vouch") : try bank.connector(in: directory)
        }
        var dice = BankDice(seed)
        var book = Book()
        var rail = try open()
        for step in 0..<60 {
          switch Int.random(in: 0..<6, using: &dice) {
          case 0, 1:
            let to = [PaymentOrder.Account.elsewhere, .globex, .initech].randomElement(using: &dice) ?? .elsewhere
            book.made.append(.sample("\(seed)-\(step)", Int64.random(in: 1...9999, using: &dice), to: to))
            // With some of the old ones, or none, in any sequence.
            let again = book.open.filter { _ in Bool.random(using: &dice) }
            book.take(try await rail.deliver(again.shuffled(using: &dice)))
          case 2: book.take(try await rail.news())
          case 3:
            // The ledger has the news, then they are confirmed, or the connector dies in between.
            book.take(try await rail.news())
            if Bool.random(using: &dice) { try await rail.confirm() }
          case 4: rail = try open()
          default: if isByFolder { try await bank.control(.post, "drop/scan") }
          }
        }
        book.take(try await rail.deliver(book.open))
        if isByFolder { try await bank.control(.post, "drop/scan") }
        book.take(try await rail.news())
        try await rail.confirm()
        #expect(book.open.isEmpty, "seed \(seed)")
        for order in book.made {
          #expect(
            book.ends[order.id] == (order.to.number == PaymentOrder.Account.initech.rawValue ? .rejected : .accepted))
        }
        #expect(try await bank.paymentCount() == book.made.count, "seed \(seed)")
        #expect(try BankFiles.files(in: "\(own)/spool").isEmpty, "seed \(seed)")
        #expect(try BankFiles.files(in: "\(own)/refused").isEmpty, "seed \(seed)")
      }
    }
  }
}
