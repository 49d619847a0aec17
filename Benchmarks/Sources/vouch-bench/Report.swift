/// What a run shows: a table for people, JSON for programs.
internal import Foundation
internal import Load

/// What both sides used during the run, warm-up included.
struct Costs {
  /// How long that was, in seconds.
  var spent: Double
  var server: (before: Usage?, after: Usage?)
  var client: (before: Usage?, after: Usage?)
  /// The most memory of its own that the server had.
  var highestAnonymous: Int

  /// Processors kept busy.
  static func busy(_ usage: (before: Usage?, after: Usage?), _ seconds: Double) -> Double? {
    guard let before = usage.before, let after = usage.after else { return nil }
    return (after.processor - before.processor) / seconds
  }

  /// Microseconds of a processor for each of so many.
  static func each(_ usage: (before: Usage?, after: Usage?), _ count: Int) -> Double? {
    guard let before = usage.before, let after = usage.after, count > 0 else { return nil }
    return (after.processor - before.processor) * 1e6 / Double(count)
  }
}

/// Reads both sides' costs when it is made and when it is asked.
final class Meter {
  private let server: () -> Usage?
  private let start = Clock.now()
  private let serverBefore: Usage?
  private let own = Usage(of: getpid())
  private var highest = 0

  init(server: @escaping () -> Usage?) {
    self.server = server
    serverBefore = server()
  }

  /// Looks how much memory the server takes: the most that was seen is told.
  func sample() { highest = max(highest, server()?.anonymous ?? 0) }

  /// Since it was made.
  var costs: Costs {
    sample()
    return Costs(
      spent: Double(Clock.now() - start) / 1e9, server: (serverBefore, server()), client: (own, Usage(of: getpid())),
      highestAnonymous: highest)
  }
}

struct Report {
  var name: String
  var settings: LoadSettings
  var result: LoadResult
  /// Nil where there are no books.
  var proof: Proof?
  var costs: Costs
  /// What the ledger takes of the disk at the end.
  var diskBytes: Int?

  func show(json: String?) throws {
    print(table, terminator: "")
    if let json { try writeJSON(object, to: json) }
  }

  private var tally: Tally { result.tally }

  private func mean(_ bytes: Int, _ count: Int) -> Double { count == 0 ? 0 : Double(bytes) / Double(count) }

  private var table: String {
    var table = Table()
    let loop = settings.rate.map { "open loop at \(Number.rate(Double($0)))/s" } ?? "closed loop"
    table.add(
      name,
      "\(settings.workload), sellers \(settings.sellers), \(settings.connections) × \(settings.inFlight)"
        + (settings.batch > 1 ? " × batches of \(settings.batch)" : "") + ", \(loop), "
        + "\(Number.fixed(result.seconds, 1)) s, seed \(settings.seed)")
    table.add("at", "\(settings.target)")
    table.add("ops/s", Number.rate(result.rate))
    table.add(tally.latencies)
    table.add("longest pause", Number.time(tally.longestPause))
    let (request, reply) = (mean(tally.requestBytes, tally.requests), mean(tally.replyBytes, tally.replies))
    table.add("bytes a request, reply", "\(Number.fixed(request, 0)), \(Number.fixed(reply, 0))")
    if let server = Costs.busy(costs.server, costs.spent) { table.add("server, processors", Number.fixed(server, 2)) }
    if let client = Costs.busy(costs.client, costs.spent) { table.add("client, processors", Number.fixed(client, 2)) }
    if let server = Costs.each(costs.server, tally.accepted), let client = Costs.each(costs.client, tally.accepted) {
      table.add(
        "processor time an op", "\(Number.fixed(server, 2)) µs the server, \(Number.fixed(client, 2)) µs the client")
    }
    if costs.highestAnonymous > 0 { table.add("server, memory", "\(costs.highestAnonymous >> 20) MiB") }
    for (name, count) in tally.refusals.sorted(by: { $0.key < $1.key }) { table.add("refused: \(name)", "\(count)") }
    for (name, count) in tally.failures.sorted(by: { $0.key < $1.key }) { table.add("failed: \(name)", "\(count)") }
    if tally.unanswered > 0 { table.add("unanswered", "\(tally.unanswered)") }
    if tally.unsent > 0 { table.add("never sent", "\(tally.unsent)") }
    if let proof {
      table.add("held, remaining", "\(proof.held), \(proof.remaining)")
      table.add("conserved", proof.isConserved ? "yes" : "NO")
    }
    table.add("load average", LoadAverage.text)
    return table.text
  }

  private var object: [String: Any] {
    var object: [String: Any] = [
      "name": name, "workload": settings.workload.rawValue, "sellers_chosen": settings.sellers.rawValue,
      "accounts": settings.cast.accounts, "sellers": settings.cast.sellers, "distributors": settings.cast.distributors,
      "connections": settings.connections, "in_flight": settings.inFlight, "batch": settings.batch,
      "threads": settings.threads,
      "seed": settings.seed, "seconds": result.seconds, "ops": tally.done, "ops_per_second": result.rate,
      "latency_ns": tally.latencies.json, "longest_pause_ns": tally.longestPause, "refusals": tally.refusals,
      "failures": tally.failures,
      "unanswered": tally.unanswered, "never_sent": tally.unsent,
      "request_bytes": mean(tally.requestBytes, tally.requests), "reply_bytes": mean(tally.replyBytes, tally.replies),
      "load_average": LoadAverage.text, "slice_seconds": Double(settings.slice) / 1e9,
      "timeline": tally.timeline.slices.map { slice in
        [
          "ops": slice.done, "p50": slice.latencies.percentile(50), "p99": slice.latencies.percentile(99),
          "max": slice.latencies.longest,
        ]
      },
    ]
    if let rate = settings.rate { object["offered_per_second"] = rate }
    if let server = Costs.busy(costs.server, costs.spent) { object["server_processors"] = server }
    if let client = Costs.busy(costs.client, costs.spent) { object["client_processors"] = client }
    if let server = Costs.each(costs.server, tally.accepted) { object["server_microseconds_each"] = server }
    if let client = Costs.each(costs.client, tally.accepted) { object["client_microseconds_each"] = client }
    if let before = costs.server.before, let after = costs.server.after {
      object["server_anonymous_bytes"] = costs.highestAnonymous
      object["server_written_bytes"] = after.written - before.written
      if let before = before.deviceWritten, let after = after.deviceWritten {
        object["device_written_bytes"] = after - before
      }
    }
    if let diskBytes { object["disk_bytes"] = diskBytes }
    object["accepted"] = tally.accepted
    if let proof {
      object["proof"] = [
        "total": proof.total, "held": proof.held, "remaining": proof.remaining, "conserved": proof.isConserved,
      ]
    }
    return object
  }
}

extension Latencies {
  /// What is shown of them.
  static let shown = [("p50", 50.0), ("p90", 90), ("p99", 99), ("p99.9", 99.9)]
  /// What is written of them besides.
  private static let written = [("p99.99", 99.99)]

  var json: [String: Any] {
    var object: [String: Any] = ["count": count, "max": longest]
    for (name, percent) in Latencies.shown + Latencies.written { object[name] = percentile(percent) }
    return object
  }
}

/// How busy the machine is, by its own account: figures of a crowded machine say so.
enum LoadAverage {
  static var text: String {
    let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
    return text.split(separator: " ").prefix(3).joined(separator: " ")
  }
}

func writeJSON(_ object: [String: Any], to path: String) throws {
  do {
    let data = try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
    try (data + Data("\n".utf8)).write(to: URL(fileURLWithPath: path))
  } catch {
    throw LoadError("\(path) cannot be written: \(error.localizedDescription)")
  }
}
