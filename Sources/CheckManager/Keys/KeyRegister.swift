/// The keys of light clients: given out, taken back, looked up in memory, so that to judge one never waits for a disk.
internal import Identities
internal import LMDB
internal import Ledger
internal import NIOConcurrencyHelpers
internal import Wire

/// Every key on file, and the connections that rest on one.
///
/// Absent here: who may give one out, and how wrong ones are answered.
final class KeyRegister: Sendable {
  /// How many keys are kept: three for each of twenty thousand parties, and 30 MB of memory at most.
  static let most = 65_536
  /// How long a key that has ended, or was taken back, stays on file for people to see.
  static let kept = Timestamp.Span.days(90)

  private struct State {
    var keys: [UInt64: StoredKey] = [:]
    /// The connections that rest on a key, by its number.
    var held: [UInt64: [UInt64: @Sendable (KeyFault) -> Void]] = [:]
    var next: UInt64 = 0
  }

  private let store: KeyStore
  private let most: Int
  private let state: NIOLockedValueBox<State>
  /// Held over a change and its sync, so that changes come one after the other while keys are judged.
  private let writing = NIOLock()

  /// Opens the keys in the directory at `path`.
  ///
  /// - Parameter most: how many are kept.
  init(_ path: String, most: Int = KeyRegister.most) throws(KeyStoreError) {
    store = try KeyStore(path)
    self.most = most
    let keys = try store.all()
    state = NIOLockedValueBox(
      State(keys: Dictionary(keys.map { ($0.record.number, $0) }, uniquingKeysWith: { first, _ in first })))
  }
}

/// What is wrong with a key that was presented, for the log alone: whoever presents it is told the same of each.
enum KeyFault: Error, Hashable, CustomStringConvertible {
  case none
  case unknown(AccessKeyID)
  case wrongSecret(AccessKeyID)
  case expired(AccessKeyID, Timestamp)
  case revoked(AccessKeyID, Timestamp)

  var description: String {
    switch self {
    case .none: "it is no key"
    case .unknown(let id): "there is no key \(id)"
    case .wrongSecret(let id): "it is not the secret of key \(id)"
    case .expired(let id, let time): "key \(id) expired at \(time)"
    case .revoked(let id, let time): "key \(id) was revoked at \(time)"
    }
  }
}

extension KeyRegister {
  /// The bytes of a copy, for a backup.
  func copy() throws(KeyStoreError) -> [UInt8] { try store.copy() }
}

// MARK: - Presented

extension KeyRegister {
  /// A key that is good, and what ends with the connection that rests on it.
  struct Held {
    let record: KeyRecord
    let id: AccessKeyID
    let hold: UInt64
  }

  /// Judges a key, and keeps an eye on the connection it came by until `release`.
  ///
  /// - Parameter close: called once, from any thread, when the key has ended or was taken back.
  func present(
    _ key: AccessKey, at time: Timestamp, close: @escaping @Sendable (KeyFault) -> Void
  ) throws(KeyFault) -> Held {
    let digest = key.digest
    let result = state.withLockedValue { state -> Result<Held, KeyFault> in
      let found = state.keys[key.id.number]
      // Compared also where there is nothing to compare with, and without an early exit: how long it takes says nothing.
      let isRight = (found?.digest ?? Digest(0, 0, 0, 0)) == digest
      guard let found else { return .failure(.unknown(key.id)) }
      guard isRight else { return .failure(.wrongSecret(key.id)) }
      if let fault = found.record.fault(at: time) { return .failure(fault) }
      defer { state.next += 1 }
      state.held[key.id.number, default: [:]][state.next] = close
      return .success(Held(record: found.record, id: key.id, hold: state.next))
    }
    return try result.get()
  }

  /// The connection is gone.
  func release(_ held: Held) {
    state.withLockedValue { state in
      state.held[held.id.number]?[held.hold] = nil
      if state.held[held.id.number]?.isEmpty == true { state.held[held.id.number] = nil }
    }
  }

  /// How many connections rest on keys.
  var heldCount: Int { state.withLockedValue { $0.held.values.reduce(0) { $0 + $1.count } } }

  /// Closes the connections whose key has ended or was taken back.
  func closeLapsed(at time: Timestamp) {
    let lapsed = state.withLockedValue { state in
      let faults = state.held.keys.compactMap { number in
        (state.keys[number]?.record.fault(at: time)).map { (number, $0) }
      }
      return faults.map { number, fault in (state.held.removeValue(forKey: number) ?? [:], fault) }
    }
    for (closes, fault) in lapsed { for close in closes.values { close(fault) } }
  }
}

extension KeyRecord {
  /// Why the key is not good at `time`; nil: it is.
  fileprivate func fault(at time: Timestamp) -> KeyFault? {
    guard let id = AccessKeyID(number: number) else { return KeyFault.none }
    if let revoked { return .revoked(id, revoked) }
    return time < expires ? nil : .expired(id, expires)
  }

  /// Since when it is not good any more; in the future, where it still is.
  fileprivate var end: Timestamp { revoked.map { min($0, expires) } ?? expires }
}

// MARK: - Given out and taken back

extension KeyRegister {
  /// Takes a key for good. What was taken before, with the same contents, is answered the same.
  func issue(_ issue: IssueKey, at time: Timestamp) throws(LMDBError) -> Outcome<KeyRecord> {
    try write { () throws(LMDBError) in
      let keys = state.withLockedValue { $0.keys }
      if let old = keys[issue.number] { return old.isOf(issue) ? .accepted(old.record) : .refused(.idReused) }
      let forgotten = keys.values.filter { $0.record.end + KeyRegister.kept <= time }.map(\.record.number)
      guard keys.count - forgotten.count < most else { return .refused(.keysFull) }
      let record = KeyRecord(
        number: issue.number, holder: issue.holder, issued: time, expires: time + issue.lifetime, note: issue.note)
      let key = StoredKey(digest: issue.digest, record: record)
      try store.put(key, forgetting: forgotten)
      state.withLockedValue { state in
        for number in forgotten { state.keys[number] = nil }
        state.keys[issue.number] = key
      }
      return .accepted(record)
    }
  }

  /// Takes a key back, and closes the connections that rest on it.
  func revoke(_ number: UInt64, at time: Timestamp) throws(LMDBError) -> Outcome<KeyRecord> {
    let outcome = try write { () throws(LMDBError) -> Outcome<KeyRecord> in
      guard var key = state.withLockedValue({ $0.keys[number] }) else { return .refused(.unknownKey) }
      guard key.record.revoked == nil else { return .accepted(key.record) }
      key.record.revoked = time
      try store.put(key, forgetting: [])
      state.withLockedValue { $0.keys[number] = key }
      return .accepted(key.record)
    }
    closeLapsed(at: time)
    return outcome
  }

  /// The keys from a number on, in their order.
  func list(from: UInt64?, limit: Int) -> Page<KeyRecord, UInt64> {
    let records = state.withLockedValue { $0.keys.values.map(\.record) }.filter { $0.number >= from ?? 0 }
      .sorted { $0.number < $1.number }
    return Page(items: Array(records.prefix(limit)), next: records.count > limit ? records[limit].number : nil)
  }

  private func write<Result>(_ body: () throws(LMDBError) -> Result) throws(LMDBError) -> Result {
    writing.lock()
    defer { writing.unlock() }
    return try body()
  }
}

extension StoredKey {
  /// Whether it came about by this.
  fileprivate func isOf(_ issue: IssueKey) -> Bool {
    digest == issue.digest && record.holder == issue.holder && record.note == issue.note
      && record.issued + issue.lifetime == record.expires
  }
}
