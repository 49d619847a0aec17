/// Power cuts at every kind of moment: a key that counted is there, one that was destroyed is not, and a rotation goes on.
import Ledger
import Seals
import Storage
import Testing
import VouchTesting

@testable import Persons

@Suite struct `keys of persons whose power is cut` {
  static let cases: [ClosedRange<UInt64>] =
    SeededGenerator.seedOfEnvironment.map { [$0...$0] } ?? (0..<8).map { $0 * 10 + 1...$0 * 10 + 10 }

  @Test(arguments: cases)
  func `are what was durable, whatever was being written`(seeds: ClosedRange<UInt64>) throws {
    for seed in seeds {
      do {
        var life = try VaultLife(seed: seed)
        for _ in 0..<4 { try life.live() }
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
  }

  /// Whoever made the key died before it was durable; the next one finds it in the cache, and seals by it.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `are those that were there when they were opened`(seed: UInt64) throws {
    let directory = SimulatedDirectory(seed: seed)
    var random = SeededGenerator(seed: seed)
    let ring = SealRing(current: SealingKey(random: &random))
    let party = Party.account(AccountID(.of("ALICE")))
    let vault = try PersonVault(opening: directory, ring: ring)
    try vault.begin()
    let made = try #require(try vault.standing(making: party).key)
    let found = try PersonVault(opening: directory, ring: ring).standing(of: party).key
    #expect(found?.id == made.id)
    directory.restart()
    #expect(try PersonVault(opening: directory, ring: ring).standing(of: party).key?.id == made.id)
  }

  /// A process dies, or ends because a sync failed, after it wrote; the next one goes by what it finds, so that must not go
  /// with the power.
  @Test(arguments: [Fault.processDies, .fails], 1...20 as ClosedRange<UInt64>)
  func `are the same before the power went, when a process before had died over them`(fault: Fault, seed: UInt64) throws
  {
    for isForgetting in [false, true] {
      let directory = SimulatedDirectory(seed: seed)
      var random = SeededGenerator(seed: seed)
      let ring = SealRing(current: SealingKey(random: &random))
      let vault = try PersonVault(opening: directory, ring: ring)
      try vault.begin()
      let party = Party.account(AccountID(.of("A1")))
      _ = try vault.standing(making: party)
      if isForgetting { try vault.makeDurable() }
      let offset = isForgetting ? 1 : 0
      directory.plan(fault, at: directory.counts.all + offset)
      #expect(throws: PersonsError.self) { try isForgetting ? vault.forget(party) : vault.makeDurable() }
      directory.startAgain()
      let served = try PersonVault(opening: directory, ring: ring).standing(of: party)
      directory.restart()
      let left = try PersonVault(opening: directory, ring: ring).standing(of: party)
      #expect(left.key?.id == served.key?.id, "seed \(seed), \(isForgetting)")
      #expect(left.isForgotten == served.isForgotten, "seed \(seed), \(isForgetting)")
    }
  }

  @Test func `are met in the middle of making, forgetting and rotating`() throws {
    var interrupted: [String: Int] = [:]
    for seed in 1...40 as ClosedRange<UInt64> {
      var life = try VaultLife(seed: seed)
      for _ in 0..<4 { try life.live() }
      interrupted.merge(life.interrupted, uniquingKeysWith: +)
    }
    for what in ["make", "forget", "rewrap"] { #expect(interrupted[what] ?? 0 > 5, "\(what): \(interrupted)") }
  }
}

/// Keys that are made, destroyed and rewrapped until the power goes, again and again.
private struct VaultLife {
  struct Wrong: Error, CustomStringConvertible {
    let description: String
  }

  private let directory: SimulatedDirectory
  private var random: SeededGenerator
  private var ring: SealRing
  /// The keys that count.
  private var kept: [Party: KeyID] = [:]
  private var forgotten: Set<Party> = []
  /// Those that may be leaving, and of whom it is not decided yet.
  private var noted: Set<Party> = []
  /// What the power cut met: made and not durable, or being destroyed.
  private var uncertain: Set<Party> = []
  private(set) var interrupted: [String: Int] = [:]
  private var count = 0

  init(seed: UInt64) throws {
    directory = SimulatedDirectory(seed: seed)
    random = SeededGenerator(seed: seed)
    ring = SealRing(current: SealingKey(random: &random))
  }

  mutating func live() throws {
    let vault = try PersonVault(opening: directory, ring: ring)
    directory.plan(.powerCut, at: directory.counts.all + Int.random(in: 0..<60, using: &random))
    var step = ""
    do {
      while true {
        step = random.pick(["make", "make", "forget", "rewrap"])
        switch step {
        case "make": try make(in: vault)
        case "forget": try forget(in: vault)
        default: try rewrap(in: vault)
        }
      }
    } catch let error as PersonsError {
      guard case .storage(let failure) = error, failure.kind == .powerOff else { throw error }
      interrupted[step, default: 0] += 1
    }
    directory.restart()
    try judge(try PersonVault(opening: directory, ring: ring))
  }

  private mutating func make(in vault: PersonVault) throws {
    var made: [Party: KeyID] = [:]
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      count += 1
      let party = Party.account(AccountID(.of("A\(count)")))
      uncertain.insert(party)
      guard let key = try vault.standing(making: party).key else { throw Wrong(description: "\(party) has no new key") }
      made[party] = key.id
    }
    try vault.makeDurable()
    kept.merge(made) { $1 }
    uncertain.subtract(made.keys)
  }

  private mutating func forget(in vault: PersonVault) throws {
    let known = kept.keys.sorted(by: { $0.code < $1.code }).randomElement(using: &random)
    // Of one without a key too; then one is made with the note, which whoever comes meanwhile is given.
    count += 1
    let party = known.flatMap { random.once(in: 2) ? $0 : nil } ?? .account(AccountID(.of("A\(count)")))
    if kept[party] == nil { uncertain.insert(party) }
    try vault.beginForgetting(party, making: true)
    noted.insert(party)
    guard let key = try vault.standing(making: party).key else { throw Wrong(description: "\(party) has no key") }
    if random.once(in: 2) { try make(in: vault) }
    noted.remove(party)
    guard random.once(in: 2) else {
      (kept[party], uncertain) = (key.id, uncertain.subtracting([party]))
      return try vault.keep(party)
    }
    kept[party] = nil
    uncertain.insert(party)
    try vault.forget(party)
    uncertain.remove(party)
    forgotten.insert(party)
  }

  private mutating func rewrap(in vault: PersonVault) throws {
    if vault.status.left == 0 {
      ring = SealRing(current: SealingKey(random: &random), old: [ring.current] + ring.old)
      vault.use(ring)
    }
    while try vault.rewrapSome() {}
  }

  private mutating func judge(_ vault: PersonVault) throws {
    for (party, key) in kept {
      guard try vault.standing(of: party).key?.id == key else { throw Wrong(description: "\(party) has lost its key") }
    }
    for party in forgotten {
      guard try vault.standing(of: party).isForgotten else { throw Wrong(description: "\(party) has a key again") }
    }
    for party in noted {
      guard vault.leaving.contains(party) else { throw Wrong(description: "nobody knows that \(party) may be leaving") }
      try vault.forget(party)
      kept[party] = nil
      forgotten.insert(party)
    }
    uncertain.subtract(noted)
    noted = []
    for party in uncertain {
      // Made or not, destroyed or not; but nothing is broken that anybody could ask for.
      let standing = try vault.standing(of: party)
      if let key = standing.key { kept[party] = key.id }
      if standing.isForgotten { forgotten.insert(party) }
    }
    uncertain = []
  }
}
