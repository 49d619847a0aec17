/// How a server is spoken to: the one thing that differs between a check manager and a peer measured beside it.

/// Which kind of server is asked.
public enum ServerKind: Hashable, Sendable {
  /// A check manager, or what speaks its frames: the echo, the bare daemon.
  case manager
  /// PostgreSQL, with the functions of `Tools/benchmark/peer.sql`.
  case postgres
}

/// What one item of a request is about.
struct Item: Hashable, Sendable {
  var check = IssuedNumber()
  var command = Number(high: 0, low: 0)
  var drawer = 0
  var distributor = 0
}

/// An answer, as far as it is counted.
struct Answer: Hashable {
  /// Whose answer it is; nil where a connection has one request at a time.
  var id: UInt32?
  /// Where it ends.
  var end: Int
  /// How many items were accepted, how many not and why.
  var accepted = 0
  var refusals: [String: Int] = [:]
  /// What was neither yes nor no.
  var failure: String?
}

protocol Dialect: Sendable {
  /// A connection on which requests can be sent at once.
  func connect(to target: Target) throws -> Socket
  /// Appends one request about these items.
  func append(_ step: Step, _ items: ArraySlice<Item>, id: UInt32, to outgoing: inout Outgoing)
  /// The answer that begins at `start`, if it is whole.
  func answer(in bytes: [UInt8], from start: Int, to end: Int) -> Answer?
}

/// A check manager's frames, one item each.
struct ManagerDialect: Dialect {
  private let t = Templates()

  func connect(to target: Target) throws -> Socket { try Socket.connect(to: target) }

  func append(_ step: Step, _ items: ArraySlice<Item>, id: UInt32, to outgoing: inout Outgoing) {
    for item in items {
      switch step {
      case .authorize:
        let start = outgoing.append(t.authorize, id: id)
        outgoing.write(digits: item.drawer, at: t.authorizeDrawer, of: start)
        outgoing.write(digits: item.check.seller, at: t.authorizePayee, of: start)
        outgoing.write(digits: item.distributor, at: t.authorizeDistributor, of: start)
      case .issue:
        let start = outgoing.append(t.issue, id: id)
        outgoing.write(item.check.number, at: t.issueCheck, of: start)
        outgoing.write(digits: item.drawer, at: t.issueDrawer, of: start)
        outgoing.write(digits: item.check.seller, at: t.issuePayee, of: start)
        outgoing.write(digits: item.distributor, at: t.issueDistributor, of: start)
      case .verify:
        let start = outgoing.append(t.verify, id: id)
        outgoing.write(item.check.number, at: t.verifyCheck, of: start)
        outgoing.write(digits: item.check.seller, at: t.verifySeller, of: start)
      case .settle:
        let start = outgoing.append(t.settle, id: id)
        outgoing.write(item.command, at: t.settleCommand, of: start)
        outgoing.write(item.check.number, at: t.settleCheck, of: start)
        outgoing.write(digits: item.check.seller, at: t.settleSeller, of: start)
      }
    }
  }

  func answer(in bytes: [UInt8], from start: Int, to end: Int) -> Answer? {
    guard let frame = ReplyFrame(in: bytes, from: start, to: end) else { return nil }
    var answer = Answer(id: frame.id, end: frame.message.upperBound)
    guard frame.status == 0 else {
      answer.failure = statusName(frame.status)
      return answer
    }
    switch ReplyOutcome(bytes, frame.message) {
    case .accepted: answer.accepted = 1
    case .refused(let name): answer.refusals = [name: 1]
    case .invalid(let reason): answer.failure = "invalid \(reason)"
    case .unreadable: answer.failure = "an unreadable reply"
    }
    return answer
  }
}
