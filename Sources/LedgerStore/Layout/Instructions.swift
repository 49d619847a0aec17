/// Instructions to paying systems as records: those that are open lie before those that have ended, so that whoever carries
/// them out walks along what is left to do.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// Which instruction, behind whether it has ended.
struct InstructionKey: TableKey {
  let id: InstructionID
  let isOpen: Bool

  static var wordCount: Int { 2 }
  var words: KeyWords { KeyWords((isOpen ? 0 : 1 << 8) | UInt64(id.rail.rawValue), id.sequence) }

  init(_ id: InstructionID, isOpen: Bool) {
    self.id = id
    self.isOpen = isOpen
  }

  init?(words: KeyWords) {
    guard words.first < 1 << 9, let rail = PaymentRail(rawValue: UInt8(words.first & 0xFF)) else { return nil }
    id = InstructionID(rail: rail, sequence: words.second)
    isOpen = words.first < 1 << 8
  }
}

extension InstructionKey: CustomStringConvertible {
  var description: String { "\(id)" }
}

extension RailInstruction {
  var record: vouch_instruction_record {
    var record = vouch_instruction_record()
    record.purpose = purpose.rawValue
    record.state = state.rawValue
    record.currency = currency.number
    record.amount = amount
    record.time = time.milliseconds
    switch subject {
    case .check(let id):
      record.subject = 1
      record.about = (id.high, id.low)
    case .party(let party):
      record.subject = 2
      record.about = (party.code.packed, 0)
    }
    return record
  }

  init?(_ record: vouch_instruction_record, id: InstructionID) {
    guard let purpose = Purpose(rawValue: record.purpose), let state = State(rawValue: record.state),
      let currency = Currency(number: record.currency)
    else { return nil }
    let subject: JournalEntry.Subject
    switch record.subject {
    case 1: subject = .check(CheckID(high: record.about.0, low: record.about.1))
    case 2:
      guard let code = Code(packed: record.about.0) else { return nil }
      subject = .party(.seller(SellerID(code)))
    default: return nil
    }
    self.init(
      id: id, purpose: purpose, subject: subject, amount: record.amount, currency: currency,
      time: Timestamp(milliseconds: record.time), state: state)
  }
}

extension Tables {
  /// The instruction of that number, open or ended; nil when there is none.
  func instruction(
    _ id: InstructionID, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> RailInstruction? {
    for isOpen in [true, false] {
      let key = InstructionKey(id, isOpen: isOpen)
      guard let record = try instructions.sealed(vouch_instruction_record.self, at: key, in: transaction) else {
        continue
      }
      guard let instruction = RailInstruction(record, id: id) else { throw instructions.damaged(key, .impossible) }
      return instruction
    }
    return nil
  }

  /// Keeps an instruction where its state says.
  func keep(_ instruction: RailInstruction, in transaction: borrowing WriteTransaction) throws(StoreError) {
    let isOpen = instruction.state.isOpen
    if !isOpen {
      try database { () throws(LMDBError) in
        _ = try instructions.delete(InstructionKey(instruction.id, isOpen: true), in: transaction)
      }
    }
    try instructions.seal(instruction.record, at: InstructionKey(instruction.id, isOpen: isOpen), in: transaction)
  }
}
