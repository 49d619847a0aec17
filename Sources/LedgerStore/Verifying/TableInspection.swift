/// The tables, read record by record, and held against each other.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// The tables of a ledger that nobody writes, and what looking at them takes.
struct TableInspection: ~Copyable {
  let environment: Environment
  let view: ReadTransaction
  let tables: Tables
  let meta: vouch_meta_record
  let desk: VerificationDesk
  let verification: LedgerVerification
  /// What older formats have not.
  let hasHistory: Bool
  let hasInstructions: Bool
  let hasArchives: Bool
  /// The last entry that archives have: those up to it may be gone.
  let archived: UInt64

  var file: String { verification.file }

  init(of verification: LedgerVerification, _ desk: VerificationDesk) throws(StoreError) {
    desk.progress("tables")
    let path = verification.path
    // The map must hold the file, and nothing is added to it.
    let environment: Environment
    do throws(LMDBError) {
      environment = try Environment(path: path, mapSize: 0, tables: Tables.count, readOnly: true)
    } catch {
      throw Store.explain(error, path)
    }
    guard try !Store.isEmpty(environment) else { throw .notInitialised(path: path) }
    let names = try database { () throws(LMDBError) in Set(try environment.tableNames()) }
    do {
      // First, as a newer format may have other tables.
      let view = try database { () throws(LMDBError) in try ReadTransaction(environment) }
      if let fault = try Store.fault(of: view, at: path) { throw fault }
    }
    try database { () throws(LMDBError) in try environment.openForReading(names) }
    let view = try database { () throws(LMDBError) in try ReadTransaction(environment) }
    let tables: Tables
    do throws(LMDBError) {
      tables = try Tables(
        reading: view, hasHistory: names.isSuperset(of: ["commits", "nodes"]),
        hasInstructions: names.contains("instructions"), hasArchives: names.isSuperset(of: ["carried", "ways"]))
    } catch {
      throw error.kind == .notFound
        ? .damaged(table: "meta", key: "0", reason: "a table is missing: \(error)") : .database(error)
    }
    let archived = try tables.archive(in: view)?.through ?? 0
    meta = try tables.meta(in: view)
    hasHistory = names.isSuperset(of: ["commits", "nodes"])
    hasInstructions = names.contains("instructions")
    hasArchives = names.isSuperset(of: ["carried", "ways"])
    self.archived = archived
    self.environment = environment
    self.view = view
    self.tables = tables
    self.verification = verification
    self.desk = desk
  }

  func run(_ summary: inout LedgerVerification.Summary) throws(StoreError) {
    summary.identity = LedgerIdentity(of: meta)
    summary.entries = meta.sequence
    summary.logged = meta.sequence
    summary.time = Timestamp(milliseconds: meta.time)
    if meta.folded_through != meta.sequence, meta.log_begun != 0 {
      report("it has entry \(meta.sequence), and is folded through \(meta.folded_through)", tables.meta, Tables.metaKey)
    }
    inspectLists()
    let book = BookTally(limit: verification.accountsAtOnce, tellsFrom: meta.firstTelling)
    inspectInstructions(book)
    inspectSellersAndDistributors(book)
    inspectArchived(book)
    repeat {
      // One pass over checks and journal for so many accounts.
      try begin(book)
      try inspectJournal(book)
      inspectChecks(book)
      compareAccounts(book)
    } while book.hasMore
    compareCompanies(book)
    compareBook(book)
    if hasHistory { try inspectHistory(&summary) }
    summary.parties = book.parties
    summary.checks = book.checks
  }

  // MARK: What every pass uses

  /// Lends each record of a table in the order of its keys. What `body` throws of a record is reported, and the walk goes on.
  func walk<Key: TableKey>(
    _ table: Table<Key>, from start: Key? = nil, _ what: String? = nil,
    _ body: (Key, RawSpan) throws(StoreError) -> Bool
  ) {
    let name = what ?? table.name
    let all = UInt64((try? table.count(in: view)) ?? 0)
    var done: UInt64 = 0
    var last: KeyWords?
    desk.progress(name, 0, of: all)
    do throws(LMDBError) {
      try table.scan(from: start, in: view) { key, bytes in
        if let last, !last.isBefore(key.words) {
          // It may go on for ever from here.
          report("the keys do not rise", table, key)
          return false
        }
        last = key.words
        done += 1
        if done % 16_384 == 0 { desk.progress(name, done, of: all) }
        do throws(StoreError) {
          return try body(key, bytes)
        } catch {
          desk.report(error, in: file)
          return true
        }
      }
    } catch {
      desk.report(Finding("LMDB: \(error)", file: file, table: table.name))
    }
  }

  func report<Key: TableKey>(_ problem: String, _ table: Table<Key>, _ key: Key) {
    desk.report(Finding(problem, file: file, table: table.name, key: "\(key)"))
  }

  /// Reports what `body` throws; nil then.
  func found<Value>(_ body: () throws(StoreError) -> Value) -> Value? {
    do throws(StoreError) { return try body() } catch {
      desk.report(error, in: file)
      return nil
    }
  }

  /// Whether there is a record at `key`, whatever it holds.
  func has<Key: TableKey>(_ key: Key, in table: Table<Key>) -> Bool {
    found { () throws(StoreError) in
      try database { () throws(LMDBError) in try table.get(key, in: view) { _ in true } ?? false }
    } ?? true
  }
}

extension Tables {
  /// The tables of a ledger of whichever format, to be read. What an older one has not must not be looked at.
  init(
    reading view: borrowing ReadTransaction, hasHistory: Bool, hasInstructions: Bool, hasArchives: Bool
  ) throws(LMDBError) {
    func table<Key>(_ name: String, _ view: borrowing ReadTransaction) throws(LMDBError) -> Table<Key> {
      try Table(existing: name, in: view)
    }
    meta = try table("meta", view)
    accounts = try table("accounts", view)
    accountProfiles = try table("account-profiles", view)
    sellers = try table("sellers", view)
    sellerProfiles = try table("seller-profiles", view)
    distributors = try table("distributors", view)
    distributorProfiles = try table("distributor-profiles", view)
    clearing = try table("clearing", view)
    checks = try table("checks", view)
    memos = try table("memos", view)
    journal = try table("journal", view)
    commands = try table("commands", view)
    due = try table("due", view)
    commits = try table(hasHistory ? "commits" : "meta", view)
    nodes = try table(hasHistory ? "nodes" : "meta", view)
    instructions = try table(hasInstructions ? "instructions" : "meta", view)
    carried = try table(hasArchives ? "carried" : "meta", view)
    ways = try table(hasArchives ? "ways" : "meta", view)
  }
}
