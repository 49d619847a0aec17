/// The bound on calls under way: its order, and nothing lost.
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@testable import CheckClient

@Suite(.timeLimit(.minutes(30))) struct `The places` {
  private static let loop = MultiThreadedEventLoopGroup.singleton.next()

  @Test func `are given in the order in which they were asked for`() async throws {
    let places = Places(1, loop: Self.loop)
    let order = NIOLockedValueBox<[Int]>([])
    try await places.take(until: .distantFuture)
    var tasks: [Task<Void, any Error>] = []
    for number in 1...20 {
      tasks.append(
        Task {
          try await places.take(until: .distantFuture)
          order.withLockedValue { $0.append(number) }
          places.giveBack()
        })
      try await eventually("it waits") { places.waitingCount == number }
    }
    places.giveBack()
    for task in tasks { try await task.value }
    #expect(order.withLockedValue { $0 } == Array(1...20))
  }

  @Test func `of those who wait no longer go to the next`() async throws {
    let places = Places(1, loop: Self.loop)
    try await places.take(until: .distantFuture)
    let cancelled = Task { try await places.take(until: .distantFuture) }
    try await eventually("it waits") { places.waitingCount == 1 }
    await #expect(throws: ClientError.deadline) { try await places.take(until: .now()) }
    let last = Task { try await places.take(until: .distantFuture) }
    try await eventually("it waits") { places.waitingCount == 3 }
    cancelled.cancel()
    await #expect(throws: ClientError.cancelled) { try await cancelled.value }
    places.giveBack()
    try await last.value
    await #expect(throws: ClientError.deadline) { try await places.take(until: .now()) }
    places.giveBack()
    try await places.take(until: .now())
  }

  @Test func `are neither lost nor doubled when many take, give up and are cancelled at once`() async throws {
    let places = Places(3, loop: Self.loop)
    let taken = NIOLockedValueBox((now: 0, most: 0))
    await withTaskGroup { group in
      for number in 0..<2000 {
        group.addTask {
          let task = Task {
            try await places.take(until: number % 3 == 0 ? .now() + .milliseconds(1) : .distantFuture)
            taken.withLockedValue { taken in
              taken.now += 1
              taken.most = max(taken.most, taken.now)
            }
            await Task.yield()
            taken.withLockedValue { $0.now -= 1 }
            places.giveBack()
          }
          if number % 5 == 0 { task.cancel() }
          _ = await task.result
        }
      }
    }
    #expect(taken.withLockedValue { $0.most } <= 3)
    for _ in 1...3 { try await places.take(until: .now()) }
    await #expect(throws: ClientError.deadline) { try await places.take(until: .now()) }
  }
}
