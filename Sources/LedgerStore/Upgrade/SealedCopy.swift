/// A ledger of before format 5 written anew, record by record, with its profiles sealed.
///
/// Not in place, and not as LMDB copies: what it no longer needs stays in its free pages and in the gaps of those it uses,
/// where anybody who reads the file finds it. A file that never held anything in the clear has it nowhere.
internal import CVouchRecords
internal import LMDB
internal import Ledger

/// One copy on its way. Until it takes the place of the original nothing has changed, and it can be begun again.
struct SealedCopy: ~Copyable {
  let source: Tables
  let reading: ReadTransaction
  let target: Tables
  let environment: Environment
  let sealing: ProfileSealing

  /// How many records are written in one transaction: enough that syncs count for little, few enough for memory.
  private static let portion = 20_000
  /// How often progress is told, in parties.
  private static let interval = 10_000

  func run() throws(StoreError) {
    try copy(\.accounts)
    try copy(\.sellers)
    try copy(\.distributors)
    try copy(\.clearing)
    try copy(\.checks)
    try copy(\.memos)
    try copy(\.journal)
    try copy(\.commands)
    try copy(\.due)
    try copy(\.commits)
    try copy(\.nodes)
    try copy(\.instructions)
    try seal()
    try sealing.makeDurable()
    // Last: without it the copy is no ledger.
    var meta = try source.meta(in: reading)
    meta.bringToThisFormat()
    meta.log_in_clear = meta.log_begun
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    if let history = try source.history(in: reading) {
      try target.meta.seal(history, at: Tables.historyKey, in: transaction)
    }
    try target.meta.seal(meta, at: Tables.metaKey, in: transaction)
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
  }

  /// Copies a table as it is: its records' checksums go with them.
  private func copy<Key: TableKey>(_ path: KeyPath<Tables, Table<Key>>) throws(StoreError) {
    let (from, to) = (source[keyPath: path], target[keyPath: path])
    var last: Key?
    var isAtEnd = false
    while !isAtEnd {
      let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
      var count = 0
      var failure: LMDBError?
      isAtEnd = true
      try database { () throws(LMDBError) in
        try from.scan(from: last, in: reading) { key, bytes in
          if let last, last.words == key.words { return true }
          guard count < SealedCopy.portion else {
            isAtEnd = false
            return false
          }
          do throws(LMDBError) { try to.append(bytes, at: key, in: transaction) } catch { failure = error }
          last = key
          count += 1
          return failure == nil
        }
      }
      if let failure { throw .database(failure) }
      do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
    }
  }

  /// What is known of each party is sealed.
  private func seal() throws(StoreError) {
    let accounts = try parties(source.accounts) { .account(AccountID($0)) }
    let sellers = try parties(source.sellers) { .seller(SellerID($0)) }
    let distributors = try parties(source.distributors) { .distributor(DistributorID($0)) }
    let all = accounts + sellers + distributors
    var done = 0
    while done < all.count {
      let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
      let end = min(done + SealedCopy.interval, all.count)
      for party in all[done..<end] {
        let (fields, keys) = try clearProfile(of: party)
        var profile = try sealing.seal(party, fields)
        (profile.addressKey, profile.handOverKeys) = (keys.addressKey, keys.handOverKeys)
        guard profile != SealedProfile() else { continue }
        let key = CodeKey(party.code)
        try database { () throws(LMDBError) in
          try target.profiles(of: party).put(profile.encoded(at: key), at: key, in: transaction)
        }
      }
      do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
      done = end
      sealing.progress(done, all.count)
    }
  }

  private func parties(_ table: Table<CodeKey>, _ party: (Code) -> Party) throws(StoreError) -> [Party] {
    var found: [Party] = []
    try database { () throws(LMDBError) in
      try table.scan(in: reading) { key, _ in
        found.append(party(key.code))
        return true
      }
    }
    return found
  }

  private func clearProfile(
    of party: Party
  ) throws(StoreError) -> (fields: ClearFields, keys: CompanyProfile) {
    let table = source.profiles(of: party)
    let key = CodeKey(party.code)
    switch party {
    case .account:
      let profile = try table.unsealed(at: key, in: reading) { AccountProfile(&$0) }
      return (profile?.fields ?? [:], CompanyProfile())
    case .seller, .distributor:
      let profile = try table.unsealed(at: key, in: reading) { CompanyProfile(&$0) }
      return (profile?.fields ?? [:], profile ?? CompanyProfile())
    }
  }
}
