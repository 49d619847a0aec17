/// `vouchd backup`, `restore` and `repair`.
import ArgumentParser
import CheckManager
import Foundation

struct Backup: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a backup of a ledger while vouchd serves it.",
    discussion: """
      The first backup into a directory is of everything; each later one adds a part with the log since. vouchd keeps that \
      log for it, up to backup_log_gib. What is in a part is checksummed (manifest.json). To - a backup of everything is \
      written, in the form of tar.

      The keys of persons, the sealing keys and the key that signs are in no backup: keep copies of them apart \
      (docs/backup.md).

      Example:
        vouchd backup /backup/vouch --data /var/lib/vouch
        vouchd backup - --data /var/lib/vouch | ssh elsewhere 'cat > vouch.tar'
      """)

  @Argument(help: "The directory of the backup, or - for stdout.")
  var target: String
  @Option(help: "The directory of the ledger. (environment: VOUCHD_DATA; default: /var/lib/vouch)")
  var data: String?
  @Flag(help: "Everything, even where what is new would do.")
  var full = false
  @Option(help: "How many MiB a second at most; 0: as many as come.")
  var rateMib = 64

  func validate() throws {
    guard (0...1_000_000).contains(rateMib) else { throw ValidationError("--rate-mib is from 0 to 1000000.") }
  }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let data = data ?? ProcessInfo.processInfo.environment["VOUCHD_DATA"] ?? "/var/lib/vouch"
    let taker = BackupTaker(of: data, rate: rateMib << 20)
    do {
      if target == "-" {
        guard isatty(STDOUT_FILENO) == 0 else { throw Problem("A backup is no text: write it to a file or a pipe.") }
        let manifest = try taker.take(toDescriptor: STDOUT_FILENO)
        note("Everything to entry \(manifest.through) was written.")
      } else if let taken = try taker.take(into: target, all: full) {
        let what = taken.manifest.tables == nil ? "entries \(taken.manifest.after + 1) to" : "everything to entry"
        print("\(taken.path): \(what) \(taken.manifest.through), \(taken.bytes >> 10) KiB.")
      } else {
        print("Nothing is new since the last part in \(target).")
      }
    } catch {
      throw fail(error, ExitStatus.io)
    }
  }
}

struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a ledger of a backup.",
    discussion: """
      Every checksum of the backup is checked first; the ledger is made beside its place, verified as vouchd verify does, \
      and only then put there. Nothing is ever written over.

      With --until the ledger is as it was after the last group decided by then. What was acknowledged later is not in it, \
      and whoever was shown a later history can tell.

      Example:
        vouchd restore /backup/vouch --data /var/lib/vouch-restored
        vouchd restore /backup/vouch --data /tmp/then --until 2026-03-01T12:00:00Z
        ssh elsewhere 'cat vouch.tar' | vouchd restore - --data /var/lib/vouch
      """)

  @Argument(help: "The backup: its directory, some of its parts, or files as backup - wrote them (- for stdin).")
  var sources: [String]
  @OptionGroup var place: LedgerPlace
  @Option(help: "How large the database may become, in GiB. (default: 256)")
  var mapGib: String?
  @Option(
    help: "An entry's sequence, or a time (2026-03-01T12:00:00Z).", transform: Restore.until)
  var until: Restoration.Until?

  static func until(_ text: String) throws -> Restoration.Until {
    if let sequence = UInt64(text) { return .sequence(sequence) }
    for style in [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)] {
      if let date = try? style.parse(text) { return .time(Int64((date.timeIntervalSince1970 * 1000).rounded())) }
    }
    throw ValidationError("'\(text)' is neither a sequence nor a time such as 2026-03-01T12:00:00Z.")
  }

  func validate() throws {
    guard !sources.isEmpty else { throw ValidationError("Name the backup.") }
    guard place.data != nil else { throw ValidationError("Say where the ledger is to be: --data NEW.") }
  }

  func run() throws {
    let configuration = try place.load(["map_gib": mapGib])
    do {
      let restoration = try Restoration(into: configuration, from: sources) { note("\($0) …") }
      let outcome = try restoration.run(until: until) { data, log in
        try verifyMade(configuration, data, log)
      }
      print(
        "The ledger to entry \(outcome.last), of \(Restore.text(outcome.time)), is in \(configuration.data), and whole."
      )
      for loss in outcome.losses { print("Left out: \(loss).") }
      print(
        "Put beside it what no backup has: \(configuration.placeOfPersons), \(configuration.placeOfSealingKeys)"
          + (outcome.hasSigningKey ? "." : ", and \(configuration.data)/signing.key (or: vouchd keys rotate)."))
    } catch let status as ExitCode {
      throw status
    } catch {
      throw fail(error, ExitStatus.io)
    }
  }

  static func text(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).ISO8601Format()
  }
}

struct Repair: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a whole ledger of a backup and what is left of a damaged one's log.",
    discussion: """
      Nothing is guessed: the tables come from the backup, and from there on every group of the log is taken, from the \
      backup or from the damaged ledger, to the last whole one. The damaged ledger is kept aside, unchanged. Where entries \
      are lost, that is said.

      Example:
        vouchd repair --data /var/lib/vouch --backup /backup/vouch
      """)

  @OptionGroup var place: LedgerPlace
  @Option(
    parsing: .upToNextOption, help: "The backup: its directory, some of its parts, or files as backup - wrote them.")
  var backup: [String]
  @Option(help: "How large the database may become, in GiB. (default: 256)")
  var mapGib: String?

  func run() throws {
    let configuration = try place.load(["map_gib": mapGib])
    do {
      let (outcome, aside) = try configuration.repair(from: backup) {
        note("\($0) …")
      } verify: { data, log in
        try verifyMade(configuration, data, log)
      }
      print("The ledger in \(configuration.data) is whole to entry \(outcome.last), of \(Restore.text(outcome.time)).")
      if outcome.losses.isEmpty {
        print("Nothing is lost that the log had.")
      } else {
        print("LOST: what comes after that entry:")
        for loss in outcome.losses { print("  \(loss)") }
      }
      print("The damaged one is in \(aside). Make a backup of the new one now: vouchd backup.")
    } catch let status as ExitCode {
      throw status
    } catch {
      throw fail(error, ExitStatus.io)
    }
  }
}

/// Verifies a ledger that was just made, in a process of its own, with the keys of the place where it is to be.
private func verifyMade(_ configuration: CheckManager.Configuration, _ data: String, _ log: String?) throws -> Bool {
  let arguments =
    ["--data", data, "--persons", configuration.placeOfPersons, "--sealing-keys", configuration.placeOfSealingKeys]
    + (log.map { ["--log", $0] } ?? [])
  return try Verify.run(arguments, lookingAt: data, VerificationOutput(json: false))
}

func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
