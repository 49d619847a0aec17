/// What a site has still to tell others: a table of messages in the order in which they were written.
public import LMDB

/// The outbox of a store. Adding and removing happen in the site's own transactions.
public struct Outbox: Sendable {
  private let messages: RecordTable<UInt64, OutgoingMessage>
  /// The last number that was given, at `counterKey`: a number is never given again, also when all before it are gone.
  private let counter: Table<UInt64>
  /// Rings when there may be something to send.
  let bell = Bell()

  /// The counter's table: a number, and so in clear.
  static let counterTable = "outbox-counter"
  private static let counterKey: UInt64 = 0

  /// Opens the tables, or makes them if they are missing.
  public init(sealedBy seal: StoreSeal, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    messages = try RecordTable("outbox", sealedBy: seal, in: transaction)
    counter = try Table(Outbox.counterTable, in: transaction)
  }

  /// Adds a message, in the transaction that writes the change it tells of.
  public func add(_ message: OutgoingMessage, in transaction: borrowing WriteTransaction) throws(SiteStoreError) {
    let number: UInt64
    do throws(LMDBError) {
      number = (try counter.record(UInt64.self, at: Outbox.counterKey, in: transaction) ?? 0) + 1
      try counter.put(number, at: Outbox.counterKey, in: transaction)
    } catch {
      throw .database(error)
    }
    try messages.put(message, at: number, in: transaction)
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

  /// The message of a number; nil when it is gone.
  func message(
    _ number: UInt64, in transaction: borrowing some Readable & ~Copyable
  ) throws(SiteStoreError) -> OutgoingMessage? {
    try messages.get(number, in: transaction)
  }

  /// Walks the messages from a number on, oldest first.
  func walk(
    from number: UInt64, in transaction: borrowing some Readable & ~Copyable,
    _ body: (UInt64, OutgoingMessage) throws(SiteStoreError) -> Bool
  ) throws(SiteStoreError) {
    try messages.walk(from: number, in: transaction, body)
  }

  /// Says that something was added. After the commit.
  public func notify() { bell.ring() }
}
