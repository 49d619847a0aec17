/// From requests to answers: commands go to the committer in whole groups, quick questions are answered where they
/// arrive, long ones on threads of their own.
internal import Ledger
internal import LedgerStore
internal import Logging
internal import Measures
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
  let elsewhere: Elsewhere
  let wantsFold: @Sendable () -> Void
  private let conduct: Conduct
  let keys: KeyRegister
  let wrongKeys = WrongKeys()
  let logger: Logger
  private let longReadsTaken = NIOLockedValueBox(0)

  /// Runs what may take long where nobody waits for it, and tells it whether it may still be done.
  typealias Elsewhere = @Sendable (@escaping @Sendable (_ isActive: Bool) -> Void) -> Void

  /// - Parameters:
  ///   - pool: for what may take long.
  ///   - wantsFold: called where somebody waits for a fold.
  convenience init(
    committer: Committer, readers: Readers, pool: NIOThreadPool, conduct: Conduct, keys: KeyRegister, logger: Logger,
    wantsFold: @escaping @Sendable () -> Void = {}
  ) {
    self.init(
      committer: committer, readers: readers, elsewhere: { body in pool.submit { body($0 == .active) } },
      conduct: conduct, keys: keys, logger: logger, wantsFold: wantsFold)
  }

  /// The same with another place for what may take long.
  init(
    committer: Committer, readers: Readers, elsewhere: @escaping Elsewhere, conduct: Conduct, keys: KeyRegister,
    logger: Logger, wantsFold: @escaping @Sendable () -> Void
  ) {
    self.committer = committer
    self.readers = readers
    registrar = readers.registrar
    self.elsewhere = elsewhere
    self.conduct = conduct
    self.keys = keys
    self.logger = logger
    self.wantsFold = wantsFold
  }

  /// Takes what one connection sent in one turn. Called on the connection's event loop.
  func handle(_ group: RequestGroup) {
    var group = group
    let decoder = readers.decoder()
    var replies: [OutgoingReply] = []
    var commands: [Command] = []
    var commandRequests: [RequestID] = []
    var signed: [(command: Command, request: RequestID)] = []
    var presenting = Presenting()
    var caller = group.peer.caller
    var viewer = Viewer(caller, conduct)
    var admitted = conduct.admit(group.requests.count, of: caller)
    for (index, incoming) in group.requests.enumerated() {
      guard index < admitted else {
        replies.append(OutgoingReply(failing: incoming.requestID, with: .resourceExhausted))
        continue
      }
      guard let method = Method(rawValue: incoming.method) else {
        replies.append(OutgoingReply(failing: incoming.requestID, with: .unimplemented))
        continue
      }
      // Before anything is read of it: who may not call a method costs no more than this.
      let may = caller.mayCall(method)
      guard may == .yes else {
        replies.append(refuse(incoming.requestID, method, may, to: group.peer, viewer))
        continue
      }
      let decoded = unsafe incoming.message.withUnsafeReadableBytes { unsafe decoder.decode(method, $0) }
      if caller != .trusted, case .request(let request) = decoded {
        let word = caller.mayAsk(request, by: method)
        guard word == .yes else {
          replies.append(refuse(incoming.requestID, method, word, to: group.peer, viewer))
          continue
        }
      }
      switch decoded {
      case .request(.command(let command)) where command.isToBeVerified:
        signed.append((command, incoming.requestID))
      case .request(.command(let command)):
        if let fault = command.addressKeyFault {
          let message = method.encodeInvalid(fault, sequence: committer.state.sequence)
          replies.append(OutgoingReply(to: incoming.requestID, message: message))
          continue
        }
        if commands.isEmpty {
          commands.reserveCapacity(group.requests.count)
          commandRequests.reserveCapacity(group.requests.count)
        }
        guard let command = prepare(command, as: incoming.requestID, replies: &replies) else { continue }
        commands.append(command)
        commandRequests.append(incoming.requestID)
      case .request(.commands(let batch)):
        // In order of arrival: what came before it goes before it.
        submit(commands, as: commandRequests, of: group, for: viewer)
        (commands, commandRequests) = ([], [])
        if batch.items.contains(where: \.isToBeVerified) {
          verify(batch, as: incoming.requestID, of: group, for: viewer, replies: &replies)
        } else {
          submit(batch, as: incoming.requestID, of: group, for: viewer)
        }
      case .request(.authenticate(let question)):
        guard let known = authenticate(question, as: incoming.requestID, of: group, &presenting) else { continue }
        group.peer = known.peer
        (caller, viewer) = (known.peer.caller, Viewer(known.peer.caller, conduct))
        replies.append(known.reply)
        // What comes after it in this turn counts for who it is now.
        admitted = index + 1 + conduct.admit(group.requests.count - index - 1, of: caller)
      case .request(let request) where request.isAboutKeys:
        let group = group
        onThread([incoming.requestID], of: group, replies: &replies) {
          self.keep(request, as: incoming.requestID, of: group)
        }
      case .request(.proof(let check)): prove(check, as: incoming.requestID, of: group, for: viewer)
      case .request(let request):
        if case .rotateSeal(let isRetiring) = request {
          rotate(isRetiring, as: incoming.requestID, of: group, replies: &replies)
          continue
        }
        if request == .acceptClock { committer.acceptClock(from: group.peer.description) }
        if request.isLong {
          read(request, as: incoming.requestID, of: group, for: viewer, replies: &replies)
        } else {
          replies.append(answer(request, to: incoming.requestID, for: viewer))
        }
      case .invalid(let invalid):
        let message = method.encodeInvalid(invalid, sequence: committer.state.sequence)
        replies.append(OutgoingReply(to: incoming.requestID, message: message))
      case .unreadable:
        replies.append(OutgoingReply(failing: incoming.requestID, with: .invalidArgument))
      }
    }
    submit(commands, as: commandRequests, of: group, for: viewer)
    if !signed.isEmpty { verify(signed, of: group, for: viewer, replies: &replies) }
    if !replies.isEmpty { group.reply(replies) }
    refuse(presenting, of: group)
  }
}

// MARK: - Commands

extension Router {
  func submit(
    _ commands: [Command], as requests: [RequestID], of group: RequestGroup, for viewer: Viewer
  ) {
    guard !commands.isEmpty else { return }
    let draweeName = readers.draweeName
    let committer = self.committer
    // The committer hands outcomes over; they are encoded where they are written.
    let answer: @Sendable ([CommandOutcome], UInt64) -> Void = { outcomes, sequence in
      group.reply(writing: outcomes.count) { writer in
        committer.answersAreWritten()
        for index in outcomes.indices {
          commands[index].reply(
            outcomes[index], sequence: sequence, draweeName: draweeName, for: viewer, to: requests[index], &writer)
        }
      }
    }
    guard !commands.contains(where: \.administers) else {
      return administer(commands, as: requests, of: group, answer)
    }
    hand(over: Submission(commands: commands, complete: answer), for: requests, of: group)
  }

  /// A batch is one submission of its own: decided in one go, and answered when all of it is durable.
  func submit(
    _ batch: RequestBatch<Command>, as request: RequestID, of group: RequestGroup, for viewer: Viewer
  ) {
    let invalid = batch.invalid
    let committer = self.committer
    let submission = Submission(batch: batch.items) { outcomes, sequence in
      group.reply(writing: 1) { writer in
        committer.answersAreWritten()
        guard let briefs = outcomes.briefs(among: invalid, for: viewer) else {
          return writer.fail(request, with: .unavailable)
        }
        // The replies to all batches of commands are the same message.
        let message = IssueChecks.encode(Reply(sequence: sequence, outcome: .accepted(briefs)))
        unsafe writer.reply(to: request, message.span.bytes)
      }
    }
    hand(over: submission, for: [request], of: group)
  }

  /// Whether it was taken, and so will be completed; where not, that is the answer.
  @discardableResult
  func hand(over submission: Submission, for requests: [RequestID], of group: RequestGroup) -> Bool {
    if committer.decideHere(submission) { return true }
    switch committer.queue.submit(submission) {
    case .taken: return true
    case .overloaded: group.reply(requests.map { OutgoingReply(failing: $0, with: .resourceExhausted) })
    case .closed: group.reply(requests.map { OutgoingReply(failing: $0, with: .unavailable) })
    }
    return false
  }
}

extension Command {
  fileprivate func reply(
    _ outcome: CommandOutcome, sequence: UInt64, draweeName: Text, for viewer: Viewer, to request: RequestID,
    _ writer: inout ReplyWriter
  ) {
    switch outcome {
    case .entry(let entry):
      lendReply(entry, draweeName: draweeName, sequence: sequence) { writer.reply(to: request, $0) }
    case .refused(let refusal):
      // A no is the same message whatever was asked.
      let message = CheckAction.encode(Reply(sequence: sequence, outcome: .refused(viewer.told(refusal))))
      unsafe writer.reply(to: request, message.span.bytes)
    case .failed: writer.fail(request, with: .unavailable)
    }
  }
}

// MARK: - Who may not

extension Router {
  /// The answer to what a caller may not ask. What is somebody else's is answered as what is not there.
  private func refuse(
    _ id: RequestID, _ method: Method, _ word: Word, to peer: Peer, _ viewer: Viewer
  ) -> OutgoingReply {
    viewer.miss()
    if case .absent(let refusal) = word {
      return OutgoingReply(to: id, message: method.encodeRefused(refusal, sequence: committer.state.sequence))
    }
    conduct.say(that: peer, mayNotAsk: "\(method)")
    return OutgoingReply(failing: id, with: word == .unknown ? .unauthenticated : .permissionDenied)
  }
}

// MARK: - Questions

extension Router {
  private func answer(_ request: Request, to id: RequestID, for viewer: Viewer) -> OutgoingReply {
    do throws(StoreError) {
      return OutgoingReply(to: id, message: try readers.answer(request, for: viewer))
    } catch {
      logger.error("a question could not be answered", metadata: ["reason": "\(error)"])
      return OutgoingReply(failing: id, with: .internalFailure)
    }
  }

  private func read(
    _ request: Request, as id: RequestID, of group: RequestGroup, for viewer: Viewer, replies: inout [OutgoingReply]
  ) {
    onThread([id], of: group, replies: &replies) { group.reply([self.answer(request, to: id, for: viewer)]) }
  }

  /// Runs `body` on a thread of the pool, or answers `requests` that there is none.
  func onThread(
    _ requests: [RequestID], of group: RequestGroup, replies: inout [OutgoingReply],
    _ body: @escaping @Sendable () -> Void
  ) {
    guard takeLongRead() else {
      replies += requests.map { OutgoingReply(failing: $0, with: .resourceExhausted) }
      return
    }
    elsewhere { isActive in
      defer { self.endLongRead() }
      guard isActive else {
        group.reply(requests.map { OutgoingReply(failing: $0, with: .unavailable) })
        return
      }
      body()
    }
  }
}

extension Router {
  /// Takes a place among the long questions, if there is one.
  func takeLongRead() -> Bool {
    longReadsTaken.withLockedValue { taken in
      guard taken < Router.longReads else { return false }
      taken += 1
      readers.measuring.house.longReads.set(taken)
      return true
    }
  }

  /// Gives the place back.
  func endLongRead() {
    longReadsTaken.withLockedValue { taken in
      taken -= 1
      readers.measuring.house.longReads.set(taken)
    }
  }
}

extension Request {
  /// Whether the answer may take a while: a history, a page, a batch, or all there is.
  var isLong: Bool {
    switch self {
    case .check, .checks, .accounts, .sellers, .distributors, .statement, .journal, .balanceSheet, .verifications,
      .proof, .instructions, .covers, .head, .consistency, .attested, .issueKey, .revokeKey, .keys, .measurements:
      true
    case .status, .acceptClock, .authorize, .command, .commands, .claim, .verify, .addressee, .account, .seller,
      .distributor, .authenticate, .sealStatus, .rotateSeal:
      false
    }
  }
}
