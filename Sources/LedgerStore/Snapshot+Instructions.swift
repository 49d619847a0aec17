/// What paying systems were told and have not ended.
internal import CVouchRecords
internal import LMDB
public import Ledger

extension Snapshot {
  /// One instruction; nil when there is none of this number.
  public func instruction(_ id: InstructionID) throws(StoreError) -> RailInstruction? {
    for layer in layers {
      if let instruction = layer.instructions[id] { return instruction }
    }
    return try tables.instruction(id, in: transaction)
  }

  /// The open instructions to `rail` after the entry `last`, the oldest first, at most `limit`; `next` is where to go on, nil
  /// when these were all.
  public func instructions(
    to rail: PaymentRail, after last: UInt64, limit: Int
  ) throws(StoreError) -> Page<RailInstruction, UInt64> {
    var open = try folded(to: rail, after: last, limit: limit + 1)
    for layer in layers {
      open += layer.told(rail, after: last, limit: limit + 1).compactMap { id in
        // The newest layer that knows it says how it is.
        layers.lazy.compactMap { $0.instructions[id] }.first.flatMap { $0.state.isOpen ? $0 : nil }
      }
    }
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
          let newest = layers.lazy.compactMap { $0.instructions[key.id] }.first ?? instruction
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
}

extension Overlay {
  /// Which instructions to `rail` after the entry `last` this layer first had, the oldest first; at most `limit` that are
  /// open as far as this layer knows.
  fileprivate func told(_ rail: PaymentRail, after last: UInt64, limit: Int) -> [InstructionID] {
    var (low, high) = (0, told.count)
    while low < high {
      let middle = (low + high) / 2
      if told[middle].sequence <= last { low = middle + 1 } else { high = middle }
    }
    var found: [InstructionID] = []
    for id in told[low...] where id.rail == rail && instructions[id]?.state.isOpen == true {
      found.append(id)
      if found.count == limit { break }
    }
    return found
  }
}
