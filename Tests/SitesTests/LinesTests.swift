/// Which message may go next: lines, bounds, pauses, and the bell.
import Ledger
import MailOrder
import Testing

@testable import Sites

struct LinesTests {
  private static let carrier = Destination.distributor(DistributorID(code("PARCEL")))

  private static func line(_ order: UInt64, _ destination: Destination = .manager) -> Lines.Line {
    Lines.Line(destination: destination, order: OrderID(high: 0, low: order))
  }

  /// The numbers of the next messages for a destination, until it can take no more.
  private func takeAll(_ lines: inout Lines, for destination: Destination = .manager) -> [UInt64] {
    var numbers: [UInt64] = []
    while let next = lines.next(for: destination) { numbers.append(next.number) }
    return numbers
  }

  @Test func `messages about one order to one destination go one after the other, others side by side`() {
    var lines = Lines()
    for (number, line) in [
      (1, Self.line(1)), (2, Self.line(1)), (3, Self.line(2)), (4, Self.line(1, Self.carrier)),
    ] as [(UInt64, Lines.Line)] { lines.add(number, to: line) }
    let first = takeAll(&lines)
    let carriers = takeAll(&lines, for: Self.carrier)
    #expect(first == [1, 3])
    #expect(carriers == [4])
    lines.answered(Self.line(1))
    let second = takeAll(&lines)
    #expect(second == [2])
    for line in [Self.line(1), Self.line(2), Self.line(1, Self.carrier)] { lines.answered(line) }
    #expect(lines.destinations.isEmpty)
  }

  @Test func `what failed goes again, before what comes behind it`() {
    var lines = Lines()
    for (number, order) in [(1, 1), (2, 1), (3, 2)] as [(UInt64, UInt64)] { lines.add(number, to: Self.line(order)) }
    let first = lines.next(for: .manager)?.number
    lines.failed(Self.line(1))
    let others = takeAll(&lines)
    #expect(first == 1)
    #expect(others == [3, 1])
    lines.answered(Self.line(1))
    let last = takeAll(&lines)
    #expect(last == [2])
  }

  @Test func `so many are under way to one destination, and no more; to another as many`() {
    var lines = Lines()
    for number in 1...UInt64(Lines.inFlight + 1) {
      lines.add(number, to: Self.line(number))
      lines.add(number + 1000, to: Self.line(number, Self.carrier))
    }
    let taken = takeAll(&lines)
    #expect(taken.count == Lines.inFlight)
    #expect(lines.destinations == [Self.carrier])
    lines.answered(Self.line(1))
    let more = takeAll(&lines)
    #expect(more == [UInt64(Lines.inFlight + 1)])
  }

  @Test func `a pause is twice as long each time, up to the longest, and over with an answer`() {
    var pauses = Pauses()
    var now = ContinuousClock.now
    var lengths: [Duration] = []
    for attempt in 1...10 {
      // Others that fail at the same moment make it no longer.
      let isNews = [pauses.begin(for: .manager, at: now), pauses.begin(for: .manager, at: now)]
      #expect(isNews == [attempt == 1, false])
      guard let end = pauses.end(for: .manager) else { return }
      lengths.append(end - now)
      #expect(pauses.hold(.manager, at: now))
      #expect(!pauses.hold(Self.carrier, at: now))
      #expect(!pauses.hold(.manager, at: end))
      now = end
    }
    #expect(lengths.first == Pauses.first)
    #expect(zip(lengths, lengths.dropFirst()).allSatisfy { $1 == min($0 * 2, Pauses.longest) })
    #expect(lengths.last == Pauses.longest)
    pauses.end(of: .manager)
    let isNews = pauses.begin(for: .manager, at: now)
    #expect(isNews)
  }

  @Test(.timeLimit(.minutes(30)))
  func `a ring before the wait is heard, a later one too, and a wait ends by itself or with its task`() async throws {
    let bell = Bell()
    bell.ring()
    bell.ring()
    await bell.wait(atMost: nil)
    let ringer = Task {
      try await Task.sleep(for: .milliseconds(10))
      bell.ring()
    }
    await bell.wait(atMost: nil)
    try await ringer.value
    await bell.wait(atMost: .milliseconds(5))
    let waiter = Task { await bell.wait(atMost: nil) }
    waiter.cancel()
    await waiter.value
  }
}
