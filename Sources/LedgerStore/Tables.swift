/// The tables of the ledger, and how one record of each is read: the same for a batch being written and for a snapshot.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// Every table there is. Hot records and personal data lie apart.
struct Tables: Sendable {
  /// Which ledger this is, and how far it has come; and how far its history.
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
  /// What paying systems were told, those first that have not ended.
  let instructions: Table<InstructionKey>
  /// What the committer must do by itself, by time: the key says it all.
  let due: Table<DueKey>
  /// The commits of the history that proves entries, so many side by side, by the number of the group.
  let commits: Table<UInt64>
  /// The nodes above them, in the order in which they came about.
  let nodes: Table<UInt64>
  /// What the entries that were let go of posted to each account of the book, all in all.
  let carried: Table<BookKey>
  /// The ways of entries that are kept among such as were let go of, up to the root of their commit.
  let ways: Table<UInt64>

  /// How many tables there are.
  static let count: UInt32 = 18

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
    // Ledgers of format 3 and before have none.
    commits = try Table("commits", in: transaction)
    nodes = try Table("nodes", in: transaction)
    // Those of format 5 and before have none of these.
    instructions = try Table("instructions", in: transaction)
    // Nor those of format 6 and before of these.
    carried = try Table("carried", in: transaction)
    ways = try Table("ways", in: transaction)
  }

  /// The key of the meta record.
  static let metaKey: UInt64 = 0
  /// The key of what is known of the history, in the same table.
  static let historyKey: UInt64 = 1
  /// The key of what archives have, in the same table.
  static let archiveKey: UInt64 = 2
}

// MARK: - One record

extension Tables {
  func meta(in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> vouch_meta_record {
    guard let record = try meta.sealed(vouch_meta_record.self, at: Tables.metaKey, in: transaction) else {
      throw meta.damaged(Tables.metaKey, .missing)
    }
    return record
  }

  func clearing(
    _ key: ClearingKey, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> Balance? {
    try clearing.sealed(vouch_clearing_record.self, at: key, in: transaction).map { Balance($0.balance) }
  }

  func memo(of id: CheckID, in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> Text {
    try memos.unsealed(at: IDKey(id), in: transaction) { Text(&$0) } ?? .empty
  }

  func receipt(_ sequence: UInt64, in transaction: borrowing some Readable & ~Copyable) throws(StoreError) -> Receipt {
    let receipt = try journal.unsealed(at: sequence, newest: entryVersion, in: transaction) { Receipt(&$0) }
    guard let receipt else { throw journal.damaged(sequence, .missing) }
    return receipt
  }

  /// The table that has a party's profile.
  func profiles(of party: Party) -> Table<CodeKey> {
    switch party {
    case .account: accountProfiles
    case .seller: sellerProfiles
    case .distributor: distributorProfiles
    }
  }

  func profile(
    of party: Party, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> SealedProfile {
    try profiles(of: party).unsealed(at: CodeKey(party.code), newest: profileVersion, in: transaction) {
      SealedProfile(&$0)
    } ?? SealedProfile()
  }

  /// The entry that an administration's id took effect as; nil when none did.
  func entry(
    ofAdministration id: CommandID, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> UInt64? {
    try commands.sealed(vouch_command_record.self, at: IDKey(id), in: transaction)?.sequence
  }

  /// What is due at `time`, the longest due first, after an entry that was looked at before; at most `limit`. Reads no
  /// check.
  func dueChecks(
    after last: DueKey?, at time: Timestamp, limit: Int, in transaction: borrowing some Readable & ~Copyable
  ) throws(StoreError) -> [DueCheck] {
    guard limit > 0 else { return [] }
    var found: [DueCheck] = []
    var failure: StoreError?
    try database { () throws(LMDBError) in
      try due.scan(from: last, in: transaction) { key, bytes in
        guard key.time <= time, found.count < limit else { return false }
        guard key != last else { return true }
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
