/// What takes longer than a run: a ledger with many accounts and checks, made once and gone on with.
internal import ArgumentParser
internal import Foundation
internal import Load

struct Preload: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a ledger with many accounts and open checks, for --data and --checks-file of other commands.")

  @OptionGroup var own: OwnManager
  @Option(help: "How many accounts there are.")
  var accounts = 1_000_000
  @Option(help: "How many sellers there are.")
  var sellers = 1000
  @Option(help: "How many distributors there are.")
  var distributors = 50
  @Option(help: "How many checks are issued; past 1,000 the last thousand is a full one.")
  var checks = 10_000_000
  @Option(help: "Also writes what was measured to this file, as JSON.")
  var json: String?
  @Flag(help: "Shows no progress.")
  var quiet = false

  /// How many checks are issued at once.
  private static let batch = 1000

  func validate() throws {
    guard let data = own.data, own.checksFile != nil else {
      throw ValidationError("Say where the ledger and the list of its checks are to be: --data and --checks-file.")
    }
    guard !FileManager.default.fileExists(atPath: data) else {
      throw ValidationError("\(data) is there already: name a new directory.")
    }
    guard 1...Cast.maximum ~= accounts, 1...Cast.maximum ~= sellers, 1...Cast.maximum ~= distributors,
      1...100_000_000 ~= checks
    else { throw ValidationError("There are from 1 to \(Cast.maximum) of each party, and to 100,000,000 checks.") }
  }

  func run() throws {
    try reporting(quiet: quiet) { progress in
      let cast = Cast(accounts: accounts, sellers: sellers, distributors: distributors)
      return try own.serve(progress, cast, batch: Preload.batch) { manager in
        let town = try Town(manager.target)
        try town.enrol(cast) { what, count in progress.show("\(what): \(count)") }
        let enrolled = manager.diskBytes
        let settings = LoadSettings(
          target: manager.target, workload: .issue, sellers: .uniform, cast: cast, connections: 4, inFlight: 1,
          threads: 1, rate: nil, warmup: 0, duration: 1, checks: checks, seed: 1, batch: min(checks, Preload.batch))
        let start = Clock.now()
        let pool = try LoadRun(settings) { what, count in progress.show("\(what): \(count) of \(checks)") }
          .issueChecks()
        let rate = Double(pool.count) / (Double(Clock.now() - start) / 1e9)
        try pool.write(file: own.checksFile ?? "")
        return (proof: try town.prove(), enrolled: enrolled, disk: manager.diskBytes, count: pool.count, rate: rate)
      }
    } show: { found in
      var table = Table()
      table.add("checks", Number.rate(Double(found.count)))
      table.add("issued/s", Number.rate(found.rate))
      table.add("on disk, parties", "\(found.enrolled >> 20) MiB")
      table.add("on disk, all", "\(found.disk >> 20) MiB")
      print(table.text, terminator: "")
      if let json {
        try writeJSON(
          [
            "name": "preload", "accounts": accounts, "sellers": sellers, "distributors": distributors,
            "checks": found.count, "ops_per_second": found.rate, "enrolled_disk_bytes": found.enrolled,
            "disk_bytes": found.disk,
          ], to: json)
      }
      return found.proof.isConserved
    }
  }
}
