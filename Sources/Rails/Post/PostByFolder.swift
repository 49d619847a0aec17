/// The post office's rail: files of orders go out, files of results come in. docs/post-exchange.md has their form.
internal import Glibc
public import Ledger
internal import NIOPosix
internal import Synchronization

/// An exchange of files as a paying system.
///
/// Invariants, after any death of the process at any point:
/// 1. An order is in one file at most: which is in which is read from `out` and `sent` when the exchange is opened, and a file
///    is under its name only once it is whole and durable.
/// 2. Nothing of a file in `in` is given as news unless all of it is right and fits what was sent.
/// 3. A file stays in `in` until its news are confirmed, and so is given again.
public final class PostByFolder: PayingSystem {
  struct State {
    var book: PostBook
    /// What is in `in`, was read, and was not confirmed.
    var pending: [(name: String, file: PostResultFile)] = []
    /// After a failed write, what is in `out` is not known.
    var failure: PostError?
    var isClosed = false
  }

  let terms: PostTerms
  let folder: PostFolder
  let now: @Sendable () -> Timestamp
  private let state: Mutex<State>

  /// How many result files are read in one turn: what is left is read in the next.
  static let filesAtOnce = 100
  /// As much of a refused file's name is kept.
  static let shownName = 100

  /// Opens the exchange: makes missing directories, removes unfinished files of ours, reads what was sent and what was said
  /// of it.
  ///
  /// - Parameter now: the time, for the creation of files; the system's if not given.
  public init(_ terms: PostTerms, now: (@Sendable () -> Timestamp)? = nil) throws(PostError) {
    try terms.check()
    self.terms = terms
    self.now = now ?? PostByFolder.clock
    folder = try PostFolder(terms.directory)
    for place in [PostFolder.Place.out, .refused] { try folder.removeDrafts(place) }
    state = Mutex(State(book: try PostByFolder.load(folder, terms)))
  }

  public func deliver(_ orders: [PaymentOrder]) async throws -> [PaymentNews] {
    try await run { state throws(PostError) in try self.send(orders, &state) }
  }

  /// What became of orders: what the files say. The post office itself cannot be asked.
  public func inquire(_ orders: [PaymentOrder]) async throws -> [PaymentNews] {
    try await run { state throws(PostError) in
      orders.map {
        state.book.news(of: $0.id) ?? PaymentNews(order: $0.id, outcome: .unknown, reason: "it is in no file")
      }
    }
  }

  public func news() async throws -> [PaymentNews] {
    try await run { state throws(PostError) in
      try self.read(&state)
      return state.pending.flatMap { $0.file.results.map(\.news) }
    }
  }

  public func confirm() async throws {
    try await run { state throws(PostError) in
      // A file is taken out of the list only when it is where it belongs.
      while let (name, _) = state.pending.first {
        // Where somebody took it away meanwhile, its news were given all the same.
        if self.folder.has(.into, name) { try self.folder.move(name, from: .into, to: .done, as: name) }
        state.pending.removeFirst()
      }
    }
  }

  /// Gives the directory free for another process.
  public func close() async {
    state.withLock { state in
      state.isClosed = true
      folder.release()
    }
  }

  /// Files take a disk's time: that is for a thread which may wait.
  private func run<Value: Sendable>(
    _ body: @escaping @Sendable (inout State) throws(PostError) -> Value
  ) async throws -> Value {
    try await NIOThreadPool.singleton.runIfActive {
      try self.state.withLock { state throws(PostError) in
        if state.isClosed { throw .closed }
        if let failure = state.failure { throw failure }
        return try body(&state)
      }
    }
  }

  private static let clock: @Sendable () -> Timestamp = {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
