/// Forgetting a party: the ledger decides it, and the key is destroyed.
///
/// Two places must agree over a crash: the entry in the ledger, and the key here. A note comes first that the party may be
/// leaving (`beginForgetting`); then the entry becomes durable; then the key is destroyed (`forget`), or kept where the
/// ledger refused (`keep`). Whoever opens both asks the ledger about those that are noted (`leaving`).
public import Ledger
internal import Seals
internal import Synchronization

extension PersonVault {
  /// Notes, durably, that a party may be forgotten. Its key still opens. Nothing where it has none.
  public func beginForgetting(_ party: Party) throws(PersonsError) {
    try change(party) { $0.state == .kept ? .leaving : nil }
  }

  /// Keeps a party that was noted.
  public func keep(_ party: Party) throws(PersonsError) {
    try change(party) { $0.state == .leaving ? .kept : nil }
  }

  /// Destroys a party's key, in place and durably. Nothing where it is destroyed already or never was.
  public func forget(_ party: Party) throws(PersonsError) {
    try change(party) { $0.state == .forgotten ? nil : .forgotten }
  }

  /// Those of whom only the ledger knows whether they were forgotten.
  public var leaving: [Party] { state.withLock { Array($0.leaving) } }

  private func change(
    _ party: Party, _ next: (PersonSlot) -> PersonSlot.State?
  ) throws(PersonsError) {
    try state.withLock { state throws(PersonsError) in
      guard let number = state.index[party] else { return }
      // One that is damaged in both copies can at least be destroyed.
      var slot = PersonSlot(party: party, state: .kept, generation: 0, wrapped: [])
      if case .slot(let found) = try state.files.newest(number), found.party == party {
        slot = found
      } else if next(slot) != .forgotten {
        throw .keyBroken(party, .malformed)
      }
      guard let changed = next(slot) else { return }
      slot.state = changed
      slot.generation &+= 1
      if changed == .forgotten {
        if let id = try? SealRing.sealingKey(of: slot.wrapped) { state.wrapped[id, default: 1] -= 1 }
        if state.wrapped.values.contains(0) { state.wrapped = state.wrapped.filter { $0.value > 0 } }
        slot.wrapped = []
        state.forgotten += 1
      }
      try state.files.overwrite([number: slot])
      if changed == .leaving { state.leaving.insert(party) } else { state.leaving.remove(party) }
    }
  }
}
