/// The sender against a journal made up here, and receivers that are not there.
import Ledger
import Logging
import Storage
import Testing
import VouchTesting
import Wire

@testable import Webhooks

@Suite struct ServiceTests {
  /// A journal of `count` entries of two kinds.
  private static func feed(_ count: UInt64) -> EventFeed {
    EventFeed(
      read: { question in
        let last = min(count, question.from &+ UInt64(question.limit) &- 1)
        let items = question.from > last ? [] : (question.from...last).map(ServiceTests.receipt)
        return Page(items: items, next: max(question.from, last + 1))
      },
      write: { Array("{\"sequence\":\($0.entry.sequence)}".utf8) })
  }

  private static func receipt(_ sequence: UInt64) -> Receipt {
    let entry = JournalEntry(
      at: Moment(time: Timestamp(milliseconds: 0), sequence: sequence), kind: sequence % 2 == 0 ? .funded : .enrolled,
      actor: .operator, command: CommandID(high: 0, low: sequence), fingerprint: 0,
      subject: .party(.account(AccountID(.of("ALICE")))), currency: .euro, amount: 0)
    return Receipt(entry: entry, detail: "")
  }

  private static var patience: HookPatience {
    var patience = HookPatience()
    (patience.tries, patience.firstPause, patience.longestPause) = (2, .milliseconds(1), .milliseconds(5))
    (patience.interval, patience.deadLetters) = (.milliseconds(5), 3)
    return patience
  }

  private static var quiet: Logger {
    var logger = Logger(label: "hooks")
    logger.logLevel = .critical
    return logger
  }

  /// Nobody listens at port 1.
  private func unheard(_ store: HookStore, kinds: [JournalEntry.Kind] = []) throws -> HookID {
    try store.add(try HookAddress("http://127.0.0.1:1/"), party: nil, kinds: kinds, next: 1).0.id
  }

  @Test func `stands still where there are too many dead letters, and throws nothing away`() async throws {
    try await withTemporaryDirectory { directory in
      let store = try HookStore("\(directory)/hooks", making: true)
      let id = try unheard(store)
      let service = HookService(
        store, feed: ServiceTests.feed(9), patience: ServiceTests.patience, logger: ServiceTests.quiet)
      let running = Task { try await service.run() }
      try await eventually("it stands still") { try store.cursor(of: id).tries > 10 }
      #expect(try store.deadLetters(of: id).map(\.sequence) == [1, 2, 3])
      #expect(try store.cursor(of: id).next == 4)
      running.cancel()
      try await running.value
    }
  }

  @Test func `passes over what is not wanted, and comes to the end`() async throws {
    try await withTemporaryDirectory { directory in
      let store = try HookStore("\(directory)/hooks", making: true)
      let id = try unheard(store, kinds: [.funded, .captured])
      var patience = ServiceTests.patience
      patience.deadLetters = 1000
      let service = HookService(store, feed: ServiceTests.feed(7), patience: patience, logger: ServiceTests.quiet)
      try await service.run(untilIdle: true)
      #expect(try store.deadLetters(of: id).map(\.sequence) == [2, 4, 6])
      #expect(try store.cursor(of: id) == HookCursor(next: 8, tries: 0))
      #expect(await service.tally == HookTally(delivered: 0, failed: 3, buried: 3))
    }
  }

  @Test func `an endpoint whose files are damaged holds up no other`() async throws {
    try await withTemporaryDirectory { directory in
      let store = try HookStore("\(directory)/hooks", making: true)
      let (good, bad) = (try unheard(store), try unheard(store))
      try HookFiles.write([], to: "\(store.path)/\(bad)/endpoint")
      let service = HookService(
        store, feed: ServiceTests.feed(1), patience: ServiceTests.patience, logger: ServiceTests.quiet)
      try await service.run(untilIdle: true)
      #expect(try store.deadLetters(of: good).map(\.sequence) == [1])
      #expect(try store.cursor(of: bad).next == 1)
    }
  }

  @Test func `a directory is served by one`() async throws {
    try await withTemporaryDirectory { directory in
      let store = try HookStore("\(directory)/hooks", making: true)
      let held = try store.serving()
      let service = HookService(store, feed: ServiceTests.feed(1), logger: ServiceTests.quiet)
      await #expect(throws: HookError.served(path: store.path)) { try await service.run(untilIdle: true) }
      withExtendedLifetime(held) {}
    }
  }
}
