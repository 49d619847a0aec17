/// Writes what is in memory into LMDB, in the order of its keys and in one transaction, so that the log may let it go.
internal import CVouchRecords
internal import LMDB
internal import Ledger
internal import Synchronization

extension Store {
  /// Folds all that is durable now, and takes it into the history that proves entries, if there is to be one. Another thread
  /// may decide and others may read meanwhile; a second one that folds waits. Whether there was anything.
  ///
  /// - Throws: a lack of space, after which changes are refused until a fold has found room; or what is final.
  @discardableResult
  public func fold() throws(StoreError) -> Bool {
    try folding.withLock { (state: inout FoldState) throws(StoreError) in
      let layers = published.change { state in
        state.seal()
        return Array(state.layers.dropFirst())
      }
      do throws(StoreError) {
        guard !layers.isEmpty || state.isBehind else {
          lack.withLock { $0 = nil }
          return false
        }
        state = try write(layers, state)
        published.change { state in
          state.layers.removeLast(layers.count)
          state.generation += 1
        }
        attestedThrough.store(state.history?.through ?? 0, ordering: .releasing)
        lack.withLock { $0 = nil }
        do throws(LogError) { try commandLog.release(through: state.folded) } catch { throw .log(error) }
        return true
      } catch {
        lack.withLock { $0 = error }
        throw error
      }
    }
  }

  /// Gives what is known of folding once all is durable.
  private func write(_ layers: [Overlay], _ state: FoldState) throws(StoreError) -> FoldState {
    let transaction = try database { () throws(LMDBError) in try WriteTransaction(environment) }
    var next = state
    let fold = Fold(layers: layers, tables: tables, exactThrough: state.exactThrough)
    if let newest = layers.first {
      try fold.write(in: transaction)
      next.exactThrough = try fold.clearDue(in: transaction)
      next.folded = newest.last
    }
    if state.isBehind {
      try next.history?.catchUp(with: next.folded, of: tables, in: transaction)
    } else {
      try next.history?.attest(layers, to: tables, in: transaction)
    }
    do throws(LMDBError) { try transaction.commit() } catch { throw .database(error) }
    return next
  }
}

/// What is kept from fold to fold.
struct FoldState: Sendable {
  /// How far LMDB's list of what is due is exact.
  var exactThrough = Timestamp(milliseconds: 0)
  /// The last entry that LMDB has.
  var folded: UInt64
  /// The history that proves entries; nil where there is to be none.
  var history: AttestedHistory?

  /// Whether there are entries that were folded and are in no history.
  var isBehind: Bool { history.map { $0.through < folded } ?? false }
}

extension Store.Published {
  /// Seals the layer that takes what is published, unless it is empty.
  mutating func seal() {
    guard !layers[0].isEmpty else { return }
    layers.insert(Overlay(), at: 0)
    generation += 1
  }
}

/// Sealed layers on their way into the tables.
struct Fold {
  /// The newest first.
  let layers: [Overlay]
  let tables: Tables
  /// How far the list of what is due is exact: see `clearDue`.
  let exactThrough: Timestamp

  func write(in transaction: borrowing WriteTransaction) throws(StoreError) {
    var meta = try tables.meta(in: transaction)
    var writer = ByteWriter(empty: 512)
    try eachNewest(\.accounts) { (key, account) throws(StoreError) in
      account.write(over: try tables.size(of: account.id, in: transaction), to: &writer)
      try put(writer, at: key, of: tables.accounts, in: transaction)
    }
    try eachNewest(\.sellers) { (key, seller) throws(StoreError) in
      try tables.sellers.seal(seller.record, at: key, in: transaction)
    }
    try eachNewest(\.distributors) { (key, distributor) throws(StoreError) in
      try tables.distributors.seal(distributor.record, at: key, in: transaction)
    }
    for (key, balance) in newest(\.clearing) {
      var record = vouch_clearing_record()
      record.balance = balance.record
      try tables.clearing.seal(record, at: key, in: transaction)
    }
    var instructions: [InstructionID: RailInstruction] = [:]
    for layer in layers.reversed() { instructions.merge(layer.instructions) { $1 } }
    for instruction in instructions.values.sorted(by: { $0.id.sequence < $1.id.sequence }) {
      try tables.keep(instruction, in: transaction)
    }
    for (key, sequence) in newest(\.commands) {
      var record = vouch_command_record()
      record.sequence = sequence
      try tables.commands.seal(record, at: key, in: transaction)
    }
    for (key, memo) in newest(\.memos) { try put(memo.encoded(at: key), at: key, of: tables.memos, in: transaction) }
    for (key, profile) in newest(\.accountProfiles) {
      try put(profile.encoded(at: key), at: key, of: tables.accountProfiles, in: transaction)
    }
    for (key, profile) in newest(\.sellerProfiles) {
      try put(profile.encoded(at: key), at: key, of: tables.sellerProfiles, in: transaction)
    }
    for (key, profile) in newest(\.distributorProfiles) {
      try put(profile.encoded(at: key), at: key, of: tables.distributorProfiles, in: transaction)
    }
    try writeChecks(&writer, in: transaction)
    for layer in layers.reversed() {
      try layer.journal.forEach { sequence, bytes throws(StoreError) in
        try database { () throws(LMDBError) in try tables.journal.append(bytes, at: sequence, in: transaction) }
      }
      meta.sequence = layer.last
      meta.time = layer.time.milliseconds
      meta.open_checks = UInt64(Int(meta.open_checks) + layer.new.openChecks)
    }
    meta.folded_through = meta.sequence
    try tables.meta.seal(meta, at: Tables.metaKey, in: transaction)
  }

  /// The checks, and what follows from them: the list of what is due has of each check the time that it says, and past
  /// `exactThrough` may still have what it said before.
  private func writeChecks(
    _ writer: inout ByteWriter, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    var listed: [DueKey] = []
    var before = Check.blank
    try eachNewest(\.checks) { (key, check) throws(StoreError) in
      let size = try tables.written(check.id, into: &before, in: transaction)
      let old = size == nil ? nil : before.progress.due
      let new = check.progress.due
      if old != new {
        if let old, old <= exactThrough {
          _ = try database { () throws(LMDBError) in
            try tables.due.delete(DueKey(time: old, check: check.id), in: transaction)
          }
        }
        if let new { listed.append(DueKey(time: new, check: check.id)) }
      }
      check.write(over: size ?? 0, to: &writer)
      try put(writer, at: key, of: tables.checks, in: transaction)
    }
    listed.sort { $0.words.isBefore($1.words) }
    for key in listed { try tables.due.seal(vouch_due_record(), at: key, in: transaction) }
  }

  private func put<Key>(
    _ writer: borrowing ByteWriter, at key: Key, of table: Table<Key>, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    try unsafe writer.withBytes { bytes throws(StoreError) in
      try database { () throws(LMDBError) in unsafe try table.put(bytes.bytes, at: key, in: transaction) }
    }
  }

  private func put<Key>(
    _ bytes: [UInt8], at key: Key, of table: Table<Key>, in transaction: borrowing WriteTransaction
  ) throws(StoreError) {
    try database { () throws(LMDBError) in try table.put(bytes, at: key, in: transaction) }
  }

  /// Lends a copy of each record once, as the newest layer has it, in the order of the keys.
  private func eachNewest<Key, Value>(
    _ map: KeyPath<Overlay, RecordMap<Key, Value>>, _ body: (Key, inout Value) throws(StoreError) -> Void
  ) throws(StoreError) {
    let maps = layers.map { $0[keyPath: map] }
    // The places are sorted, not the records: those are half a kilobyte.
    var places: [(words: KeyWords, depth: Int32, index: Int32)] = []
    places.reserveCapacity(maps.reduce(0) { $0 + $1.count })
    for depth in maps.indices {
      for index in 0..<maps[depth].count {
        let words = maps[depth].words(at: index)
        if depth > 0, let key = Key(words: words), maps.prefix(depth).contains(where: { $0.find(key) != nil }) {
          continue
        }
        places.append((words, Int32(depth), Int32(index)))
      }
    }
    places.sort { $0.words.isBefore($1.words) }
    for (number, place) in places.enumerated() {
      // They lie in the order in which they were first put, so each is a wait for memory, unless it was asked for before.
      if number + Self.ahead < places.count {
        let next = places[number + Self.ahead]
        maps[Int(next.depth)].prefetch(at: Int(next.index))
      }
      guard let key = Key(words: place.words) else { preconditionFailure("a key that was put") }
      var value = maps[Int(place.depth)].value(at: Int(place.index))
      try body(key, &value)
    }
  }

  /// How many records ahead memory is asked.
  private static var ahead: Int { 4 }

  private func newest<Key: TableKey, Value>(_ map: KeyPath<Overlay, [Key: Value]>) -> [(Key, Value)] {
    var records: [Key: Value] = [:]
    for layer in layers.reversed() { records.merge(layer[keyPath: map]) { $1 } }
    return records.sorted { $0.key.words.isBefore($1.key.words) }.map { ($0.key, $0.value) }
  }
}

extension KeyWords {
  /// The order of LMDB.
  func isBefore(_ other: KeyWords) -> Bool {
    (first, second, third) < (other.first, other.second, other.third)
  }
}
