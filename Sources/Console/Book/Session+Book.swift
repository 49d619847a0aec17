/// Reading the books: statements over several pages, and the journal, also as it grows.
public import Ledger
internal import Wire

extension Session {
  /// The newest `limit` lines of an account of the book.
  public func statement(of account: BookAccountID, limit: Int) async throws(Failure) -> Statement {
    var statement = try await ask(StatementQuery(account: account, limit: min(limit, PageBounds.maximum)))
    while let next = statement.next, statement.lines.count < limit {
      let page = try await ask(
        StatementQuery(
          account: account, from: next, limit: min(limit - statement.lines.count, PageBounds.maximum)))
      statement.lines += page.lines
      statement.next = page.next
    }
    return statement
  }

  /// Shows `limit` entries of the journal from `from` on, or the newest.
  public func showJournal(from: UInt64?, limit: Int) async throws {
    let first = try await begin(from, limit)
    let page = try await collect(limit: limit, from: first) { ReadJournal(from: $0 ?? first, limit: $1) }
    try show(
      Receipt.journalHeadings + page.items.map(\.journalLine).joined(),
      json: ["entries": .array(page.items.map(\.json)), "next": page.next.map { .unsigned($0) } ?? .null])
  }

  /// Shows the journal as it grows: from `from` on, or the newest ten first. Ends after `limit` entries, if given.
  public func followJournal(from: UInt64?, limit: Int?) async throws {
    var next = try await begin(from, Session.entriesBeforeFollowing)
    var left = limit ?? .max
    if output == .table { try Terminal.write(Receipt.journalHeadings) }
    while left > 0 {
      let page = try await ask(ReadJournal(from: next, limit: min(left, PageBounds.maximum)))
      let lines = page.items.map { output == .json ? "\($0.json)\n" : $0.journalLine }
      if !lines.isEmpty { try Terminal.write(lines.joined()) }
      left -= lines.count
      next = page.next ?? next + UInt64(lines.count)
      if lines.isEmpty { try await Task.sleep(for: Session.followInterval) }
    }
  }

  /// How many entries are shown before those to come.
  private static let entriesBeforeFollowing = 10

  /// How often a journal that is followed is looked at: soon for people, seldom for the manager.
  private static let followInterval = Duration.milliseconds(250)

  private func begin(_ from: UInt64?, _ limit: Int) async throws(Failure) -> UInt64 {
    if let from { return from }
    let last = try await reply(to: GetStatus()).sequence
    return last > UInt64(limit) ? last - UInt64(limit) + 1 : 1
  }
}

extension Page {
  /// The page for people: its table, `none` where it is empty, and how to go on where there is more.
  public func shown(none: String, table: ([Item]) -> String, more: (Place) -> String) -> String {
    let rest = next.map { "There are more: \(more($0))\n" } ?? ""
    return (items.isEmpty ? "\(none)\n" : table(items)) + rest
  }
}
