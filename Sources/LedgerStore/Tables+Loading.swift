/// Parties and checks as LMDB has them, read to where they are wanted: a look that finds nothing, as every demand has one
/// for its own id, copies nothing.
internal import CVouchRecords
internal import LMDB
internal import Ledger

extension Tables {
  /// Reads an account over `account`; whether there is one.
  func load(
    _ id: AccountID, into account: inout Account, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Bool {
    try accounts.load(at: CodeKey(id.code), newest: accountVersion, in: transaction) { account.read(&$0, id: id) }
  }

  /// Reads a seller over `seller`; whether there is one.
  func load(
    _ id: SellerID, into seller: inout Seller, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Bool {
    guard let record = try sellers.sealed(vouch_seller_record.self, at: CodeKey(id.code), in: transaction) else {
      return false
    }
    guard let found = Seller(record, id: id) else { throw sellers.damaged(CodeKey(id.code), .impossible) }
    seller = found
    return true
  }

  /// Reads a distributor over `distributor`; whether there is one.
  func load(
    _ id: DistributorID, into distributor: inout Distributor, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Bool {
    guard let record = try distributors.sealed(vouch_distributor_record.self, at: CodeKey(id.code), in: transaction)
    else { return false }
    guard let found = Distributor(record, id: id) else { throw distributors.damaged(CodeKey(id.code), .impossible) }
    distributor = found
    return true
  }

  /// Reads a check over `check`; whether there is one.
  func load(
    _ id: CheckID, into check: inout Check, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Bool {
    try checks.load(at: IDKey(id), newest: checkVersion, in: transaction) { check.read(&$0, id: id) }
  }
}

// MARK: - For whoever is in no hurry

extension Tables {
  func account(_ id: AccountID, in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> Account? {
    var account = Account.blank
    return try load(id, into: &account, in: transaction) ? account : nil
  }

  func seller(_ id: SellerID, in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> Seller? {
    var seller = Seller.blank
    return try load(id, into: &seller, in: transaction) ? seller : nil
  }

  func distributor(
    _ id: DistributorID, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Distributor? {
    var distributor = Distributor.blank
    return try load(id, into: &distributor, in: transaction) ? distributor : nil
  }

  func check(_ id: CheckID, in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> Check? {
    var check = Check.blank
    return try load(id, into: &check, in: transaction) ? check : nil
  }
}

// MARK: - What is written over

extension Tables {
  /// Reads a check over `check` as it is written there, and in how many bytes; 0: in a layout that is written no more; nil:
  /// there is none.
  func written(
    _ id: CheckID, into check: inout Check, in transaction: borrowing WriteTransaction
  ) throws(StoreError) -> Int? {
    var size = 0
    let isThere = try checks.load(at: IDKey(id), newest: checkVersion, in: transaction) { reader in
      size = reader.version == checkVersion ? reader.size : 0
      return check.read(&reader, id: id)
    }
    return isThere ? size : nil
  }

  /// In how many bytes an account is written there; 0: there is none, or in a layout that is written no more.
  func size(of id: AccountID, in transaction: borrowing WriteTransaction) throws(StoreError) -> Int {
    let found = try database { () throws(LMDBError) in
      try accounts.get(CodeKey(id.code), in: transaction) { bytes in
        guard bytes.byteCount > 0 else { return 0 }
        return unsafe bytes.unsafeLoad(as: UInt8.self) == accountVersion ? bytes.byteCount : 0
      }
    }
    return found ?? 0
  }
}
