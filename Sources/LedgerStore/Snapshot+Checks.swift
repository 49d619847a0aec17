/// Checks as they are shown, their histories, and lists of them.
internal import LMDB
public import Ledger

extension Snapshot {
  /// How many checks one question looks at at most: a filter that fits few must not keep a reader for minutes. A page
  /// may so have fewer items than asked for, or none, and still a next one.
  private static let checksLookedAt = 20_000

  /// A check with its memo, without the names of its parties, which are sealed.
  public func document(of check: Check) throws(StoreError) -> CheckDocument {
    var document = CheckDocument(
      id: check.id, terms: check.terms, issued: check.issued, progress: check.progress,
      memo: try memo(of: check.id))
    document.entryCount = check.entryCount
    return document
  }

  /// All that happened to a check, oldest first.
  public func history(of check: Check) throws(StoreError) -> [Receipt] {
    var entries: [Receipt] = []
    var sequence = check.lastEntry
    while sequence != 0 {
      let receipt = try receipt(sequence)
      entries.append(receipt)
      sequence = receipt.entry.previousOfCheck
    }
    return entries.reversed()
  }

  /// Checks, newest first, without the names of their parties.
  public func checks(_ query: CheckQuery) throws(StoreError) -> Page<CheckDocument, CheckID> {
    var wanted: [Check] = []
    var next: CheckID?
    if query.account != nil {
      next = try walk(query, into: &wanted)
    } else {
      next = try scan(query, into: &wanted)
    }
    var items: [CheckDocument] = []
    items.reserveCapacity(wanted.count)
    for check in wanted { items.append(try document(of: check)) }
    return Page(items: items, next: next)
  }

  /// An account's checks, along their links.
  private func walk(_ query: CheckQuery, into wanted: inout [Check]) throws(StoreError) -> CheckID? {
    guard let account = query.account else { return nil }
    var place = query.from
    if place == nil { place = try self.account(account)?.lastCheck }
    for _ in 0..<Snapshot.checksLookedAt {
      guard let id = place, wanted.count < query.limit else { return place }
      guard let check = try check(id) else {
        guard archived > 0 else { return nil }
        // Archives have it and where it leads to: of those before it that are left there are few, so they are looked through.
        var query = query
        query.from = id
        return try scan(query, into: &wanted)
      }
      guard check.terms.drawer == account else { return nil }
      if query.fits(check) { wanted.append(check) }
      place = check.previousOfDrawer
    }
    return place
  }

  /// All checks, by their ids backwards.
  private func scan(_ query: CheckQuery, into wanted: inout [Check]) throws(StoreError) -> CheckID? {
    var start = query.from.map { IDKey($0) }
    var lookedAt = 0
    while true {
      let keys = try keys(of: tables.checks, \.checks, from: start, .backward, limit: Snapshot.stretch)
      for key in keys {
        let id = CheckID(high: key.high, low: key.low)
        guard wanted.count < query.limit, lookedAt < Snapshot.checksLookedAt else { return id }
        lookedAt += 1
        if let check = try check(id), query.fits(check) { wanted.append(check) }
      }
      guard keys.count == Snapshot.stretch, let last = keys.last else { return nil }
      // The next stretch begins below the last id.
      let (low, borrow) = last.low.subtractingReportingOverflow(1)
      guard !borrow || last.high > 0 else { return nil }
      start = IDKey(CheckID(high: borrow ? last.high - 1 : last.high, low: low))
    }
  }

  /// How many ids are fetched at once: fetching looks through all that is in memory, so few times.
  private static let stretch = 4096
}

extension CheckQuery {
  fileprivate func fits(_ check: Check) -> Bool {
    if let account, check.terms.drawer != account { return false }
    if let seller, check.progress.payee != seller { return false }
    if let state, check.progress.state != state { return false }
    return true
  }
}
