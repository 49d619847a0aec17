/// Forgetting a party: the ledger decides it, and the key is destroyed.
///
/// Two places must agree over a crash: the entry in the ledger, and the key here. A note comes first that the party may be
/// leaving (`beginForgetting`); then the entry becomes durable; then the key is destroyed (`forget`), or kept where the
/// ledger refused (`keep`). Whoever opens both asks the ledger about those that are noted (`leaving`).
///
/// A party may have no key yet and get one between its note and its entry, from a change that is under way meanwhile. So
/// the note is a key too: whatever is sealed until the entry is sealed under a key that bears the note, and after it there
/// is only the mark that it was destroyed, which keeps the party from ever getting another.
public import Ledger
internal import Seals
internal import Synchronization

extension PersonVault {
  /// Notes, durably, that a party may be forgotten. Its key still opens.
  ///
  /// - Parameter making: whether one that has no key gets one with the note: as long as somebody could still make it a key.
  ///   Else nothing is noted of it.
  public func beginForgetting(_ party: Party, making: Bool) throws(PersonsError) {
    try state.withLock { state throws(PersonsError) in
      if state.index[party] != nil { return try state.change(party) { $0.state == .kept ? .leaving : nil } }
      guard making else { return }
      _ = try state.makeKey(of: party, as: .leaving)
      try state.makeDurable()
    }
  }

  /// Keeps a party that was noted.
  public func keep(_ party: Party) throws(PersonsError) {
    try state.withLock { state throws(PersonsError) in try state.change(party) { $0.state == .leaving ? .kept : nil } }
  }

  /// Destroys a party's key, in place and durably. Nothing where it is destroyed already or never was.
  public func forget(_ party: Party) throws(PersonsError) {
    try state.withLock { state throws(PersonsError) in
      try state.change(party) { $0.state == .forgotten ? nil : .forgotten }
    }
  }

  /// Those of whom only the ledger knows whether they were forgotten.
  public var leaving: [Party] { state.withLock { Array($0.leaving) } }
}

extension PersonVault.State {
  fileprivate mutating func change(
    _ party: Party, _ next: (PersonSlot) -> PersonSlot.State?
  ) throws(PersonsError) {
    guard let number = index[party] else { return }
    // One that is damaged in both copies can at least be destroyed.
    var slot = PersonSlot(party: party, state: .kept, generation: 0, wrapped: [])
    if let found = try files.newest(number), found.party == party {
      slot = found
    } else if next(slot) != .forgotten {
      throw .keyBroken(party, .malformed)
    }
    guard let changed = next(slot) else { return }
    slot.state = changed
    slot.generation &+= 1
    if changed == .forgotten {
      if let id = try? SealRing.sealingKey(of: slot.wrapped) { wrapped[id, default: 1] -= 1 }
      if wrapped.values.contains(0) { wrapped = wrapped.filter { $0.value > 0 } }
      slot.wrapped = []
      forgotten += 1
    }
    try files.overwrite([number: slot])
    if changed == .leaving { leaving.insert(party) } else { leaving.remove(party) }
  }
}
