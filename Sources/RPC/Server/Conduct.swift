/// How callers behave: who asks too much, and who asks too often for what is not there or not its own.
internal import Identities
public import Logging
internal import NIOConcurrencyHelpers
public import NIOCore

/// What each identity may still do. Two buckets each, that fill with time: one of requests, one of failed attempts.
///
/// In memory: it is there to slow down who guesses, and restarting the server forgives.
public final class Conduct: Sendable {
  /// The bounds.
  public struct Bounds: Hashable, Sendable {
    /// How many requests a second an identity may ask, in the long run; a second's worth at once. nil: any number.
    public var requestsPerSecond: Int?
    /// How many failed attempts are let pass at once. Who has a few wrong ids on file asks for them all in a turn.
    public var failures = 30
    /// How many more each second.
    public var failuresPerSecond = 0.5
    /// How many identities are remembered at once; past it all counts are dropped, which gives everybody as many again.
    public var remembered = 65_536

    /// The usual bounds, with or without one of requests.
    public init(requestsPerSecond: Int? = nil) { self.requestsPerSecond = requestsPerSecond }
  }

  /// One identity's.
  private struct Record {
    var requests: Double
    var failures: Double
    var time: NIODeadline
  }

  private let bounds: Bounds
  private let logger: Logger
  private let records = NIOLockedValueBox<[Identity: Record]>([:])
  /// Refusals are said one by one up to so many a minute, then only counted: who is refused a thousand times a second fills
  /// no disk.
  private let said = NIOLockedValueBox((since: NIODeadline.uptimeNanoseconds(0), count: 0))
  private static let saidPerMinute = 60

  /// Nobody has done anything yet.
  public init(bounds: Bounds, logger: Logger) {
    self.bounds = bounds
    self.logger = logger
  }

  /// How many of `count` requests a caller may ask now: all or the first of them, or none while it must wait for its failed
  /// attempts to be forgotten.
  public func admit(_ count: Int, of caller: Caller, at now: NIODeadline = .now()) -> Int {
    guard let key = caller.key else { return count }
    return records.withLockedValue { records in
      // Who has not failed and has no bound is not remembered.
      guard bounds.requestsPerSecond != nil || records[key] != nil else { return count }
      var record = record(of: key, in: &records, at: now)
      guard record.failures >= 1 else { return 0 }
      guard bounds.requestsPerSecond != nil else { return count }
      let admitted = min(count, Int(record.requests))
      record.requests -= Double(admitted)
      records[key] = record
      return admitted
    }
  }

  /// Counts a failed attempt: at what is not there, not the caller's, or not for it to ask.
  public func countFailure(of caller: Caller, at now: NIODeadline = .now()) {
    guard let key = caller.key else { return }
    let isLast = records.withLockedValue { records in
      var record = record(of: key, in: &records, at: now)
      let could = record.failures >= 1
      record.failures = max(0, record.failures - 1)
      records[key] = record
      return could && record.failures < 1
    }
    if isLast {
      logger.warning("too many failed attempts: a caller has to wait", metadata: ["caller": "\(key)"])
    }
  }

  /// Says that somebody asked what it may not.
  public func say(that peer: Peer, mayNotAsk method: String, at now: NIODeadline = .now()) {
    let isSaid = said.withLockedValue { said in
      if now - said.since > .minutes(1) { said = (now, 0) }
      said.count += 1
      return said.count <= Conduct.saidPerMinute
    }
    guard isSaid else { return }
    logger.warning("a caller asked what it may not", metadata: ["peer": "\(peer.description)", "method": "\(method)"])
  }

  /// A record as it is by now; not put back.
  private func record(of key: Identity, in records: inout [Identity: Record], at now: NIODeadline) -> Record {
    let rate = Double(bounds.requestsPerSecond ?? 0)
    guard var record = records[key] else {
      if records.count >= bounds.remembered { records.removeAll(keepingCapacity: true) }
      return Record(requests: rate, failures: Double(bounds.failures), time: now)
    }
    let seconds = Double(max(0, (now - record.time).nanoseconds)) / 1e9
    record.requests = min(rate, record.requests + seconds * rate)
    record.failures = min(Double(bounds.failures), record.failures + seconds * bounds.failuresPerSecond)
    record.time = now
    return record
  }
}

extension Caller {
  /// Whose conduct it is; nil for whom no bound is set: who is not known can ask next to nothing, and who runs the server is trusted.
  fileprivate var key: Identity? {
    guard let first = identities.first else { return nil }
    return switch first {
    case .operator, .manager: nil
    case .auditor, .terminal, .seller, .distributor, .rail: first
    }
  }
}
