/// Where events come from, and how they are written: what the sender is given, so that it needs to know neither.
public import Ledger
public import Wire

/// The journal, and the form of an event.
public struct EventFeed: Sendable {
  /// Reads the journal, or the part that is asked for; throws while the manager does not answer.
  public var read: @Sendable (ReadJournal) async throws -> Page<Receipt, UInt64>
  /// An event as JSON.
  public var write: @Sendable (Receipt) -> [UInt8]

  /// A feed.
  public init(
    read: @escaping @Sendable (ReadJournal) async throws -> Page<Receipt, UInt64>,
    write: @escaping @Sendable (Receipt) -> [UInt8]
  ) {
    self.read = read
    self.write = write
  }
}
