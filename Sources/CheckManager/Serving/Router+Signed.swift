/// Commands that bear a signature: verified here, so that the one thread that decides never waits for it.
internal import Ledger
internal import LedgerStore
internal import Logging
internal import RPC
internal import Wire

extension Router {
  /// Verifies what came in one turn, and submits it: a few signatures here, more on a thread of their own.
  func verify(
    _ signed: [(command: Command, request: RequestID)], of group: RequestGroup, for viewer: Viewer,
    replies: inout [OutgoingReply]
  ) {
    guard signed.count > HandOverJudge.atOnce else { return judgeAndSubmit(signed, of: group, for: viewer) }
    onThread(signed.map(\.request), of: group, replies: &replies) {
      self.judgeAndSubmit(signed, of: group, for: viewer)
    }
  }

  /// The same of a batch: all of its signatures, and then it is one submission as ever.
  func verify(
    _ batch: RequestBatch<Command>, as request: RequestID, of group: RequestGroup, for viewer: Viewer,
    replies: inout [OutgoingReply]
  ) {
    onThread([request], of: group, replies: &replies) {
      var batch = batch
      let judge = HandOverJudge(readers: self.readers)
      do throws(StoreError) {
        for index in batch.items.indices { try judge.judge(&batch.items[index]) }
      } catch {
        return self.fail([request], of: group, error)
      }
      self.submit(batch, as: request, of: group, for: viewer)
    }
  }

  private func judgeAndSubmit(
    _ signed: [(command: Command, request: RequestID)], of group: RequestGroup, for viewer: Viewer
  ) {
    let judge = HandOverJudge(readers: readers)
    var commands: [Command] = []
    do throws(StoreError) {
      for (var command, _) in signed {
        try judge.judge(&command)
        commands.append(command)
      }
    } catch {
      return fail(signed.map(\.request), of: group, error)
    }
    submit(commands, as: signed.map(\.request), of: group, for: viewer)
  }

  private func fail(_ requests: [RequestID], of group: RequestGroup, _ error: StoreError) {
    logger.error("a signature could not be verified", metadata: ["reason": "\(error)"])
    group.reply(requests.map { OutgoingReply(failing: $0, with: .internalFailure) })
  }
}
