/// Checks as they are shown, their histories, and lists of them.
internal import LMDB
public import Ledger

extension Snapshot {
  /// How many checks one question looks at at most: a filter that fits few must not keep a reader for minutes. A page
  /// may so have fewer items than asked for, or none, and still a next one.
  private static let checksLookedAt = 20_000

  /// A check with its memo and the names of its parties, but not the manager's.
  public func document(of check: Check) throws(StoreError) -> CheckDocument {
    var document = try plainDocument(of: check)
    document.drawerName = try tables.accountProfile(check.terms.drawer, in: transaction).name ?? .empty
    if let payee = check.progress.payee {
      document.payeeName = try tables.companyProfile(payee.code, of: \.sellerProfiles, in: transaction).name ?? .empty
    }
    if let distributor = check.terms.distributor {
      document.distributorName =
        try tables.companyProfile(distributor.code, of: \.distributorProfiles, in: transaction).name ?? .empty
    }
    return document
  }

  private func plainDocument(of check: Check) throws(StoreError) -> CheckDocument {
    var document = CheckDocument(
      id: check.id, terms: check.terms, issued: check.issued, progress: check.progress,
      memo: try tables.memo(of: check.id, in: transaction))
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
    for check in wanted { items.append(try plainDocument(of: check)) }
    return Page(items: items, next: next)
  }

  /// An account's checks, along their links.
  private func walk(_ query: CheckQuery, into wanted: inout [Check]) throws(StoreError) -> CheckID? {
    guard let account = query.account else { return nil }
    var place = query.from
    if place == nil { place = try tables.account(account, in: transaction)?.lastCheck }
    for _ in 0..<Snapshot.checksLookedAt {
      guard let id = place, wanted.count < query.limit else { return place }
      guard let check = try check(id), check.terms.drawer == account else { return nil }
      if query.fits(check) { wanted.append(check) }
      place = check.previousOfDrawer
    }
    return place
  }

  /// All checks, by their ids backwards.
  private func scan(_ query: CheckQuery, into wanted: inout [Check]) throws(StoreError) -> CheckID? {
    var ids: [CheckID] = []
    var start = query.from.map { IDKey($0) }
    var lookedAt = 0
    while true {
      ids.removeAll(keepingCapacity: true)
      try database { () throws(LMDBError) in
        try tables.checks.scan(from: start, .backward, in: transaction) { key, _ in
          ids.append(CheckID(high: key.high, low: key.low))
          return ids.count < 256
        }
      }
      for id in ids {
        guard wanted.count < query.limit, lookedAt < Snapshot.checksLookedAt else { return id }
        lookedAt += 1
        if let check = try check(id), query.fits(check) { wanted.append(check) }
      }
      guard ids.count == 256, let last = ids.last else { return nil }
      // The next stretch begins below the last id.
      let (low, borrow) = last.low.subtractingReportingOverflow(1)
      guard !borrow || last.high > 0 else { return nil }
      start = IDKey(CheckID(high: borrow ? last.high - 1 : last.high, low: low))
    }
  }
}

extension CheckQuery {
  fileprivate func fits(_ check: Check) -> Bool {
    if let account, check.terms.drawer != account { return false }
    if let seller, check.progress.payee != seller { return false }
    if let state, check.progress.state != state { return false }
    return true
  }
}
