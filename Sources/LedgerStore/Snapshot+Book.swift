/// The book: statements, the journal, and the balance sheet.
internal import CVouchRecords
internal import LMDB
public import Ledger

extension Snapshot {
  /// The first entry of which all that follow are here: 1, or the one after the last that archives have.
  public var firstEntry: UInt64 { archived + 1 }

  /// The last entry that archives have, and its time; nil where nothing is archived.
  public func archivedLast() throws(StoreError) -> (sequence: UInt64, time: Timestamp)? {
    guard archived > 0, let record = try tables.archive(in: transaction) else { return nil }
    return (record.through, Timestamp(milliseconds: record.time))
  }

  /// The journal from `start` on, oldest first; `next` is where to go on, also when that is not written yet. What archives have
  /// is not here: `start` is not before `firstEntry`.
  public func journal(from start: UInt64, limit: Int) throws(StoreError) -> Page<Receipt, UInt64> {
    let first = max(firstEntry, start)
    let last = try sequence()
    var items: [Receipt] = []
    var place = first
    while place <= last, items.count < limit {
      items.append(try receipt(place))
      place += 1
    }
    return Page(items: items, next: place)
  }

  /// The entries from `start` on that are about a party or of a kind, oldest first, at most `limit`. A bounded number of
  /// entries is looked at; `next` is where to go on, also where none was found.
  public func journal(
    from start: UInt64, limit: Int, about party: Party?, kind: JournalEntry.Kind?
  ) throws(StoreError) -> Page<Receipt, UInt64> {
    guard party != nil || kind != nil else { return try journal(from: start, limit: limit) }
    let last = try sequence()
    var items: [Receipt] = []
    var place = max(firstEntry, start)
    // The place is the asker's word: what is past the end is not to be added to.
    let end = place > last ? place : min(last + 1, place + Snapshot.entriesLookedAt)
    while place < end, items.count < limit {
      let receipt = try receipt(place)
      place += 1
      guard kind == nil || kind == receipt.entry.kind else { continue }
      if let party, try !isAbout(party, receipt.entry) { continue }
      items.append(receipt)
    }
    return Page(items: items, next: place)
  }

  /// How many entries one question has looked at: so that none keeps a reader long, whatever is looked for.
  private static var entriesLookedAt: UInt64 { 4096 }

  /// Whether an entry says something of a party, moved money of it, or happened to a check that names it.
  private func isAbout(_ party: Party, _ entry: JournalEntry) throws(StoreError) -> Bool {
    if entry.subject == .party(party) { return true }
    for index in 0..<entry.postings.count {
      let posting = entry.postings[index]
      if posting.debit.party == party || posting.credit.party == party { return true }
    }
    guard case .check(let id) = entry.subject, let check = try check(id) else { return false }
    switch party {
    case .account(let account): return check.terms.drawer == account
    case .seller(let seller): return (entry.hasProgress ? entry.reached.payee : check.terms.payee) == seller
    case .distributor(let distributor): return check.terms.distributor == distributor
    }
  }

  /// What moved on an account of the book, newest first, along the links of its postings; nil when there is no such
  /// account.
  public func statement(_ query: StatementQuery) throws(StoreError) -> Statement? {
    guard let (balance, held, currency) = try state(of: query.account) else { return nil }
    var place = query.from ?? Statement.Place(entry: balance.lastEntry, balance: balance.posted)
    var lines: [Statement.Line] = []
    var isAtEnd = false
    // The place is the asker's word: one past the end is no place.
    let last = try sequence()
    var isArchived = false
    while place.entry != 0, place.entry <= last, lines.count < query.limit {
      guard let receipt = try kept(place.entry) else {
        (isAtEnd, isArchived) = (true, true)
        break
      }
      var previous: UInt64?
      for posting in receipt.entry.postings.all.reversed() {
        let isDebit = posting.debit == query.account
        guard isDebit || posting.credit == query.account else { continue }
        let amount = isDebit ? -posting.amount : posting.amount
        lines.append(
          Statement.Line(
            entry: receipt.entry, counterpart: isDebit ? posting.credit : posting.debit, amount: amount,
            balance: place.balance, detail: receipt.detail))
        place.balance -= amount
        // All postings of one entry know the same one before it.
        previous = isDebit ? posting.previousOfDebit : posting.previousOfCredit
      }
      // A place that the asker made up may name an entry that did not post here: then there is nothing to walk.
      guard let previous, previous < place.entry else {
        isAtEnd = true
        break
      }
      place.entry = previous
    }
    return Statement(
      account: query.account, currency: currency, balance: balance.posted, held: held, lines: lines,
      next: isAtEnd || place.entry == 0 ? nil : place, archivedThrough: isArchived ? archived : nil)
  }

  /// An entry; nil where archives have it, and have it alone.
  private func kept(_ sequence: UInt64) throws(StoreError) -> Receipt? {
    guard sequence <= archived else { return try receipt(sequence) }
    return try journal(sequence, { Receipt(&$0) })
  }

  private func state(of id: BookAccountID) throws(StoreError) -> (Balance, held: Int64, Currency)? {
    switch id {
    case .bank(let id): try account(id).map { ($0.bank.balance, $0.bank.held, $0.currency) }
    case .card(let id): try account(id).map { ($0.card.balance, $0.card.held, $0.currency) }
    case .available(let id): try seller(id).map { ($0.available, 0, $0.currency) }
    case .locked(let id): try seller(id).map { ($0.locked, 0, $0.currency) }
    case .reserve(let id): try seller(id).map { ($0.reserve, 0, $0.currency) }
    case .debt(let id): try distributor(id).map { ($0.debt, 0, $0.currency) }
    case .clearing(let rail, let currency):
      (try self.clearing(ClearingKey(rail: rail, currency: currency)) ?? Balance(), 0, currency)
    case .settlement(let rail, let currency):
      (try self.clearing(ClearingKey(rail: rail, currency: currency, .settlement)) ?? Balance(), 0, currency)
    case .fees(let currency):
      (try self.clearing(ClearingKey(rail: .book, currency: currency, .fees)) ?? Balance(), 0, currency)
    }
  }

  /// The sums of the whole book. Reads every party and every check.
  public func balanceSheet() throws(StoreError) -> BalanceSheet {
    var sums = BookSums()
    let tables = tables
    try each(
      tables.accounts, \.accounts,
      { key, bytes throws(StoreError) in
        try tables.accounts.opened(at: key, newest: accountVersion, bytes) { Account(&$0, id: AccountID(key.code)) }
      }
    ) { sums.add($0) }
    try each(
      tables.sellers, \.sellers,
      { key, bytes throws(StoreError) in
        Seller(try tables.sellers.opened(vouch_seller_record.self, at: key, bytes), id: SellerID(key.code))
      }
    ) { sums.add($0) }
    try each(
      tables.distributors, \.distributors,
      { key, bytes throws(StoreError) in
        Distributor(
          try tables.distributors.opened(vouch_distributor_record.self, at: key, bytes), id: DistributorID(key.code))
      }
    ) { sums.add(.debt, nil, $0.debt.posted, $0.currency) }
    try addClearing(to: &sums)
    try each(
      tables.checks, \.checks,
      { key, bytes throws(StoreError) in
        try tables.checks.opened(at: key, newest: checkVersion, bytes) {
          Check(&$0, id: CheckID(high: key.high, low: key.low))
        }
      }
    ) { sums.addRemaining($0.progress.remaining, $0.terms.currency) }
    return sums.sheet
  }

  private func addClearing(to sums: inout BookSums) throws(StoreError) {
    var balances: [ClearingKey: Balance] = [:]
    try walk(tables.clearing) { key, bytes throws(StoreError) in
      balances[key] = Balance(try tables.clearing.opened(vouch_clearing_record.self, at: key, bytes).balance)
    }
    for layer in layers.reversed() { balances.merge(layer.clearing) { $1 } }
    for (key, balance) in balances {
      switch key.kind {
      case .clearing: sums.add(.clearing, key.rail, balance.posted, key.currency)
      case .settlement: sums.add(.settlement, key.rail, balance.posted, key.currency)
      case .fees: sums.add(.fees, nil, balance.posted, key.currency)
      }
    }
  }

  /// Lends every record there is to `body`: each once, as the newest layer has it, else as `read` makes it of what LMDB
  /// has.
  private func each<Key, Value>(
    _ table: Table<Key>, _ map: KeyPath<Overlay, RecordMap<Key, Value>>,
    _ read: (Key, RawSpan) throws(StoreError) -> Value?, _ body: (Value) -> Void
  ) throws(StoreError) {
    let maps = layers.map { $0[keyPath: map] }
    for (depth, layer) in maps.enumerated() {
      layer.forEach { key, value in
        if maps.prefix(depth).allSatisfy({ $0.find(key) == nil }) { body(value) }
      }
    }
    try walk(table) { key, bytes throws(StoreError) in
      if maps.contains(where: { $0.find(key) != nil }) { return }
      guard let value = try read(key, bytes) else { throw table.damaged(key, .impossible) }
      body(value)
    }
  }

  /// Lends every record of a table to `body`.
  private func walk<Key>(
    _ table: Table<Key>, _ body: (Key, RawSpan) throws(StoreError) -> Void
  ) throws(StoreError) {
    var failure: StoreError?
    try database { () throws(LMDBError) in
      try table.scan(in: transaction) { key, bytes in
        do throws(StoreError) { try body(key, bytes) } catch { failure = error }
        return failure == nil
      }
    }
    if let failure { throw failure }
  }
}

/// The sums of a balance sheet in the making. Sums are wrapped, never trapped on: a book that overflows is shown as not
/// conserved.
private struct BookSums {
  private struct Row: Hashable {
    let currency: UInt16
    let kind: UInt8
    let rail: UInt8
  }

  private var rows: [Row: (accounts: UInt64, posted: Int64)] = [:]
  private var held: [UInt16: Int64] = [:]
  private var remaining: [UInt16: Int64] = [:]

  mutating func add(_ kind: BalanceSheet.Kind, _ rail: PaymentRail?, _ posted: Int64, _ currency: Currency) {
    let row = Row(currency: currency.number, kind: kind.rawValue, rail: rail?.rawValue ?? 0)
    let before = rows[row] ?? (0, 0)
    rows[row] = (before.accounts + 1, before.posted &+ posted)
  }

  mutating func add(_ account: Account) {
    add(.bank, nil, account.bank.balance.posted, account.currency)
    add(.card, nil, account.card.balance.posted, account.currency)
    held[account.currency.number, default: 0] &+= account.bank.held &+ account.card.held
  }

  mutating func add(_ seller: Seller) {
    add(.available, nil, seller.available.posted, seller.currency)
    add(.locked, nil, seller.locked.posted, seller.currency)
    add(.reserve, nil, seller.reserve.posted, seller.currency)
  }

  mutating func addRemaining(_ sum: Int64, _ currency: Currency) {
    remaining[currency.number, default: 0] &+= sum
  }

  var sheet: BalanceSheet {
    let numbers = Set(rows.keys.map(\.currency)).union(held.keys).union(remaining.keys)
    let sheets = numbers.compactMap { Currency(number: $0) }.sorted { $0.code < $1.code }.map { currency in
      let own = rows.filter { $0.key.currency == currency.number }
        .sorted { ($0.key.kind, $0.key.rail) < ($1.key.kind, $1.key.rail) }
      let lines = own.compactMap { row, sum in
        BalanceSheet.Kind(rawValue: row.kind).map {
          BalanceSheet.Line(kind: $0, rail: PaymentRail(rawValue: row.rail), accounts: sum.accounts, posted: sum.posted)
        }
      }
      return BalanceSheet.CurrencySheet(
        currency: currency, lines: lines, total: lines.reduce(0) { $0 &+ $1.posted },
        held: held[currency.number] ?? 0, remaining: remaining[currency.number] ?? 0)
    }
    return BalanceSheet(sheets: sheets)
  }
}
