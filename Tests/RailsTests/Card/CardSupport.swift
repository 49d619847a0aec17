/// What the card tests wait for and look at.
import Foundation
import Synchronization
import Testing

@testable import Rails

/// What a rail gave notice of.
final class CardNotices: Sendable {
  private let notices = Mutex<[CardNotice]>([])

  var all: [CardNotice] { notices.withLock { $0 } }
  var take: @Sendable (CardNotice) -> Void { { notice in self.notices.withLock { $0.append(notice) } } }
}

/// Waits until something is so; a test that waits for ever would say nothing.
func eventually(_ isSo: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
  for _ in 0..<3_000 {
    if try await isSo() { return }
    try await Task.sleep(for: .milliseconds(10))
  }
  Issue.record("it never came to be", sourceLocation: sourceLocation)
}

extension CardByTCP {
  /// The news of the background, as soon as there is some of each of the orders.
  func settled(_ orders: [PaymentOrder]) async throws -> [String: PaymentNews] {
    var all: [String: PaymentNews] = [:]
    try await eventually {
      for one in try await news() { all[one.order] = one }
      return orders.allSatisfy { all[$0.id] != nil }
    }
    return all
  }

  /// Hands orders over, and over again, as a connector does, until each has ended.
  func delivered(_ orders: [PaymentOrder]) async throws -> [String: PaymentNews] {
    var ended: [String: PaymentNews] = [:]
    try await eventually {
      let open = orders.filter { ended[$0.id] == nil }
      let news = ((try? await deliver(open)) ?? []) + (try await news())
      for one in news where [.accepted, .rejected].contains(one.outcome) {
        // What has ended does not end otherwise.
        #expect(ended[one.order].map { $0.outcome == one.outcome } ?? true)
        ended[one.order] = one
      }
      try await confirm()
      return ended.count == orders.count
    }
    return ended
  }
}

/// A process of its own that delivers orders until it is killed: this program again, with one test to run.
enum CardVictim {
  private static let key = "RAILS_CARD_VICTIM"

  /// Whether this process is one.
  static var isHere: Bool { ProcessInfo.processInfo.environment[key] != nil }

  /// The host's port and the journal's directory, in one.
  static var task: (port: Int, journal: String)? {
    let words = ProcessInfo.processInfo.environment[key]?.split(separator: " ", maxSplits: 1) ?? []
    guard words.count == 2, let port = Int(words[0]) else { return nil }
    return (port, String(words[1]))
  }

  /// What it delivers, over and over.
  static let orders = (1...400).map { PaymentOrder.card($0) }

  /// Starts one; it says `ready` once its rail is open.
  static func start(_ host: CardHost, journal: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--testing-library", "swift-testing", "--filter", "delivers until it is killed"]
    process.environment = ProcessInfo.processInfo.environment.merging([key: "\(host.port) \(journal)"]) { $1 }
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
    try process.run()
    var said = ""
    while !said.contains("ready\n") {
      let bytes = output.fileHandleForReading.availableData
      if bytes.isEmpty { throw CardError.terms("the victim ended before it was killed: \(said)") }
      said += String(decoding: bytes, as: UTF8.self)
    }
    return process
  }
}

extension CardHost {
  /// What was done about an order, in order.
  func acts(on order: PaymentOrder) throws -> [Event] {
    try events.filter { $0.rrn == order.reference && !$0.event.hasSuffix(" at once") }
  }

  /// Expects each order to have been captured once, and nothing else to be held or to have gone wrong.
  func expectOneCapture(of orders: [PaymentOrder], _ comment: Comment? = nil) throws {
    let (captured, authorised, reversed) = try (count("captured"), count("authorised"), count("reversed"))
    let references = Set(orders.map(\.reference))
    #expect(captured.filter { references.contains($0.key) }.count == orders.count, comment)
    for reference in references {
      #expect(captured[reference] == 1, comment)
      #expect(authorised[reference] == 1 + (reversed[reference] ?? 0), comment)
    }
    let wrong = try events.filter { $0.event == "wrong" }
    #expect(wrong.isEmpty, comment)
  }
}
