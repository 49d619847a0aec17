/// Runs one operation of the hot path so many times, for a profiler or a counter of instructions; or the core loop beside
/// its C twin.
internal import ArgumentParser
internal import Foundation
internal import Micro

@main
struct VouchMicro: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch-micro", abstract: "The operations of the hot path, one by one.",
    subcommands: [List.self, Repeat.self, Core.self])
}

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Names the operations.")

  func run() { for operation in Operations.all() { print(operation.name) } }
}

struct Repeat: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Does an operation so many times.")

  @Argument var name: String
  @Option var times = 1000

  func run() throws {
    guard let operation = Operations.all().first(where: { $0.name == name }) else {
      throw ValidationError("There is no operation '\(name)'; see vouch-micro list.")
    }
    operation.run(times)
  }
}

struct Core: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Measures the core loop in Swift and in C, in turn.")

  @Option(help: "How many turns.")
  var turns = 15
  @Option(help: "How many checks are issued and settled in a turn.")
  var checks = 100_000
  @Option(help: "Also writes what was measured to this file, as JSON.")
  var json: String?

  func run() throws {
    var loop = CoreLoop()
    let twin = CoreTwin()
    var rates = (swift: [Double](), c: [Double]())
    for turn in 0..<turns {
      let first = UInt64(turn * checks + 1)
      // Time goes on: a day's sums begin anew.
      let now = 1_772_445_600_000 + Int64(turn) * 1000
      rates.swift.append(rate { loop.run(first: first, count: UInt64(checks), now: now) })
      rates.c.append(rate { twin.run(first: first, count: UInt64(checks), now: now) })
    }
    guard loop.result == twin.result, loop.result.refused == 0 else {
      throw ValidationError("Swift and C do not agree: \(loop.result), \(twin.result)")
    }
    let (swift, c) = (median(rates.swift), median(rates.c))
    print("core loop in Swift  \(Int(swift)) ops/s")
    print("core loop in C      \(Int(c)) ops/s")
    print("ratio               \(String(format: "%.2f", swift / c))")
    guard let json else { return }
    let data = try JSONSerialization.data(
      withJSONObject: ["name": "core", "swift": swift, "c": c], options: .sortedKeys)
    try data.write(to: URL(fileURLWithPath: json))
  }

  /// Ops a second: an issue and a settle are two.
  private func rate(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let seconds = clock.measure(body) / .seconds(1)
    return Double(2 * checks) / seconds
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
