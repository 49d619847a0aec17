/// The flags of every `journal`: from where, how much, of what kind, and whether it goes on.
public import ArgumentParser
public import Ledger
internal import Wire

/// `--from`, `--limit`, `--kind` and `--follow`.
public struct JournalFlags: ParsableArguments {
  @Option(help: ArgumentHelp("The entry to begin at.", valueName: "number"), transform: Read.sequence)
  var from: UInt64?
  @Option(
    help: ArgumentHelp("How many entries to show at most. (default: 100; following: no end)", valueName: "number"),
    transform: Read.count)
  var limit: Int?
  @Option(
    help: ArgumentHelp("Only entries of this kind: issued, captured, refunded, …", valueName: "kind"),
    transform: Read.named)
  var kind: JournalEntry.Kind?
  @Flag(name: .shortAndLong, help: "Goes on as entries come.")
  var follow = false

  /// For the parser.
  public init() {}

  /// Shows the journal, or what of it is about `party`.
  public func show(about party: Party? = nil, by session: Session) async throws {
    if follow {
      try await session.followJournal(from: from, limit: limit, about: party, kind: kind)
    } else {
      try await session.showJournal(from: from, limit: limit ?? PageBounds.usual, about: party, kind: kind)
    }
  }
}

/// `--account`, `--seller` or `--distributor`: whom the entries shown are about.
public struct JournalPartyFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Only entries about this buyer's account.", valueName: "code"), transform: Read.code)
  var account: AccountID?
  @Option(help: ArgumentHelp("Only entries about this seller.", valueName: "code"), transform: Read.code)
  var seller: SellerID?
  @Option(help: ArgumentHelp("Only entries about this distributor.", valueName: "code"), transform: Read.code)
  var distributor: DistributorID?

  /// For the parser.
  public init() {}

  /// Refuses two of them.
  public func validate() throws {
    guard [account != nil, seller != nil, distributor != nil].filter({ $0 }).count <= 1 else {
      throw ValidationError("Name one party at most: --account, --seller or --distributor.")
    }
  }

  /// The party named, if one is.
  public var party: Party? {
    account.map { .account($0) } ?? seller.map { .seller($0) } ?? distributor.map { .distributor($0) }
  }
}
