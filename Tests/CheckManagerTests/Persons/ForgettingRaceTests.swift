/// Enrolments, changes and forgettings of one party under way at once, in any order, until the power goes.
import Ledger
import Persons
import Seals
import Storage
import Testing
import VouchTesting

@testable import CheckManager

@Suite struct `commands about one party at once` {
  static let cases: [ClosedRange<UInt64>] =
    SeededGenerator.seedOfEnvironment.map { [$0...$0] } ?? (0..<8).map { $0 * 20 + 1...$0 * 20 + 20 }

  @Test(arguments: cases)
  func `leave nothing that opens of whoever was forgotten, and lose nothing of whoever was not`(
    seeds: ClosedRange<UInt64>
  ) throws {
    for seed in seeds {
      do {
        var life = try PartyLife(seed: seed)
        for _ in 0..<3 { try life.live() }
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
  }

  @Test func `are met in the orders that matter`() throws {
    var met: [String: Int] = [:]
    for seed in 1...150 as ClosedRange<UInt64> {
      var life = try PartyLife(seed: seed)
      for _ in 0..<3 { try life.live() }
      for what in life.met { met[what, default: 0] += 1 }
    }
    for what in [
      "sealed between note and entry", "cut between entry and destruction", "forgotten without a key",
      "refused and kept",
      "enrolled between note and entry",
    ] {
      #expect(met[what] ?? 0 > 1, "\(what): \(met)")
    }
  }
}

/// One party, the commands about it, and as much of a ledger as they need: what it has of the party, and all that its log
/// ever took in, which nobody can take out again.
private struct PartyLife {
  struct Wrong: Error, CustomStringConvertible {
    let description: String
  }

  private enum Kind: CaseIterable {
    case enrol, enrolNamed, name, forget
  }

  private enum Stage {
    case waiting
    /// Between the look at the keys and the one at the ledger, or after that.
    case preparing
    case prepared(Administration)
    case durable(Administration)
    case decided(Administration)
    case ended
  }

  private struct Way {
    let kind: Kind
    var stage = Stage.waiting
  }

  private let party = Party.account(.buyer)
  private let directory: SimulatedDirectory
  private let ring = SealRing(current: SealingKey())
  private var random: SeededGenerator
  private var registrar: Registrar
  private var ways: [Way] = []
  private var isOff = false
  /// Whether a key was taken for lost. None ever is, here.
  private var wasMissed = false

  private var record = PartyRecord.none
  private var profile = SealedProfile()
  private var logged: [SealedProfile] = []
  private(set) var met: Set<String> = []

  init(seed: UInt64) throws {
    directory = SimulatedDirectory(seed: seed)
    random = SeededGenerator(seed: seed)
    registrar = Registrar(
      vault: try PersonVault(opening: directory, ring: ring), keys: nil, logger: LogRecord().logger)
  }

  mutating func live() throws {
    ways = (0..<Int.random(in: 1...4, using: &random)).map { _ in Way(kind: random.pick(Kind.allCases)) }
    // Else most would be about nobody.
    if record == .none { ways.append(Way(kind: random.pick([.enrol, .enrolNamed]))) }
    if record != .forgotten { ways.append(Way(kind: .forget)) }
    isOff = false
    if !random.once(in: 3) {
      directory.plan(.powerCut, at: directory.counts.all + .random(in: 0..<16, using: &random))
    }
    while !isOff, let way = anybody() { step(way) }
    try judge("running")
    directory.restart()
    let vault = try PersonVault(opening: directory, ring: ring)
    // As the next process does (`PersonVault.settle`).
    for party in vault.leaving {
      if record == .forgotten {
        try vault.forget(party)
        met.insert("cut between entry and destruction")
      } else {
        try vault.keep(party)
        met.insert("refused and kept")
      }
    }
    registrar = Registrar(vault: vault, keys: nil, logger: LogRecord().logger)
    try judge("opened again")
  }

  /// Whoever can go on.
  private mutating func anybody() -> Int? {
    ways.indices.filter {
      switch ways[$0].stage {
      case .preparing, .ended: false
      default: true
      }
    }.randomElement(using: &random)
  }

  private mutating func step(_ way: Int) {
    switch ways[way].stage {
    case .waiting: prepare(way)
    case .prepared(let administration):
      let isDurable = registrar.makeDurable()
      isOff = isOff || !isDurable
      ways[way].stage = isDurable ? .durable(administration) : .ended
    case .durable(let administration):
      ways[way].stage = decide(administration) ? .decided(administration) : .ended
      if case .ended = ways[way].stage { registrar.settled([.administer(administration)]) }
    case .decided(let administration):
      registrar.settled([.administer(administration)])
      if ways[way].kind == .forget { isOff = !registrar.forget(party) || isOff }
      ways[way].stage = .ended
    case .preparing, .ended: break
    }
  }

  private mutating func prepare(_ way: Int) {
    ways[way].stage = .preparing
    let command = administration(ways[way].kind)
    // The others go on before the ledger is asked, and after.
    let prepared = registrar.prepare(command) { _ in
      wander()
      let found = record
      wander()
      return found
    }
    ways[way].stage = .ended
    switch prepared {
    case .sealed(let sealed): if !isOff { ways[way].stage = .prepared(sealed) }
    case .refused(let refusal): wasMissed = wasMissed || refusal == .keyMissing
    case .failed: isOff = true
    }
  }

  private mutating func wander() {
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      guard !isOff, let way = anybody() else { return }
      step(way)
    }
  }

  /// What the ledger does, durably; whether it takes effect.
  private mutating func decide(_ administration: Administration) -> Bool {
    switch administration.change {
    case .enrolAccount:
      guard record == .none else { return false }
      if isNoted { met.insert("enrolled between note and entry") }
      record = .blank
    case .updateAccount:
      guard record == .blank || record == .sealed else { return false }
    default:
      // Perhaps there is money left.
      guard record != .none, !random.once(in: 4) else { return false }
      if record == .blank { met.insert("forgotten without a key") }
      record = .forgotten
      profile.forget()
      return true
    }
    guard let sealed = administration.sealedProfile else { return true }
    if isNoted { met.insert("sealed between note and entry") }
    record = .sealed
    profile.merge(sealed)
    logged.append(sealed)
    return true
  }

  /// Whether a forgetting is on its way to the ledger.
  private var isNoted: Bool {
    ways.contains { way in
      switch way.stage {
      case .prepared, .durable: way.kind == .forget
      default: false
      }
    }
  }

  private func judge(_ when: String) throws {
    guard !wasMissed else { throw Wrong(description: "\(when): a key was taken for lost") }
    // Where the power went while it ran, only the next process can say.
    guard !isOff || when != "running" else { return }
    guard record == .forgotten else {
      // All that counts opens.
      guard case .fields(let fields) = try registrar.vault.open(profile, of: party),
        fields.count == profile.fields.count
      else { throw Wrong(description: "\(when): it has lost its key") }
      return
    }
    guard case .forgotten = try registrar.vault.standing(of: party) else {
      throw Wrong(description: "\(when): it was forgotten, and is not without a key for good")
    }
    for profile in logged {
      if case .fields = try registrar.vault.open(profile, of: party) { throw Wrong(description: "\(when): it opens") }
    }
  }

  private func administration(_ kind: Kind) -> Administration {
    var profile = AccountProfile()
    profile.name = .of("Ann")
    var enrolment = AccountEnrolment(id: .buyer, currency: .euro)
    if kind == .enrolNamed { enrolment.update.profile = profile }
    var update = AccountUpdate()
    update.profile = profile
    let change: Administration.Change =
      switch kind {
      case .enrol, .enrolNamed: .enrolAccount(enrolment)
      case .name: .updateAccount(.buyer, update)
      case .forget: .forget(party)
      }
    return Administration(id: CommandID(at: .start, random: (1, 1)), change: change)
  }
}
