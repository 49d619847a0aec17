/// What a site has still to tell others: a table of messages in the order in which they were written.
public import LMDB
internal import MailOrder

/// The outbox of a store. Adding and removing happen in the site's own transactions.
public struct Outbox: Sendable {
  private let messages: RecordTable<UInt64, OutgoingMessage>
  /// Rings when there may be something to send.
  let bell = Bell()

  /// Opens the table, or makes it if it is missing.
  public init(in transaction: borrowing WriteTransaction) throws(LMDBError) {
    messages = try RecordTable("outbox", in: transaction)
  }

  /// Adds a message, in the transaction that writes the change it tells of.
  public func add(_ message: OutgoingMessage, in transaction: borrowing WriteTransaction) throws(SiteStoreError) {
    try messages.put(message, at: (try messages.lastKey(in: transaction) ?? 0) + 1, in: transaction)
  }

  /// Takes a message out, in the transaction that writes what its answer changed. Whether it was still there: an answer
  /// that comes twice counts once.
  public func remove(_ number: UInt64, in transaction: borrowing WriteTransaction) throws(SiteStoreError) -> Bool {
    try messages.delete(number, in: transaction)
  }

  /// How many wait.
  public func count(in transaction: borrowing some Readable & ~Copyable) throws(SiteStoreError) -> UInt64 {
    try messages.count(in: transaction)
  }

  /// The messages that may go out now: of each order and destination the first, oldest first.
  func due(
    limit: Int, passing busy: Set<Destination>, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> [(number: UInt64, message: OutgoingMessage)] {
    var due: [(UInt64, OutgoingMessage)] = []
    var seen: Set<Line> = []
    try messages.walk(in: transaction) { number, message in
      guard !busy.contains(message.destination) else { return true }
      if seen.insert(Line(message)).inserted { due.append((number, message)) }
      return due.count < limit
    }
    return due
  }

  /// Says that something was added. After the commit.
  public func notify() { bell.ring() }

  /// Messages about one order to one destination go one after the other.
  private struct Line: Hashable {
    let destination: Destination
    let high: UInt64
    let low: UInt64

    init(_ message: OutgoingMessage) {
      destination = message.destination
      high = message.order.high
      low = message.order.low
    }
  }
}
