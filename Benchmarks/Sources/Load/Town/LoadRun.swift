/// One run: the checks it needs, warm-up, the time that is measured, and what came of it.
internal import Foundation
internal import Wire

/// How a run is made.
public struct LoadSettings: Sendable {
  public var target: Target
  public var server = ServerKind.manager
  public var workload: Workload
  public var sellers: Skew
  public var cast: Cast
  public var connections: Int
  public var inFlight: Int
  /// How many items a request is about: more than one only for steps that have a batch form.
  public var batch: Int
  public var threads: Int
  /// Ops a second in the open loop; nil: closed.
  public var rate: Int?
  /// Both in seconds.
  public var warmup: Double
  public var duration: Double
  /// How many checks are issued before, for workloads that want some.
  public var checks: Int
  /// Checks that were issued earlier; nil: they are issued before the run.
  public var pool: CheckPool?
  public var seed: UInt64

  /// How many items a request may be about: as many as a manager takes.
  public static let largestBatch = BatchBounds.maximum

  /// How long a slice of the timeline is, in nanoseconds: a tenth of a second, or more in long runs.
  public var slice: Int64 { max(100_000_000, Int64(duration * 1e9) / Int64(Timeline.maximum) + 1) }

  public init(
    target: Target, workload: Workload, sellers: Skew, cast: Cast, connections: Int, inFlight: Int, threads: Int,
    rate: Int?, warmup: Double, duration: Double, checks: Int, seed: UInt64, batch: Int = 1
  ) {
    self.target = target
    self.workload = workload
    self.sellers = sellers
    self.cast = cast
    self.connections = connections
    self.inFlight = inFlight
    self.threads = min(threads, connections)
    self.rate = rate
    self.warmup = warmup
    self.duration = duration
    self.checks = checks
    self.seed = seed
    self.batch = batch
  }
}

/// What came of a run.
public struct LoadResult: Sendable {
  public var tally: Tally
  /// How long it was measured, in seconds: as long as asked, or until no checks were left.
  public var seconds: Double

  /// Accepted ops a second.
  public var rate: Double { Double(tally.done) / seconds }
}

public struct LoadRun {
  private let settings: LoadSettings
  private let watch: (String, Int) -> Void
  private static let nanoseconds = 1e9
  /// Checks are issued before a run with this many in flight a connection: no figure of theirs is shown.
  private static let preloadInFlight = 256

  /// - Parameter watch: told four times a second what is done, and how many answers came.
  public init(_ settings: LoadSettings, watch: @escaping (String, Int) -> Void) {
    self.settings = settings
    self.watch = watch
  }

  public func run() throws -> LoadResult {
    let pool = settings.workload.wantsChecks ? try (settings.pool ?? issueChecks()).checks : []
    let begin = Clock.now() + 20_000_000
    let start = begin + Int64(settings.warmup * LoadRun.nanoseconds)
    let end = start + Int64(settings.duration * LoadRun.nanoseconds)
    let plans = plans(settings.workload.steps, begin: begin, measured: start..<end) { plan in
      plan.rate = settings.rate.map { Int64(max(1, $0 / settings.batch)) }
    }
    let progress = Progress()
    let tally = try Crew.run(plans, pool: pool, progress: progress) { watch("answers", progress.answers) }
    let last = min(end, tally.exhausted ?? end)
    guard last > start else { throw LoadError("The checks ran out while warming up. Issue more before: --checks.") }
    return LoadResult(tally: tally, seconds: Double(last - start) / LoadRun.nanoseconds)
  }

  /// Issues the checks that a run wants; whole batches, so that there may be a few more.
  public func issueChecks() throws -> CheckPool {
    let begin = Clock.now()
    let day = Int64(86_400 * LoadRun.nanoseconds)
    let plans = plans([.issue], begin: begin, measured: begin..<begin + day) { plan in
      plan.inFlight = settings.server == .postgres ? 1 : max(1, LoadRun.preloadInFlight / settings.batch)
      let requests = (settings.checks + settings.batch - 1) / settings.batch
      plan.quota = (requests + settings.threads - 1 - plan.worker) / settings.threads
      plan.keepsChecks = true
    }
    let progress = Progress()
    let tally = try Crew.run(plans, pool: [], progress: progress) { watch("checks", progress.answers) }
    guard !tally.checks.isEmpty else { throw LoadError("No check was issued: \(tally.refusals) \(tally.failures)") }
    return CheckPool(checks: tally.checks)
  }

  /// Several runs at the same time; what came of each.
  public static func together(_ settings: [LoadSettings]) throws -> [LoadResult] {
    let results = Results<(Int, LoadResult)>(count: settings.count)
    for (index, settings) in settings.enumerated() {
      Thread.detachNewThread { results.put(Result { (index, try LoadRun(settings) { _, _ in }.run()) }) }
    }
    while !results.isComplete { results.wait(seconds: 1) }
    return try results.all.map { try $0.get() }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func plans(
    _ steps: [Step], begin: Int64, measured: Range<Int64>, _ change: (inout WorkPlan) -> Void
  ) -> [WorkPlan] {
    (0..<settings.threads).map { index in
      var plan = WorkPlan(
        target: settings.target, server: settings.server, worker: index, workers: settings.threads,
        connections: (settings.connections + settings.threads - 1 - index) / settings.threads,
        inFlight: settings.inFlight, batch: settings.batch, steps: steps, cast: settings.cast,
        sellers: settings.sellers, seed: settings.seed, begin: begin, measured: measured)
      plan.slice = settings.slice
      change(&plan)
      return plan
    }
  }
}
