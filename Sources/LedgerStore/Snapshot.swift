/// What is durable at one moment, to read from.
internal import CVouchRecords
internal import LMDB
public import Ledger

/// A moment of the ledger. It keeps old pages from being used again, so let go of it soon: `reset`, and `renew` for the
/// newest moment.
public struct Snapshot: ~Copyable {
  private(set) var transaction: ReadTransaction
  let tables: Tables

  init(transaction: consuming ReadTransaction, tables: Tables) {
    self.transaction = transaction
    self.tables = tables
  }

  /// Lets go of the moment; `renew` before the next read.
  public mutating func reset() { transaction.reset() }

  /// Sees the newest moment, after `reset`.
  public mutating func renew() throws(StoreError) {
    do throws(LMDBError) { try transaction.renew() } catch { throw .database(error) }
  }

  /// The last decision in this moment.
  public func sequence() throws(StoreError) -> UInt64 { try tables.meta(in: transaction).sequence }

  /// How much there is of everything.
  public func counts() throws(StoreError) -> Counts {
    let meta = try tables.meta(in: transaction)
    return try database { () throws(LMDBError) in
      Counts(
        accounts: UInt64(try tables.accounts.count(in: transaction)),
        sellers: UInt64(try tables.sellers.count(in: transaction)),
        distributors: UInt64(try tables.distributors.count(in: transaction)),
        checks: UInt64(try tables.checks.count(in: transaction)), openChecks: meta.open_checks)
    }
  }

  /// How many parties and checks there are.
  public struct Counts: Hashable, Sendable {
    /// Accounts, whatever their status.
    public let accounts: UInt64
    /// Sellers, whatever their status.
    public let sellers: UInt64
    /// Distributors, whatever their status.
    public let distributors: UInt64
    /// Checks, whatever their state.
    public let checks: UInt64
    /// Checks that still hold money.
    public let openChecks: UInt64
  }

  /// What a credit check looks at.
  public func facts(for terms: CheckTerms) throws(StoreError) -> Facts { try tables.facts(for: terms, in: transaction) }

  /// One check; nil when there is none of this id.
  public func check(_ id: CheckID) throws(StoreError) -> Check? { try tables.check(id, in: transaction) }

  /// One account; nil when there is none of this code.
  public func account(_ id: AccountID) throws(StoreError) -> Account? { try tables.account(id, in: transaction) }

  /// One seller; nil when there is none of this code.
  public func seller(_ id: SellerID) throws(StoreError) -> Seller? { try tables.seller(id, in: transaction) }

  /// One distributor; nil when there is none of this code.
  public func distributor(_ id: DistributorID) throws(StoreError) -> Distributor? {
    try tables.distributor(id, in: transaction)
  }

  /// One journal entry, which must be there.
  public func receipt(_ sequence: UInt64) throws(StoreError) -> Receipt {
    try tables.receipt(sequence, in: transaction)
  }
}

// MARK: - Parties with who they are

extension Snapshot {
  /// An account and who it is.
  public func record(_ account: Account) throws(StoreError) -> AccountRecord {
    AccountRecord(account: account, profile: try tables.accountProfile(account.id, in: transaction))
  }

  /// A seller and who it is.
  public func record(_ seller: Seller) throws(StoreError) -> SellerRecord {
    SellerRecord(
      seller: seller, profile: try tables.companyProfile(seller.id.code, of: \.sellerProfiles, in: transaction))
  }

  /// A distributor and who it is.
  public func record(_ distributor: Distributor) throws(StoreError) -> DistributorRecord {
    DistributorRecord(
      distributor: distributor,
      profile: try tables.companyProfile(distributor.id.code, of: \.distributorProfiles, in: transaction))
  }

  /// Accounts in the order of their codes.
  public func accounts(from start: AccountID?, limit: Int) throws(StoreError) -> Page<AccountRecord, AccountID> {
    let codes = try codes(of: tables.accounts, from: start?.code, limit: limit)
    var items: [AccountRecord] = []
    for code in codes.prefix(limit) {
      if let account = try account(AccountID(code)) { items.append(try record(account)) }
    }
    return Page(items: items, next: codes.count > limit ? AccountID(codes[limit]) : nil)
  }

  /// Sellers in the order of their codes.
  public func sellers(from start: SellerID?, limit: Int) throws(StoreError) -> Page<SellerRecord, SellerID> {
    let codes = try codes(of: tables.sellers, from: start?.code, limit: limit)
    var items: [SellerRecord] = []
    for code in codes.prefix(limit) {
      if let seller = try seller(SellerID(code)) { items.append(try record(seller)) }
    }
    return Page(items: items, next: codes.count > limit ? SellerID(codes[limit]) : nil)
  }

  /// Distributors in the order of their codes.
  public func distributors(
    from start: DistributorID?, limit: Int
  ) throws(StoreError) -> Page<DistributorRecord, DistributorID> {
    let codes = try codes(of: tables.distributors, from: start?.code, limit: limit)
    var items: [DistributorRecord] = []
    for code in codes.prefix(limit) {
      if let distributor = try distributor(DistributorID(code)) { items.append(try record(distributor)) }
    }
    return Page(items: items, next: codes.count > limit ? DistributorID(codes[limit]) : nil)
  }

  /// The codes of a page, and the one after it.
  private func codes(of table: Table<CodeKey>, from start: Code?, limit: Int) throws(StoreError) -> [Code] {
    var codes: [Code] = []
    try database { () throws(LMDBError) in
      try table.scan(from: start.map { CodeKey($0) }, in: transaction) { key, _ in
        codes.append(key.code)
        return codes.count <= limit
      }
    }
    return codes
  }
}
