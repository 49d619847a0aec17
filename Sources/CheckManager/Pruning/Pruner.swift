/// Tells a vouchd that runs that archives are kept, so that it lets go of what they have.
internal import Foundation
public import Seals

/// What archives have that follow each other: verified, and kept where they stay.
public struct KeptArchives: Sendable {
  /// Their first entry.
  public var first: UInt64
  /// The head that they end with.
  public var head: SignedHead

  /// Archives.
  public init(first: UInt64, head: SignedHead) {
    self.first = first
    self.head = head
  }
}

/// One letting go.
public struct Pruner {
  private let data: String

  public init(of data: String) { self.data = data }

  /// How far it has come, over all that ever was let go of.
  public struct Progress: Hashable, Sendable {
    /// The last entry that archives have; 0: nothing is archived yet.
    public let through: UInt64
    /// Its time, in milliseconds since 1970.
    public let time: Int64
    public let checks: UInt64
    public let entries: UInt64

    init(_ archived: BackupMessage.Archived) {
      (through, time) = (archived.through, archived.time)
      (checks, entries) = (archived.checks, archived.entries)
    }
  }

  /// Has the ledger let go of what `archives` have and was decided before a time, in milliseconds since 1970. Gives how far the
  /// ledger is archived then: no further than before, where nothing is old enough.
  public func run(_ archives: KeptArchives, before: Int64, _ tell: (Progress) -> Void) throws -> Progress {
    let socket: LocalSocket
    do {
      socket = try LocalSocket.open(BackupDesk.socketName, in: data, listens: false)
    } catch {
      throw BackupProblem("No vouchd serves the ledger in \(data), or it is another user's: \(error) Start it first.")
    }
    let statement = archives.head.statement
    try socket.send(
      line: BackupMessage.Request(
        archives: BackupMessage.Archives(
          first: archives.first, last: statement.lastSequence, size: statement.size, root: statement.root.description,
          before: before)))
    while let reply = try socket.receiveLine(BackupMessage.Reply.self) {
      if let failure = reply.failure { throw BackupProblem("vouchd: \(failure).") }
      if let end = reply.archivedEnd { return Progress(end) }
      if let archived = reply.archived { tell(Progress(archived)) }
    }
    throw BackupProblem("vouchd ended before it was done; it goes on when it is started again.")
  }
}
