/// A check manager's life: it opens its ledger, starts its committer, listens, and, when told to stop, answers what it
/// took before it goes.
internal import Foundation
internal import Ledger
internal import LedgerStore
public import Logging
internal import NIOCore
internal import NIOPosix
internal import Persons
public import RPC
internal import Seals
public import ServiceLifecycle

/// A check manager as a service. Made by `open`, which does everything that can fail for a reason the operator can mend.
public struct ManagerService: Service {
  private let configuration: Configuration
  private let endpoints: [Endpoint]
  private let credentials: LiveCredentials?
  private let store: Store
  private let attestor: Attestor?
  private let keys: KeyRegister
  private let registrar: Registrar
  private let clocks: SystemClocks
  private let logger: Logger
  private let version: String

  /// Opens the ledger that `configuration` names.
  ///
  /// - Parameter credentials: what `configuration.credentials()` gave.
  /// - Throws: `Configuration.Problem` for a setting, `StoreError` (described in words) for the ledger.
  public static func open(
    _ configuration: Configuration, credentials: LiveCredentials?, version: String, clocks: SystemClocks = .machine,
    logger: Logger
  ) throws -> ManagerService {
    let endpoints = try configuration.endpoints()
    // One of before persons had keys has none yet: they are made, and what is known of them is sealed.
    let isInClear = try Store.isInClear(at: configuration.data, mapSize: configuration.mapSize)
    if isInClear {
      try configuration.makePersons()
      logger.notice(
        "the ledger holds personal data in the clear: it is sealed now", metadata: ["data": "\(configuration.data)"])
    }
    let (vault, lock) = try configuration.openVault()
    vault.report(logger)
    if isInClear { try vault.begin() }
    let environment = ProcessInfo.processInfo.environment
    let files = configuration.attest ? configuration.keyFiles(environment: environment) : nil
    let store = try Store(
      opening: configuration.data, mapSize: configuration.mapSize, log: try configuration.logPlace(),
      attesting: try files?.salts(), accountCacheBytes: configuration.accountCacheMiB << 20,
      sealing: isInClear ? vault.sealing(logger) : nil)
    try vault.begin(with: store)
    try vault.settle(with: store, logger)
    let attestor = try files.map { try Attestor(of: store, $0, logger: logger) }
    let keys = try KeyRegister("\(configuration.data)/\(KeyStore.name)")
    if let cut = store.cut {
      // Nobody was told of it: it is no loss, but good to know after a power cut.
      logger.warning(
        "the log ended in a group that was not written whole: it was cut",
        metadata: ["path": "\(cut.path)", "offset": "\(cut.offset)", "bytes": "\(cut.bytes)"])
    }
    logger.info(
      "ledger opened",
      metadata: [
        "data": "\(configuration.data)", "sequence": "\(store.sequence)", "time": "\(store.time)",
        "replayed": "\(store.replayed)", "attested": "\(store.attested)",
      ])
    return ManagerService(
      configuration: configuration, endpoints: endpoints, credentials: credentials, store: store, attestor: attestor,
      keys: keys,
      registrar: Registrar(vault: vault, keys: configuration.sealingKeyFile, lock: lock, logger: logger),
      clocks: clocks, logger: logger, version: version)
  }

  /// Serves until the process is told to stop, or the ledger fails.
  public func run() async throws {
    let notifier = ServiceNotifier(environment: ProcessInfo.processInfo.environment)
    let watch = await CredentialWatch(credentials, logger: logger)
    // Two streams, as a stream ends for all once somebody who waits for it is cancelled: the first is watched while
    // serving, the second is waited for at the end.
    let (failures, watched) = AsyncStream.makeStream(of: StoreError?.self)
    let (endings, awaited) = AsyncStream.makeStream(of: StoreError?.self)
    // Often, as the log's syncs wait behind what a fold has written: at 40,000 commands a second the slowest hundredth took
    // 7 ms with a fold a second, 13 to 48 with one every five. Not more often: a page of accounts is written for fewer
    // changes then. It is in no hurry: where it stays behind, groups are delayed and it catches up.
    var limits = configuration.limits
    limits.fitDescriptors(logger)
    let measuring = Measuring(
      Measuring.Bounds(
        queue: configuration.queue, connections: limits.connections, inFlight: limits.inFlight,
        layerBytes: configuration.foldMiB << 20))
    let folding = Chore("fold", every: 1, urgency: .background) { [store, attestor, clocks] () throws(StoreError) in
      defer { attestor?.folded(through: store.attested) }
      try measuring.house.measureFold(of: store, clocks)
    }
    // At full load a segment lasts half a second.
    let hold = BackupHold(configuration, of: store, logger: logger)
    let segments = Chore("segments", every: 0.1) { [store] () throws(StoreError) in
      try hold.judge(store)
      try store.prepareLog()
    }
    // What a rotation that was broken off has left is done at once.
    let rewrapping = Chore("rewrap", every: 3600, urgency: .background) { [registrar] () throws(StoreError) in
      do throws(PersonsError) { try registrar.rewrapAll() } catch { throw .sealing(reason: "\(error)") }
    }
    registrar.onRotation(rewrapping.request)
    let mark = ClockMark(path: "\(configuration.data)/clock")
    let committer = Committer(
      store: store, clocks: clocks, clockMark: mark.offset, queueBound: configuration.queue,
      bounds: FoldBounds(layerBytes: configuration.foldMiB << 20), measures: measuring.commits, logger: logger,
      wantsFold: folding.request
    ) { failure in
      for continuation in [watched, awaited] {
        continuation.yield(failure)
        continuation.finish()
      }
    }
    let readers = Readers(
      store: store, committer: committer, attestor: attestor, registrar: registrar,
      draweeName: Text(configuration.drawee) ?? .empty, version: version,
      started: Timestamp(milliseconds: clocks.wall()), measuring: measuring)
    let pool = NIOThreadPool(numberOfThreads: 2)
    pool.start()
    let loops = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount / 2))
    let router = Router(
      committer: committer, readers: readers, pool: pool,
      conduct: Conduct(bounds: configuration.conduct, logger: logger), keys: keys, logger: logger,
      wantsFold: folding.request)
    let server = RPCServer(
      group: loops, limits: limits, admission: configuration.admission(credentials), measures: measuring.server,
      logger: logger
    ) { router.handle($0) }

    Thread.start("committer") { committer.run() }
    for chore in [folding, segments] { chore.start { committer.meet($0, of: chore.name) } }
    // Old keys open as well as new ones: no reason to stop.
    rewrapping.start { [logger] in
      logger.error("keys of persons cannot be sealed anew", metadata: ["reason": "\($0)"])
    }
    rewrapping.request()

    let backups = try BackupDesk(
      configuration, store: store, keys: keys, hold: hold, measures: measuring.house, version: version,
      now: clocks.wall, logger: logger)
    backups.start()

    let told = try configuration.metricsEndpoint().map {
      MeasuresServer(at: $0, readers: readers, store: store, pool: pool, logger: logger)
    }
    let telling = told.map { tell($0) }
    defer { telling?.cancel() }

    do {
      try await listen(server)
      notifier.notify("READY=1")
      await serve(committer, failures: failures, notifier: notifier, watch: watch, mark: mark)
    } catch {
      backups.close()
      committer.queue.close()
      for await _ in endings {}
      try await finish([folding, segments, rewrapping], pool, loops)
      throw error
    }

    notifier.notify("STOPPING=1")
    told?.isStopping()
    backups.close()
    logger.notice("stopping", metadata: ["sequence": "\(committer.state.sequence)"])
    await server.stopTaking()
    let cutOff = await server.drain(within: .seconds(configuration.stopSeconds))
    if cutOff > 0 { logger.warning("connections were cut off", metadata: ["count": "\(cutOff)"]) }
    committer.queue.close()
    var failure: StoreError?
    for await ending in endings { failure = ending }
    try await finish([folding, segments, rewrapping], pool, loops)
    removeEndpoints()
    telling?.cancel()
    if let failure { throw failure }
    logger.notice("stopped", metadata: ["sequence": "\(committer.state.sequence)"])
  }

  private func finish(
    _ chores: [Chore], _ pool: NIOThreadPool, _ loops: MultiThreadedEventLoopGroup
  ) async throws {
    attestor?.close()
    for chore in chores { await chore.finish() }
    try await pool.shutdownGracefully()
    try await loops.shutdownGracefully()
  }
}

// MARK: - Serving

extension ManagerService {
  /// Waits for a stop, or for the committer's end; meanwhile the watchdog hears of each turn of the committer.
  private func serve(
    _ committer: Committer, failures: AsyncStream<StoreError?>, notifier: ServiceNotifier, watch: CredentialWatch,
    mark: ClockMark
  ) async {
    // Beside the others: that it ends is no reason to stop.
    let watching = Task { await watch.run() }
    defer { watching.cancel() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in failures { return } }
      group.addTask { try? await gracefulShutdown() }
      group.addTask { await keepHouse(committer, notifier: notifier, mark: mark) }
      group.addTask { await closeLapsed(by: committer) }
      await group.next()
      group.cancelAll()
    }
  }

  /// Until cancelled: tells the watchdog that the committer still turns, writes down how the clock stands, and once a minute
  /// frees what dead readers held.
  private func keepHouse(_ committer: Committer, notifier: ServiceNotifier, mark: ClockMark) async {
    var (turns, mark): (UInt64?, ClockMark) = (nil, mark)
    var nextClearing = ContinuousClock.now + .seconds(60)
    while true {
      mark.keep(committer.state.clockOffset)
      do { try await Task.sleep(for: notifier.watchdogInterval ?? .seconds(1)) } catch { return }
      let now = committer.state.turns
      if notifier.watchdogInterval != nil, now != turns { notifier.notify("WATCHDOG=1") }
      turns = now
      guard ContinuousClock.now >= nextClearing else { continue }
      nextClearing += .seconds(60)
      if let freed = try? store.clearStaleReaders(), freed > 0 {
        logger.warning("readers died and were cleared", metadata: ["count": "\(freed)"])
      }
    }
  }

  /// Until cancelled: closes, within a second, the connections whose key has ended.
  private func closeLapsed(by committer: Committer) async {
    while (try? await Task.sleep(for: .seconds(1))) != nil { keys.closeLapsed(at: committer.now()) }
  }

  /// Listens everywhere it should, and leaves word where in `DATA/endpoints`: with port 0 nobody else would know.
  private func listen(_ server: RPCServer) async throws {
    if configuration.trust == .loopback {
      logger.warning("every process of this machine is taken for anybody: TCP on loopback and operators are trusted")
    }
    var bound: [String] = []
    for endpoint in endpoints {
      let actual = try await server.listen(on: endpoint)
      bound.append("\(actual)")
      logger.notice("listening", metadata: ["endpoint": "\(actual)"])
    }
    try Data((bound.joined(separator: "\n") + "\n").utf8).write(to: endpointsFile, options: .atomic)
  }

  /// Has measurements told over HTTP until that is cancelled. Not as the service is told to stop: while it answers what it
  /// took, it says that it is not ready.
  private func tell(_ server: MeasuresServer) -> Task<Void, Never> {
    let file = URL(fileURLWithPath: configuration.data).appendingPathComponent("metrics-endpoint")
    return Task.detached { [logger] in
      defer { try? FileManager.default.removeItem(at: file) }
      do {
        try await server.run { place in
          logger.notice("measurements are told", metadata: ["at": "\(place)"])
          try? Data((place + "\n").utf8).write(to: file, options: .atomic)
        }
      } catch is CancellationError {
      } catch {
        logger.error("measurements are told to nobody", metadata: ["reason": "\(error)"])
      }
    }
  }

  private var endpointsFile: URL { URL(fileURLWithPath: configuration.data).appendingPathComponent("endpoints") }

  private func removeEndpoints() { try? FileManager.default.removeItem(at: endpointsFile) }
}

extension Attestor {
  /// Who signs for an open ledger.
  fileprivate convenience init(of store: Store, _ files: KeyFiles, logger: Logger) throws {
    let ledger = Seals.LedgerIdentity(store.identity)
    let (keys, isNew) = try files.load(of: ledger, at: try store.snapshot().history())
    if isNew {
      logger.notice(
        "a new key signs from now on",
        metadata: ["key": "\(keys.signing.id)", "ring": "\(files.ring)", "after": "\(store.attested)"])
    }
    self.init(keys: keys, ledger: ledger)
  }
}

extension Seals.LedgerIdentity {
  init(_ words: (UInt64, UInt64)) { self.init(high: words.0, low: words.1) }
}
