/// The tables of the ledger, and how one record of each is read: the same for a batch being written and for a snapshot.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// Every table there is. Hot records and personal data lie apart.
struct Tables: Sendable {
  /// One record: which ledger this is, and how far it has come.
  let meta: Table<UInt64>
  let accounts: Table<CodeKey>
  let accountProfiles: Table<CodeKey>
  let sellers: Table<CodeKey>
  let sellerProfiles: Table<CodeKey>
  let distributors: Table<CodeKey>
  let distributorProfiles: Table<CodeKey>
  let clearing: Table<ClearingKey>
  let checks: Table<IDKey>
  /// What drawers wrote on their checks; nothing for those who wrote nothing.
  let memos: Table<IDKey>
  /// The journal, by sequence.
  let journal: Table<UInt64>
  /// Which entry an administration's id took effect as. Checks keep their own ids.
  let commands: Table<IDKey>
  /// What the committer must do by itself, by time: the key says it all.
  let due: Table<DueKey>

  /// How many tables there are.
  static let count: UInt32 = 13

  /// Makes the tables of an empty environment, or opens those of one that has them.
  init(creating: Bool, in transaction: borrowing WriteTransaction) throws(LMDBError) {
    func table<Key>(_ name: String, _ transaction: borrowing WriteTransaction) throws(LMDBError) -> Table<Key> {
      creating ? try Table(name, in: transaction) : try Table(existing: name, in: transaction)
    }
    meta = try table("meta", transaction)
    accounts = try table("accounts", transaction)
    accountProfiles = try table("account-profiles", transaction)
    sellers = try table("sellers", transaction)
    sellerProfiles = try table("seller-profiles", transaction)
    distributors = try table("distributors", transaction)
    distributorProfiles = try table("distributor-profiles", transaction)
    clearing = try table("clearing", transaction)
    checks = try table("checks", transaction)
    memos = try table("memos", transaction)
    journal = try table("journal", transaction)
    commands = try table("commands", transaction)
    due = try table("due", transaction)
  }

  /// The key of the one meta record.
  static let metaKey: UInt64 = 0
}

// MARK: - One record

extension Tables {
  func meta(in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> vouch_meta_record {
    guard let record = try meta.sealed(vouch_meta_record.self, at: Tables.metaKey, in: transaction) else {
      throw meta.damaged(Tables.metaKey, .missing)
    }
    return record
  }

  func account(_ id: AccountID, in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> Account? {
    guard let record = try accounts.sealed(vouch_account_record.self, at: CodeKey(id.code), in: transaction) else {
      return nil
    }
    guard let account = Account(record, id: id) else { throw accounts.damaged(CodeKey(id.code), .impossible) }
    return account
  }

  func seller(_ id: SellerID, in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> Seller? {
    guard let record = try sellers.sealed(vouch_seller_record.self, at: CodeKey(id.code), in: transaction) else {
      return nil
    }
    guard let seller = Seller(record, id: id) else { throw sellers.damaged(CodeKey(id.code), .impossible) }
    return seller
  }

  func distributor(
    _ id: DistributorID, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Distributor? {
    guard let record = try distributors.sealed(vouch_distributor_record.self, at: CodeKey(id.code), in: transaction)
    else { return nil }
    guard let distributor = Distributor(record, id: id) else {
      throw distributors.damaged(CodeKey(id.code), .impossible)
    }
    return distributor
  }

  func check(_ id: CheckID, in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> Check? {
    guard let record = try checks.sealed(vouch_check_record.self, at: IDKey(id), in: transaction) else { return nil }
    guard let check = Check(record, id: id) else { throw checks.damaged(IDKey(id), .impossible) }
    return check
  }

  func clearing(
    _ rail: PaymentRail, _ currency: Currency, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Balance? {
    let key = ClearingKey(rail: rail, currency: currency)
    return try clearing.sealed(vouch_clearing_record.self, at: key, in: transaction).map { Balance($0.balance) }
  }

  func memo(of id: CheckID, in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> Text {
    try memos.unsealed(at: IDKey(id), in: transaction) { Text(&$0) } ?? .empty
  }

  func receipt(_ sequence: UInt64, in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> Receipt {
    guard let receipt = try journal.unsealed(at: sequence, in: transaction, { Receipt(&$0, sequence: sequence) }) else {
      throw journal.damaged(sequence, .missing)
    }
    return receipt
  }

  func accountProfile(
    _ id: AccountID, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> AccountProfile {
    try accountProfiles.unsealed(at: CodeKey(id.code), in: transaction) { AccountProfile(&$0) } ?? AccountProfile()
  }

  func companyProfile(
    _ code: Code, of table: KeyPath<Tables, Table<CodeKey>>, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> CompanyProfile {
    try self[keyPath: table].unsealed(at: CodeKey(code), in: transaction) { CompanyProfile(&$0) } ?? CompanyProfile()
  }
}

// MARK: - What is due

extension Tables {
  /// What is due at `time`, the longest due first, at most `limit`. Reads no check.
  func dueChecks(
    at time: Timestamp, limit: Int, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> [DueCheck] {
    var found: [DueCheck] = []
    var failure: StoreError?
    try database { () throws(LMDBError) in
      try due.scan(in: transaction) { key, bytes in
        guard key.time <= time, found.count < limit else { return false }
        do throws(StoreError) {
          _ = try due.opened(vouch_due_record.self, at: key, bytes)
          found.append(DueCheck(time: key.time, check: key.check))
        } catch {
          failure = error
        }
        return failure == nil
      }
    }
    if let failure { throw failure }
    return found
  }
}

// MARK: - The facts of a command

extension Tables {
  /// Everything a decision on `command` may look at.
  func facts(
    for command: Command, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Facts {
    switch command {
    case .issue(let issue):
      var facts = try facts(for: issue.terms, in: transaction)
      if let check = try check(issue.id, in: transaction) {
        facts.check = check
        facts.earlier = try receipt(check.firstEntry, in: transaction).entry
      }
      return facts
    case .act(let action): return try facts(for: action, in: transaction)
    case .administer(let administration): return try facts(for: administration, in: transaction)
    }
  }

  /// What a credit check looks at.
  func facts(
    for terms: CheckTerms, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Facts {
    var facts = Facts()
    facts.account = try account(terms.drawer, in: transaction)
    if let payee = terms.payee { facts.seller = try seller(payee, in: transaction) }
    if let distributor = terms.distributor { facts.distributor = try self.distributor(distributor, in: transaction) }
    return facts
  }

  private func facts(
    for action: CheckAction, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Facts {
    var facts = Facts()
    guard let check = try check(action.check, in: transaction) else { return facts }
    facts.check = check
    facts.account = try account(check.terms.drawer, in: transaction)
    if let payee = check.progress.payee {
      facts.seller = try seller(payee, in: transaction)
    } else if case .seller(let presenter) = action.actor {
      facts.seller = try seller(presenter, in: transaction)
    }
    if let distributor = check.terms.distributor {
      facts.distributor = try self.distributor(distributor, in: transaction)
    }
    facts.earlier = try earlier(action, of: check, in: transaction)
    return facts
  }

  /// The entry of an earlier action with this id. It is looked for along the check's own history, which is short and
  /// bounded, so that no index is needed; the committer's own ids never come twice.
  private func earlier(
    _ action: CheckAction, of check: Check, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> JournalEntry? {
    guard action.actor != .committer else { return nil }
    if check.entryCount == 1, action.id != CommandID(issuing: check.id) { return nil }
    var sequence = check.lastEntry
    while sequence != 0 {
      guard let link = try journal.unsealed(at: sequence, in: transaction, { EntryLink(&$0) }) else {
        throw journal.damaged(sequence, .missing)
      }
      if link.command == action.id { return try receipt(sequence, in: transaction).entry }
      sequence = link.previousOfCheck
    }
    return nil
  }

  private func facts(
    for administration: Administration, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Facts {
    var facts = Facts()
    let currency: Currency?
    switch administration.change.subject {
    case .account(let id):
      facts.account = try account(id, in: transaction)
      currency = facts.account?.currency
    case .seller(let id):
      facts.seller = try seller(id, in: transaction)
      currency = facts.seller?.currency
    case .distributor(let id):
      facts.distributor = try distributor(id, in: transaction)
      currency = facts.distributor?.currency
    }
    if let rail = administration.change.rail, let currency {
      facts.clearing = try clearing(rail, currency, in: transaction) ?? Balance()
    }
    if let record = try commands.sealed(vouch_command_record.self, at: IDKey(administration.id), in: transaction) {
      facts.earlier = try receipt(record.sequence, in: transaction).entry
    }
    return facts
  }
}
