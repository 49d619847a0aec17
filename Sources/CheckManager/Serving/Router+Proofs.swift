/// Proofs of checks: an entry that was decided a moment ago is in no history before the next fold, and is waited for without
/// a thread.
internal import Ledger
internal import LedgerStore
internal import Logging
internal import NIOPosix
internal import RPC
internal import Wire

extension Router {
  /// Answers when the check can be proved. A place among the long questions is held while it is looked for, and none while
  /// it waits.
  func prove(_ check: CheckID, as id: RequestID, of group: RequestGroup, for viewer: Viewer) {
    guard takeLongRead() else { return group.reply([OutgoingReply(failing: id, with: .resourceExhausted)]) }
    look(for: check, as: id, of: group, for: viewer, isLast: false)
  }

  private func look(
    for check: CheckID, as id: RequestID, of group: RequestGroup, for viewer: Viewer, isLast: Bool
  ) {
    elsewhere { [self] isActive in
      defer { endLongRead() }
      guard isActive else { return group.reply([OutgoingReply(failing: id, with: .unavailable)]) }
      do throws(StoreError) {
        switch try readers.prove(check, for: viewer) {
        case .answer(let message): group.reply([OutgoingReply(to: id, message: message)])
        case .wait(let sequence):
          guard !isLast, let attestor = readers.attestor else {
            return group.reply([OutgoingReply(to: id, message: try readers.notAttested())])
          }
          attestor.whenAttested(sequence, wantsFold: wantsFold) { [self] end in
            resume(check, as: id, of: group, for: viewer, after: end)
          }
        }
      } catch {
        logger.error("a check could not be proved", metadata: ["check": "\(check)", "reason": "\(error)"])
        group.reply([OutgoingReply(failing: id, with: .internalFailure)])
      }
    }
  }

  private func resume(
    _ check: CheckID, as id: RequestID, of group: RequestGroup, for viewer: Viewer, after end: Attestor.End
  ) {
    switch end {
    case .stopping: group.reply([OutgoingReply(failing: id, with: .unavailable)])
    case .attested, .tooLate:
      // Looked for once more in either case: a last look tells better than a clock.
      guard takeLongRead() else { return group.reply([OutgoingReply(failing: id, with: .resourceExhausted)]) }
      look(for: check, as: id, of: group, for: viewer, isLast: true)
    }
  }
}
