/// How the ledger is read: shortly, as it is now, or at length, as it was at one moment.
internal import LMDB

/// A thread's place among the readers. Made once, it costs nothing to use again.
public struct Reader: ~Copyable {
  private let store: Store
  private var snapshot: Snapshot

  init(_ store: Store) throws(StoreError) {
    self.store = store
    let transaction = try database { () throws(LMDBError) in try ReadTransaction(store.environment) }
    snapshot = Snapshot(transaction: transaction, tables: store.tables, layers: [])
    snapshot.transaction.reset()
  }

  /// Lends all that is durable to `body`, which must be short: nothing new is seen by anybody before it returns.
  public mutating func now<Result>(_ body: (borrowing Snapshot) throws(StoreError) -> Result) throws(StoreError)
    -> Result
  {
    try store.published.read { (state: borrowing Store.Published) throws(StoreError) in
      try lend(state.layers, body)
    }
  }

  /// Lends all that was durable when this was called to `body`, which may take its time.
  public mutating func moment<Result>(
    _ body: (borrowing Snapshot) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let layers = try store.sealed { () throws(StoreError) in
      try database { () throws(LMDBError) in try snapshot.transaction.renew() }
    }
    return try lendRenewed(layers, body)
  }

  /// Lends what is folded to `body`, which may take its time: proofs need no more, and nobody waits for it.
  public mutating func folded<Result>(
    _ body: (borrowing Snapshot) throws(StoreError) -> Result
  ) throws(StoreError) -> Result { try lend([], body) }

  private mutating func lend<Result>(
    _ layers: [Overlay], _ body: (borrowing Snapshot) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    // After the list was taken, so that what is no longer in it is in LMDB.
    try database { () throws(LMDBError) in try snapshot.transaction.renew() }
    return try lendRenewed(layers, body)
  }

  private mutating func lendRenewed<Result>(
    _ layers: [Overlay], _ body: (borrowing Snapshot) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    snapshot.layers = layers
    store.see(&snapshot)
    defer {
      snapshot.layers = []
      snapshot.transaction.reset()
    }
    return try body(snapshot)
  }
}

extension Store {
  /// A place for a thread that reads.
  public func reader() throws(StoreError) -> Reader { try Reader(self) }

  /// All that is durable now, to keep for a while.
  public func snapshot() throws(StoreError) -> Snapshot {
    var transaction = try database { () throws(LMDBError) in try ReadTransaction(environment) }
    transaction.reset()
    let layers = try sealed { () throws(StoreError) in
      try database { () throws(LMDBError) in try transaction.renew() }
    }
    var snapshot = Snapshot(transaction: transaction, tables: tables, layers: layers)
    see(&snapshot)
    return snapshot
  }

  /// How many sealed layers there may be before who would make another one folds them first.
  private static let sealedBound = 8

  /// Layers that nobody changes any more, and LMDB as it is while nobody changes their list: `renew` takes it.
  fileprivate func sealed(_ renew: () throws(StoreError) -> Void) throws(StoreError) -> [Overlay] {
    if published.read({ $0.layers.count > Store.sealedBound && !$0.layers[0].isEmpty }) {
      // Without room nothing is folded, and nothing more is published either: then one layer more is the last.
      do throws(StoreError) { try fold() } catch { guard error.isOutOfSpace else { throw error } }
    }
    return try published.change { state throws(StoreError) in
      state.seal()
      try renew()
      return Array(state.layers.dropFirst())
    }
  }
}
