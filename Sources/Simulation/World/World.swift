/// One seed: a machine, a network and clients, in one thread and one order.
internal import Audit
internal import Foundation
internal import LedgerStore
internal import Logging
internal import NIOCore
internal import Storage
internal import Synchronization

/// What may happen next.
enum Happening {
  /// A client may ask something new.
  case move(client: Int)
  /// A client has waited long enough for the answer to a call that it sent for the so manieth time.
  case patience(client: Int, call: Int, attempts: Int)
  /// A client connects again.
  case connect(client: Int)
  case connected(connection: Int)
  case atServer(connection: Int, [UInt8])
  case atClient(connection: Int, [UInt8])
  case closedAtServer(connection: Int)
  case closedAtClient(connection: Int)
  /// The committer's turn, the loop's, a long question, a fold, and new segments: of one life.
  case turn(life: Int)
  case loop(life: Int)
  case question(life: Int)
  case fold(life: Int)
  case segments(life: Int)
  case sweep(life: Int)
  /// A process is started.
  case start
  case fault(FaultKind)
  case spaceReturns
  case clockReturns
  /// No faults and no new requests any more.
  case calm
  /// Whether it goes on is seen.
  case examine
}

enum FaultKind { case crash, disk, cut, clock, lack, damage, restart }

/// Where the run has come to.
enum Stage: Equatable {
  case busy, draining
  /// Everything is asked about, for the so manieth time.
  case examining(Int)
  case over
}

/// When a process dies, and whether the machine dies with it.
public struct Death: Hashable, Sendable {
  /// The number of the call of the disk.
  public var call: Int
  public var losesPower: Bool

  public init(call: Int, losesPower: Bool) {
    self.call = call
    self.losesPower = losesPower
  }
}

public final class World {
  /// A connection, as the network has it.
  struct Connection {
    let client: Int
    /// The life of the server that it leads to.
    var life: Int?
    /// Nothing comes through any more, and nobody knows.
    var isSilent = false
    var lastAtServer: Int64 = 0
    var lastAtClient: Int64 = 0
  }

  let seed: UInt64
  var dice: Dice
  private(set) var plan: Plan
  var agenda = Agenda<Happening>()
  var trace = Trace()
  var auditor = Auditor()
  var outcome: Outcome
  var stage = Stage.busy
  /// Milliseconds since it began.
  var now: Int64 = 0

  // The machine.
  let disk: SimulatedDirectory
  let path: String
  let place: LogPlace
  let clocks = Clocks()
  let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
  var life: Life?
  /// Counts the processes.
  var lives = 0
  var isStarting = false
  /// How often a call of the disk had failed when the process was started.
  var failuresAtStart = 0
  var diedAt: Int64?
  /// What is scheduled of the life there is.
  var isTurnDue = false
  /// Whether one thread of the process waits for the disk, and whether that is the one that reads what comes.
  var isWaitingForDisk = false
  var isReading = false
  var isLoopDue = false
  var isFull = false
  /// Whether there was ever no space: from then on somebody may be told so.
  var mayLackSpace = false
  /// The wall clock's distance from true time, the one that was last within what is trusted, and since when the machine is
  /// up; in milliseconds.
  var skew: Int64 = 0
  var trusted: Int64 = 0
  var bootedAt: Int64 = 0
  /// The latest that the manager's clock may have reached.
  var latest: Int64 = 0
  var isDamaged = false
  /// What was told and was not there after a restart.
  var lost = 0

  // The network and those at its ends.
  var connections: [Connection] = []
  var clients: [Client]
  var town: Town
  var script: [Ask] = []
  var isCalmDue = false
  var calmSince: Int64 = 0
  /// When all must be over, once there are no faults any more.
  var deadline = Int64.max

  /// When the simulated world begins: 2026-01-01.
  static let start: Int64 = 1_767_225_600_000

  /// - Parameters:
  ///   - death: nothing goes wrong but this: at the call of the disk with this number the power goes, or the process dies.
  ///   - told: called with each line of what happens.
  public convenience init(seed: UInt64, dyingAt death: Death? = nil, told: ((String) -> Void)? = nil) {
    self.init(seed: seed, planned: death.map { _ in { _ in } }, dyingAt: death, told: told)
  }

  /// - Parameter planned: makes of a quiet plan the one to follow; nil: what the seed says.
  init(
    seed: UInt64, planned: ((inout Plan) -> Void)?, dyingAt death: Death? = nil, told: ((String) -> Void)? = nil
  ) {
    self.seed = seed
    var dice = Dice(seed: seed)
    var plan = planned == nil ? Plan(&dice) : Plan.quiet(&dice)
    planned?(&plan)
    self.plan = plan
    town = Town(&dice, at: World.start)
    outcome = Outcome(seed: seed)
    clients = Array(repeating: Client(), count: plan.clients)
    disk = SimulatedDirectory(seed: dice.next())
    let root = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
    path = root + "vouch-simulate-\(UUID().uuidString)"
    let salts = Salts(seed: dice.next())
    var place = LogPlace(
      shape: LogShape(segmentBytes: 64 << 10, payloadBytes: 24 << 10, segmentsAhead: 1) ?? .standard)
    place.directory = disk
    place.newSalt = { salts.next() }
    self.place = place
    self.dice = dice
    trace.reader = told
    let world = OneThread(self)
    if let death { disk.plan(death.losesPower ? .powerCut : .processDies, at: death.call) }
    disk.whileWaiting { world.world?.passTime(atSyncOf: $0) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Plays it to its end.
  public func run() -> Outcome {
    begin()
    while stage != .over, outcome.violations.isEmpty, let (time, happening) = agenda.next() {
      now = max(now, time)
      guard now <= deadline else {
        violate("there are no faults any more, and it does not end: \(unanswered)")
        break
      }
      setClocks()
      happen(happening)
    }
    finish()
    return outcome
  }

  /// No faults, and a network as it should be.
  func soothe() {
    plan.delay = 0...5
    plan.patience = 10_000
    plan.mapBytes = Plan.roomyMap
  }

  private func begin() {
    setClocks()
    agenda.enter(.start, at: 0)
    isStarting = true
    agenda.enter(.calm, at: plan.duration)
    for client in clients.indices { agenda.enter(.move(client: client), at: Int64(dice.below(100))) }
    for (kind, span) in [
      (FaultKind.crash, plan.crashes), (.disk, plan.diskFaults), (.cut, plan.cuts), (.clock, plan.clockJumps),
      (.lack, plan.lacks), (.restart, plan.restarts), (.damage, plan.damage.map { _ in plan.duration / 4 }),
    ] {
      if let span { agenda.enter(.fault(kind), at: dice.within(0...2 * span)) }
    }
  }

  func setClocks() {
    clocks.set(wall: World.start + now + skew, boot: 1_000_000 + now - bootedAt)
    latest = max(latest, World.start + now + trusted)
  }

  func happen(_ happening: Happening) {
    switch happening {
    case .move(let client): move(client)
    case .patience(let client, let call, let attempts): losePatience(client, call, attempts)
    case .connect(let client): connect(client)
    case .connected(let connection): arrive(connection)
    case .atServer(let connection, let bytes): read(bytes, by: connection)
    case .atClient(let connection, let bytes): hear(bytes, by: connection)
    case .closedAtServer(let connection):
      guard connections[connection].life == lives else { return }
      life?.close(connection)
    case .closedAtClient(let connection): lose(connection)
    case .turn(let of): if of == lives { turn() }
    case .loop(let of): if of == lives { runLoop() }
    case .question(let of): if of == lives { answerQuestion() }
    case .fold(let of): if of == lives { fold() }
    case .segments(let of): if of == lives { prepareLog() }
    case .sweep(let of): if of == lives { sweep() }
    case .start: start()
    case .fault(let kind): if stage == .busy { inject(kind) }
    case .spaceReturns: returnSpace()
    case .clockReturns:
      skew = 0
      note("the wall clock is right again")
      noteSkew()
    case .calm: calm()
    case .examine: examineFurther()
    }
  }

  func note(_ line: @autoclosure () -> String) { trace.note(now, line()) }

  /// Something that must not be.
  func violate(_ what: String) {
    note("VIOLATION: \(what)")
    outcome.violations.append(what)
  }

  private func finish() {
    if stage != .over, outcome.violations.isEmpty { violate("nothing is left to happen, and it is not over") }
    if let life {
      life.end()
      self.life = nil
    }
    let isWhole = stage == .over && outcome.refusedDamage == nil
    outcome.audit = auditor.judge(isWhole: isWhole)
    outcome.audit.lost += lost
    outcome.diskCalls = disk.counts.all
    outcome.violations += outcome.audit.faults
    outcome.simulated = now
    for (met, count) in disk.met { outcome.faults["disk: \(met.fault) at \(met.call)", default: 0] += count }
    trace.note(
      now,
      "\(outcome.audit.acknowledged) acknowledged, \(outcome.audit.refused) refused, \(outcome.audit.reads) read")
    outcome.digest = trace.digest
  }
}

/// The world, for calls from below that come on its own thread: the only one there is.
private struct OneThread: @unchecked Sendable {
  weak var world: World?

  init(_ world: World) { self.world = world }
}

/// Random words for the log.
private final class Salts: Sendable {
  private let dice: Mutex<Dice>

  init(seed: UInt64) { dice = Mutex(Dice(seed: seed)) }

  func next() -> UInt32 { dice.withLock { UInt32(truncatingIfNeeded: $0.next()) } }
}
