/// From requests to answers: commands go to the committer in whole groups, quick questions are answered where they
/// arrive, long ones on threads of their own.
internal import Ledger
internal import LedgerStore
internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOPosix
internal import RPC
internal import Wire

/// Absent here: judgements, frames, and what protobuf looks like.
final class Router: Sendable {
  /// How many long questions may wait or run at once: more would only wait longer.
  static let longReads = 256

  let committer: Committer
  let readers: Readers
  let registrar: Registrar
  let pool: NIOThreadPool
  let logger: Logger
  private let longReadsTaken = NIOLockedValueBox(0)

  init(committer: Committer, readers: Readers, pool: NIOThreadPool, logger: Logger) {
    self.committer = committer
    self.readers = readers
    registrar = readers.registrar
    self.pool = pool
    self.logger = logger
  }

  /// Takes what one connection sent in one turn. Called on the connection's event loop.
  func handle(_ group: RequestGroup) {
    let decoder = readers.decoder()
    var replies: [OutgoingReply] = []
    var commands: [Command] = []
    var commandRequests: [RequestID] = []
    for incoming in group.requests {
      guard let method = Method(rawValue: incoming.method) else {
        replies.append(OutgoingReply(failing: incoming.requestID, with: .unimplemented))
        continue
      }
      switch unsafe incoming.message.withUnsafeReadableBytes({ unsafe decoder.decode(method, $0) }) {
      case .request(.command(let command)):
        if commands.isEmpty {
          commands.reserveCapacity(group.requests.count)
          commandRequests.reserveCapacity(group.requests.count)
        }
        guard let command = prepare(command, as: incoming.requestID, replies: &replies) else { continue }
        commands.append(command)
        commandRequests.append(incoming.requestID)
      case .request(.commands(let batch)):
        // In order of arrival: what came before it goes before it.
        submit(commands, as: commandRequests, of: group)
        (commands, commandRequests) = ([], [])
        submit(batch, as: incoming.requestID, of: group)
      case .request(let request):
        if case .rotateSeal(let isRetiring) = request {
          rotate(isRetiring, as: incoming.requestID, of: group)
          continue
        }
        if request == .acceptClock { committer.acceptClock(from: group.peer.description) }
        if request.isLong {
          read(request, as: incoming.requestID, of: group, replies: &replies)
        } else {
          replies.append(answer(request, to: incoming.requestID))
        }
      case .invalid(let invalid):
        let message = method.encodeInvalid(invalid, sequence: committer.state.sequence)
        replies.append(OutgoingReply(to: incoming.requestID, message: message))
      case .unreadable:
        replies.append(OutgoingReply(failing: incoming.requestID, with: .invalidArgument))
      }
    }
    submit(commands, as: commandRequests, of: group)
    if !replies.isEmpty { group.reply(replies) }
  }
}

// MARK: - Commands

extension Router {
  private func submit(_ commands: [Command], as requests: [RequestID], of group: RequestGroup) {
    guard !commands.isEmpty else { return }
    // Nothing sealed goes to the log before the key that it is sealed under is durable.
    guard registrar.makeDurable() else {
      return group.reply(requests.map { OutgoingReply(failing: $0, with: .unavailable) })
    }
    let draweeName = readers.draweeName
    let committer = self.committer
    // The committer hands outcomes over; they are encoded where they are written.
    let answer: @Sendable ([CommandOutcome], UInt64) -> Void = { outcomes, sequence in
      group.reply(writing: outcomes.count) { writer in
        committer.answersAreWritten()
        for index in outcomes.indices {
          commands[index].reply(
            outcomes[index], sequence: sequence, draweeName: draweeName, to: requests[index], &writer)
        }
      }
    }
    let submission =
      commands.contains { $0.forgotten != nil }
      ? Submission(commands: commands) { self.destroyKeys(of: commands, $0, $1, answer) }
      : Submission(commands: commands, complete: answer)
    hand(over: submission, for: requests, of: group)
  }

  /// A batch is one submission of its own: decided in one go, and answered when all of it is durable.
  private func submit(_ batch: RequestBatch<Command>, as request: RequestID, of group: RequestGroup) {
    let invalid = batch.invalid
    let committer = self.committer
    let submission = Submission(batch: batch.items) { outcomes, sequence in
      group.reply(writing: 1) { writer in
        committer.answersAreWritten()
        guard let briefs = outcomes.briefs(among: invalid) else { return writer.fail(request, with: .unavailable) }
        // The replies to all batches of commands are the same message.
        let message = IssueChecks.encode(Reply(sequence: sequence, outcome: .accepted(briefs)))
        unsafe writer.reply(to: request, message.span.bytes)
      }
    }
    hand(over: submission, for: [request], of: group)
  }

  private func hand(over submission: Submission, for requests: [RequestID], of group: RequestGroup) {
    if committer.decideHere(submission) { return }
    switch committer.queue.submit(submission) {
    case .taken: break
    case .overloaded: group.reply(requests.map { OutgoingReply(failing: $0, with: .resourceExhausted) })
    case .closed: group.reply(requests.map { OutgoingReply(failing: $0, with: .unavailable) })
    }
  }
}

extension Command {
  fileprivate func reply(
    _ outcome: CommandOutcome, sequence: UInt64, draweeName: Text, to request: RequestID, _ writer: inout ReplyWriter
  ) {
    switch outcome {
    case .entry(let entry):
      lendReply(entry, draweeName: draweeName, sequence: sequence) { writer.reply(to: request, $0) }
    case .refused(let refusal):
      // A no is the same message whatever was asked.
      let message = CheckAction.encode(Reply(sequence: sequence, outcome: .refused(refusal)))
      unsafe writer.reply(to: request, message.span.bytes)
    case .failed: writer.fail(request, with: .unavailable)
    }
  }
}

// MARK: - Questions

extension Router {
  private func answer(_ request: Request, to id: RequestID) -> OutgoingReply {
    do throws(StoreError) {
      return OutgoingReply(to: id, message: try readers.answer(request))
    } catch {
      logger.error("a question could not be answered", metadata: ["reason": "\(error)"])
      return OutgoingReply(failing: id, with: .internalFailure)
    }
  }

  private func read(
    _ request: Request, as id: RequestID, of group: RequestGroup, replies: inout [OutgoingReply]
  ) {
    let isTaken = longReadsTaken.withLockedValue { taken in
      guard taken < Router.longReads else { return false }
      taken += 1
      return true
    }
    guard isTaken else {
      replies.append(OutgoingReply(failing: id, with: .resourceExhausted))
      return
    }
    pool.submit { state in
      defer { self.longReadsTaken.withLockedValue { $0 -= 1 } }
      guard case .active = state else {
        group.reply([OutgoingReply(failing: id, with: .unavailable)])
        return
      }
      group.reply([self.answer(request, to: id)])
    }
  }
}

extension Request {
  /// Whether the answer may take a while: a history, a page, a batch, or all there is.
  var isLong: Bool {
    switch self {
    case .check, .checks, .accounts, .sellers, .distributors, .statement, .journal, .balanceSheet, .verifications: true
    case .status, .acceptClock, .authorize, .command, .commands, .claim, .verify, .addressee, .account, .seller,
      .distributor, .sealStatus, .rotateSeal:
      false
    }
  }
}
