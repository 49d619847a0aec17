/// All keys found where they lie, when the vault is opened: a quarter of a gigabyte for a million of them.
internal import Ledger
internal import Seals

extension PersonVault.State {
  /// Reads all slots, and mends copies that are behind, unless somebody wants to hear of them instead.
  mutating func readAll(
    _ report: ((PersonVault.SlotFault) -> Void)? = nil
  ) throws(PersonsError) -> PersonVault.Findings {
    var findings = PersonVault.Findings()
    var behind: [Int: PersonSlot] = [:]
    var tally = Tally()
    index.reserve(files.count)
    var room = SlotFiles.Room()
    for file in 0..<files.fileCount {
      let parties = try files.read(file, in: &room) { number, one, other -> Party? in
        // Nearly all copies are the same, and to look at one of the two is enough.
        let isSame = PersonSlot.isSame(one, other)
        if isSame, PersonSlot.isEmpty(one) { return nil }
        end = number + 1
        if isSame, let head = PersonSlot.Head(one, at: number) {
          return take(head.party, head.state, sealedBy: PersonSlot.sealingKey(of: one), &tally)
        }
        let newest = PersonSlot.newest(of: one, other, at: number)
        if let report {
          for (isFirst, copy) in [
            (true, PersonSlot.read(one, at: number)), (false, PersonSlot.read(other, at: number)),
          ]
          where newest.map({ copy != .slot($0) }) ?? true {
            let (path, offset) = files.place(of: number, isFirst: isFirst)
            report(PersonVault.SlotFault(path: path, offset: offset, isLost: newest == nil))
          }
        }
        guard let slot = newest else {
          // Perhaps a key that was being made when the power went, and that nothing was sealed under.
          findings.damaged += 1
          return nil
        }
        behind[number] = slot
        return take(slot.party, slot.state, sealedBy: try? SealRing.sealingKey(of: slot.wrapped), &tally)
      }
      index.set(parties, from: file * SlotFiles.slotsPerFile)
    }
    wrapped = tally.sums()
    findings.mended = behind.count
    if report == nil, !behind.isEmpty { try files.overwrite(behind) }
    return findings
  }

  /// - Parameter key: nil where the slot names none: then its key is destroyed, or broken, which whoever asks for it hears.
  private mutating func take(
    _ party: Party, _ slot: PersonSlot.State, sealedBy key: KeyID?, _ tally: inout Tally
  ) -> Party {
    switch slot {
    case .forgotten: forgotten += 1
    case .leaving:
      leaving.insert(party)
      tally.count(key)
    case .kept: tally.count(key)
    }
    return party
  }
}

/// How many keys each sealing key has wrapped: counted in runs, as whole files are of one.
private struct Tally {
  private var counts: [KeyID: Int] = [:]
  private var last: KeyID?
  private var run = 0

  mutating func count(_ key: KeyID?) {
    if key != last {
      close()
      last = key
    }
    run += 1
  }

  private mutating func close() {
    if let last { counts[last, default: 0] += run }
    run = 0
  }

  mutating func sums() -> [KeyID: Int] {
    close()
    return counts
  }
}
