/// What the ledger has of a paying system, asked for page by page.
import Console
import Ledger
import Rails
import Wire

extension Session {
  /// How many pages of the journal are asked for at once: one is read while the others come.
  private static let pagesAtOnce = 4
  /// How many instructions are asked for one by one at once.
  private static let questionsAtOnce = 64

  /// The ledger's side of a reconciliation: what the journal says from some days before the period on, what is open
  /// however old it is, and what statements name.
  func ledgerSide(
    _ empty: LedgerSide, _ rules: ReconciliationRules, _ lines: [BankLine], _ walk: Walk
  ) async throws -> LedgerSide {
    var (side, walk) = (empty, walk)
    defer { walk.end() }
    let last = try await reply(to: GetStatus()).sequence
    let start = Timestamp(milliseconds: rules.from.start.milliseconds - Int64(rules.days) * 86_400_000)
    let first = try await firstEntry(from: start, last)
    walk.begin(last &- first &+ 1)
    try await eachEntry(from: first, through: last) { entry in
      side.take(entry)
      guard side.orders.count <= LedgerSide.mostOrders else {
        throw Failure.badData(
          "There are more than \(LedgerSide.mostOrders) instructions in the period: say a shorter one with --from and --to."
        )
      }
      walk.note()
    }
    var after: UInt64 = 0
    repeat {
      let page = try await ask(ListInstructions(rules.ids.rail, after: after, limit: PageBounds.maximum))
      for order in page.items where order.instruction.id.sequence <= last { side.insert(order.instruction) }
      after = page.next ?? 0
    } while after > 0
    for order in try await orders(side.unknown(of: lines, rules.ids)) { side.insert(order.instruction) }
    return side
  }

  /// Lends every entry, in order.
  func eachEntry(
    from first: UInt64, through last: UInt64, _ body: (JournalEntry) throws -> Void
  ) async throws {
    var place = first
    while place <= last {
      // Sequences have no gaps: it is known where the pages behind this one begin.
      let starts = (0..<Session.pagesAtOnce).map { place + UInt64($0 * PageBounds.maximum) }.filter { $0 <= last }
      let pages = try await withThrowingTaskGroup(of: (UInt64, [Receipt]).self) { group in
        for start in starts {
          group.addTask { (start, try await ask(ReadJournal(from: start, limit: PageBounds.maximum)).items) }
        }
        return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      for start in starts {
        let entries = pages[start] ?? []
        guard start == place, !entries.isEmpty else { break }
        for receipt in entries where receipt.entry.sequence <= last { try body(receipt.entry) }
        place += UInt64(entries.count)
      }
    }
  }

  /// The first entry of that moment or later: `last` + 1 where there is none. Time never goes back in a journal.
  ///
  /// - Throws: where archives alone have the journal of that moment.
  func firstEntry(from moment: Timestamp, _ last: UInt64) async throws(Failure) -> UInt64 {
    let archived = try await ask(GetStatus()).archived
    if let archived, archived.time >= moment { throw .archived(moment, through: archived.through) }
    var (low, high) = ((archived?.through ?? 0) + 1, last + 1)
    while low < high {
      let middle = low + (high - low) / 2
      guard let entry = try await ask(ReadJournal(from: middle, limit: 1)).items.first?.entry else {
        throw .io("The manager has no entry \(middle), though its journal goes to \(last); ask its operator.")
      }
      if entry.time < moment { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Instructions one by one, whatever became of them; those that there are not are left out.
  func orders(_ ids: [InstructionID]) async throws -> [InstructionOrder] {
    var orders: [InstructionOrder] = []
    var rest = ids[...]
    while !rest.isEmpty {
      let portion = rest.prefix(Session.questionsAtOnce)
      rest = rest.dropFirst(Session.questionsAtOnce)
      orders += try await withThrowingTaskGroup(of: InstructionOrder?.self) { group in
        for id in portion { group.addTask { try await ask(ListInstructions(id)).items.first } }
        return try await group.reduce(into: []) { if let order = $1 { $0.append(order) } }
      }
    }
    return orders
  }
}
