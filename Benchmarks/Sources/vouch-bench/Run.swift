/// A run against a check manager.
internal import ArgumentParser
internal import Foundation
internal import Load

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Measures a check manager (the default).")

  @OptionGroup var options: LoadOptions
  @Option(help: "A manager that runs: 127.0.0.1:PORT or unix:/PATH. (default: one of its own)")
  var server: String?
  @Option(help: "The vouchd to start. (environment: VOUCHD; default: vouchd in the PATH)")
  var vouchd: String?
  @Option(help: "Where the manager of the run's own keeps its ledger for that time. (default: the temporary directory)")
  var directory: String?
  @Flag(help: "The manager of its own listens on a Unix socket, not on loopback.")
  var unix = false

  func run() throws {
    let progress = ProgressLine(isShown: !options.quiet)
    do {
      let report: Report
      if let server {
        guard let target = Target(server) else {
          throw LoadError("'\(server)' is no server: 127.0.0.1:PORT or unix:/PATH is.")
        }
        report = try measure(target, usage: { nil }, progress)
      } else {
        let parent = directory ?? NSTemporaryDirectory()
        if Disk.isMemory(parent) { progress.say("\(parent) is in memory: nothing durable is measured there.") }
        let manager = try Manager(program: try program(), in: parent, isUnix: unix)
        let signals = manager.endOnSignals()
        defer {
          for signal in signals { signal.cancel() }
          manager.stop()
        }
        report = try measure(manager.target, usage: { manager.usage }, progress)
      }
      progress.end()
      try report.show(json: options.json)
      guard report.proof?.isConserved ?? false else {
        progress.say("The books do not balance.")
        throw ExitCode(1)
      }
    } catch let error as LoadError {
      progress.end()
      throw Failure.unavailable(error)
    }
  }

  private func program() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    if let named = vouchd ?? environment["VOUCHD"] { return named }
    let places = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/vouchd" }
    guard let found = places.first(where: FileManager.default.isExecutableFile) else {
      throw LoadError("There is no vouchd in the PATH. Say where it is with --vouchd, or run Tools/bench.")
    }
    return found
  }

  private func measure(_ target: Target, usage: @escaping () -> Usage?, _ progress: ProgressLine) throws -> Report {
    let town = try Town(target)
    try town.enrol(options.cast) { what, count in progress.show("\(what): \(count)") }
    let settings = options.settings(target)
    let meter = Meter(server: usage)
    let result = try LoadRun(settings) { what, count in progress.show("\(what): \(count)") }.run()
    let costs = meter.costs
    return Report(name: "vouch", settings: settings, result: result, proof: try town.prove(), costs: costs)
  }
}

/// Exit statuses of sysexits.h.
enum Failure {
  /// Says what is wrong; EX_UNAVAILABLE.
  static func unavailable(_ error: LoadError) -> ExitCode {
    FileHandle.standardError.write(Data("vouch-bench: \(error)\n".utf8))
    return ExitCode(69)
  }
}
