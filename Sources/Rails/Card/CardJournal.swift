/// The journal of a card rail on the disk: lines appended, and durable before anybody goes on.
internal import NIOPosix
internal import Synchronization

/// An open journal, held against every other process.
///
/// Whoever waits for lines to be durable waits for one write and one sync, together with everybody who came meanwhile.
final class CardJournal: Sendable {
  private enum Job {
    case append([UInt8])
    /// All that the journal is to have from now on.
    case rewrite([UInt8])
  }

  private struct State {
    var jobs: [(job: Job, wait: CardWait<CardError?>)] = []
    var isWriting = false
    /// After this nothing is written any more: what the disk has is not known.
    var failure: CardError?
    /// Since the journal was last rewritten.
    var lines: Int
  }

  private let file: CardJournalFile
  private let state: Mutex<State>

  private init(_ file: CardJournalFile, lines: Int) {
    self.file = file
    state = Mutex(State(lines: lines))
  }

  /// Opens the journal in a directory, made if it is missing, and gives the book that its lines add up to. A torn last line
  /// is cut. Throws `CardError.damaged`, `.inUse` and `.journal`.
  static func open(in directory: String) throws(CardError) -> (CardJournal, CardBook) {
    let file = try CardJournalFile(in: directory)
    let (book, lines) = try file.load()
    return (CardJournal(file, lines: lines), book)
  }

  /// How many lines the file has.
  var lines: Int { state.withLock { $0.lines } }

  /// Puts lines behind those that are there, in the order of the calls; `value` of what it returns is nil once they are
  /// durable.
  func append(_ records: [CardRecord]) -> CardWait<CardError?> {
    put(.append(Array(records.map(\.line).joined().utf8)), lines: records.count)
  }

  /// Has the journal say this and nothing else; lines that are appended later come behind it.
  func rewrite(_ records: [CardRecord]) -> CardWait<CardError?> {
    state.withLock { $0.lines = 0 }
    return put(.rewrite(Array(records.map(\.line).joined().utf8)), lines: records.count)
  }

  /// Gives the file free, once all that was put is written; nothing can be appended any more.
  func close() async {
    _ = await put(.append([]), lines: 0).value
    file.close()
  }

  private func put(_ job: Job, lines: Int) -> CardWait<CardError?> {
    let wait = CardWait<CardError?>()
    let begins = state.withLock { state in
      state.jobs.append((job, wait))
      state.lines += lines
      defer { state.isWriting = true }
      return !state.isWriting
    }
    // A sync takes a disk's time: that is for a thread which may wait.
    if begins { NIOThreadPool.singleton.submit { _ in self.write() } }
    return wait
  }

  private func write() {
    while true {
      let (jobs, failure) = state.withLock { state in
        defer { state.jobs = [] }
        if state.jobs.isEmpty { state.isWriting = false }
        return (state.jobs, state.failure)
      }
      if jobs.isEmpty { return }
      var error = failure
      if error == nil {
        do { try write(jobs.map(\.job)) } catch { state.withLock { $0.failure = error } }
        error = state.withLock { $0.failure }
      }
      for (_, wait) in jobs { wait.end(error) }
    }
  }

  private func write(_ jobs: [Job]) throws(CardError) {
    var bytes: [UInt8] = []
    for job in jobs {
      switch job {
      case .append(let more): bytes += more
      case .rewrite(let all):
        // What waits to be appended is in it already.
        bytes = []
        try file.replace(by: all)
      }
    }
    if !bytes.isEmpty { try file.append(bytes) }
  }
}
