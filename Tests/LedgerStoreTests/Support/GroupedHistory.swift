/// A random history as the committer takes it: in groups, each decided at one time.
import Ledger
import VouchTesting

/// The groups of a seed, one after the other, and the ledger in memory that was asked the same. Every run of a seed
/// makes the same groups, so a store that lost its process can be compared with where the groups had come to.
struct GroupedHistory {
  let seed: UInt64
  private(set) var model = InMemoryLedger()
  private var history: RandomHistory
  private var random: SeededGenerator
  private var hasBegun = false
  /// Which commands nobody asks.
  var isLeftOut: (Command, InMemoryLedger) -> Bool = { _, _ in false }

  /// Commands of one group, and what the ledger in memory decided.
  struct Group {
    let commands: [Command]
    let time: Timestamp
    let decisions: [Decision]
  }

  /// `isFormer`: it is to be written as a former format has it, which knows neither sealed addresses nor paying systems outside.
  init(seed: UInt64, isFormer: Bool = false) {
    self.seed = seed
    history = RandomHistory(seed: seed)
    history.sealsAddresses = !isFormer
    history.usesRails = !isFormer
    random = SeededGenerator(seed: seed &+ 1000)
  }

  /// The sequence after the last group.
  var sequence: UInt64 { UInt64(model.entries.count) }

  mutating func next() -> Group {
    var commands: [Command] = []
    if hasBegun {
      // The town is asked command by command, as if each had its own time; the group is then decided at its last.
      var town = model
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let command = history.next(in: town)
        if isLeftOut(command, model) { continue }
        _ = town.submit(command, at: history.now)
        commands.append(command)
      }
    } else {
      commands = history.prologue()
      hasBegun = true
    }
    let time = history.now
    return Group(commands: commands, time: time, decisions: commands.map { model.submit($0, at: time) })
  }
}
