/// A committer run on the test's own thread: groups come one after the other, and all is over when `run` returns.
import Ledger
import LedgerStore
import Logging
import NIOConcurrencyHelpers
import VouchTesting

@testable import CheckManager

/// What a submission was answered, and what anybody could read at that moment.
struct Answer: Sendable {
  let outcomes: [CommandOutcome]
  /// The sequence that the answer names.
  let sequence: UInt64
  /// The sequence of the newest durable moment when the answer came.
  let durable: UInt64?
}

final class CommitterRun: Sendable {
  let store: Store
  let clocks: ManualClocks
  let log = LogRecord()
  let measures = CommitMeasures()
  let committer: Committer
  private let shared: NIOLockedValueBox<Shared>

  private struct Shared {
    var answers: [[Answer]] = []
    var ending: StoreError??
  }

  init(store: Store, clocks: ManualClocks = ManualClocks()) {
    self.store = store
    self.clocks = clocks
    let shared = NIOLockedValueBox(Shared())
    self.shared = shared
    committer = Committer(
      store: store, clocks: clocks.clocks, queueBound: 1 << 20, measures: measures, logger: log.logger, wantsFold: {}
    ) { error in
      shared.withLockedValue { $0.ending = .some(error) }
    }
  }

  /// The error it ended with; nil while it runs, or when it ended well.
  var failure: StoreError? { shared.withLockedValue { $0.ending ?? nil } }
  var hasEnded: Bool { shared.withLockedValue { $0.ending != nil } }

  /// Hands over group after group, each once the one before is answered, and closes. Gives the answers by group and
  /// submission.
  ///
  /// - Parameter between: called after each group but the last, with its number.
  func run(_ groups: [[[Command]]], between: @escaping @Sendable (Int) -> Void = { _ in }) -> [[Answer]] {
    hand(over: groups[...], between: between)
    committer.run()
    return shared.withLockedValue { $0.answers }
  }

  private func hand(over groups: ArraySlice<[[Command]]>, between: @escaping @Sendable (Int) -> Void) {
    guard let group = groups.first else { return committer.queue.close() }
    shared.withLockedValue { $0.answers.append([]) }
    for (index, commands) in group.enumerated() {
      let isLast = index == group.count - 1
      _ = committer.queue.submit(
        Submission(commands: commands) { outcomes, sequence in
          let durable = try? self.store.snapshot().sequence()
          let answer = Answer(outcomes: outcomes, sequence: sequence, durable: durable)
          self.shared.withLockedValue { $0.answers[groups.startIndex].append(answer) }
          guard isLast else { return }
          // As the chore does beside the committer, in the end.
          _ = try? self.store.fold()
          if groups.count > 1 { between(groups.startIndex) }
          self.hand(over: groups.dropFirst(), between: between)
        })
    }
  }
}

extension CommandOutcome {
  var entry: JournalEntry? { if case .entry(let entry) = self { entry } else { nil } }
  var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
  var isFailure: Bool { if case .failed = self { true } else { false } }
}

/// What was logged.
final class LogRecord: Sendable {
  private let lines = NIOLockedValueBox<[(level: Logger.Level, message: String, metadata: Logger.Metadata)]>([])

  var messages: [String] { lines.withLockedValue { $0.map { "\($0.level): \($0.message)" } } }

  /// All that was logged, as one text.
  var everything: String {
    lines.withLockedValue { lines in lines.map { "\($0.message) \($0.metadata)\n" }.joined() }
  }

  /// What the last line with this message says of `name`.
  func text(of name: String, in message: String) -> String? { metadata(of: message)?[name].map { "\($0)" } }

  func metadata(of message: String) -> Logger.Metadata? {
    lines.withLockedValue { $0.last { $0.message == message }?.metadata }
  }

  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(record: self) }
    logger.logLevel = .trace
    return logger
  }

  private struct Handler: LogHandler {
    let record: LogRecord
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      record.lines.withLockedValue { $0.append((event.level, "\(event.message)", event.metadata ?? [:])) }
    }
  }
}
