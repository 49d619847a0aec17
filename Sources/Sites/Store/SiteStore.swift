/// A site's own store: one directory, one LMDB environment, one process, one writer.
///
/// Absent here: what is kept, and what it means. Each site has its tables and rules; here is only how they are opened,
/// written and read.
internal import Glibc
public import LMDB
internal import NIOConcurrencyHelpers
internal import NIOPosix
public import Seals

/// An open store. What a write returned from survives the process and the machine.
public final class SiteStore: Sendable {
  /// The directory.
  public let path: String
  private let opened: Closable<Opened>
  /// One thread: LMDB has one writer, and whoever waits for it should not hold one of the tasks' threads.
  private let writer: NIOThreadPool

  /// The environment goes first: the directory is free when nobody has its files open.
  private struct Opened: Sendable {
    let environment: Environment
    let lock: DirectoryLock
  }

  /// What its tables seal with.
  let seal: StoreSeal
  /// What opening it came to.
  public let sealing: StoreSealing
  /// The name of the file of its key, in the directory unless said otherwise.
  public static let keyFileName = "seal.key"

  /// Opens the store in the directory at `path`; makes both where they are missing. Every value in it is sealed; one of an
  /// older program, or by an older key, is sealed first.
  ///
  /// - Parameters:
  ///   - kind: what is kept, in a word or two: the store of a shop is not a carrier's, nor another shop's.
  ///   - mapSize: how large the file may become, in bytes: address space, not memory.
  ///   - key: the file of its key. Nil: a credential of the service, else `seal.key` in the directory, made where it is
  ///     missing and the store too.
  public init(
    opening path: String, kind: String, mapSize: Int = 16 << 30, key: String? = nil
  ) throws(SiteStoreError) {
    if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
      throw .notWritable(path: path, reason: words(errno))
    }
    let lock = try SiteStore.lock(path)
    let opening = StoreOpening(
      path: path, kind: kind, mapSize: mapSize, keyFile: KeyFile.find(SiteStore.keyFileName, given: key, in: path))
    let environment: Environment
    (environment, seal, sealing) = try opening.open()
    self.path = path
    opened = Closable(Opened(environment: environment, lock: lock))
    writer = NIOThreadPool(numberOfThreads: 1)
    writer.start()
  }

  /// A new key for the store in the directory at `path`, which nobody may have open: the next opening seals all of it by
  /// that, and forgets the old one. Gives the file, and the new key's name.
  public static func rotateKey(of path: String, key: String? = nil) throws(SiteStoreError) -> (file: String, id: KeyID)
  {
    let lock = try SiteStore.lock(path)
    defer { withExtendedLifetime(lock) {} }
    let file = KeyFile.find(keyFileName, given: key, in: path)
    guard let keys = try file.read() else {
      throw .key(path: file.path, reason: "it is not there: there is no key to rotate")
    }
    guard keys.count < KeyFile.maximumKeys else {
      throw .key(
        path: file.path, reason: "it has \(keys.count) keys already: start the site, which seals by the newest")
    }
    let fresh = SealingKey()
    try file.write(
      [fresh.bytes] + keys, saying: "The newest first: the next start seals by it, and forgets the others.")
    return (file.path, fresh.id)
  }

  private static func lock(_ path: String) throws(SiteStoreError) -> DirectoryLock {
    do throws(DirectoryLock.Failure) {
      return try DirectoryLock(directory: path)
    } catch {
      switch error {
      case .held(let holder): throw .inUse(path: path, by: holder)
      case .io(let code): throw .notWritable(path: path, reason: words(code))
      }
    }
  }

  deinit { writer.shutdownGracefully { _ in } }

  /// Ends the store: what is being written or read is finished, all later is refused as `stopped`, and the directory is
  /// free for whoever opens it next, even where somebody still keeps this store.
  public func close() async {
    // It fails only where it was shut down before.
    try? await writer.shutdownGracefully()
    await opened.close()
  }

  /// Opens, or makes, the site's tables, which seal with what is given. Once, before anything else.
  public func openTables<Tables: Sendable>(
    _ open: (borrowing WriteTransaction, StoreSeal) throws(LMDBError) -> Tables
  ) throws(SiteStoreError) -> Tables {
    try opened.use { opened throws(SiteStoreError) in
      try database { () throws(LMDBError) in
        let transaction = try WriteTransaction(opened.environment)
        let tables = try open(transaction, seal)
        try transaction.commit()
        return tables
      }
    }
  }

  /// Changes something: everything that `body` writes is durable when this returns, and nothing of it when it throws.
  /// Changes come one after the other.
  public func write<Result: Sendable>(
    _ body: @escaping @Sendable (borrowing WriteTransaction) throws(SiteStoreError) -> Result
  ) async throws(SiteStoreError) -> Result {
    do {
      // The thread lets go of the store before it says that it is done: who drops it then may open it again.
      let held = NIOLockedValueBox<Closable<Opened>?>(opened)
      return try await writer.runIfActive {
        guard let opened = held.withLockedValue({ $0.take() }) else { throw SiteStoreError.stopped }
        return try opened.use { opened throws(SiteStoreError) in try SiteStore.commit(opened.environment, body) }
      }
    } catch let error as SiteStoreError {
      throw error
    } catch {
      throw .stopped
    }
  }

  private static func commit<Result>(
    _ environment: Environment, _ body: (borrowing WriteTransaction) throws(SiteStoreError) -> Result
  ) throws(SiteStoreError) -> Result {
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    let result = try body(transaction)
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
    return result
  }

  /// Reads what is durable now, as of one moment. Keep it short.
  public func read<Result>(
    _ body: (borrowing ReadTransaction) throws(SiteStoreError) -> Result
  ) throws(SiteStoreError) -> Result {
    try opened.use { opened throws(SiteStoreError) in
      let transaction = try database { () throws(LMDBError) in try ReadTransaction(opened.environment) }
      return try body(transaction)
    }
  }
}

/// A copy of what is lent.
func bytes(_ span: RawSpan) -> [UInt8] {
  unsafe span.withUnsafeBytes { unsafe Array($0) }
}

/// Runs something of LMDB's, and names its failure as the store's.
func database<Result: ~Copyable>(_ body: () throws(LMDBError) -> Result) throws(SiteStoreError) -> Result {
  do throws(LMDBError) { return try body() } catch { throw .database(error) }
}
