/// All workers of a run, each on a thread of its own, and how far they are.
internal import Foundation
internal import Synchronization

/// How many answers came so far; read while the workers work.
public final class Progress: Sendable {
  /// More threads than this no run has: one or two saturate a server beside them.
  public static let maximumWorkers = 4

  private let counts = Mutex([Int](repeating: 0, count: Progress.maximumWorkers))

  public init() {}

  func note(worker: Int, done: Int) { counts.withLock { $0[worker] = done } }

  /// Answers to all workers.
  public var answers: Int { counts.withLock { $0.reduce(0, +) } }
}

enum Crew {
  /// Runs one worker a plan; `watch` is called four times a second until all are done.
  static func run(
    _ plans: [WorkPlan], pool: [IssuedNumber], progress: Progress, watch: () -> Void
  ) throws -> Tally {
    let results = Results<Tally>(count: plans.count)
    for (index, plan) in plans.enumerated() {
      // Each worker has its own part of the checks, so that none is paid twice.
      let part = plans.count == 1 ? pool : stride(from: index, to: pool.count, by: plans.count).map { pool[$0] }
      Thread.detachNewThread {
        results.put(
          Result {
            switch plan.server {
            case .manager: try work(plan, ManagerDialect(batch: plan.batch), part, progress)
            case .postgres: try work(plan, PostgresDialect(batch: plan.batch), part, progress)
            }
          })
      }
    }
    while !results.isComplete {
      results.wait(seconds: 0.25)
      watch()
    }
    var sum = Tally()
    for result in results.all { sum.add(try result.get()) }
    return sum
  }

  private static func work(
    _ plan: WorkPlan, _ dialect: some Dialect, _ pool: [IssuedNumber], _ progress: Progress
  ) throws -> Tally {
    var worker = try Worker(plan, dialect, pool: pool, progress: progress)
    return try worker.run()
  }
}

/// What threads brought back.
final class Results<Value: Sendable>: Sendable {
  private let count: Int
  private let found = Mutex<[Result<Value, any Error>]>([])
  private let bell = DispatchSemaphore(value: 0)

  init(count: Int) { self.count = count }

  func put(_ result: Result<Value, any Error>) {
    found.withLock { $0.append(result) }
    bell.signal()
  }

  var all: [Result<Value, any Error>] { found.withLock { $0 } }
  var isComplete: Bool { all.count == count }

  func wait(seconds: Double) { _ = bell.wait(timeout: .now() + seconds) }
}
