/// What is asked of the manager over HTTP, on loopback: whether it lives, whether it takes changes, and what it measured.
internal import Hummingbird
internal import HummingbirdCore
internal import LedgerStore
internal import Logging
internal import Measures
internal import NIOCore
internal import NIOPosix
internal import Pages
internal import RPC
internal import Synchronization

/// Absent here: anything of the ledger's contents, and anything that changes something.
final class MeasuresServer: Sendable {
  private let endpoint: Endpoint
  private let readers: Readers
  private let store: Store
  private let pool: NIOThreadPool
  private let logger: Logger
  private let stopping = Atomic<Bool>(false)

  init(at endpoint: Endpoint, readers: Readers, store: Store, pool: NIOThreadPool, logger: Logger) {
    self.endpoint = endpoint
    self.readers = readers
    self.store = store
    self.pool = pool
    self.logger = logger
  }

  /// From now on it is not ready.
  func isStopping() { stopping.store(true, ordering: .relaxed) }

  /// Serves until cancelled.
  ///
  /// - Parameter listening: is told where, once it listens.
  func run(listening: @escaping @Sendable (String) -> Void) async throws {
    let server = PageServer(
      at: endpoint, isLoopbackOnly: true, flag: "--metrics", fault: { sentence, _ in "\(sentence)\n" }, logger: logger)
    try await server.run(listening: listening) { router in
      router.get("/healthz") { _, _ in MeasuresServer.text("It lives.\n") }
      router.get("/readyz") { [self] _, _ in ready() }
      router.get("/metrics") { [self] _, _ in try await metrics() }
    }
  }

  private func ready() -> Response {
    let faults = Readiness.faults(
      readers.committer.state, isStopping: stopping.load(ordering: .relaxed), isFull: store.isFull)
    return faults.isEmpty
      ? MeasuresServer.text("It takes changes.\n")
      : MeasuresServer.text(faults.joined(separator: "\n") + "\n", .serviceUnavailable)
  }

  private func metrics() async throws -> Response {
    // On a thread of the pool, as all that looks into the ledger at length.
    let text = try await pool.runIfActive { [readers] in
      try readers.measuring.all(of: readers).prometheusText
    }
    return MeasuresServer.text(text, type: [Measurement].prometheusType)
  }

  private static func text(
    _ text: String, _ status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
  ) -> Response {
    Response(status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}
