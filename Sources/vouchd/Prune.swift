/// `vouchd prune`: the ledger lets go of what archives have.
import ArgumentParser
import CheckManager
import Console
import Foundation

struct Prune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Has a ledger let go of old closed checks that archives have.",
    discussion: """
      Archives are exports of the signed journal (vouch audit export), each of which goes on where the one before it ends. \
      They are verified here, whole, by the ledger's own keys; then vouchd, which goes on serving, lets go of every check \
      that had closed before the time given, with its entries: it ended, nothing of it is locked, retained or on its way. \
      Open checks stay, with all that happened to them. So do balances, and proofs of what stays.

      What went is no longer found: no refund, no history, no statement from before. vouch audit show reads it from the \
      archives. Keep them, and copies; they are the only ones, but for backups from before.

      Broken off, it goes on when vouchd starts again. Nothing younger than eight days ever goes. The file of the tables does \
      not get smaller; its room is used again.

      Example:
        vouch audit export 2025.vouch
        vouchd prune 2025.vouch --data /var/lib/vouch
        vouch audit export 2026.vouch --since 2025.vouch --key vouch.keys
        vouchd prune 2026.vouch --older-than 500 --data /var/lib/vouch
      """)

  @Argument(help: "The archives, the oldest first: from where the last pruning ended, or before.")
  var archives: [String]
  @Option(help: "Only what was decided so many days ago.")
  var olderThan = 400
  @Option(help: "A JSON file with one object of settings (environment: VOUCHD_CONFIG).")
  var config: String?
  @Option(help: "The directory of the ledger. (environment: VOUCHD_DATA; default: /var/lib/vouch)")
  var data: String?

  func validate() throws {
    guard !archives.isEmpty else { throw ValidationError("Name the archives.") }
    guard (8...36_500).contains(olderThan) else { throw ValidationError("--older-than is from 8 to 36500 days.") }
  }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let environment = ProcessInfo.processInfo.environment
    do {
      let configuration = try CheckManager.Configuration.load(
        file: config ?? environment["VOUCHD_CONFIG"], environment: environment,
        flags: ["data": data, "listen": "127.0.0.1:0"].compactMapValues { $0 })
      let set = try ArchiveSet(of: archives, try configuration.keyRing(environment: environment))
      guard set.textsLeftOut == 0 else {
        throw Problem(
          "\(grouped(set.textsLeftOut)) reasons were left out of the archives and would be lost. Export without --without-texts."
        )
      }
      note("\(grouped(set.entries)) entries come to the signed root.")
      let before = Int64(Date().timeIntervalSince1970 * 1000) - Int64(olderThan) * 86_400_000
      let isShown = isatty(STDERR_FILENO) == 1
      let end = try Pruner(of: configuration.data)
        .run(KeptArchives(first: set.first, head: set.head), before: before) { progress in
          guard isShown else { return }
          FileHandle.standardError.write(
            Data("\r\(grouped(progress.checks)) checks, \(grouped(progress.entries)) entries … ".utf8))
        }
      if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
      guard end.through > 0 else {
        return print("Nothing is so old yet: nothing was let go of.")
      }
      print(
        "Archived to entry \(grouped(end.through)), of \(Restore.text(end.time)). Let go of so far: \(grouped(end.checks)) "
          + "checks, \(grouped(end.entries)) entries.")
    } catch let failure as Failure {
      throw fail(Problem(failure.sentence ?? "\(failure)"), ExitStatus.damage)
    } catch let problem as CheckManager.Configuration.Problem {
      throw fail(problem, ExitStatus.configuration)
    } catch {
      throw fail(error, ExitStatus.io)
    }
  }
}
