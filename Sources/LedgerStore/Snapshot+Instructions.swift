/// What paying systems were told and have not ended.
internal import CVouchRecords
internal import LMDB
public import Ledger

extension Snapshot {
  /// One instruction; nil when there is none of this number.
  public func instruction(_ id: InstructionID) throws(StoreError) -> RailInstruction? {
    var instruction = newest(id)
    if instruction == nil { instruction = try tables.instruction(id, in: transaction) }
    return instruction.flatMap { isGoing($0) ? nil : $0 }
  }

  /// Whether an instruction about a party is being let go of: one that has ended, while that lasts. (One about a check goes with
  /// the check, which is not found.)
  private func isGoing(_ instruction: RailInstruction) -> Bool {
    guard isPruning, instruction.id.sequence <= archived, !instruction.state.isOpen else { return false }
    if case .party = instruction.subject { return true }
    return false
  }

  /// The open instructions to `rail` after the entry `last`, the oldest first, at most `limit`; `next` is where to go on, nil
  /// when these were all.
  public func instructions(
    to rail: PaymentRail, after last: UInt64, limit: Int
  ) throws(StoreError) -> Page<RailInstruction, UInt64> {
    var open = try folded(to: rail, after: last, limit: limit + 1)
    for layer in layers { open += told(in: layer, to: rail, after: last, limit: limit + 1) }
    var seen: Set<UInt64> = []
    let items = open.sorted { $0.id.sequence < $1.id.sequence }.filter { seen.insert($0.id.sequence).inserted }
    let page = Array(items.prefix(limit))
    return Page(items: page, next: items.count > limit ? page.last?.id.sequence : nil)
  }

  /// Those that LMDB has, but for what the layers say has ended.
  private func folded(to rail: PaymentRail, after last: UInt64, limit: Int) throws(StoreError) -> [RailInstruction] {
    var found: [RailInstruction] = []
    var failure: StoreError?
    let start = InstructionKey(InstructionID(rail: rail, sequence: last), isOpen: true)
    try database { () throws(LMDBError) in
      try tables.instructions.scan(from: start, in: transaction) { key, bytes in
        guard key.isOpen, key.id.rail == rail, found.count < limit else { return false }
        guard key.id.sequence > last else { return true }
        do throws(StoreError) {
          let record = try tables.instructions.opened(vouch_instruction_record.self, at: key, bytes)
          guard let instruction = RailInstruction(record, id: key.id) else {
            throw tables.instructions.damaged(key, .impossible)
          }
          let newest = newest(key.id) ?? instruction
          if newest.state.isOpen { found.append(newest) }
        } catch {
          failure = error
        }
        return failure == nil
      }
    }
    if let failure { throw failure }
    return found
  }

  /// Those that `layer` first had, the oldest first. What has ended is passed over before it counts, or a page of such would
  /// seem to be the last one.
  private func told(in layer: Overlay, to rail: PaymentRail, after last: UInt64, limit: Int) -> [RailInstruction] {
    var (low, high) = (0, layer.told.count)
    while low < high {
      let middle = (low + high) / 2
      if layer.told[middle].sequence <= last { low = middle + 1 } else { high = middle }
    }
    var found: [RailInstruction] = []
    for id in layer.told[low...] where id.rail == rail && found.count < limit {
      if let newest = newest(id), newest.state.isOpen { found.append(newest) }
    }
    return found
  }

  /// As the newest layer that knows it has it; nil where only LMDB does.
  private func newest(_ id: InstructionID) -> RailInstruction? { layers.lazy.compactMap { $0.instructions[id] }.first }
}
