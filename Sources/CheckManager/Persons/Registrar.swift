/// Stands before and behind the ledger with the keys of persons: seals what commands say of parties, opens what is kept of
/// them, and destroys the keys of those that are forgotten.
internal import Foundation
internal import LMDB
internal import Ledger
internal import Logging
internal import NIOConcurrencyHelpers
internal import Persons
internal import Seals

/// Absent here: the ledger, which sees only what is sealed; anything of a person in a log line or an error.
final class Registrar: Sendable {
  let vault: PersonVault
  /// Where the sealing keys lie; nil where they cannot be changed.
  let keys: SealingKeyFile?
  let logger: Logger
  /// Who is being enrolled just now.
  let arrivals = Arrivals()
  /// Keeps others from the keys of persons as long as this is there; nil where they are nobody else's anyway.
  private let lock: DirectoryLock?
  private let rotating = NIOLock()
  private let rotationBegan = NIOLockedValueBox<@Sendable () -> Void>({})

  init(vault: PersonVault, keys: SealingKeyFile?, lock: DirectoryLock? = nil, logger: Logger) {
    self.lock = lock
    self.vault = vault
    self.keys = keys
    self.logger = logger
  }

  /// Makes the keys that were made durable; whether they are.
  func makeDurable() -> Bool {
    do throws(PersonsError) {
      try vault.makeDurable()
      return true
    } catch {
      logger.error("keys of persons cannot be kept", metadata: ["reason": "\(error)"])
      return false
    }
  }

  /// Destroys the key of a party that the ledger has forgotten, durably; whether it is.
  func forget(_ party: Party) -> Bool {
    do throws(PersonsError) {
      try vault.forget(party)
      logger.notice("a party was forgotten: its key is destroyed", metadata: ["party": "\(party)"])
      return true
    } catch {
      logger.error(
        "a key could not be destroyed: forget the party again", metadata: ["party": "\(party)", "reason": "\(error)"])
      return false
    }
  }
}

// MARK: - Rotation

extension Registrar {
  /// - Parameter began: called whenever there are keys to be wrapped anew.
  func onRotation(_ began: @escaping @Sendable () -> Void) { rotationBegan.withLockedValue { $0 = began } }

  /// Makes a new sealing key the one that seals, and has the keys of persons wrapped by it; where that has begun it goes on.
  func rotate(from peer: String) -> Refusal? {
    rotating.withLock {
      if vault.status.left == 0 {
        guard let keys else { return .keysReadOnly }
        let ring = SealRing(current: SealingKey(), old: [vault.ring.current] + vault.ring.old)
        do throws(PersonsError) {
          // The file first: a key that nobody has any more must not have sealed anything.
          try keys.replace(with: ring)
        } catch {
          logger.error("no new sealing key could be kept", metadata: ["reason": "\(error)"])
          return .keysReadOnly
        }
        vault.use(ring)
        logger.notice("a new sealing key", metadata: ["key": "\(ring.current.id)", "peer": "\(peer)"])
      }
      rotationBegan.withLockedValue { $0 }()
      return nil
    }
  }

  /// Removes the sealing keys that nothing is sealed by any more.
  func retire(from peer: String) -> Refusal? {
    rotating.withLock {
      guard vault.status.left == 0 else { return .keysInUse }
      guard !vault.ring.old.isEmpty else { return nil }
      guard let keys else { return .keysReadOnly }
      let ring = SealRing(current: vault.ring.current)
      do throws(PersonsError) {
        try keys.replace(with: ring)
      } catch {
        logger.error("the file of sealing keys could not be written", metadata: ["reason": "\(error)"])
        return .keysReadOnly
      }
      vault.use(ring)
      logger.notice("old sealing keys were removed", metadata: ["peer": "\(peer)"])
      return nil
    }
  }

  /// Wraps all keys by the one that seals. Some at a time: whoever wants a key waits for a few milliseconds at most.
  func rewrapAll() throws(PersonsError) {
    guard vault.status.left > 0 else { return }
    logger.notice("sealing the keys of persons anew", metadata: ["left": "\(vault.status.left)"])
    while try vault.rewrapSome() { usleep(Registrar.pause) }
    logger.notice("the keys of persons are sealed anew", metadata: ["left": "\(vault.status.left)"])
  }

  /// How long it lets be between two portions, in microseconds, so that others get at the keys.
  private static let pause: UInt32 = 500
}
