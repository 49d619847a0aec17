/// Lets go of what archives have, at the word of whoever keeps them: at the same socket as backups are given, by the same thread,
/// so that neither meets the other.
internal import Foundation
internal import Ledger
internal import LedgerStore
internal import Logging
internal import Measures
internal import Seals

extension BackupDesk {
  /// Says to the ledger that archives are kept, and has it let go of what they have.
  func letGo(of archives: BackupMessage.Archives, _ caller: LocalSocket) throws {
    do {
      guard store.attested > 0 else {
        throw BackupProblem(
          "it keeps no signed history (attest is off), or nothing is in it yet: there can be no archive")
      }
      // One that was broken off goes to its end first: archives follow each other.
      try prune(caller)
      let (root, archived) = try history(of: archives)
      guard root == archives.root else {
        throw BackupProblem("the archives are of another history than this ledger's")
      }
      guard archives.first <= archived + 1 else {
        throw BackupProblem(
          "the archives begin with entry \(archives.first), and entries from \(archived + 1) on are in none; name those before, too"
        )
      }
      let before = Timestamp(milliseconds: archives.before)
      if let through = try store.archivable(before: before, notAfter: archives.last) {
        try store.archive(through: through)
        logger.notice("archives are kept", metadata: ["through": "\(through)", "before": "\(before.milliseconds)"])
        try prune(caller)
      }
      let state = try store.archiveState()
      try caller.send(
        line: BackupMessage.Reply(
          archivedEnd: state.map { BackupMessage.Archived($0) }
            ?? BackupMessage.Archived(through: 0, time: 0, checks: 0, entries: 0)))
    } catch let problem as BackupProblem {
      try caller.send(line: BackupMessage.Reply(failure: problem.description))
    } catch let error as StoreError {
      try caller.send(line: BackupMessage.Reply(failure: "\(error)"))
    }
  }

  /// The root of the ledger's history when it had as many commits as that of the archives, in hexadecimal; and how far the
  /// ledger is archived.
  private func history(of archives: BackupMessage.Archives) throws -> (root: String?, archived: UInt64) {
    let snapshot = try store.snapshot()
    guard archives.size > 0, let frontier = try snapshot.frontier(of: archives.size) else {
      return (nil, store.archived)
    }
    return (HistoryTree(size: archives.size, frontier: frontier)?.root.description, store.archived)
  }

  /// Goes on with what a process before this one had begun to let go of.
  func goOnPruning() {
    do { try prune(nil) } catch {
      logger.error("what archives have cannot be let go of", metadata: ["reason": "\(error)"])
    }
  }

  /// Lets go of what is to be let go of, if anything is, to its end. Half of the time is the others'.
  private func prune(_ caller: LocalSocket?) throws {
    var isHeard = caller != nil
    var began = ContinuousClock.now
    try store.prune { [self] state in
      Thread.sleep(forTimeInterval: min(1, (ContinuousClock.now - began) / .seconds(1)))
      began = .now
      if isHeard, let caller {
        // Whoever asked may go: what was begun goes on.
        isHeard = (try? caller.send(line: BackupMessage.Reply(archived: BackupMessage.Archived(state)))) != nil
      }
      if state.isPruned {
        measures.lastPruning.set(Int(now()))
        logger.notice(
          "what archives have is let go of",
          metadata: ["through": "\(state.through)", "checks": "\(state.checks)", "entries": "\(state.entries)"])
      }
      return !isClosed
    } wait: {
      Thread.sleep(forTimeInterval: 0.001)
    }
    if isClosed { throw BackupProblem("it stops, and goes on with this when it is started again") }
  }
}

extension BackupMessage.Archived {
  init(_ state: ArchiveState) {
    self.init(
      through: state.through, time: state.time.milliseconds, checks: state.checks, entries: state.entries)
  }
}
