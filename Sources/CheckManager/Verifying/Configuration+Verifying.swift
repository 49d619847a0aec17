/// A whole data directory looked at: the ledger, the keys beside it, and the keys of persons.
internal import Foundation
internal import Glibc
internal import LMDB
internal import Ledger
internal import LedgerStore
internal import Persons
internal import Seals
internal import Storage

extension Configuration {
  /// Takes the ledger for this process alone, so that nobody changes it while it is looked at; nil where nobody can: on a
  /// file system that cannot be written.
  ///
  /// - Throws: `Problem` where another process has it.
  public func lockForReading() throws(Problem) -> VerificationLock {
    do throws(DirectoryLock.Failure) {
      return VerificationLock(lock: try DirectoryLock(directory: data))
    } catch {
      switch error {
      case .held(let process):
        let who = process.map { " (process \($0))" } ?? ""
        throw Problem(
          "The ledger in \(data) is in use\(who). Stop vouchd first; or verify a backup, which needs no stop: vouchd backup."
        )
      case .io(errno: EROFS): return VerificationLock(lock: nil)
      case .io(errno: ENOENT): throw Problem("There is no directory \(data). Say which ledger with --data.")
      case .io(let code):
        throw Problem("The ledger in \(data) cannot be locked: \(unsafe String(cString: strerror(code))).")
      }
    }
  }

  /// Looks at everything in this process. Whoever calls it has the lock.
  ///
  /// - Throws: where there is nothing to look at.
  public func verify(environment: [String: String], _ tell: @escaping (VerificationLine) -> Void) throws {
    var verification = LedgerVerification(of: data, log: log)
    let files = keyFiles(environment: environment)
    var findings = 0
    func report(_ finding: Finding) {
      findings += 1
      tell(VerificationLine(finding: VerificationLine.Fault(finding)))
    }
    func look<Value>(at file: String, _ body: () throws -> Value?) -> Value? {
      do { return try body() } catch {
        report(Finding("\(error)", file: file, remedy: "Put back a copy of the file."))
        return nil
      }
    }
    verification.salts = look(at: files.leaf.path) { try files.readSalts() }
    let ring = look(at: files.ring) { try files.readRing() }
    _ = look(at: files.signing.path) { try files.readSigningKey() }

    let vault = inspectVault(report, tell)
    if let vault {
      verification.judgeProfile = { party, profile in
        do throws(PersonsError) {
          let standing = try vault.open(profile, of: party)
          // A key that is gone, and a ledger that does not say so: forgetting was broken off, or a copy is older.
          if case .forgotten = standing, !profile.isForgotten, !profile.fields.isEmpty {
            return "its key is destroyed, and the ledger has not forgotten it"
          }
          return nil
        } catch {
          return "\(error)"
        }
      }
    }
    inspectAccessKeys(report)

    let found = try verification.run { tell(VerificationLine($0)) }
    if let ring, ring.ledger != Seals.LedgerIdentity((found.identity.high, found.identity.low)) {
      report(
        Finding("it holds the keys of another ledger", file: files.ring, remedy: "Put back the ring of this one."))
    }
    tell(
      VerificationLine(
        summary: VerificationLine.Summary(
          findings: found.findings + findings, pages: found.pages, freePages: found.freePages, parties: found.parties,
          checks: found.checks, entries: found.entries, logged: found.logged, segments: found.segments,
          attested: found.attested, time: found.time.milliseconds,
          persons: vault?.status.sealingKeys.reduce(0) { $0 + $1.persons })))
  }

  /// The keys of persons, where they are.
  private func inspectVault(_ report: (Finding) -> Void, _ tell: (VerificationLine) -> Void) -> PersonVault? {
    guard FileManager.default.fileExists(atPath: personsPath) else {
      tell(VerificationLine(note: "the keys of persons are not at \(personsPath), and were not looked at"))
      return nil
    }
    do {
      let keys = try sealingKeyFile.load()
      return try PersonVault(inspecting: DiskDirectory(reading: personsPath), ring: keys) { fault in
        let problem =
          fault.isLost
          ? "both copies of a key are damaged: whoever it belongs to cannot be read"
          : "a copy of a key is damaged or old"
        report(
          Finding(
            problem, file: fault.path, offset: fault.offset,
            remedy: fault.isLost
              ? "Put back a copy of the keys of persons." : "Nothing is lost: vouchd writes it anew when it starts."))
      }
    } catch {
      report(Finding("\(error)", file: personsPath, remedy: "See docs/personal-data.md."))
      return nil
    }
  }

  /// The keys of light clients, in an environment of their own.
  private func inspectAccessKeys(_ report: @escaping (Finding) -> Void) {
    let path = "\(data)/\(KeyStore.name)"
    let file = "\(path)/data.mdb"
    guard FileManager.default.fileExists(atPath: file) else { return }
    let remedy = "Restore the directory from a backup; or move it away, and give out all keys anew."
    do {
      _ = try PageSurvey(of: file) { _, _ in
      } report: { fault in
        report(
          Finding(
            "the page structure is damaged: \(fault.problem)", file: file, table: fault.table, offset: fault.offset,
            remedy: remedy))
      }.run()
      _ = try KeyStore(reading: path).all()
    } catch {
      report(Finding("\(error)", file: file, remedy: remedy))
    }
  }
}

/// Keeps others from a ledger while it is looked at.
public struct VerificationLock: ~Copyable {
  let lock: DirectoryLock?
}
