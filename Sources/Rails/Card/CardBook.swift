/// Where every order stands, as the journal's lines add up to it. No I/O: lines in, lines out.

/// The orders of a card rail that are open, or ended not long ago.
///
/// Invariants: an order that has not ended, or whose end nobody took note of, is never forgotten; no number of a message is
/// given twice while an order that bears it is open.
struct CardBook: Sendable {
  /// How many ended orders are kept after their end was taken note of: an order that comes again by mistake, within so
  /// many others, still finds that it was paid.
  static let endedKept = 10_000
  /// How many others are kept at most, each some 200 bytes: a host that is down for a weekend fills no memory.
  static let maximumOpen = 50_000

  struct Entry: Hashable, Sendable {
    var order: CardOrder
    var state: CardState
    /// Whether somebody took note of its end.
    var isTold = false
  }

  private(set) var entries: [String: Entry] = [:]
  /// The ended orders that were told, oldest first, some of them forgotten.
  private var told: [String] = []
  private var toldCount = 0
  private(set) var lastNumber: UInt32 = 0
  private var numbersInUse: Set<UInt32> = []

  /// Whether another order finds room.
  var hasRoom: Bool { entries.count - toldCount < CardBook.maximumOpen }

  /// Takes what a line of the journal says.
  mutating func take(_ record: CardRecord) {
    switch record {
    case .state(let order, let state):
      let former = entries[order.id]
      for trace in former?.state.traces ?? [] { numbersInUse.remove(trace.number) }
      for trace in state.traces { note(trace.number) }
      if former?.isTold == true { toldCount -= 1 }
      // The host holds nothing of it: it is as if it had never been sent.
      entries[order.id] = state == .open ? nil : Entry(order: order, state: state)
    case .told(let id):
      guard let entry = entries[id], entry.state.isEnded, !entry.isTold else { return }
      entries[id]?.isTold = true
      told.append(id)
      toldCount += 1
      forget()
    case .last(let number): lastNumber = number
    }
  }

  private mutating func note(_ number: UInt32) {
    numbersInUse.insert(number)
    // A little behind means: after the last turn of the counter. Whatever comes in the journal later was given later.
    lastNumber = number
  }

  private mutating func forget() {
    guard told.count > 2 * CardBook.endedKept else { return }
    for id in told.prefix(told.count - CardBook.endedKept) where entries[id]?.isTold == true {
      entries[id] = nil
      toldCount -= 1
    }
    told.removeFirst(told.count - CardBook.endedKept)
  }

  /// What the next message bears. It is given once the record that it stands in was taken.
  mutating func nextTrace(at second: Int64) -> CardTrace {
    // Far fewer are in use than there are: `maximumOpen` orders have two each.
    repeat {
      lastNumber = lastNumber % CardTrace.largestNumber + 1
    } while numbersInUse.contains(lastNumber)
    return CardTrace(number: lastNumber, second: second)
  }

  /// The fewest lines that add up to this book.
  var records: [CardRecord] {
    let order = Dictionary(told.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: max)
    let (ended, open) = (entries.values.filter(\.isTold), entries.values.filter { !$0.isTold })
    let kept = ended.sorted { (order[$0.order.id] ?? 0) < (order[$1.order.id] ?? 0) }
    return open.sorted { $0.order.id < $1.order.id }.map { .state($0.order, $0.state) }
      + kept.flatMap { [.state($0.order, $0.state), .told(id: $0.order.id)] } + [.last(lastNumber)]
  }
}
