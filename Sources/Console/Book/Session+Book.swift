/// Reading the books: statements over several pages.
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
}

extension Page {
  /// The page for people: its table, `none` where it is empty, and how to go on where there is more.
  public func shown(none: String, table: ([Item]) -> String, more: (Place) -> String) -> String {
    let rest = next.map { "There are more: \(more($0))\n" } ?? ""
    return (items.isEmpty ? "\(none)\n" : table(items)) + rest
  }
}
