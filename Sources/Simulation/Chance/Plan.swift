/// What one seed is about: which faults there are, and how often. No two seeds have the same, so that some have much of one
/// thing, and none hides behind another.
internal import Storage

struct Plan {
  /// How long there are faults and new requests, in milliseconds of simulated time.
  var duration: Int64
  var clients: Int
  /// How many requests there are at most.
  var requests: Int
  /// How many requests a client has under way at most, and how long it waits before the next, in milliseconds.
  var underWay: Int
  var pause: Int64
  /// How long bytes are on their way, in milliseconds.
  var delay: ClosedRange<Int64>
  /// How long a client waits for an answer.
  var patience: Int64
  /// The time between two faults, in milliseconds; nil: there are none of that kind.
  var crashes: Int64?
  var diskFaults: Int64?
  var cuts: Int64?
  var clockJumps: Int64?
  var lacks: Int64?
  /// Of a thousand pieces sent, how many cut their connection, and after how many a client sends a request twice.
  var losses: Int
  var doubles: Int
  /// What the disk does wrong so that data is damaged; nil: nothing.
  var damage: Damage?
  var folds: Int64
  /// How large the database may become before the end, in bytes.
  var mapBytes: Int
  /// How often the operator orders a restart.
  var restarts: Int64?

  /// A short and quiet one, in which nothing goes wrong but what is said.
  static func quiet(_ dice: inout Dice) -> Plan {
    var plan = Plan(&dice)
    (plan.crashes, plan.diskFaults, plan.cuts, plan.clockJumps, plan.lacks, plan.restarts) = (
      nil, nil, nil, nil, nil, nil
    )
    (plan.losses, plan.doubles, plan.damage, plan.mapBytes) = (0, 0, nil, roomyMap)
    (plan.requests, plan.pause, plan.folds, plan.duration) = (80, 50, 300, 60_000)
    (plan.delay, plan.patience) = (0...20, 1_000)
    return plan
  }

  /// More than any seed fills.
  static let roomyMap = 64 << 20

  enum Damage: CaseIterable { case lost, misdirected, flipped }

  init(_ dice: inout Dice) {
    duration = dice.within(15_000...60_000)
    clients = 2 + dice.below(5)
    requests = 100 + dice.below(300)
    underWay = 1 + dice.below(8)
    pause = dice.pick([5, 50, 200, 800])
    let slowest: Int64 = dice.pick([1, 10, 60, 400])
    delay = 0...slowest
    patience = dice.pick([300, 1000, 5000])
    func sometimes(_ chance: Int, _ spans: [Int64]) -> Int64? { dice.thousandths(chance) ? dice.pick(spans) : nil }
    crashes = sometimes(700, [2_000, 6_000, 20_000])
    diskFaults = sometimes(600, [3_000, 10_000, 30_000])
    cuts = sometimes(500, [1_000, 5_000, 15_000])
    clockJumps = sometimes(400, [3_000, 10_000])
    lacks = sometimes(250, [10_000, 30_000])
    losses = dice.pick([0, 0, 2, 20])
    doubles = dice.pick([0, 20, 200])
    damage = dice.thousandths(200) ? dice.pick(Damage.allCases) : nil
    folds = dice.pick([100, 1_000, 5_000, 30_000])
    restarts = sometimes(150, [10_000])
    mapBytes = dice.thousandths(100) ? Int(dice.within(260...700)) << 10 : Plan.roomyMap
  }
}
