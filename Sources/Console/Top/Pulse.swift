/// How a manager does, out of its measurements at two moments: rates from what was counted between, percentiles from what was
/// met between, and the rest as it is.
public import Measures

/// What a second, or another while, came to.
public struct Pulse: Hashable, Sendable {
  /// How long it was, in seconds.
  public var seconds: Double
  /// Requests answered a second, the methods that were asked most first.
  public var methods: [Method]
  /// Commands decided a second, those of batches one by one; and questions answered.
  public var commands: Double
  public var questions: Double
  /// Commands refused a second, by reason, the most frequent first.
  public var refusals: [Reason]
  /// Requests a second that failed, were denied or were too many.
  public var failures: Double
  public var commandLatency: Latency?
  public var questionLatency: Latency?
  /// The log's write and sync.
  public var logWrite: Latency?
  public var groups: Double
  /// Commands a group, on the average; nil where there was none.
  public var groupSize: Double?
  /// Bytes a second.
  public var logBytes: Double
  /// Decisions that are durable and not folded.
  public var foldLag: Double
  /// How long folds took, in seconds, on the average; nil where there was none.
  public var foldSeconds: Double?
  public var overlayBytes: Double
  public var overlayLimit: Double
  /// The share of the time that groups had to wait for folding.
  public var delayed: Double
  public var lmdbUsed: Double
  public var lmdbMap: Double
  public var residentBytes: Double
  /// Processors' time: 1 is one of them all the time.
  public var processors: Double
  public var connections: Double
  public var queued: Double
  public var queueLimit: Double
  public var openChecks: Double
  public var diskFree: Double
  /// The last decision that is durable.
  public var sequence: Double
  public var isClockTrusted: Bool
  public var isWritable: Bool

  /// What one method had.
  public struct Method: Hashable, Sendable {
    public var name: String
    public var rate: Double
  }

  /// What was refused for one reason.
  public struct Reason: Hashable, Sendable {
    public var name: String
    public var rate: Double

    /// A reason, and how often.
    public init(name: String, rate: Double) {
      self.name = name
      self.rate = rate
    }
  }

  /// Percentiles, in seconds.
  public struct Latency: Hashable, Sendable {
    public var median: Double
    public var p99: Double
    public var p999: Double

    init?(_ buckets: [Measurement.Bucket]) {
      guard let median = buckets.quantile(0.5), let p99 = buckets.quantile(0.99), let p999 = buckets.quantile(0.999)
      else { return nil }
      (self.median, self.p99, self.p999) = (median, p99, p999)
    }
  }
}

extension Pulse {
  /// What came between `earlier` and `later`, which were `seconds` apart. Where the manager was started anew meanwhile, what
  /// came since.
  public init(from earlier: [Measurement], to later: [Measurement], seconds: Double) {
    let seconds = max(seconds, 0.001)
    func grown(_ name: String, _ labels: Measurement.Label...) -> Double {
      func sum(_ all: [Measurement]) -> Double {
        all.samples(name).filter { sample in labels.allSatisfy(sample.labels.contains) }.reduce(0) { $0 + $1.value }
      }
      let (before, now) = (sum(earlier), sum(later))
      return (now >= before ? now - before : now) / seconds
    }
    func met(_ name: String, _ labels: Measurement.Label...) -> [Measurement.Bucket] {
      func all(_ measurements: [Measurement]) -> [Measurement.Bucket] {
        labels.first.map { measurements.buckets(name, $0) } ?? measurements.buckets(name)
      }
      return all(later).since(all(earlier))
    }
    func rates(_ name: String, by label: String) -> [(String, Double)] {
      let values = Set(later.samples(name).flatMap(\.labels).filter { $0.name == label })
      return values.map { ($0.value, grown(name, $0)) }.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }
    func now(_ name: String) -> Double { later.value(name) ?? 0 }

    self.seconds = seconds
    methods = rates("vouch_requests_total", by: "method").map { Method(name: $0, rate: $1) }
    refusals = rates("vouch_refusals_total", by: "reason").map { Reason(name: $0, rate: $1) }
    commands = grown("vouch_commands_total")
    failures = ["failed", "overloaded", "denied", "unreadable"].reduce(0) {
      $0 + grown("vouch_requests_total", .init("outcome", $1))
    }
    let latency = "vouch_request_duration_seconds"
    let answered = met(latency, .init("kind", "question"))
    questions = Double(answered.total) / seconds
    questionLatency = Latency(answered)
    commandLatency = Latency(met(latency, .init("kind", "command")))
    logWrite = Latency(met("vouch_log_write_duration_seconds"))
    groups = grown("vouch_groups_total")
    groupSize = groups > 0 ? commands / groups : nil
    logBytes = grown("vouch_log_written_bytes_total")
    foldLag = now("vouch_fold_lag")
    let folds = grown("vouch_folds_total")
    foldSeconds = folds > 0 ? grown("vouch_fold_duration_seconds") / folds : nil
    overlayBytes = now("vouch_overlay_bytes")
    overlayLimit = now("vouch_overlay_layer_bytes_limit")
    delayed = grown("vouch_backpressure_seconds_total")
    lmdbUsed = now("vouch_lmdb_used_bytes")
    lmdbMap = now("vouch_lmdb_map_bytes")
    residentBytes = now("process_resident_memory_bytes")
    processors = grown("process_cpu_seconds_total")
    connections = now("vouch_connections")
    queued = now("vouch_queue_commands")
    queueLimit = now("vouch_queue_commands_limit")
    openChecks = now("vouch_checks_open")
    diskFree = later.samples("vouch_disk_free_bytes").map(\.value).min() ?? 0
    sequence = now("vouch_durable_sequence")
    isClockTrusted = later.value("vouch_clock_trusted") != 0
    isWritable = later.value("vouch_writable") != 0
  }
}
