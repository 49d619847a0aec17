/// The load harness: arguments and wiring only.
public import ArgumentParser
internal import Foundation
public import Load

@main
struct VouchBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch-bench",
    abstract: "Measures a check manager, and what bounds it.",
    discussion: """
      Without --server it starts a vouchd of its own in a temporary directory. Each run ends by asking the manager for its \
      balance sheet: money conserved, and held = the sum of what remains on open checks. Exits 1 if not.

      Example:
        vouch-bench --connections 64 --in-flight 1
        vouch-bench --workload mix --rate 40000 --duration 30 --json run.json
        vouch-bench --connections 2 --batch 8000
        vouch-bench connect --tls
        vouch-bench echo --connections 64
        vouch-bench bare --connections 8 --in-flight 256
        vouch-bench disk
      """,
    subcommands: [
      Run.self, Preload.self, Restart.self, Beside.self, Connect.self, Echo.self, Bare.self, DiskCommand.self,
      Postgres.self,
      ServeEcho.self, ServeBare.self,
    ],
    defaultSubcommand: Run.self)
}

extension Workload: ExpressibleByArgument {}
extension Skew: ExpressibleByArgument {}

/// How a server is asked: the same for a manager and for the echo.
struct LoadOptions: ParsableArguments {
  @Option(help: "What is asked.")
  var workload = Workload.life
  @Option(help: "How sellers are chosen.")
  var sellersChosen = Skew.uniform
  @Option(help: "How many accounts there are.")
  var accounts = 10_000
  @Option(help: "How many sellers there are.")
  var sellers = 1000
  @Option(help: "How many distributors there are.")
  var distributors = 50
  @Option(help: "How many connections.")
  var connections = 64
  @Option(help: "How many requests are in flight on each.")
  var inFlight = 1
  @Option(help: "How many items a request is about: more than one in a batch. Not for authorize and mix.")
  var batch = 1
  @Option(help: "How many threads ask.")
  var threads = 1
  @Option(help: "Open loop: so many ops a second, whatever becomes of them. (default: as fast as answers come)")
  var rate: Int?
  @Option(help: "How long to measure, in seconds.")
  var duration = 10.0
  @Option(help: "How long to ask before that, in seconds.")
  var warmup = 2.0
  @Option(help: "How many checks are issued before, for settle and verify.")
  var checks = 100_000
  @Option(help: "The seed of all choices. (default: by the clock)")
  var seed: UInt64?
  @Flag(help: "Accounts are collected over a bank: each settle is told to it, too.")
  var bankRail = false
  @Option(help: "Also writes what was measured to this file, as JSON.")
  var json: String?
  @Flag(help: "Shows no progress.")
  var quiet = false

  func validate() throws {
    let bounds: [(String, Int, ClosedRange<Int>)] = [
      ("--accounts", accounts, 1...Cast.maximum), ("--sellers", sellers, 1...Cast.maximum),
      ("--distributors", distributors, 1...Cast.maximum), ("--connections", connections, 1...20_000),
      ("--in-flight", inFlight, 1...8192), ("--batch", batch, 1...LoadSettings.largestBatch),
      ("--threads", threads, 1...Progress.maximumWorkers), ("--rate", rate ?? 1, 1...10_000_000),
      ("--checks", checks, 1...100_000_000),
    ]
    for (name, value, range) in bounds where !range.contains(value) {
      throw ValidationError("\(name) is \(value), but must be from \(range.lowerBound) to \(range.upperBound).")
    }
    guard batch == 1 || workload.hasBatches else {
      throw ValidationError("There is no batch of credit checks: --batch is for life, issue, settle and verify.")
    }
    guard batch == 1 || connections * inFlight * batch <= LoadOptions.itemsInFlight else {
      throw ValidationError(
        "--connections × --in-flight × --batch is \(connections * inFlight * batch), but must be at most "
          + "\(LoadOptions.itemsInFlight).")
    }
    guard (rate ?? batch).isMultiple(of: batch) else {
      throw ValidationError("--rate counts items: it must be a multiple of --batch.")
    }
    guard duration > 0, duration <= 86_400, warmup >= 0, warmup <= 86_400 else {
      throw ValidationError("--duration must be above 0 and --warmup at least 0; both at most a day.")
    }
  }

  /// Of batches: each item is kept with its request while it waits for its answer, in some 200 bytes.
  private static let itemsInFlight = 1 << 22

  var cast: Cast {
    var cast = Cast(accounts: accounts, sellers: sellers, distributors: distributors)
    cast.paysOverBank = bankRail
    return cast
  }

  func settings(_ target: Target) -> LoadSettings {
    LoadSettings(
      target: target, workload: workload, sellers: sellersChosen, cast: cast, connections: connections,
      inFlight: inFlight, threads: threads, rate: rate, warmup: warmup, duration: duration, checks: checks,
      seed: seed ?? UInt64(Clock.now()), batch: batch)
  }
}
