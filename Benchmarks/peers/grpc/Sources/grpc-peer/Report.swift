/// What a run shows: a table for people, and JSON in the form of the harness's own.
internal import Foundation

struct Report {
  let load: Load
  let result: LoadResult
  let server: Int32

  private static let percents = [("p50", 50.0), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("p99.99", 99.99)]

  func show(json: String?) throws {
    let sorted = result.latencies.sorted()
    func percentile(_ percent: Double) -> Int64 {
      sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * percent / 100))]
    }
    let rate = Double(result.done) / load.duration
    print("grpc   life, \(load.connections) × 1, closed loop, \(load.duration) s, in memory")
    print("ops/s  \(Int(rate.rounded()))")
    for (name, percent) in Report.percents {
      print("\(name.padding(toLength: 7, withPad: " ", startingAt: 0))\(percentile(percent) / 1000) µs")
    }
    for (name, count) in result.refusals.sorted(by: { $0.key < $1.key }) { print("refused: \(name)  \(count)") }
    guard let json else { return }
    var latency: [String: Any] = ["count": sorted.count, "max": sorted.last ?? 0]
    for (name, percent) in Report.percents { latency[name] = percentile(percent) }
    let object: [String: Any] = [
      "name": "grpc", "workload": "life", "connections": load.connections, "in_flight": 1, "batch": 1,
      "seconds": load.duration, "ops": result.done, "ops_per_second": rate, "latency_ns": latency,
      "refusals": result.refusals, "load_average": loadAverage,
      "server_processors": processors(server), "client_processors": processors(getpid()),
    ]
    let data = try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
    try (data + Data("\n".utf8)).write(to: URL(fileURLWithPath: json))
  }

  private var loadAverage: String {
    let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
    return text.split(separator: " ").prefix(3).joined(separator: " ")
  }

  /// Processors that a process has kept busy since it was started.
  private func processors(_ process: Int32) -> Double {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    // After the name in brackets; user and system time are fields 14 and 15.
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
    return (user + system) / 100 / (load.duration + load.warmup)
  }
}
