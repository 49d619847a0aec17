/// The ledger at one moment, to read from: the layers that are in memory, and LMDB below them.
internal import CVouchRecords
internal import LMDB
public import Ledger

/// A moment of the ledger. It keeps old pages from being used again, so let go of it soon.
///
/// Absent here: how a moment comes about (`Store`), and what is written (`Batch`, `Fold`).
public struct Snapshot: ~Copyable {
  var transaction: ReadTransaction
  let tables: Tables
  /// The newest first; what none of them has is as LMDB has it.
  var layers: [Overlay]
  /// Accounts as they are in all of it but the first layer: the writer's, nobody else has such.
  var recent: RecentAccounts?
  /// The last entry that archives have: what had closed by then is not here any more.
  var archived: UInt64 = 0
  /// Whether it is being let go of just now.
  var isPruning = false

  init(transaction: consuming ReadTransaction, tables: Tables, layers: [Overlay]) {
    self.transaction = transaction
    self.tables = tables
    self.layers = layers
  }

  /// The last decision in this moment.
  public func sequence() throws(StoreError) -> UInt64 {
    for layer in layers where !layer.isEmpty { return layer.last }
    return try tables.meta(in: transaction).sequence
  }

  /// How much there is of everything.
  public func counts() throws(StoreError) -> Counts {
    let meta = try tables.meta(in: transaction)
    var new = Overlay.NewRecords()
    // A layer that was folded a moment ago may still be listed.
    for layer in layers where !layer.isEmpty && layer.last > meta.sequence { new += layer.new }
    return try database { () throws(LMDBError) in
      Counts(
        accounts: UInt64(try tables.accounts.count(in: transaction) + new.accounts),
        sellers: UInt64(try tables.sellers.count(in: transaction) + new.sellers),
        distributors: UInt64(try tables.distributors.count(in: transaction) + new.distributors),
        checks: UInt64(try tables.checks.count(in: transaction) + new.checks),
        openChecks: UInt64(Int(meta.open_checks) + new.openChecks))
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
    /// Accounts, sellers and distributors.
    public var parties: UInt64 { accounts + sellers + distributors }
    /// Checks, whatever their state.
    public let checks: UInt64
    /// Checks that still hold money.
    public let openChecks: UInt64
  }
}

// MARK: - One record

extension Snapshot {
  /// One check; nil when there is none of this id.
  public func check(_ id: CheckID) throws(StoreError) -> Check? {
    var check = newest { $0.checks.find(IDKey(id)) }
    if check == nil { check = try tables.check(id, in: transaction) }
    return check.flatMap { isArchived($0) ? nil : $0 }
  }

  /// Whether a check is in the archives alone, even where it has not been let go of yet.
  @inline(__always)
  func isArchived(_ check: borrowing Check) -> Bool {
    guard check.lastEntry <= archived else { return false }
    return check.progress.isClosed
  }

  /// One account; nil when there is none of this code.
  public func account(_ id: AccountID) throws(StoreError) -> Account? {
    if let account = newest({ $0.accounts.find(CodeKey(id.code)) }) { return account }
    return try tables.account(id, in: transaction)
  }

  /// One seller; nil when there is none of this code.
  public func seller(_ id: SellerID) throws(StoreError) -> Seller? {
    if let seller = newest({ $0.sellers.find(CodeKey(id.code)) }) { return seller }
    return try tables.seller(id, in: transaction)
  }

  /// One distributor; nil when there is none of this code.
  public func distributor(_ id: DistributorID) throws(StoreError) -> Distributor? {
    if let distributor = newest({ $0.distributors.find(CodeKey(id.code)) }) { return distributor }
    return try tables.distributor(id, in: transaction)
  }

  /// One journal entry, which must be there.
  public func receipt(_ sequence: UInt64) throws(StoreError) -> Receipt {
    guard let receipt = try journal(sequence, { Receipt(&$0) }) else {
      throw tables.journal.damaged(sequence, .missing)
    }
    return receipt
  }

  /// What `read` makes of a journal entry; nil when it is not there.
  func journal<Value>(
    _ sequence: UInt64, _ read: (inout ByteReader) -> Value?
  ) throws(StoreError) -> Value? {
    for layer in layers where layer.journal.contains(sequence) {
      let result = layer.journal.lend(sequence) { bytes in
        Result { () throws(StoreError) in try tables.journal.opened(at: sequence, newest: entryVersion, bytes, read) }
      }
      return try result.get()
    }
    return try tables.journal.unsealed(at: sequence, newest: entryVersion, in: transaction, read)
  }

  func clearing(_ key: ClearingKey) throws(StoreError) -> Balance? {
    if let balance = newest({ $0.clearing[key] }) { return balance }
    return try tables.clearing(key, in: transaction)
  }

  /// The entry that an administration's id took effect as; nil when none did.
  func entry(ofAdministration id: CommandID) throws(StoreError) -> UInt64? {
    if let sequence = newest({ $0.commands[IDKey(id)] }) { return sequence }
    return try tables.entry(ofAdministration: id, in: transaction)
  }

  func memo(of id: CheckID) throws(StoreError) -> Text {
    // Checks are issued with their memo: whoever has the one has the other.
    for layer in layers where layer.checks.find(IDKey(id)) != nil {
      if let memo = layer.memos[IDKey(id)] { return memo }
    }
    return try tables.memo(of: id, in: transaction)
  }

  /// Who a party is, as it is kept: sealed; an empty one where nothing was ever said.
  public func sealedProfile(of party: Party) throws(StoreError) -> SealedProfile {
    if let profile = newest({ $0[profileOf: party] }) { return profile }
    return try tables.profile(of: party, in: transaction)
  }

  @inline(__always)
  private func newest<Value>(_ find: (Overlay) -> Value?) -> Value? {
    for layer in layers {
      if let value = find(layer) { return value }
    }
    return nil
  }
}
