/// What came of one seed, or of many.
internal import Audit

/// The result of a seed.
public struct Outcome: Sendable {
  public let seed: UInt64
  /// What happened, as one number: the same for the same seed.
  public var digest: UInt64 = 0
  /// Faults by kind.
  public var faults: [String: Int] = [:]
  var audit = Auditor.Result()
  public var restarts = 0
  /// The longest time from a death to the first answer the ledger could have given, in simulated milliseconds, and how
  /// many entries the log alone had then.
  public var longestRecovery: Int64 = 0
  public var mostReplayed: UInt64 = 0
  /// Where damage was found and named, as it should be.
  public var refusedDamage: String?
  public var simulated: Int64 = 0
  /// How many calls of the disk there were that change something.
  public var diskCalls = 0
  /// What must not be.
  public var violations: [String] = []
}

/// What came of many seeds.
public struct Tally: Sendable {
  public var seeds = 0
  public var failed: [UInt64] = []
  public var faults: [String: Int] = [:]
  var audit = Auditor.Result()
  public var restarts = 0
  public var longestRecovery: Int64 = 0
  public var mostReplayed: UInt64 = 0
  public var refusals = 0
  public var violations = 0
  public var simulated: Int64 = 0

  public init() {}

  /// One line on how far it has come.
  public var progress: String {
    "\(seeds) seeds, \(audit.acknowledged) acknowledged, \(restarts) restarts, \(failed.count) failed"
  }

  public mutating func add(_ outcome: Outcome) {
    seeds += 1
    if !outcome.violations.isEmpty { failed.append(outcome.seed) }
    faults.merge(outcome.faults, uniquingKeysWith: +)
    audit.acknowledged += outcome.audit.acknowledged
    audit.lost += outcome.audit.lost
    audit.refused += outcome.audit.refused
    audit.reads += outcome.audit.reads
    audit.entries += outcome.audit.entries
    audit.byTime += outcome.audit.byTime
    audit.names.merge(outcome.audit.names, uniquingKeysWith: +)
    restarts += outcome.restarts
    longestRecovery = max(longestRecovery, outcome.longestRecovery)
    mostReplayed = max(mostReplayed, outcome.mostReplayed)
    if outcome.refusedDamage != nil { refusals += 1 }
    violations += outcome.violations.count
    simulated += outcome.simulated
  }

  /// What happened and what was refused, by name, and how often.
  public var names: String {
    audit.names.sorted { $0.key < $1.key }.map { "  \($0.key) \($0.value)" }.joined(separator: "\n")
  }

  /// The table for people.
  public var table: String {
    var rows = faults.sorted { $0.key < $1.key }.map { ("  \($0.key)", "\($0.value)") }
    rows.insert(("faults injected", "\(faults.values.reduce(0, +))"), at: 0)
    rows += [
      ("simulated time", "\(simulated / 3_600_000) h \(simulated / 60_000 % 60) min"), ("restarts", "\(restarts)"),
      ("longest recovery (simulated)", "\(longestRecovery) ms"), ("most entries replayed", "\(mostReplayed)"),
      ("damage found and refused", "\(refusals)"), ("entries audited", "\(audit.entries)"),
      ("  by the committer itself", "\(audit.byTime)"), ("ops acknowledged", "\(audit.acknowledged)"),
      ("refusals audited", "\(audit.refused)"), ("names of entries and refusals met", "\(audit.names.count)"),
      ("reads audited", "\(audit.reads)"), ("ops lost", "\(audit.lost)"),
      ("invariants broken", "\(violations)"), ("seeds", "\(seeds)"), ("seeds failed", "\(failed.count)"),
    ]
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    return rows.map { $0 + String(repeating: " ", count: width - $0.count) + $1 }.joined(separator: "\n")
  }
}
