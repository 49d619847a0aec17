/// Keys, presented and kept: who a caller is by one, and what the operator asks about them.
internal import Identities
internal import LMDB
internal import Ledger
internal import Logging
internal import RPC
internal import Wire

/// What came of the keys that one turn of a connection brought.
struct Presenting {
  /// Requests that wait for their no.
  var late: [RequestID] = []
  /// How long.
  var pause = Duration.zero
  /// Nothing more is judged: there were too many wrong ones.
  var isOver = false
}

extension Router {
  /// Judges a key, on the connection's event loop: a digest, and a look into memory.
  ///
  /// - Returns: the answer, with the caller as it is known now; nil: the answer is no, and comes late.
  func authenticate(
    _ question: Authenticate, as id: RequestID, of group: RequestGroup, _ presenting: inout Presenting
  ) -> (peer: Peer, reply: OutgoingReply)? {
    guard !presenting.isOver else {
      presenting.late.append(id)
      return nil
    }
    let connection = group.connection
    do throws(KeyFault) {
      let key: AccessKey
      do throws(Malformed) { key = try AccessKey(question.key) } catch { throw KeyFault.none }
      let held = try keys.present(key, at: committer.now()) { fault in
        connection.cutOff("a caller's key is not taken any more: connection closed", reason: "\(fault)")
      }
      guard let identity = Identity(holder: held.record.holder) else { throw KeyFault.none }
      let keys = self.keys
      connection.whenClosed { keys.release(held) }
      let peer = connection.admit([identity], by: .key(held.id), as: "\(identity) key \(held.id)")
      let answer = Authenticated(
        holder: held.record.holder, number: held.record.number, expires: held.record.expires)
      let message = Authenticate.encode(Reply(sequence: committer.state.sequence, outcome: .accepted(answer)))
      return (peer, OutgoingReply(to: id, message: message))
    } catch {
      connection.log("a wrong key was presented", reason: "\(error)")
      presenting.pause = max(presenting.pause, wrongKeys.count(from: group.peer.host))
      presenting.late.append(id)
      presenting.isOver = !connection.countWrongKey()
      return nil
    }
  }

  /// Answers wrong keys, once they have waited, and ends the connection where there were too many.
  func refuse(_ presenting: Presenting, of group: RequestGroup) {
    guard !presenting.late.isEmpty else { return }
    // The same whatever was wrong.
    group.reply(
      presenting.late.map { OutgoingReply(failing: $0, with: .unauthenticated) }, after: presenting.pause)
    if presenting.isOver { group.connection.end() }
  }

  /// Answers what the operator asks about keys; on a thread that may wait for the disk.
  func keep(_ request: Request, as id: RequestID, of group: RequestGroup) {
    let sequence = committer.state.sequence
    do throws(LMDBError) {
      switch request {
      case .issueKey(let issue):
        let outcome = try keys.issue(issue, at: committer.now())
        tell("a key was issued", outcome, by: group.peer)
        group.reply([OutgoingReply(to: id, message: IssueKey.encode(Reply(sequence: sequence, outcome: outcome)))])
      case .revokeKey(let number):
        let outcome = try keys.revoke(number, at: committer.now())
        tell("a key was revoked", outcome, by: group.peer)
        group.reply([OutgoingReply(to: id, message: RevokeKey.encode(Reply(sequence: sequence, outcome: outcome)))])
      case .keys(let from, let limit):
        let page = keys.list(from: from, limit: limit)
        group.reply(
          [OutgoingReply(to: id, message: ListKeys.encode(Reply(sequence: sequence, outcome: .accepted(page))))])
      default: preconditionFailure("a request about keys")
      }
    } catch {
      logger.error("the keys could not be written", metadata: ["reason": "\(error)"])
      group.reply([OutgoingReply(failing: id, with: .internalFailure)])
    }
  }

  private func tell(_ message: Logger.Message, _ outcome: Outcome<KeyRecord>, by peer: Peer) {
    guard case .accepted(let record) = outcome, let id = AccessKeyID(number: record.number) else { return }
    logger.notice(message, metadata: ["key": "\(id)", "holder": "\(record.holder)", "by": "\(peer.description)"])
  }
}

extension Request {
  /// Whether it is the operator's, about keys.
  var isAboutKeys: Bool {
    switch self {
    case .issueKey, .revokeKey, .keys: true
    default: false
    }
  }
}
