/// Parties page by page. Who they are is sealed: whoever has the keys opens it (`sealedProfile(of:)`).
internal import LMDB
public import Ledger

extension Snapshot {
  /// Accounts in the order of their codes.
  public func accounts(from start: AccountID?, limit: Int) throws(StoreError) -> Page<Account, AccountID> {
    let codes = try keys(of: tables.accounts, \.accounts, from: start.map { CodeKey($0.code) }, limit: limit + 1)
    var items: [Account] = []
    for key in codes.prefix(limit) {
      if let account = try account(AccountID(key.code)) { items.append(account) }
    }
    return Page(items: items, next: codes.count > limit ? AccountID(codes[limit].code) : nil)
  }

  /// Sellers in the order of their codes.
  public func sellers(from start: SellerID?, limit: Int) throws(StoreError) -> Page<Seller, SellerID> {
    let codes = try keys(of: tables.sellers, \.sellers, from: start.map { CodeKey($0.code) }, limit: limit + 1)
    var items: [Seller] = []
    for key in codes.prefix(limit) {
      if let seller = try seller(SellerID(key.code)) { items.append(seller) }
    }
    return Page(items: items, next: codes.count > limit ? SellerID(codes[limit].code) : nil)
  }

  /// Distributors in the order of their codes.
  public func distributors(
    from start: DistributorID?, limit: Int
  ) throws(StoreError) -> Page<Distributor, DistributorID> {
    let codes = try keys(
      of: tables.distributors, \.distributors, from: start.map { CodeKey($0.code) }, limit: limit + 1)
    var items: [Distributor] = []
    for key in codes.prefix(limit) {
      if let distributor = try distributor(DistributorID(key.code)) { items.append(distributor) }
    }
    return Page(items: items, next: codes.count > limit ? DistributorID(codes[limit].code) : nil)
  }

  /// The next keys of a table, layers included, at most `limit`, from `start` on in the direction given.
  func keys<Key, Value>(
    of table: Table<Key>, _ map: KeyPath<Overlay, RecordMap<Key, Value>>, from start: Key?,
    _ direction: Direction = .forward, limit: Int
  ) throws(StoreError) -> [Key] {
    let isBefore: (Key, Key) -> Bool =
      direction == .forward ? { $0.words.isBefore($1.words) } : { $1.words.isBefore($0.words) }
    var found: [Key] = []
    try database { () throws(LMDBError) in
      try table.scan(from: start, direction, in: transaction) { key, _ in
        guard found.count < limit else { return false }
        found.append(key)
        return true
      }
    }
    // Past the last of these only keys matter that come before it; if LMDB has no more, all do.
    let end = found.count == limit ? found.last : nil
    var others: [Key] = []
    for layer in layers {
      layer[keyPath: map].forEach { key, _ in
        if let start, isBefore(key, start) { return }
        if let end, isBefore(end, key) { return }
        others.append(key)
      }
    }
    guard !others.isEmpty else { return found }
    var seen = Set<Key>()
    return Array((found + others).filter { seen.insert($0).inserted }.sorted(by: isBefore).prefix(limit))
  }
}
