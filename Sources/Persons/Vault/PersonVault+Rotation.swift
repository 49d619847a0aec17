/// A new sealing key: every party's key is wrapped anew, some at a time, while they are used.
public import Seals
internal import Synchronization

/// How the keys of persons stand.
public struct VaultStatus: Hashable, Sendable {
  /// The sealing keys at hand, the one that seals first, each with the number of keys that it has wrapped.
  public var sealingKeys: [(id: KeyID, persons: Int)]
  /// How many parties were forgotten.
  public var forgotten: Int

  /// How many keys of persons are still to be wrapped by the first sealing key.
  public var left: Int { sealingKeys.dropFirst().reduce(0) { $0 + $1.persons } }

  public static func == (a: VaultStatus, b: VaultStatus) -> Bool {
    a.forgotten == b.forgotten && a.sealingKeys.elementsEqual(b.sealingKeys, by: ==)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(forgotten) }
}

extension PersonVault {
  /// How many keys are wrapped anew in one go: some milliseconds, in which nobody else gets a key.
  private static let portion = 256

  /// How the keys stand now.
  public var status: VaultStatus {
    state.withLock { state in
      let keys = [state.ring.current] + state.ring.old
      return VaultStatus(
        sealingKeys: keys.map { (id: $0.id, persons: state.wrapped[$0.id] ?? 0) }, forgotten: state.forgotten)
    }
  }

  /// The sealing keys in use.
  public var ring: SealRing { state.withLock { $0.ring } }

  /// Goes over to `ring`, which has all keys of the one before that still have wrapped something.
  public func use(_ ring: SealRing) {
    state.withLock { state in
      state.ring = ring
      state.rewrappedThrough = 0
    }
  }

  /// Wraps the next keys that an old sealing key has wrapped by the current one. Whether there may be more: called again
  /// and again until not, also after a crash.
  ///
  /// - Throws: `storage`. A key that is broken is passed over: whoever asks for it hears.
  public func rewrapSome() throws(PersonsError) -> Bool {
    try state.withLock { state throws(PersonsError) in
      let last = min(state.end, state.rewrappedThrough + PersonVault.portion)
      var rewrapped: [Int: PersonSlot] = [:]
      for number in state.rewrappedThrough..<last {
        guard var slot = try state.files.newest(number), slot.state != .forgotten,
          let before = try? SealRing.sealingKey(of: slot.wrapped),
          let wrapped = try? state.ring.rewrap(slot.wrapped, for: slot.party.sealedPlace)
        else { continue }
        slot.wrapped = wrapped
        slot.generation &+= 1
        rewrapped[number] = slot
        state.wrapped[before, default: 1] -= 1
        state.wrapped[state.ring.current.id, default: 0] += 1
      }
      if !rewrapped.isEmpty { try state.files.overwrite(rewrapped) }
      state.rewrappedThrough = last
      return last < state.end
    }
  }
}
