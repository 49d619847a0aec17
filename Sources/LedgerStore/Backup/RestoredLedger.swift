/// A ledger made of saved tables and a log that goes on from them.
internal import CVouchRecords
internal import LMDB
public import Ledger
public import Seals

extension Store {
  /// What saved tables are.
  public struct SavedTables: Hashable, Sendable {
    public let identity: LedgerIdentity
    /// The last entry that they have.
    public let sequence: UInt64
    /// The time of its group.
    public let time: Timestamp
  }

  /// Looks at the tables in a directory that nobody has open.
  public static func savedTables(at path: String) throws(StoreError) -> SavedTables {
    let environment: Environment
    do throws(LMDBError) {
      environment = try Environment(path: path, mapSize: 0, tables: Tables.count, readOnly: true)
    } catch {
      throw explain(error, path)
    }
    let view = try database { () throws(LMDBError) in try ReadTransaction(environment) }
    if let fault = try fault(of: view, at: path) { throw fault }
    let found: vouch_meta_record?
    let meta: Table<UInt64>
    do throws(LMDBError) { meta = try Table(existing: "meta", in: view) } catch { throw .database(error) }
    found = try meta.sealed(vouch_meta_record.self, at: Tables.metaKey, in: view)
    guard let found else { throw meta.damaged(Tables.metaKey, .missing) }
    return SavedTables(
      identity: LedgerIdentity(of: found), sequence: found.sequence, time: Timestamp(milliseconds: found.time))
  }

  /// Opens the ledger at `path`, brings all that its log has into the tables, and closes it. Gives the last entry.
  public static func foldAll(
    at path: String, mapSize: Int, log: LogPlace, attesting salts: LeafSalts?
  ) throws(StoreError) -> UInt64 {
    let store = try Store(opening: path, mapSize: mapSize, log: log, attesting: salts)
    while try store.fold() {}
    return store.sequence
  }
}
