/// A check manager at a Unix socket, with clocks moved by hand.
import Foundation
import Ledger
import LedgerStore
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Persons
import RPC
import Seals
import Storage
import VouchTesting
import Wire

@testable import CheckManager

final class Site {
  let ledger: TemporaryLedger
  let clocks = ManualClocks()
  let log = LogRecord()
  /// Who calls, whoever it is.
  let caller = NIOLockedValueBox(Caller.trusted)
  let keys: KeyRegister
  let router: Router
  let committer: Committer
  let registrar: Registrar
  private let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
  private let pool = NIOThreadPool(numberOfThreads: 1)
  private let server: RPCServer
  private let store: Store
  private let attestor: Attestor?
  private let folding: Chore
  private let endpoint: Endpoint
  private let endings: AsyncStream<StoreError?>

  /// - Parameter attesting: whether it signs what it decides.
  init(queueBound: Int = 65_536, attesting: Bool = false) async throws {
    ledger = try TemporaryLedger()
    let (endings, ended) = AsyncStream.makeStream(of: StoreError?.self)
    self.endings = endings
    let store = try ledger.open(attesting: attesting ? LedgerKeys.test.salts : nil)
    self.store = store
    let attestor =
      attesting ? Attestor(keys: .test, ledger: Seals.LedgerIdentity(high: 1, low: 2)) : nil
    self.attestor = attestor
    folding = Chore("fold", every: 0.5) { () throws(StoreError) in
      defer { attestor?.folded(through: store.attested) }
      if attestor != nil { try store.fold() }
    }
    committer = Committer(
      store: store, clocks: clocks.clocks, queueBound: queueBound, logger: log.logger, wantsFold: {}
    ) { failure in
      ended.yield(failure)
      ended.finish()
    }
    let vault = try PersonVault(
      opening: try DiskDirectory(making: ledger.path + "/persons"), ring: SealRing(current: SealingKey()))
    registrar = Registrar(vault: vault, keys: nil, logger: log.logger)
    let readers = Readers(
      store: store, committer: committer, attestor: attestor, registrar: registrar, draweeName: .of("Vouch"),
      version: "1.2.3",
      started: .start)
    pool.start()
    keys = try KeyRegister(ledger.path + "/" + KeyStore.name)
    router = Router(
      committer: committer, readers: readers, pool: pool,
      conduct: Conduct(bounds: Conduct.Bounds(), logger: log.logger), keys: keys, logger: log.logger,
      wantsFold: folding.request)
    let (caller, router) = (self.caller, self.router)
    server = RPCServer(group: loops, limits: ServerLimits(), logger: log.logger) { group in
      // By the kernel's word it is an operator, and most tests speak for the parties.
      var group = group
      group.peer.caller = caller.withLockedValue { $0 }
      router.handle(group)
    }
    endpoint = try await server.listen(on: .unix(path: ledger.path + "/socket"))
    let committer = self.committer
    Thread.detachNewThread { committer.run() }
    folding.start { _ in }
  }

  func connect() async throws -> RPCConnection {
    try await RPCConnection.connect(to: endpoint, group: loops, timeout: .seconds(30))
  }

  /// Folds what is durable now.
  func fold() throws { try store.fold() }

  /// Takes no more, answers what was taken, and ends.
  func stop() async throws {
    await server.stopTaking()
    _ = await server.drain(within: .seconds(30))
    committer.queue.close()
    for await _ in endings {}
    attestor?.close()
    await folding.finish()
    try await pool.shutdownGracefully()
    try await loops.shutdownGracefully()
  }
}

extension RPCConnection {
  func ask<C: Call>(_ call: C) async throws -> Reply<C.Accepted> {
    let bytes = try await self.call(
      method: call.method.rawValue, message: call.encodeRequest(), deadline: .now() + .seconds(30))
    return try C.decodeReply(bytes)
  }

  /// The status that a request is answered with; nil for a success.
  func status(of method: UInt32, _ message: [UInt8]) async -> StatusCode? {
    do throws(RPCError) {
      _ = try await call(method: method, message: message, deadline: .now() + .seconds(30))
      return nil
    } catch {
      guard case .status(let status) = error else { return .unauthenticated }
      return status
    }
  }
}

extension Reply {
  var accepted: Accepted? { if case .accepted(let value) = outcome { value } else { nil } }
  var refusal: Refusal? { if case .refused(let refusal) = outcome { refusal } else { nil } }
  var invalid: Invalid? { if case .invalid(let invalid) = outcome { invalid } else { nil } }
}
