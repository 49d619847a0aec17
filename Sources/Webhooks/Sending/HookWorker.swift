/// Sends one endpoint its events, in the journal's order, each until it is taken or given up.
internal import Ledger
internal import Logging
internal import Wire

/// One endpoint's sender. It waits for nobody else's, and nobody waits for it.
///
/// The cursor on the disk moves only after an event was taken, or lies among the dead letters: whoever goes on after a kill
/// sends the one event again that was under way, under the same id.
actor HookWorker {
  private let hook: Hook
  private let store: HookStore
  private let feed: EventFeed
  private let post: HookPost
  private let patience: HookPatience
  private let logger: Logger
  private var cursor = HookCursor(next: 1, tries: 0)
  /// Whether a dead letter of the next event may lie there: a kill came between burying it and moving on.
  private var mayLieBuried = true
  /// Whether there was nothing to send when the journal was last looked at.
  private(set) var isIdle = false
  private(set) var tally = HookTally()

  init(_ hook: Hook, store: HookStore, feed: EventFeed, post: HookPost, patience: HookPatience, logger: Logger) {
    self.hook = hook
    self.store = store
    self.feed = feed
    self.post = post
    self.patience = patience
    var logger = logger
    logger[metadataKey: "endpoint"] = "\(hook.id)"
    self.logger = logger
  }

  /// Sends until the task is cancelled. What fails here, a disk or the manager, is tried again.
  func run() async {
    var failures = 0
    while !Task.isCancelled {
      do {
        cursor = try store.cursor(of: hook.id)
        while true {
          try await turn()
          failures = 0
        }
      } catch is CancellationError {
        return
      } catch {
        if Task.isCancelled { return }
        failures += 1
        isIdle = false
        let pause = patience.pause(after: failures, random: .random(in: 0...1))
        logger.warning("sending stands still; it is tried again", metadata: ["reason": "\(error)", "in": "\(pause)"])
        try? await Task.sleep(for: pause)
      }
    }
  }

  /// One look at the journal: all that is there is sent, and what was to be sent once more before.
  private func turn() async throws {
    let hasRetried = try await retryDeadLetters()
    let page = try await feed.read(
      ReadJournal(
        from: cursor.next, limit: HookPatience.portion, party: hook.party,
        kind: hook.kinds.count == 1 ? hook.kinds[0] : nil))
    let first = cursor.next
    for event in page.items where hook.wants(event) {
      isIdle = false
      try await deliver(event)
    }
    // What was looked at and not wanted is not looked at again.
    if let next = page.next, next > cursor.next { try move(to: next) }
    guard cursor.next == first, !hasRetried else { return }
    isIdle = true
    try await Task.sleep(for: patience.interval)
  }

  /// Sends an event until it is taken, or given up.
  private func deliver(_ receipt: Receipt) async throws {
    let event = HookEvent(sequence: receipt.entry.sequence, body: feed.write(receipt))
    if event.sequence != cursor.next { cursor = HookCursor(next: event.sequence, tries: 0) }
    while true {
      try Task.checkCancellation()
      let attempt = cursor.tries + 1
      switch try await send(event, attempt: attempt) {
      case .delivered:
        tally.delivered += 1
        if mayLieBuried { try store.remove(event.sequence, .dead, of: hook.id) }
        return try move(to: event.sequence + 1)
      case .never(let reason):
        if try bury(event, tries: attempt, reason) { return try move(to: event.sequence + 1) }
        try await wait(after: attempt, reason)
      case .again(let reason, let after):
        if attempt >= patience.tries, try bury(event, tries: attempt, reason) {
          return try move(to: event.sequence + 1)
        }
        try await wait(after: attempt, reason, wanted: after)
      }
    }
  }

  private func send(_ event: HookEvent, attempt: Int) async throws -> HookVerdict {
    guard event.body.count <= DeadLetter.bodyBytes else {
      return .never("the event is longer than \(DeadLetter.bodyBytes) bytes")
    }
    // Read each time: a secret that was changed is used at once.
    let secrets = try store.secrets(of: hook.id)
    let verdict = await post.send(event, attempt: attempt, to: hook, secrets: secrets)
    try Task.checkCancellation()
    return verdict
  }

  private func wait(after attempt: Int, _ reason: String, wanted: Duration? = nil) async throws {
    tally.failed += 1
    cursor.tries = min(attempt, HookCursor.mostTries)
    try store.keep(cursor, of: hook.id)
    let pause = patience.pause(after: attempt, random: .random(in: 0...1), wanted: wanted)
    logger.info(
      "an event was not taken",
      metadata: [
        "event": "\(cursor.next)", "attempt": "\(attempt)", "reason": "\(reason)", "again in": "\(pause)",
      ])
    try await Task.sleep(for: pause)
  }

  private func move(to next: UInt64) throws {
    cursor = HookCursor(next: next, tries: 0)
    try store.keep(cursor, of: hook.id)
    mayLieBuried = false
  }

  // MARK: - Dead letters

  /// Gives an event up. Gives whether it could be: where there are too many dead letters it goes on being sent, and the
  /// endpoint stands still, since nothing is thrown away.
  private func bury(_ event: HookEvent, tries: Int, _ reason: String) throws -> Bool {
    let count = try store.letterCounts(of: hook.id)
    guard count.dead + count.retrying < patience.deadLetters else {
      logger.error(
        "there are too many dead letters: nothing more is sent until some are taken",
        metadata: ["dead letters": "\(count.dead)", "event": "\(event.sequence)"])
      return false
    }
    try store.bury(
      DeadLetter(
        sequence: event.sequence, time: post.time, tries: tries, reason: reason, body: event.body), of: hook.id)
    tally.buried += 1
    logger.warning(
      "an event is a dead letter",
      metadata: ["event": "\(event.sequence)", "attempts": "\(tries)", "reason": "\(reason)"])
    return true
  }

  /// Sends once more, once, what somebody asked for. Gives whether there was any.
  private func retryDeadLetters() async throws -> Bool {
    let numbers = try store.numbers(.retry, of: hook.id)
    for number in numbers {
      guard var letter = try store.letter(number, .retry, of: hook.id) else { continue }
      isIdle = false
      letter.tries += 1
      let event = HookEvent(sequence: number, body: letter.body)
      switch try await send(event, attempt: letter.tries) {
      case .delivered:
        tally.delivered += 1
      case .never(let reason), .again(let reason, _):
        (letter.reason, letter.time) = (reason, post.time)
        try store.bury(letter, of: hook.id)
        logger.warning("a dead letter was not taken", metadata: ["event": "\(number)", "reason": "\(reason)"])
      }
      try store.remove(number, .retry, of: hook.id)
    }
    return !numbers.isEmpty
  }
}

/// What was done, in numbers.
public struct HookTally: Hashable, Sendable {
  /// Events taken by a receiver, those sent once more among them.
  public var delivered = 0
  /// Tries after which an event was to be sent again.
  public var failed = 0
  /// Events given up.
  public var buried = 0

  static func + (a: HookTally, b: HookTally) -> HookTally {
    var sum = a
    sum.delivered += b.delivered
    sum.failed += b.failed
    sum.buried += b.buried
    return sum
  }
}
