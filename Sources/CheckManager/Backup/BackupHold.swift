/// Keeps the log that no backup has yet, over restarts, and not without bound: so that the next backup need only be what is
/// new.
internal import Foundation
internal import LedgerStore
internal import Logging
internal import NIOConcurrencyHelpers

/// The hold of the last backup. It lies in a file of the ledger's directory: a number.
final class BackupHold: Sendable {
  private static let name = "backup"
  private let path: String
  private let boundBytes: Int
  private let logger: Logger
  private let eraPath: String
  private let isHeld = NIOLockedValueBox(false)

  /// The file that names this life of the ledger. No backup has it, so that a restored ledger begins another.
  static let eraName = "backup.era"

  /// This life of the ledger; nil before its first backup.
  var era: String? {
    (try? String(contentsOfFile: eraPath, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The same, made where there is none.
  func makeEra() throws -> String {
    if let era { return era }
    let made = (0..<16).map { _ in String(UInt8.random(in: 0...15), radix: 16) }.joined()
    try Data("\(made)\n".utf8).write(to: URL(fileURLWithPath: eraPath), options: .atomic)
    return made
  }

  /// Takes up the hold that there was.
  init(_ configuration: Configuration, of store: Store, logger: Logger) {
    path = "\(configuration.data)/backup.hold"
    eraPath = "\(configuration.data)/\(BackupHold.eraName)"
    boundBytes = configuration.backupLogGiB << 30
    self.logger = logger
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let sequence = UInt64(text.trimmingCharacters(in: .whitespacesAndNewlines))
    else { return }
    do {
      try store.holdLog(BackupHold.name, after: sequence)
      isHeld.withLockedValue { $0 = true }
    } catch {
      // As after a restore: the next backup will be of everything.
      drop()
    }
  }

  /// Keeps the log after `sequence`, which a backup has.
  func keep(after sequence: UInt64, in store: Store) throws {
    guard boundBytes > 0, sequence <= store.durableSequence else { return }
    try store.holdLog(BackupHold.name, after: sequence)
    isHeld.withLockedValue { $0 = true }
    try Data("\(sequence)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// Lets go where the log that is kept has become too much: called often, and nearly always does nothing.
  func judge(_ store: Store) throws(StoreError) {
    guard isHeld.withLockedValue({ $0 }), store.logBytes > boundBytes else { return }
    try store.endLogHold(BackupHold.name)
    drop()
    logger.warning(
      "no backup came for the log that was kept for it: it is let go, and the next backup will be of everything",
      metadata: ["backup_log_gib": "\(boundBytes >> 30)"])
  }

  private func drop() {
    isHeld.withLockedValue { $0 = false }
    try? FileManager.default.removeItem(atPath: path)
  }
}
