/// The journal of a card rail: what a crash leaves of it, who may have it, and how long it gets.
import Foundation
import Ledger
import Synchronization
import Testing

@testable import Rails

@Suite struct `the journal of a card rail` {
  private static let euro = Currency(number: 978)

  private static func order(_ number: UInt64) throws -> CardOrder {
    CardOrder(
      id: "ORDER-\(number)", number: number, purpose: .collect, amount: 1_250, currency: try #require(euro),
      lastFour: "1111")
  }

  private static let (first, second) = (CardTrace(number: 1, second: 1_772_445_600), CardTrace(number: 2, second: 9))

  private static let states: [CardState] = [
    .open, .authorising(first), .reversing(first, by: second, then: .open),
    .reversing(first, by: second, then: .declined("12")), .approved(first, approval: "A 0001", capture: second),
    .approved(first, approval: "", capture: second), .captured, .declined("51"), .refunding(second), .refunded,
  ]

  /// A directory of its own, gone afterwards.
  private static func withDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = NSTemporaryDirectory() + "card-journal-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await body(directory)
  }

  private static func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test(arguments: states) func `has a line for each state`(state: CardState) throws {
    let record = try CardRecord.state(Self.order(17), state)
    #expect(record.line.last == "\n")
    #expect(CardRecord(line: record.line.dropLast()) == record)
  }

  @Test func `reads no line that was changed`() throws {
    let line = try CardRecord.state(Self.order(17), Self.states[4]).line.dropLast()
    #expect(line == "state ORDER-17 17 collect 1250 EUR 1111 approved 000001@1772445600 'A_0001 000002@9 672df2e1")
    for place in line.indices {
      #expect(CardRecord(line: line[..<place]) == nil)
      for other in ["0", "9", "A", " ", "@"] where other != String(line[place]) {
        var changed = line
        changed.replaceSubrange(place...place, with: other)
        #expect(CardRecord(line: changed) == nil, "\(changed)")
      }
    }
  }

  @Test func `is for nobody else's eyes, and for one process`() async throws {
    try await Self.withDirectory { directory in
      let (journal, _) = try CardJournal.open(in: directory)
      #expect(try Self.mode(directory) == 0o700)
      #expect(try Self.mode(directory + "/journal") == 0o600)
      #expect(throws: CardError.inUse(path: directory + "/journal")) { try CardJournal.open(in: directory) }
      await journal.close()
      let (again, _) = try CardJournal.open(in: directory)
      await again.close()
    }
  }

  @Test func `is cut behind its last whole line, wherever it was torn`() async throws {
    try await Self.withDirectory { directory in
      let (journal, _) = try CardJournal.open(in: directory)
      let records = try [
        CardRecord.state(Self.order(1), .authorising(Self.first)), .state(Self.order(2), .authorising(Self.second)),
      ]
      #expect(await journal.append(records).value == nil)
      await journal.close()
      let path = URL(fileURLWithPath: directory + "/journal")
      let whole = try Data(contentsOf: path)
      let last = records[1].line.utf8.count
      for count in 0...whole.count {
        try whole.prefix(count).write(to: path)
        let (torn, book) = try CardJournal.open(in: directory)
        #expect(book.entries.count == (count == whole.count ? 2 : count >= whole.count - last ? 1 : 0))
        // And it goes on behind the cut.
        #expect(await torn.append([.state(try Self.order(3), .captured)]).value == nil)
        await torn.close()
        let (after, three) = try CardJournal.open(in: directory)
        #expect(three.entries["ORDER-3"]?.state == .captured)
        await after.close()
      }
    }
  }

  @Test func `is refused with its line where it is damaged before its end`() async throws {
    try await Self.withDirectory { directory in
      let (journal, _) = try CardJournal.open(in: directory)
      let records = try (1...3).map { CardRecord.state(try Self.order($0), .captured) }
      #expect(await journal.append(records).value == nil)
      await journal.close()
      let path = URL(fileURLWithPath: directory + "/journal")
      let text = try String(contentsOf: path, encoding: .utf8)
      try text.replacingOccurrences(of: "ORDER-2 ", with: "ORDER-9 ").write(
        to: path, atomically: false, encoding: .utf8)
      let error = #expect(throws: CardError.self) { try CardJournal.open(in: directory) }
      #expect(
        error.map { "\($0)" }?.hasPrefix("Line 3 of the card rail's journal") == true, "\(error.map { "\($0)" } ?? "")")
      try "something else\n".write(to: path, atomically: false, encoding: .utf8)
      #expect(throws: CardError.self) { try CardJournal.open(in: directory) }
    }
  }

  @Test func `keeps what is open, and the newest that ended, when it is rewritten`() async throws {
    try await Self.withDirectory { directory in
      var (journal, book) = try CardJournal.open(in: directory)
      let count = UInt64(3 * CardBook.endedKept)
      var records: [CardRecord] = []
      for number in 1...count {
        let order = try Self.order(number)
        records += [.state(order, .authorising(book.nextTrace(at: 1))), .state(order, .captured)]
        // Every hundredth stays as it is: nobody took note of its end.
        if !number.isMultiple(of: 100) { records.append(.told(id: order.id)) }
        for record in records.suffix(3) { book.take(record) }
      }
      #expect(await journal.append(records).value == nil)
      #expect(await journal.rewrite(book.records).value == nil)
      #expect(await journal.append([.state(try Self.order(count + 1), .captured)]).value == nil)
      await journal.close()
      let (again, read) = try CardJournal.open(in: directory)
      #expect(read.entries.count == book.entries.count + 1)
      #expect(read.entries["ORDER-100"]?.isTold == false)
      #expect(read.entries["ORDER-\(count - 1)"]?.isTold == true)
      #expect(read.entries["ORDER-1"] == nil)
      #expect(read.entries.values.count(where: \.isTold) <= 2 * CardBook.endedKept)
      #expect(read.lastNumber == book.lastNumber)
      await again.close()
    }
  }

  private final class Desk: Sendable { let book = Mutex(CardBook()) }

  @Test func `loses nothing that is appended while it is rewritten`() async throws {
    try await Self.withDirectory { directory in
      let (journal, _) = try CardJournal.open(in: directory)
      let desk = Desk()
      await withTaskGroup(of: Void.self) { group in
        for task in 0..<4 as Range<UInt64> {
          group.addTask {
            for number in 0..<200 as Range<UInt64> {
              guard let order = try? Self.order(task * 1_000 + number) else { continue }
              // As the rail does it: the book and the journal in one step.
              let waits = desk.book.withLock { book in
                let record = CardRecord.state(order, .authorising(book.nextTrace(at: 1)))
                book.take(record)
                return [journal.append([record])] + (number % 20 == 0 ? [journal.rewrite(book.records)] : [])
              }
              for wait in waits { #expect(await wait.value == nil) }
            }
          }
        }
      }
      await journal.close()
      let (again, read) = try CardJournal.open(in: directory)
      #expect(read.entries == desk.book.withLock { $0.entries })
      #expect(read.entries.count == 800)
      await again.close()
    }
  }

  @Test func `gives no number twice while it is in use`() throws {
    var book = CardBook()
    book.take(.last(CardTrace.largestNumber - 2))
    var held: [UInt32] = []
    for number in 1...6 as ClosedRange<UInt64> {
      let trace = book.nextTrace(at: 1)
      held.append(trace.number)
      book.take(.state(try Self.order(number), .authorising(trace)))
    }
    #expect(held == [999_998, 999_999, 1, 2, 3, 4])
    book.take(.last(CardTrace.largestNumber))
    #expect(book.nextTrace(at: 1).number == 5)
    book.take(.state(try Self.order(3), .captured))
    book.take(.last(CardTrace.largestNumber))
    #expect(book.nextTrace(at: 1).number == 1)
  }
}

@Suite struct `a card number` {
  @Test(arguments: [
    ("4111111111111111", "1111"), ("4111 1111 1111 1111", "1111"), ("3782-822463-10005", "0005"),
    ("6304000000000000", "0000"),
  ])
  func `is taken as it is printed`(text: String, lastFour: String) {
    #expect(CardNumber(text)?.lastFour == lastFour)
  }

  @Test(arguments: [
    "", "4111111111111112", "41111111111", "41111111111111111111", "4111a11111111111", "４１１１１１１１１１１１１１１１",
    String(repeating: " ", count: 100),
  ])
  func `is nothing else`(text: String) { #expect(CardNumber(text) == nil) }

  @Test func `is shown by its last four digits at most`() throws {
    let number = try #require(CardNumber(PaymentOrder.card))
    var shown = "\(number) \(String(reflecting: number))"
    dump(number, to: &shown)
    #expect(!shown.contains("41111"))
  }
}
