/// The bare limits: what the machine does when nothing is managed.
internal import ArgumentParser
internal import Foundation
internal import Load

struct Echo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures an echo: the same client and requests, answers as long, and nothing behind them.")

  @OptionGroup var options: LoadOptions
  @Option(help: "How long an answer is, in bytes. (default: the mean of the life workload)")
  var replyBytes = 221

  func validate() throws {
    guard 19...(1 << 20) ~= replyBytes else { throw ValidationError("--reply-bytes must be from 19 to \(1 << 20).") }
    guard !options.workload.wantsChecks else { throw ValidationError("An echo knows no checks: use another workload.") }
  }

  func run() throws {
    let progress = ProgressLine(isShown: !options.quiet)
    do {
      // A process of its own, as a manager is.
      let child = try Child(
        Bundle.main.executablePath ?? CommandLine.arguments[0], ["serve-echo", "--reply-bytes", "\(replyBytes)"],
        errors: nil)
      defer { child.stop() }
      guard let target = Target(child.firstLine()) else { throw LoadError("The echo does not listen.") }
      let settings = options.settings(target)
      let before = Usage(of: child.processID)
      let own = Usage(of: getpid())
      let start = Clock.now()
      let result = try LoadRun(settings) { what, count in progress.show("\(what): \(count)") }.run()
      let spent = Double(Clock.now() - start) / 1e9
      let costs = Costs(
        spent: spent, server: (before, Usage(of: child.processID)), client: (own, Usage(of: getpid())))
      progress.end()
      try Report(name: "echo", settings: settings, result: result, proof: nil, costs: costs).show(json: options.json)
    } catch let error as LoadError {
      progress.end()
      throw Failure.unavailable(error)
    }
  }
}

struct ServeEcho: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve-echo", abstract: "Serves the echo until it is stopped.", shouldDisplay: false)

  @Option var replyBytes: Int

  func run() throws {
    var server = try EchoServer(replyBytes: replyBytes)
    FileHandle.standardOutput.write(Data("127.0.0.1:\(server.port)\n".utf8))
    try server.run()
  }
}

struct DiskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disk", abstract: "Measures durable appends: 4 KiB each, preallocated, one fdatasync each.")

  @Option(help: "Where the file is for that time. (default: the temporary directory)")
  var directory: String?
  @Option(help: "How long to measure, in seconds.")
  var duration = 3.0
  @Option(help: "Also writes what was measured to this file, as JSON.")
  var json: String?

  func run() throws {
    do {
      let (latencies, seconds) = try Disk.run(in: directory ?? NSTemporaryDirectory(), seconds: duration)
      var table = Table()
      table.add("appends/s", Number.rate(Double(latencies.count) / seconds))
      table.add(latencies)
      print(table.text, terminator: "")
      guard let json else { return }
      try writeJSON(
        [
          "name": "disk", "seconds": seconds, "ops_per_second": Double(latencies.count) / seconds,
          "latency_ns": latencies.json,
        ], to: json)
    } catch let error as LoadError {
      throw Failure.unavailable(error)
    }
  }
}
