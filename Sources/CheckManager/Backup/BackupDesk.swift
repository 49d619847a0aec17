/// Gives backups to whoever asks at a socket in the ledger's directory, one after the other, on a thread of its own.
///
/// A socket, and not a call of the service: what is asked for is the whole ledger, and only who can read the directory anyhow
/// can ask. And a stream, as vouchd need not be able to write where a backup is to be.
internal import Foundation
internal import Glibc
internal import Ledger
internal import LedgerStore
internal import Logging
internal import Measures
internal import NIOConcurrencyHelpers

/// The desk. It ends with `close`.
final class BackupDesk: Sendable {
  static let socketName = "backup.sock"
  /// What keeps the log while a backup is being made of it.
  private static let holdName = "backup being made"
  /// How much of a file is sent at once.
  static let pieceBytes = 1 << 20

  private let configuration: Configuration
  let store: Store
  private let keys: KeyRegister
  private let hold: BackupHold
  let measures: HouseMeasures
  let logger: Logger
  private let version: String
  let now: @Sendable () -> Int64
  private let listener: LocalSocket
  private let state = NIOLockedValueBox(State())

  private struct State {
    var current: LocalSocket?
    var isClosed = false
  }

  init(
    _ configuration: Configuration, store: Store, keys: KeyRegister, hold: BackupHold, measures: HouseMeasures,
    version: String,
    now: @escaping @Sendable () -> Int64, logger: Logger
  ) throws(BackupProblem) {
    self.configuration = configuration
    self.store = store
    self.keys = keys
    self.hold = hold
    self.measures = measures
    self.version = version
    self.now = now
    self.logger = logger
    // One that a process left which was killed; the ledger's lock says that there is no other.
    unsafe unlink("\(configuration.data)/\(BackupDesk.socketName)")
    listener = try LocalSocket.open(BackupDesk.socketName, in: configuration.data, listens: true)
  }

  func start() {
    Thread.start("backup", urgency: .background) { self.run() }
  }

  /// Whether it takes nothing more.
  var isClosed: Bool { state.withLockedValue { $0.isClosed } }

  /// Ends what is being sent, and takes nothing more.
  func close() {
    state.withLockedValue { state in
      state.isClosed = true
      state.current?.end()
    }
    listener.end()
    unsafe unlink("\(configuration.data)/\(BackupDesk.socketName)")
  }

  private func run() {
    goOnPruning()
    while let caller = listener.accept() {
      let isOpen = state.withLockedValue { state in
        state.current = caller
        return !state.isClosed
      }
      guard isOpen else { return }
      if caller.isTrusted {
        do { try serve(caller) } catch {
          logger.warning("a backup was broken off", metadata: ["reason": "\(error)"])
        }
      }
      state.withLockedValue { $0.current = nil }
    }
  }

  private func serve(_ caller: LocalSocket) throws {
    // Until it is said that the part is kept, or nothing more is said.
    defer { try? store.endLogHold(BackupDesk.holdName) }
    while let request = try caller.receiveLine(BackupMessage.Request.self) {
      if let archives = request.archives {
        try letGo(of: archives, caller)
        continue
      }
      if let kept = request.kept {
        try hold.keep(after: kept, in: store)
        measures.lastBackup.set(Int(now()))
        logger.info("a backup is kept", metadata: ["through": "\(kept)"])
        continue
      }
      var work = BackupWork(caller: caller, rate: request.rate)
      if let after = request.after, after > store.durableSequence || request.era != hold.era {
        try caller.send(
          line: BackupMessage.Reply(failure: "the backup is of another life of this ledger", wantsAll: true))
        continue
      }
      do {
        let manifest = try give(request.after, &work)
        try store.holdLog(BackupDesk.holdName, after: manifest.through)
        try caller.send(line: BackupMessage.Reply(end: manifest))
        logger.info(
          "a backup was given", metadata: ["after": "\(manifest.after)", "through": "\(manifest.through)"])
      } catch let error as StoreError {
        let isGone = if case .log(.begins) = error { true } else { false }
        try caller.send(line: BackupMessage.Reply(failure: "\(error)", wantsAll: isGone))
      }
    }
  }

  /// Sends a part.
  private func give(_ after: UInt64?, _ work: inout BackupWork) throws -> BackupManifest {
    // Before the tables are copied, so that the log has what they have not.
    let start = try after ?? store.foldedSequence()
    try store.holdLog(BackupDesk.holdName, after: start)
    let manifest = BackupManifest(
      ledger: LedgerStore.LedgerIdentity(store.identity.0, store.identity.1).hex, era: try hold.makeEra(),
      tables: after == nil ? start : nil, after: start, through: 0, time: 0,
      made: now(), program: "vouchd \(version)")
    if after == nil { try giveTables(&work) }
    let last = store.durableSequence
    let time = try store.copyLog(after: start, through: last, pieces: BackupDesk.pieceBytes) { segment, bytes in
      try work.send(bytes, of: segment)
    }
    try giveSmallFiles(&work)
    return manifest.with(through: last, time: time?.milliseconds ?? 0)
  }

  private func giveTables(_ work: inout BackupWork) throws {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { throw BackupProblem("There are no file descriptors left.") }
    let (input, output) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let result = NIOLockedValueBox<Result<Void, StoreError>?>(nil)
    let done = DispatchSemaphore(value: 0)
    Thread.start("backup-copy", urgency: .background) { [store] in
      let copied = Result { () throws(StoreError) in try store.copyTables(to: output) }
      result.withLockedValue { $0 = copied }
      Glibc.close(output)
      done.signal()
    }
    defer {
      // Where nobody reads any more, LMDB's writing ends.
      Glibc.close(input)
      done.wait()
    }
    var buffer = [UInt8](repeating: 0, count: BackupDesk.pieceBytes)
    while true {
      let count = unsafe read(input, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      try work.send(Array(buffer[..<count]), of: "data.mdb")
    }
    done.wait()
    done.signal()
    try result.withLockedValue { $0 }?.get()
  }

  /// What belongs to the ledger beside its tables and log. Neither the keys of persons, nor the key that signs.
  private func giveSmallFiles(_ work: inout BackupWork) throws {
    let files = configuration.keyFiles(environment: ProcessInfo.processInfo.environment)
    for (name, path) in [("keys.ring", files.ring), ("leaf.secret", files.leaf.path)] {
      if let content = FileManager.default.contents(atPath: path) { try work.send([UInt8](content), of: name) }
    }
    try work.send(try keys.copy(), of: "\(KeyStore.name)/data.mdb")
  }
}

extension BackupManifest {
  func with(through: UInt64, time: Int64) -> BackupManifest {
    var manifest = self
    manifest.through = through
    manifest.time = time
    return manifest
  }
}

/// Sends pieces, no faster than asked for.
struct BackupWork {
  let caller: LocalSocket
  /// Bytes a second; 0: any number.
  let rate: Int
  private var sent = 0
  private let started = ContinuousClock.now

  init(caller: LocalSocket, rate: Int) {
    self.caller = caller
    self.rate = rate
  }

  mutating func send(_ bytes: [UInt8], of file: String) throws(BackupProblem) {
    try caller.send(line: BackupMessage.Reply(piece: BackupMessage.Reply.Piece(file: file, bytes: bytes.count)))
    try caller.send(bytes)
    sent += bytes.count
    guard rate > 0 else { return }
    let ahead = Double(sent) / Double(rate) - (ContinuousClock.now - started) / .seconds(1)
    if ahead > 0.001 { Thread.sleep(forTimeInterval: ahead) }
  }
}
