/// What archives have: what was carried over from entries that went, and the ways of those that stayed.
internal import CVouchRecords
internal import LMDB
internal import Ledger

extension TableInspection {
  /// What the entries that went posted to an account.
  func carried(_ account: BookAccountID) throws(StoreError) -> Balance {
    hasArchives ? try tables.carried(account, in: view) : Balance()
  }

  /// Begins the manager's own accounts with what was carried over, and looks at all that was: it comes to nothing, as every
  /// entry does, and each account is there.
  func inspectArchived(_ book: BookTally) {
    guard hasArchives else { return }
    var sums: [Currency: Int64] = [:]
    walk(tables.carried) { key, bytes throws(StoreError) in
      let record = try tables.carried.opened(vouch_clearing_record.self, at: key, bytes)
      let balance = Balance(record.balance)
      if balance.lastEntry == 0 || balance.lastEntry > archived {
        report("it is of entry \(balance.lastEntry), and archives have \(archived)", tables.carried, key)
      }
      guard let currency = currency(of: key.account, book) else {
        report("there is no such account", tables.carried, key)
        return true
      }
      sums[currency, default: 0] &+= balance.posted
      if let own = ClearingKey(key.account) { book.own[own] = balance }
      return true
    }
    for (currency, sum) in sums where sum != 0 {
      desk.report(
        Finding("what was carried over in \(currency) comes to \(sum), not to nothing", file: file, table: "carried"))
    }
    walk(tables.ways) { sequence, bytes throws(StoreError) in
      if sequence > archived { report("archives have not come to its entry", tables.ways, sequence) }
      if !has(sequence, in: tables.journal) { report("its entry is gone", tables.ways, sequence) }
      return true
    }
  }

  private func currency(of account: BookAccountID, _ book: BookTally) -> Currency? {
    switch account {
    case .bank(let id), .card(let id):
      found { () throws(StoreError) in try tables.account(id, in: view)?.currency }.flatMap { $0 }
    case .available(let id), .locked(let id), .reserve(let id):
      book.sellers.index(of: id.code).map { book.sellers[$0].currency }
    case .debt(let id): book.distributors.index(of: id.code).map { book.distributors[$0].currency }
    case .clearing(_, let currency), .settlement(_, let currency), .fees(let currency): currency
    }
  }
}
