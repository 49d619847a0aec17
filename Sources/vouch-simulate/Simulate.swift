/// `vouch-simulate`: seeds, played and audited. A tool for those who work on Vouch; it is not shipped.
import ArgumentParser
import Foundation
import Simulation

@main
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch-simulate",
    abstract: "Plays a check manager with its disk, clock, network and clients, seed by seed, and audits every reply.",
    discussion: """
      Examples:
        vouch-simulate --seeds 2000
        vouch-simulate --seed 4711 --trace
        vouch-simulate --minutes 60
      """)

  @Option(help: "How many seeds to play. (default: 100; with --minutes: as many as come)")
  var seeds: Int?
  @Option(help: "The first seed. (default: 1)")
  var from: UInt64 = 1
  @Option(help: "Plays this seed alone.")
  var seed: UInt64?
  @Option(help: "Plays seeds for so many minutes.")
  var minutes: Double?
  @Flag(help: "Plays seeds without end.")
  var endless = false
  @Flag(help: "Plays the seed quietly, once for each call of the disk, at which it dies, with the machine and without.")
  var everyCall = false
  @Flag(help: "Shows all that happens.")
  var trace = false

  @Flag(help: "Also lists what happened and what was refused, by name.")
  var names = false

  func run() throws {
    if everyCall { return try finish(playEveryCall()) }
    if let seed { return try finish(play([seed])) }
    let last = endless || minutes != nil ? seeds.map { from + UInt64($0) } ?? .max : from + UInt64(seeds ?? 100)
    try finish(play(sequence(first: from) { $0 + 1 < last ? $0 + 1 : nil }))
  }

  private func play(_ seeds: some Sequence<UInt64>) -> Tally {
    var tally = Tally()
    let began = Date()
    var shown = began
    for seed in seeds {
      if let minutes, Date().timeIntervalSince(began) >= minutes * 60 { break }
      let outcome = World(seed: seed, told: trace ? { print($0) } : nil).run()
      tally.add(outcome)
      if !outcome.violations.isEmpty {
        print("\nseed \(seed) fails:")
        for violation in outcome.violations.prefix(5) { print("  \(violation)") }
        print("To play it again: Tools/simulate --seed \(seed) --trace")
        if self.seed == nil, !endless { break }
      }
      if let refusal = outcome.refusedDamage, self.seed != nil { print("damage was refused: \(refusal)") }
      if self.seed != nil { print("trace \(String(outcome.digest, radix: 16))") }
      let now = Date()
      if now.timeIntervalSince(shown) >= 1 {
        shown = now
        let rate = Double(tally.seeds) / now.timeIntervalSince(began)
        FileHandle.standardError.write(
          Data("\r\(tally.progress), \(String(format: "%.1f", rate)) seeds a second ".utf8))
      }
    }
    FileHandle.standardError.write(Data("\n".utf8))
    return tally
  }

  private func playEveryCall() -> Tally {
    var tally = Tally()
    var call = 0
    var last = 0
    repeat {
      for losesPower in [true, false] {
        let death = Death(call: call, losesPower: losesPower)
        let outcome = World(seed: seed ?? from, dyingAt: death, told: trace ? { print($0) } : nil).run()
        last = max(last, outcome.diskCalls)
        tally.add(outcome)
        for violation in outcome.violations.prefix(5) { print("\ncall \(call), \(losesPower): \(violation)") }
      }
      call += 1
      FileHandle.standardError.write(Data("\r\(tally.progress), call \(call) of \(last) ".utf8))
    } while call < last && tally.failed.isEmpty
    FileHandle.standardError.write(Data("\n".utf8))
    return tally
  }

  private func finish(_ tally: Tally) throws {
    print(tally.table)
    if names { print(tally.names) }
    if !tally.failed.isEmpty { throw ExitCode(1) }
  }
}
