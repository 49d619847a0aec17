/// The keys of parties: in files of their own, which neither log nor backup of the ledger has.
public import Ledger
public import Seals
public import Storage
internal import Synchronization

/// The key of each party of whom something is sealed, wrapped by a sealing key. Whoever destroys one here has the party forgotten in the ledger, its log and
/// all their copies.
///
/// Invariants, each of which a test would break:
/// 1. A key is durable before anything sealed under it is given to whoever keeps it (`makeDurable`).
/// 2. A slot is overwritten in place, one copy after the other: at every moment one of them is whole on disk.
/// 3. A key that was destroyed never comes back, and its party never gets another.
///
/// Absent here: the ledger, and so whether a party was forgotten; threads and clocks.
public final class PersonVault: Sendable {
  /// Where the keys lie, in messages.
  public let path: String
  /// What was found and mended when it was opened.
  public let findings: Findings
  let state: Mutex<State>

  /// What opening has found.
  public struct Findings: Hashable, Sendable {
    /// Slots of which one copy was damaged or old, and was written anew from the other.
    public var mended = 0
    /// Slots of which both copies are damaged: whoever they belong to has no key.
    public var damaged = 0
  }

  struct State {
    var files: SlotFiles
    var ring: SealRing
    var index = PartyIndex()
    /// The first slot that was never used.
    var end = 0
    var leaving: Set<Party> = []
    var forgotten = 0
    /// How many keys each sealing key has wrapped.
    var wrapped: [KeyID: Int] = [:]
    /// Files with new keys that are not durable yet.
    var unsynced: Set<Int> = []
    /// How far a rotation has come.
    var rewrappedThrough = 0
  }

  /// Opens the keys in `directory`, which may have none yet.
  ///
  /// - Throws: `wrongSealingKey` where a key was wrapped by none of the ring's, and `storage`.
  public init(opening directory: any Directory, ring: SealRing) throws(PersonsError) {
    path = directory.path
    var state = State(files: try SlotFiles(in: directory), ring: ring)
    findings = try state.readAll()
    let known = Set(([ring.current] + ring.old).map(\.id))
    for key in state.wrapped.keys.sorted(by: { $0.number < $1.number }) where !known.contains(key) {
      throw .wrongSealingKey(key, path: path)
    }
    self.state = Mutex(state)
  }

  /// A copy of a slot that is not what was written last.
  public struct SlotFault: Hashable, Sendable {
    /// The file.
    public let path: String
    /// The slot's offset in it.
    public let offset: Int
    /// Whether the other copy is no better: then whoever the slot belongs to has no key.
    public let isLost: Bool
  }

  /// Opens the keys in `directory` to be looked at: nothing is mended, and nothing may be changed. `report` hears of each
  /// copy that opening it otherwise would write anew.
  public init(
    inspecting directory: any Directory, ring: SealRing, report: (SlotFault) -> Void
  ) throws(PersonsError) {
    path = directory.path
    var state = State(files: try SlotFiles(in: directory, making: false), ring: ring)
    findings = try withoutActuallyEscaping(report) { report throws(PersonsError) in try state.readAll(report) }
    self.state = Mutex(state)
  }

  /// Whether there is no key of anybody.
  public var isEmpty: Bool { state.withLock { $0.index.count == 0 } }

  /// Whether there is not even a file for keys: they were never begun, or all are lost.
  public var isNew: Bool { state.withLock { $0.files.fileCount == 0 } }

  /// Makes the files for the first keys, where there are none: that there is no key in them is for a reason, then.
  public func begin() throws(PersonsError) {
    try state.withLock { state throws(PersonsError) in
      if state.files.fileCount == 0 { try state.files.grow() }
    }
  }

  /// How a party stands with its key.
  public enum Standing: Sendable {
    case key(PersonKey)
    case forgotten
    /// There is none, and never was, as far as is known here.
    case none
  }

  /// The key of a party.
  ///
  /// - Throws: `keyBroken` where it is not what was written, and `storage`.
  public func standing(of party: Party) throws(PersonsError) -> Standing {
    try state.withLock { state throws(PersonsError) in try state.standing(of: party) }
  }

  /// The key of a party; a new one where there is none, which counts once `makeDurable` has returned.
  ///
  /// - Returns: `key` or `forgotten`.
  public func standing(making party: Party) throws(PersonsError) -> Standing {
    try state.withLock { state throws(PersonsError) in
      let standing = try state.standing(of: party)
      guard case .none = standing else { return standing }
      return .key(try state.makeKey(of: party, as: .kept))
    }
  }

  /// Makes the keys that were made durable. Costs nothing where there are none.
  public func makeDurable() throws(PersonsError) {
    try state.withLock { state throws(PersonsError) in try state.makeDurable() }
  }
}

extension PersonVault.State {
  func standing(of party: Party) throws(PersonsError) -> PersonVault.Standing {
    guard let number = index[party] else { return .none }
    guard let slot = try files.newest(number), slot.party == party else {
      throw .keyBroken(party, .malformed)
    }
    if slot.state == .forgotten { return .forgotten }
    do throws(SealError) {
      return .key(try ring.unwrap(slot.wrapped, at: party.sealedPlace))
    } catch {
      throw .keyBroken(party, error)
    }
  }

  mutating func makeKey(of party: Party, as state: PersonSlot.State) throws(PersonsError) -> PersonKey {
    if end == files.count { try files.grow() }
    let key = PersonKey()
    let slot = PersonSlot(
      party: party, state: state, generation: 1, wrapped: ring.wrap(key, for: party.sealedPlace))
    try files.write(new: [end: slot])
    unsynced.insert(end / SlotFiles.slotsPerFile)
    index.set([party], from: end)
    wrapped[ring.current.id, default: 0] += 1
    if state == .leaving { leaving.insert(party) }
    end += 1
    return key
  }

  mutating func makeDurable() throws(PersonsError) {
    guard !unsynced.isEmpty else { return }
    try files.sync(unsynced)
    unsynced = []
  }
}
