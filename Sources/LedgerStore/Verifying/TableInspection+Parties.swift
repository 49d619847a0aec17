/// Parties and the manager's own accounts: what they say, against what checks and journal sum up to.
internal import CVouchRecords
internal import LMDB
internal import Ledger

extension TableInspection {
  /// Sellers and distributors, of which all are summed up at once.
  func inspectSellersAndDistributors(_ book: BookTally) {
    walk(tables.sellers) { key, bytes throws(StoreError) in
      let record = try tables.sellers.opened(vouch_seller_record.self, at: key, bytes)
      guard let seller = Seller(record, id: SellerID(key.code)) else { throw tables.sellers.damaged(key, .impossible) }
      var row = SellerRow(currency: seller.currency)
      row.payingOut = book.payingOut[seller.id] ?? 0
      row.available = try carried(.available(seller.id))
      row.locked = try carried(.locked(seller.id))
      row.reserve = try carried(.reserve(seller.id))
      book.sellers.append(key.code, row)
      book.parties += 1
      return true
    }
    walk(tables.distributors) { key, bytes throws(StoreError) in
      let record = try tables.distributors.opened(vouch_distributor_record.self, at: key, bytes)
      guard let distributor = Distributor(record, id: DistributorID(key.code)) else {
        throw tables.distributors.damaged(key, .impossible)
      }
      var row = DistributorRow(currency: distributor.currency)
      row.debt = try carried(.debt(distributor.id))
      book.distributors.append(key.code, row)
      book.parties += 1
      return true
    }
  }

  /// Begins a pass: finds the accounts that are summed up in it.
  func begin(_ book: BookTally) throws(StoreError) {
    book.advance()
    walk(tables.accounts, from: book.first) { key, bytes throws(StoreError) in
      guard book.accounts.codes.count < book.limit else {
        book.next = key
        return false
      }
      let account = try account(at: key, bytes)
      var row = AccountRow(currency: account.currency)
      row.bank = try carried(.bank(account.id))
      row.card = try carried(.card(account.id))
      book.accounts.append(key.code, row)
      book.parties += 1
      return true
    }
  }

  private func account(at key: CodeKey, _ bytes: RawSpan) throws(StoreError) -> Account {
    try tables.accounts.opened(at: key, newest: accountVersion, bytes) { Account(&$0, id: AccountID(key.code)) }
  }

  func compareAccounts(_ book: BookTally) {
    walk(tables.accounts, from: book.first, "accounts against journal") { key, bytes in
      guard book.has(AccountID(key.code)) else { return false }
      // What cannot be read was reported.
      guard let index = book.accounts.index(of: key.code), let account = try? account(at: key, bytes) else {
        return true
      }
      let row = book.accounts[index]
      compare(account.bank.balance, row.bank, "the bank cover", tables.accounts, key)
      compare(account.card.balance, row.card, "the card cover", tables.accounts, key)
      compare(account.bank.held, row.heldOnBank, "what is held on the bank cover", tables.accounts, key)
      compare(account.card.held, row.heldOnCard, "what is held on the card cover", tables.accounts, key)
      compare(Int64(account.openChecks), Int64(row.openChecks), "how many checks are open", tables.accounts, key)
      if account.lastCheck != row.lastCheck, !isGone(account.lastCheck) {
        report("its last check is another than it says", tables.accounts, key)
      }
      add(account.bank.balance.posted, account.currency, book)
      add(account.card.balance.posted, account.currency, book)
      return true
    }
  }

  func compareCompanies(_ book: BookTally) {
    walk(tables.sellers, "sellers against journal") { key, bytes in
      guard let index = book.sellers.index(of: key.code),
        let record = try? tables.sellers.opened(vouch_seller_record.self, at: key, bytes),
        let seller = Seller(record, id: SellerID(key.code))
      else { return true }
      let row = book.sellers[index]
      compare(seller.available, row.available, "what is available", tables.sellers, key)
      compare(seller.locked, row.locked, "what is locked", tables.sellers, key)
      compare(seller.reserve, row.reserve, "the reserve", tables.sellers, key)
      compare(seller.locked.posted, row.lockedOfChecks, "what is locked, by its checks", tables.sellers, key)
      compare(seller.reserve.posted, row.reservedOfChecks, "the reserve, by its checks", tables.sellers, key)
      compare(seller.exposure, row.exposure, "its exposure", tables.sellers, key)
      compare(seller.payingOut, row.payingOut, "what is being paid out", tables.sellers, key)
      for balance in [seller.available, seller.locked, seller.reserve] { add(balance.posted, seller.currency, book) }
      return true
    }
    walk(tables.distributors, "distributors against journal") { key, bytes in
      guard let index = book.distributors.index(of: key.code),
        let record = try? tables.distributors.opened(vouch_distributor_record.self, at: key, bytes),
        let distributor = Distributor(record, id: DistributorID(key.code))
      else { return true }
      let row = book.distributors[index]
      compare(distributor.debt, row.debt, "its debt", tables.distributors, key)
      if distributor.debt.posted > 0 { report("it is owed \(distributor.debt.posted)", tables.distributors, key) }
      compare(distributor.exposure, row.exposure, "its exposure", tables.distributors, key)
      compare(distributor.cashPending, row.cashPending, "what it is to collect", tables.distributors, key)
      add(distributor.debt.posted, distributor.currency, book)
      return true
    }
  }

  /// The manager's own accounts, and that all there is comes to nothing.
  func compareBook(_ book: BookTally) {
    var seen: Set<ClearingKey> = []
    walk(tables.clearing) { key, bytes throws(StoreError) in
      let record = try tables.clearing.opened(vouch_clearing_record.self, at: key, bytes)
      compare(Balance(record.balance), book.own[key] ?? Balance(), "its balance", tables.clearing, key)
      seen.insert(key)
      add(record.balance.posted, key.currency, book)
      return true
    }
    for (key, balance) in book.own where !seen.contains(key) {
      compare(Balance(), balance, "its balance", tables.clearing, key)
    }
    // What of entries that are gone was posted before paying systems were told anything, nobody knows any more.
    guard archived == 0 || meta.firstTelling <= 1 else { return compareSums(book) }
    for key in Set(book.own.keys).union(book.instructed.keys)
    where key.kind == .clearing && key.rail.isOutside && hasInstructions {
      compare(
        book.own[key]?.posted ?? 0, (book.untold[key] ?? 0) &+ (book.instructed[key] ?? 0),
        "its balance, by open instructions", tables.clearing, key)
    }
    compareSums(book)
  }

  private func compareSums(_ book: BookTally) {
    for (currency, sum) in book.sums where sum != 0 {
      desk.report(Finding("all balances in \(currency) come to \(sum), not to nothing", file: file))
    }
  }

  private func add(_ amount: Int64, _ currency: Currency, _ book: BookTally) {
    book.sums[currency] = (book.sums[currency] ?? 0) &+ amount
  }

  private func compare<Key: TableKey>(
    _ said: Balance, _ found: Balance, _ what: String, _ table: Table<Key>, _ key: Key
  ) {
    compare(said.posted, found.posted, what, table, key)
    if said.lastEntry != found.lastEntry {
      report("\(what) was last changed by entry \(said.lastEntry), the journal says \(found.lastEntry)", table, key)
    }
  }

  private func compare<Key: TableKey>(_ said: Int64, _ found: Int64, _ what: String, _ table: Table<Key>, _ key: Key) {
    if said != found { report("\(what) is \(said), and comes to \(found)", table, key) }
  }
}
