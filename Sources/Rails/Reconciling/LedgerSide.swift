/// What the ledger has of a paying system: gathered from its journal, entry by entry.
public import Ledger

/// An instruction, and when it ended.
public struct LedgerOrder: Hashable, Sendable {
  public var instruction: RailInstruction
  /// When it was reported as accepted or rejected; nil where it is open, or that was before the part of the journal
  /// that was read.
  public var ended: Timestamp?
  /// When it was reported as returned; nil as above.
  public var returned: Timestamp?

  /// An instruction as it stands.
  public init(_ instruction: RailInstruction, ended: Timestamp? = nil, returned: Timestamp? = nil) {
    self.instruction = instruction
    self.ended = ended
    self.returned = returned
  }

  public var id: InstructionID { instruction.id }
}

/// Money that came over a paying system without an instruction.
public struct LedgerReceipt: Hashable, Sendable {
  /// The entry.
  public var sequence: UInt64
  public var time: Timestamp
  /// Who paid it in.
  public var party: Party
  /// Minor units, positive.
  public var amount: Int64
  public var currency: Currency

  public init(sequence: UInt64, time: Timestamp, party: Party, amount: Int64, currency: Currency) {
    self.sequence = sequence
    self.time = time
    self.party = party
    self.amount = amount
    self.currency = currency
  }
}

/// The part of a journal that is about one paying system.
public struct LedgerSide: Sendable {
  public let rail: PaymentRail
  /// Whether what drawers are funded with is paid to the manager: else it is what they have at their own bank, and
  /// moves nothing here.
  public let isPrepaid: Bool
  public private(set) var orders: [InstructionID: LedgerOrder] = [:]
  public private(set) var receipts: [LedgerReceipt] = []
  /// Ends of what was told before the part that was read.
  private var ends: [InstructionID: (ended: Timestamp?, returned: Timestamp?)] = [:]
  /// How often drawers' covers were funded or restated without a movement of the manager's.
  public private(set) var coversStated = 0

  /// The most instructions of one run: each is kept in memory, with about 200 bytes.
  public static let mostOrders = 2_000_000

  /// Nothing read.
  public init(_ rail: PaymentRail, isPrepaid: Bool = false) {
    self.rail = rail
    self.isPrepaid = isPrepaid
  }

  /// Takes the next entry of the journal.
  public mutating func take(_ entry: JournalEntry) {
    if let id = entry.instruction, id.rail == rail { end(id, entry) }
    entry.eachInstruction { if $0.id.rail == rail { orders[$0.id] = LedgerOrder($0) } }
    guard case .party(let party) = entry.subject else { return }
    for index in 0..<entry.postings.count {
      guard case .settlement(rail, let currency) = entry.postings[index].debit else { continue }
      switch entry.kind {
      case .paidIn:
        receive(entry, party, entry.postings[index].amount, currency)
      case .funded:
        if isPrepaid { receive(entry, party, entry.postings[index].amount, currency) } else { coversStated += 1 }
      case .reconciled: coversStated += 1
      default: break
      }
    }
  }

  private mutating func receive(_ entry: JournalEntry, _ party: Party, _ amount: Int64, _ currency: Currency) {
    receipts.append(
      LedgerReceipt(sequence: entry.sequence, time: entry.time, party: party, amount: amount, currency: currency))
  }

  private mutating func end(_ id: InstructionID, _ entry: JournalEntry) {
    let isReturn = entry.kind == .railReturned
    guard entry.kind != .railUnsure || orders[id] != nil else { return }
    guard var order = orders[id] else {
      var known = ends[id] ?? (nil, nil)
      if isReturn { known.returned = entry.time } else { known.ended = entry.time }
      ends[id] = known
      return
    }
    order.instruction = order.instruction.after(entry)
    if isReturn { order.returned = entry.time } else if entry.kind != .railUnsure { order.ended = entry.time }
    orders[id] = order
  }

  /// What has to be asked for one by one: what ended in the part that was read and was told before it, and what
  /// statements name and is not known yet.
  public func unknown(of lines: [BankLine], _ ids: ConnectorRules) -> [InstructionID] {
    let named = Set(lines.compactMap { ids.instruction(of: $0.order) }).union(ends.keys)
    return named.filter { orders[$0] == nil }.sorted { $0.sequence < $1.sequence }
  }

  /// Takes what the manager says of an instruction that was told before the part that was read. What is known already
  /// stays.
  public mutating func insert(_ instruction: RailInstruction) {
    guard orders[instruction.id] == nil, instruction.id.rail == rail else { return }
    orders[instruction.id] = LedgerOrder(
      instruction, ended: ends[instruction.id]?.ended, returned: ends[instruction.id]?.returned)
  }
}

extension LedgerSide {
  /// A side from its parts.
  init(_ rail: PaymentRail, _ orders: [LedgerOrder], _ receipts: [LedgerReceipt]) {
    self.init(rail)
    for order in orders { self.orders[order.id] = order }
    self.receipts = receipts
  }
}
