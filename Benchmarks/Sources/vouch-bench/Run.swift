/// A run against a check manager.
internal import ArgumentParser
internal import Foundation
internal import Load

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Measures a check manager (the default).")

  @OptionGroup var options: LoadOptions
  @OptionGroup var own: OwnManager
  @Option(help: "A manager that runs: 127.0.0.1:PORT or unix:/PATH. (default: one of its own)")
  var server: String?

  func run() throws {
    try reporting(quiet: options.quiet) { progress in
      guard let server else {
        return try own.serve(progress, options.cast, batch: options.batch) { manager in
          var report = try measure(manager.target, usage: { manager.usage }, progress)
          report.diskBytes = manager.diskBytes
          return report
        }
      }
      guard let target = Target(server) else {
        throw LoadError("'\(server)' is no server: 127.0.0.1:PORT or unix:/PATH is.")
      }
      return try measure(target, usage: { nil }, progress)
    } show: { report in
      try report.show(json: options.json)
      return report.proof?.isConserved ?? false
    }
  }

  private func measure(_ target: Target, usage: @escaping () -> Usage?, _ progress: ProgressLine) throws -> Report {
    let town = try Town(target)
    if own.data == nil { try town.enrol(options.cast) { what, count in progress.show("\(what): \(count)") } }
    var settings = options.settings(target)
    settings.pool = try own.pool(seed: settings.seed)
    let meter = Meter(server: usage)
    let result = try LoadRun(settings) { what, count in
      progress.show("\(what): \(count)")
      meter.sample()
    }.run()
    let costs = meter.costs
    return Report(name: "vouch", settings: settings, result: result, proof: try town.prove(), costs: costs)
  }
}

/// The manager that a command starts.
struct OwnManager: ParsableArguments {
  @Option(help: "The vouchd to start. (environment: VOUCHD; default: vouchd in the PATH)")
  var vouchd: String?
  @Option(help: "Where the manager of the run's own keeps its ledger for that time. (default: the temporary directory)")
  var directory: String?
  @Option(help: "A ledger that preload made, to go on with. (default: an empty one)")
  var data: String?
  @Option(help: "The checks that preload issued in it, for settle and verify.")
  var checksFile: String?
  @Flag(help: "The manager of its own listens on a Unix socket, not on loopback.")
  var unix = false
  @Flag(
    help: """
      The manager of its own wants TLS with certificates, which a private authority makes (vouch ca): at most 7 accounts and \
      sellers together, and in batches one of each. The vouch to make them lies beside vouchd.
      """)
  var tls = false
  @Flag(help: "The manager of its own attests nothing: it keeps no history that proves what it decides.")
  var withoutHistory = false

  func validate() throws {
    guard !unix || !tls else { throw ValidationError("--unix or --tls: one of the two.") }
  }

  /// Starts a manager for as long as `body` runs.
  ///
  /// - Parameters:
  ///   - cast: in whose names it is asked.
  ///   - batch: how many items a request is about.
  func serve<Result>(
    _ progress: ProgressLine, _ cast: Cast, batch: Int = 1, _ body: (Manager) throws -> Result
  ) throws -> Result {
    let parent = directory ?? NSTemporaryDirectory()
    if Disk.isMemory(data ?? parent) {
      progress.say("\(data ?? parent) is in memory: nothing durable is measured there.")
    }
    let way = tls ? Way.tls(try cast.identities(batch: batch)) : unix ? .unix : .tcp
    let manager = try Manager(
      program: try program(), in: parent, data: data, way: way, keepsHistory: !withoutHistory)
    let signals = manager.endOnSignals()
    defer {
      for signal in signals { signal.cancel() }
      manager.stop()
    }
    return try body(manager)
  }

  /// The checks of the file, in an order by chance; nil where none is named.
  func pool(seed: UInt64) throws -> CheckPool? {
    guard let checksFile else { return nil }
    var pool = try CheckPool(file: checksFile)
    pool.shuffle(seed: seed)
    return pool
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
}

/// Measures, shows, and says what went wrong; `show` answers whether the books balance.
func reporting<Found>(
  quiet: Bool, _ measure: (ProgressLine) throws -> Found, show: (Found) throws -> Bool
) throws {
  let progress = ProgressLine(isShown: !quiet)
  do {
    let found = try measure(progress)
    progress.end()
    guard try show(found) else {
      progress.say("The books do not balance.")
      throw ExitCode(1)
    }
  } catch let error as LoadError {
    progress.end()
    throw Failure.unavailable(error)
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
