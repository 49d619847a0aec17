/// How a store is opened: what it is, by which key it is sealed, and, where that is not the current one, all of it sealed
/// anew.
///
/// A store is sealed anew by writing another file beside it and putting that in its place by a rename: killed at any
/// moment, either the old file is there, whole, or the new one. So nothing goes on from half of it, and no page that was
/// freed keeps what stood there in clear.
internal import Foundation
internal import Glibc
internal import LMDB
internal import Seals

struct StoreOpening {
  let path: String
  let kind: String
  let mapSize: Int
  let keyFile: KeyFile

  /// How many tables a site may have.
  private static let tables: UInt32 = 24
  /// The format that this program writes: 1 was in clear.
  private static let format = 2
  private static let clearFormat = 1
  /// The key of the words that say what the store is.
  private static let markKey: UInt64 = 0
  /// The key of the number of the key that all of it is sealed by.
  private static let sealerKey: UInt64 = 1
  /// Tables that are no records of the site's: marks and counters.
  private static let plainTables: Set = ["meta", Outbox.counterTable]
  private static let what = "The key of this site's store, the newest first. Without it nothing of it can be read."

  /// What the file is that was found.
  private enum Found: Equatable {
    case nothing
    case clear
    case sealed(by: KeyID)
  }

  /// Opens the environment, sealed by the current key.
  func open() throws(SiteStoreError) -> (environment: Environment, seal: StoreSeal, sealed: StoreSealing) {
    remove(copy)
    let found = try look()
    let ring = try ring(for: found)
    let seal = StoreSeal(ring: ring)
    var sealed = StoreSealing.asBefore
    if found == .clear || (found != .nothing && found != .sealed(by: ring.current.id)) {
      sealed = .anew(records: try reseal(with: seal, isSealed: found != .clear))
    }
    let environment = try environment(at: path)
    if found == .nothing {
      try mark(environment, ring.current.id)
      sealed = .made
    }
    try drop(ring)
    return (environment, seal, sealed)
  }

  private var copy: String { "\(path)/resealed" }
  private func words(of format: Int) -> [UInt8] { Array("vouch \(kind) \(format)".utf8) }

  private func environment(at path: String) throws(SiteStoreError) -> Environment {
    do throws(LMDBError) {
      let environment = try Environment(path: path, mapSize: mapSize, tables: StoreOpening.tables)
      _ = try environment.clearStaleReaders()
      return environment
    } catch {
      throw error.kind == .foreign ? .foreign(path: path, found: "another program's file") : .database(error)
    }
  }

  /// What lies there. Nothing is written but, where there is nothing, an empty table.
  private func look() throws(SiteStoreError) -> Found {
    let environment = try environment(at: path)
    let (mark, sealer) = try database { () throws(LMDBError) in
      let transaction = try WriteTransaction(environment)
      let meta = try Table<UInt64>("meta", in: transaction)
      let mark = try meta.get(StoreOpening.markKey, in: transaction) { bytes($0) }
      let sealer = try meta.record(UInt64.self, at: StoreOpening.sealerKey, in: transaction)
      try transaction.commit()
      return (mark, sealer)
    }
    guard let mark else { return .nothing }
    switch mark {
    case words(of: StoreOpening.clearFormat): return .clear
    case words(of: StoreOpening.format):
      guard let sealer else {
        throw .damaged(table: "meta", key: "1", reason: "it does not say which key it is sealed by")
      }
      return .sealed(by: KeyID(sealer))
    default: throw .foreign(path: path, found: String(decoding: mark, as: UTF8.self))
    }
  }

  private func mark(_ environment: Environment, _ key: KeyID) throws(SiteStoreError) {
    try database { () throws(LMDBError) in
      let transaction = try WriteTransaction(environment)
      let meta = try Table<UInt64>("meta", in: transaction)
      try meta.put(words(of: StoreOpening.format), at: StoreOpening.markKey, in: transaction)
      try meta.put(key.number, at: StoreOpening.sealerKey, in: transaction)
      try transaction.commit()
    }
  }

  // MARK: - Keys

  /// The keys that the store needs. A key is made only for a store that has none.
  private func ring(for found: Found) throws(SiteStoreError) -> RecordSeal {
    var keys = try keyFile.read()
    if keys == nil {
      if case .sealed(let id) = found { throw .keyMissing(path: path, file: keyFile.path, id: "\(id)") }
      let fresh = SealingKey().bytes
      try keyFile.write([fresh], saying: StoreOpening.what)
      keys = [fresh]
    }
    let sealing = (keys ?? []).compactMap { SealingKey($0) }
    guard let current = sealing.first else { throw .key(path: keyFile.path, reason: "no key is in it") }
    let ring = RecordSeal(current: current, old: Array(sealing.dropFirst()))
    if case .sealed(let id) = found, ring.key(id) == nil {
      throw .keyWrong(path: path, file: keyFile.path, id: "\(id)")
    }
    return ring
  }

  /// Forgets the keys by which nothing is sealed any more. A file that lies elsewhere keeps them: it may be another site's
  /// too, which still needs them.
  private func drop(_ ring: RecordSeal) throws(SiteStoreError) {
    guard !ring.old.isEmpty, keyFile == KeyFile("\(path)/\(SiteStore.keyFileName)") else { return }
    try keyFile.write([ring.current.bytes], saying: StoreOpening.what)
  }

  // MARK: - Sealing anew

  /// Writes the whole store sealed by the current key, and puts it in the old one's place. How many records it were.
  private func reseal(with seal: StoreSeal, isSealed: Bool) throws(SiteStoreError) -> Int {
    guard unsafe mkdir(copy, 0o700) == 0 else {
      throw .notWritable(path: copy, reason: Sites.words(errno))
    }
    let count: Int
    do throws(SiteStoreError) {
      count = try writeCopy(with: seal, isSealed: isSealed)
    } catch {
      remove(copy)
      throw error
    }
    syncDirectory(of: "\(copy)/data.mdb")
    // Nobody has either file open: the directory is locked, and both environments are closed.
    guard unsafe rename("\(copy)/data.mdb", "\(path)/data.mdb") == 0 else {
      throw .notWritable(path: path, reason: Sites.words(errno))
    }
    syncDirectory(of: "\(path)/data.mdb")
    remove(copy)
    return count
  }

  private func writeCopy(with seal: StoreSeal, isSealed: Bool) throws(SiteStoreError) -> Int {
    let (old, new) = (try environment(at: path), try environment(at: copy))
    var count = 0
    var failure: SiteStoreError?
    do throws(LMDBError) {
      _ = try old.rewrite(into: new) { record in
        if StoreOpening.plainTables.contains(record.table) { return record.value }
        count += 1
        do throws(SiteStoreError) {
          return try seal.reseal(record, isSealed: isSealed)
        } catch {
          failure = error
          return nil
        }
      }
    } catch {
      throw .database(error)
    }
    if let failure { throw failure }
    try mark(new, seal.ring.current.id)
    return count
  }

  private func remove(_ directory: String) { try? FileManager.default.removeItem(atPath: directory) }
}

/// What opening a store came to.
public enum StoreSealing: Hashable, Sendable {
  /// It was made just now.
  case made
  /// Sealed by the current key, as it was.
  case asBefore
  /// So many records were sealed, for the first time or by another key.
  case anew(records: Int)
}
