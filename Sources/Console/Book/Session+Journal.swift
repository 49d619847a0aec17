/// The journal read: all of it or a party's part, once or as it grows. A number is all that whoever reads has to remember.
internal import Ledger
internal import Wire

extension Session {
  /// Shows `limit` entries from `from` on. Without a place: the newest, or of a party's or a kind's the first.
  func showJournal(from: UInt64?, limit: Int, about party: Party?, kind: JournalEntry.Kind?) async throws {
    let isPart = party != nil || kind != nil
    let first = isPart ? from ?? 0 : try await begin(from, limit)
    let page = try await collect(limit: limit, from: first) {
      ReadJournal(from: $0 ?? first, limit: $1, party: party, kind: kind)
    }
    try show(
      Receipt.journalHeadings + page.items.map(\.journalLine).joined(),
      json: ["entries": .array(page.items.map(\.json)), "next": page.next.map { .unsigned($0) } ?? .null])
  }

  /// Shows entries as they come: from `from` on, or without a place the newest ten first; of a party's or a kind's the first.
  /// Ends after `limit` entries, if given.
  func followJournal(from: UInt64?, limit: Int?, about party: Party?, kind: JournalEntry.Kind?) async throws {
    let isPart = party != nil || kind != nil
    var next = isPart ? from ?? 0 : try await begin(from, Session.entriesBeforeFollowing)
    var left = limit ?? .max
    if output == .table { try Terminal.write(Receipt.journalHeadings) }
    while left > 0 {
      let question = ReadJournal(from: next, limit: min(left, PageBounds.maximum), party: party, kind: kind)
      let page = try await ask(question)
      let lines = page.items.map { output == .json ? "\($0.json)\n" : $0.journalLine }
      if !lines.isEmpty { try Terminal.write(lines.joined()) }
      left -= lines.count
      let isAtEnd = page.next.map { $0 <= next } ?? true
      next = page.next ?? next + UInt64(lines.count)
      if isAtEnd { try await Task.sleep(for: Session.followInterval) }
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
