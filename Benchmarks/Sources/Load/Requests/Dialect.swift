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
  /// What was neither yes nor no: items, or the whole.
  var failures: [String: Int] = [:]
}

protocol Dialect: Sendable {
  /// A connection on which requests can be sent at once.
  func connect(to target: Target) throws -> Socket
  /// Appends one request about these items.
  func append(_ step: Step, _ items: ArraySlice<Item>, id: UInt32, to outgoing: inout Outgoing)
  /// The answer that begins at `start`, if it is whole.
  func answer(in bytes: [UInt8], from start: Int, to end: Int) -> Answer?
}

/// A check manager's frames.
struct ManagerDialect: Dialect {
  /// How many items a request is about: with 1 the methods for one are called, else those for batches.
  private let batch: Int
  private let t: Templates

  init(batch: Int = 1) {
    self.batch = batch
    t = Templates(batch: batch)
  }

  func connect(to target: Target) throws -> Socket { try Socket.connect(to: target) }

  func append(_ step: Step, _ items: ArraySlice<Item>, id: UInt32, to outgoing: inout Outgoing) {
    let template = self[step]
    var start = outgoing.append(template, id: id)
    for item in items {
      switch step {
      case .authorize:
        outgoing.write(digits: item.drawer, at: t.authorizeDrawer, of: start)
        outgoing.write(digits: item.check.seller, at: t.authorizePayee, of: start)
        outgoing.write(digits: item.distributor, at: t.authorizeDistributor, of: start)
      case .issue:
        outgoing.write(item.check.number, at: t.issueCheck, of: start)
        outgoing.write(digits: item.drawer, at: t.issueDrawer, of: start)
        outgoing.write(digits: item.check.seller, at: t.issuePayee, of: start)
        outgoing.write(digits: item.distributor, at: t.issueDistributor, of: start)
      case .verify:
        outgoing.write(item.check.number, at: t.verifyCheck, of: start)
        outgoing.write(digits: item.check.seller, at: t.verifySeller, of: start)
      case .settle:
        outgoing.write(item.command, at: t.settleCommand, of: start)
        outgoing.write(item.check.number, at: t.settleCheck, of: start)
        outgoing.write(digits: item.check.seller, at: t.settleSeller, of: start)
      }
      // Places count from where the first item's frame begins.
      start += template.stride
    }
  }

  private subscript(step: Step) -> Template {
    switch step {
    case .authorize: t.authorize
    case .issue: t.issue
    case .verify: t.verify
    case .settle: t.settle
    }
  }

  func answer(in bytes: [UInt8], from start: Int, to end: Int) -> Answer? {
    guard let frame = ReplyFrame(in: bytes, from: start, to: end) else { return nil }
    var answer = Answer(id: frame.id, end: frame.message.upperBound)
    guard frame.status == 0 else {
      answer.failures = [statusName(frame.status): 1]
      return answer
    }
    switch ReplyOutcome(bytes, frame.message) {
    case .accepted where batch > 1:
      guard let outcomes = BatchOutcomes(bytes, frame), outcomes.count == batch else {
        answer.failures = ["an answer that is not of the batch": 1]
        break
      }
      (answer.accepted, answer.refusals) = (outcomes.accepted, outcomes.refusals)
      answer.failures = outcomes.failures
    case .accepted: answer.accepted = 1
    case .refused(let name): answer.refusals = [name: 1]
    case .invalid(let reason): answer.failures = ["invalid \(reason)": 1]
    case .unreadable: answer.failures = ["an unreadable reply": 1]
    }
    return answer
  }
}
