/// What it costs a manager that somebody comes.
internal import ArgumentParser
internal import Foundation
internal import Load

struct Connect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures callers who connect, ask one question and go: over TLS each with a handshake of its own.",
    discussion: "With --tls both sides show certificates, and no session is resumed.")

  @OptionGroup var own: OwnManager
  @Option(help: "How many are connected at once.")
  var connections = 32
  @Option(help: "How long to measure, in seconds.")
  var duration = 5.0
  @Option(help: "How long to ask before that, in seconds.")
  var warmup = 1.0
  @Option(help: "Also writes what was measured to this file, as JSON.")
  var json: String?
  @Flag(help: "Shows no progress.")
  var quiet = false

  func validate() throws {
    // A manager has room for 512 who have not shown yet who they are, and sends the oldest away.
    guard 1...256 ~= connections else { throw ValidationError("--connections must be from 1 to 256.") }
    guard duration > 0, duration <= 3600, warmup >= 0, warmup <= 3600 else {
      throw ValidationError("--duration must be above 0 and --warmup at least 0; both at most an hour.")
    }
  }

  func run() throws {
    let progress = ProgressLine(isShown: !quiet)
    do {
      let found = try own.serve(progress, Cast(accounts: 1, sellers: 1, distributors: 1)) { manager in
        var arrivals = try Arrivals(manager.target, places: connections)
        let meter = Meter(server: { manager.usage })
        let start = Clock.now() + Int64(warmup * 1e9)
        let result = try arrivals.run(start..<start + Int64(duration * 1e9)) { progress.show("answers: \($0)") }
        return (target: "\(manager.target)", result: result, costs: meter.costs)
      }
      progress.end()
      try show(found.target, found.result, found.costs)
    } catch let error as LoadError {
      progress.end()
      throw Failure.unavailable(error)
    }
  }

  private func show(_ target: String, _ result: Arrivals.Result, _ costs: Costs) throws {
    let rate = Double(result.done) / duration
    let server = Costs.each(costs.server, result.answered) ?? 0
    let client = Costs.each(costs.client, result.answered) ?? 0
    var table = Table()
    table.add("connect", "\(connections) at once, \(Number.fixed(duration, 1)) s")
    table.add("at", target + (result.cipher.map { ", \($0)" } ?? ""))
    table.add("connections/s", Number.rate(rate))
    table.add(result.latencies)
    table.add(
      "processor time each", "\(Number.fixed(server, 0)) µs the server, \(Number.fixed(client, 0)) µs the client")
    for (name, count) in result.failures.sorted(by: { $0.key < $1.key }) { table.add("failed: \(name)", "\(count)") }
    table.add("load average", LoadAverage.text)
    print(table.text, terminator: "")
    guard let json else { return }
    try writeJSON(
      [
        "name": "connect", "connections": connections, "ops_per_second": rate, "ops": result.done,
        "latency_ns": result.latencies.json, "server_microseconds_each": server, "client_microseconds_each": client,
        "failures": result.failures, "cipher": result.cipher ?? "", "load_average": LoadAverage.text,
      ], to: json)
  }
}
