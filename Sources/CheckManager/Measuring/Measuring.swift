/// What the manager measures of itself, put together when somebody asks: docs/metrics.md has the list.
internal import Ledger
internal import LedgerStore
internal import Measures
internal import RPC
internal import Wire

/// The counters of one manager, and what is to be known to tell them.
final class Measuring: Sendable {
  let server = ServerMeasures(
    judge: { message in
      switch OutcomeKind(of: message) {
      case .refused: .refused
      case .invalid: .invalid
      case .accepted, nil: .accepted
      }
    }, kind: { isCommand[Int(min($0, UInt32(isCommand.count - 1)))] ? 0 : 1 })
  let commits = CommitMeasures()
  let house = HouseMeasures()
  private let bounds: Bounds

  /// The bounds that are told beside what they bound.
  struct Bounds: Sendable {
    var queue = 0
    var connections = 0
    var inFlight = 0
    var layerBytes = 0
  }

  init(_ bounds: Bounds = Bounds()) { self.bounds = bounds }

  /// Of each method whether it changes something; past them, for what has no method, it does not.
  private static let isCommand: [Bool] = Method.allCases.map(\.isCommand) + [false]

  /// All measurements now.
  ///
  /// - Parameter readers: of the manager that is measured.
  func all(of readers: Readers) throws(StoreError) -> [Measurement] {
    let store = try readers.storeMeasures()
    return requests + commands(readers.committer) + log(store, readers) + folds(store) + tables(store)
      + connections + (try readers.contents()) + health(readers) + ProcessMeasures.measurements(of: readers.diskPlaces)
      + [
        Measurement(
          "vouch_build_info", "Which program this is; always 1.", .gauge,
          [.init(1, labels: [.init("version", readers.version)])])
      ]
  }
}

// MARK: - Requests and commands

extension Measuring {
  private var requests: [Measurement] {
    let samples = Method.allCases.flatMap { method in
      ServerMeasures.Ending.allCases.compactMap { ending -> Measurement.Sample? in
        let count = server.replies(to: method.rawValue, ending)
        return count == 0
          ? nil : .init(Double(count), labels: [.init("method", "\(method)"), .init("outcome", "\(ending)")])
      }
    }
    let kinds = ["command", "question"]
    let latencies = kinds.indices.map { kind in
      server.latency(of: kind).sample(scale: 1e6, labels: [.init("kind", kinds[kind])])
    }
    return [
      Measurement("vouch_requests_total", "Requests that were answered, by method and outcome.", .counter, samples),
      Measurement(
        "vouch_request_duration_seconds",
        "From the turn that read a request until its reply was written. A batch counts as one.", .histogram, latencies),
      .gauge(
        "vouch_long_questions", "Long questions that wait or are being answered.", Double(house.longReads.value)),
      .gauge("vouch_long_questions_limit", "How many may.", Double(Router.longReads)),
    ]
  }

  private func commands(_ committer: Committer) -> [Measurement] {
    let refusals = Refusal.allCases.compactMap { refusal -> Measurement.Sample? in
      let count = commits.count(of: refusal)
      return count == 0 ? nil : .init(Double(count), labels: [.init("reason", refusal.name)])
    }
    return [
      .counter(
        "vouch_commands_total", "Commands that were decided, those of batches one by one.", commits.commands.value),
      Measurement("vouch_refusals_total", "Commands that were refused, by reason.", .counter, refusals),
      .counter("vouch_groups_total", "Groups of commands that were made durable together.", commits.groups.value),
      .histogram(
        "vouch_group_commands", "How many commands a group had.", commits.sizes.counts.sample(scale: 1)),
      .counter("vouch_due_total", "Checks acted on as their time had come.", commits.swept.value),
      .gauge("vouch_queue_commands", "Commands that wait for the committer.", Double(committer.queue.waiting)),
      .gauge("vouch_queue_commands_limit", "How many may wait.", Double(bounds.queue)),
      Measurement(
        "vouch_backpressure_seconds_total", "How long groups had to wait for folding.", .counter,
        [.init(Double(commits.delayed.value) / 1000)]),
    ]
  }

  private var connections: [Measurement] {
    [
      .gauge(
        "vouch_connections", "Connections that are open.", Double(server.taken.value - server.closed.value)),
      .gauge("vouch_connections_limit", "How many may be open.", Double(bounds.connections)),
      .gauge(
        "vouch_in_flight_limit", "How many requests of one connection may be unanswered.", Double(bounds.inFlight)),
      .counter("vouch_connections_total", "Connections that were taken.", server.taken.value),
      .counter(
        "vouch_connections_refused_total", "Connections that were closed at once, as too many were open.",
        server.turnedAway.value),
      .counter(
        "vouch_handshakes_failed_total", "TLS connections that were closed before it was known who called.",
        server.unknown.value),
    ]
  }
}

// MARK: - The ledger

extension Measuring {
  private func log(_ store: StoreMeasures, _ readers: Readers) -> [Measurement] {
    [
      .histogram(
        "vouch_log_write_duration_seconds", "How long a group took to become durable: the log's write and its sync.",
        commits.logged.counts.sample(scale: 1e6)),
      .counter("vouch_log_written_bytes_total", "Bytes that were written into the log.", store.logWritten),
      .gauge("vouch_log_segments", "Segments of the log that hold records.", Double(store.segments)),
      .gauge("vouch_log_segments_ready", "Segments that lie ready.", Double(store.segmentsReady)),
      .gauge(
        "vouch_log_size_bytes", "What the log takes on the disk.",
        Double((store.segments + store.segmentsReady) * store.segmentBytes)),
      .gauge("vouch_durable_sequence", "The last decision that is durable.", Double(store.durable)),
    ]
  }

  private func folds(_ store: StoreMeasures) -> [Measurement] {
    var all: [Measurement] = [
      .gauge("vouch_folded_sequence", "The last decision that LMDB has.", Double(store.folded)),
      .gauge(
        "vouch_fold_lag", "Decisions that are durable and not folded.",
        Double(store.durable > store.folded ? store.durable - store.folded : 0)),
      .counter("vouch_folds_total", "Folds that brought something into LMDB.", house.folds.value),
      .counter("vouch_folded_entries_total", "The entries that they brought.", house.entries.value),
      .histogram("vouch_fold_duration_seconds", "How long a fold took.", house.foldTimes.counts.sample(scale: 1e6)),
      .gauge("vouch_overlay_layers", "Layers of changed records that are in memory.", Double(store.layers)),
      .gauge("vouch_overlay_records", "Changed records that are in memory.", Double(store.records)),
      .gauge("vouch_overlay_bytes", "About how much memory they take.", Double(store.layerBytes)),
      .gauge(
        "vouch_overlay_layer_bytes_limit", "A layer of so many is folded; past twice that groups wait.",
        Double(bounds.layerBytes)),
      .gauge("vouch_archived_sequence", "The last decision that archives have; 0: none.", Double(store.archived)),
    ]
    if store.attested > 0 {
      all.append(
        .gauge("vouch_attested_sequence", "The last decision that can be proved.", Double(store.attested)))
    }
    return all
  }

  private func tables(_ store: StoreMeasures) -> [Measurement] {
    [
      .gauge("vouch_lmdb_map_bytes", "How large LMDB's file may become.", Double(store.mapBytes)),
      .gauge("vouch_lmdb_used_bytes", "What of it was ever used.", Double(store.usedBytes)),
      .gauge("vouch_lmdb_readers", "Readers' slots that were ever in use at once.", Double(store.readers)),
      .gauge(
        "vouch_lmdb_oldest_read_transactions",
        "By how many transactions the oldest read is behind, which keeps pages from being used again.",
        Double(store.oldestReadBehind)),
    ]
  }

  private func health(_ readers: Readers) -> [Measurement] {
    let state = readers.committer.state
    // To read the clock is to notice that it jumped.
    let now = readers.committer.now()
    var all: [Measurement] = [
      .gauge(
        "vouch_clock_trusted", "1 while the wall clock is trusted.", readers.committer.state.clockAlarm == nil ? 1 : 0),
      .gauge("vouch_clock_seconds", "The time that is decided by, since 1970.", Double(now.milliseconds) / 1000),
      .gauge("vouch_writable", "1 while changes are taken.", state.readOnly == nil ? 1 : 0),
    ]
    for (name, help, time) in [
      ("vouch_backup_last_success_timestamp_seconds", "When the last backup was kept.", house.lastBackup.value),
      (
        "vouch_prune_last_success_timestamp_seconds", "When what archives have was last let go of.",
        house.lastPruning.value
      ),
      ("process_start_time_seconds", "When it was started, since 1970.", Int(readers.started.milliseconds)),
    ] where time > 0 {
      all.append(.gauge(name, help, Double(time) / 1000))
    }
    return all
  }
}

extension Method {
  /// Whether it changes something, by way of the committer.
  fileprivate var isCommand: Bool {
    switch self {
    case .getStatus, .authorize, .claimCheck, .verifyCheck, .verifyChecks, .getCheck, .listChecks, .getAccount,
      .listAccounts, .getSeller, .listSellers, .getDistributor, .listDistributors, .getStatement, .readJournal,
      .getBalanceSheet, .acceptClock, .getAddressee, .proveCheck, .getHead, .proveConsistency, .readAttested,
      .authenticate, .issueKey, .revokeKey, .listKeys, .getSealStatus, .rotateSeal, .listInstructions, .listCovers,
      .getMetrics:
      false
    case .issueCheck, .issueChecks, .presentCheck, .presentChecks, .confirmDelivery, .confirmDeliveries, .collectCash,
      .failDelivery, .extendCheck, .chooseMethod, .voidCheck, .voidChecks, .openDispute, .resolveDispute, .refundCheck,
      .refundChecks, .withdraw, .chargeBack, .claimGuarantee, .enrolAccount, .updateAccount, .enrolSeller,
      .updateSeller, .enrolDistributor, .updateDistributor, .setStatus, .forgetParty, .fund, .reconcile, .payOut,
      .payIn, .chargeFee, .reportInstruction:
      true
    }
  }
}
