/// Where the keys of persons lie, made and opened.
internal import Foundation
internal import Ledger
internal import LMDB
internal import LedgerStore
internal import Logging
internal import Persons
internal import Storage

extension Configuration {
  /// The directory of the keys of persons: beside that of the ledger unless told otherwise, as whoever copies the ledger
  /// must not have them in the same copy.
  var personsPath: String { persons ?? "\(data.withoutSlash)-persons" }

  /// The file of sealing keys.
  var sealingKeyFile: SealingKeyFile { SealingKeyFile(path: sealingKeys ?? "\(data.withoutSlash)-sealing-keys") }

  /// The directory of the keys of persons.
  public var placeOfPersons: String { personsPath }
  /// The file of sealing keys.
  public var placeOfSealingKeys: String { sealingKeyFile.path }

  /// Makes sealing keys and a place for the keys of persons, where there are none.
  func makePersons() throws(PersonsError) {
    try sealingKeyFile.create()
    do throws(StorageError) { _ = try DiskDirectory(making: personsPath) } catch { throw .storage(error) }
  }

  /// Begins keys of persons anew where they are lost with all their copies, so that the ledger can be opened: nobody of
  /// before is known any more. Makes a sealing key too, where there is none.
  public func renewPersons() throws {
    try makePersons()
    let (vault, lock) = try openVault()
    guard vault.isNew else { throw PersonsError.notLost(path: personsPath) }
    try vault.begin()
    withExtendedLifetime(lock) {}
  }

  /// Opens the keys of persons, which nobody else may have open: two would give the same slot to two parties. They are
  /// this process's as long as the lock is held.
  func openVault() throws(PersonsError) -> (PersonVault, DirectoryLock) {
    let ring = try sealingKeyFile.load()
    let directory: DiskDirectory
    do throws(StorageError) {
      directory = try DiskDirectory(path: personsPath)
    } catch {
      if case .notFound = error.kind { throw .noPersons(path: personsPath) }
      throw .storage(error)
    }
    let lock: DirectoryLock
    do throws(DirectoryLock.Failure) {
      lock = try DirectoryLock(directory: personsPath)
    } catch {
      switch error {
      case .held(let process): throw .inUse(path: personsPath, by: process)
      case .io(let errno): throw .storage(StorageError(errno: errno, "lock", personsPath))
      }
    }
    return (try PersonVault(opening: directory, ring: ring), lock)
  }
}

extension String {
  fileprivate var withoutSlash: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }
}

extension PersonVault {
  /// Seals a ledger of an older format with these keys.
  func sealing(_ logger: Logger) -> ProfileSealing {
    ProfileSealing(
      seal: { [self] party, fields throws(StoreError) in
        do throws(PersonsError) {
          // A party of whom nothing is known gets no key; whether it was forgotten is asked all the same.
          switch try fields.isEmpty ? standing(of: party) : standing(making: party) {
          case .key(let key): return key.seal(fields, of: party) ?? SealedProfile()
          case .forgotten: return .forgotten
          case .none: return SealedProfile()
          }
        } catch {
          throw .sealing(reason: "\(error)")
        }
      },
      makeDurable: { [self] () throws(StoreError) in
        do throws(PersonsError) { try makeDurable() } catch { throw .sealing(reason: "\(error)") }
      },
      progress: { sealed, all in
        logger.notice("sealing personal data", metadata: ["parties": "\(sealed)", "of": "\(all)"])
      })
  }

  /// Makes the files for keys while the ledger has nobody. Parties may come of whom there is nothing to seal; so a key says
  /// nothing, but where there are parties and not even files, keys are lost.
  ///
  /// - Throws: `noPersons` where they are.
  func begin(with store: Store) throws {
    guard isNew else { return }
    guard try store.snapshot().counts().parties == 0 else { throw PersonsError.noPersons(path: path) }
    try begin()
  }

  /// Asks the ledger about those that were being forgotten when the last process ended.
  func settle(with store: Store, _ logger: Logger) throws {
    for party in leaving {
      if try store.snapshot().sealedProfile(of: party).isForgotten {
        try forget(party)
        logger.notice("a party was forgotten: its key is destroyed", metadata: ["party": "\(party)"])
      } else {
        try keep(party)
      }
    }
  }

  /// Says what opening has found.
  func report(_ logger: Logger) {
    if findings.mended > 0 {
      logger.warning(
        "keys of persons were mended from their second copy",
        metadata: ["path": "\(path)", "count": "\(findings.mended)"])
    }
    if findings.damaged > 0 {
      logger.error(
        "keys of persons are damaged", metadata: ["path": "\(path)", "count": "\(findings.damaged)"])
    }
  }
}
