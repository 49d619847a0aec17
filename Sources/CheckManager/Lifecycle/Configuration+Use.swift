/// What a configuration comes to: where to listen, how callers are known, where the ledger lies.
internal import Foundation
internal import Identities
internal import Ledger
internal import LedgerStore
public import RPC
internal import Seals

extension Configuration {
  /// Where to listen.
  ///
  /// - Throws: `Problem` for what is no endpoint, and for TCP that is neither secured nor, on loopback, trusted.
  func endpoints() throws(Problem) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    if let listen {
      guard let endpoint = Endpoint(listen), case .tcp = endpoint else {
        throw Problem("'listen' is '\(listen)', but must be a host and a port, such as 127.0.0.1:7411.")
      }
      try checkTrust(in: endpoint, listen)
      endpoints.append(endpoint)
    }
    if let unix {
      guard unix.utf8.count < 108 else {
        throw Problem("'unix' is longer than the 107 bytes a socket's path may have.")
      }
      endpoints.append(.unix(path: unix))
    }
    return endpoints
  }

  /// Where measurements are told; nil: nowhere.
  func metricsEndpoint() throws(Problem) -> Endpoint? {
    guard let metrics else { return nil }
    guard let endpoint = Endpoint(metrics), case .tcp = endpoint, endpoint.isLocal else {
      throw Problem(
        "'metrics' is '\(metrics)', but must be a host of loopback and a port, such as 127.0.0.1:9464: what is told there is "
          + "told to everybody who asks.")
    }
    return endpoint
  }

  private func checkTrust(in endpoint: Endpoint, _ listen: String) throws(Problem) {
    switch (identity, trust) {
    case (_?, nil): return
    case (_?, _?): throw Problem("'trust' is for TCP without 'identity': set one of the two.")
    case (nil, _) where !endpoint.isLocal:
      throw Problem(
        "'listen' is '\(listen)', which other machines can reach, and nothing secures it. Set 'identity' to a directory "
          + "with the manager's certificate, or listen on loopback (127.0.0.1, ::1) and Unix sockets only.")
    case (nil, nil):
      throw Problem(
        "'listen' is '\(listen)', and nothing tells callers apart there. Set 'identity' to a directory with the manager's "
          + "certificate; or 'trust' to 'loopback', and every process of this machine is taken for anybody.")
    case (nil, _?): return
    }
  }

  /// The credentials in the directory that `identity` names; nil where none is set.
  ///
  /// - Throws: `Problem`: which file, what is wrong with it, and what to do.
  public func credentials() async throws(Problem) -> LiveCredentials? {
    guard let identity else { return nil }
    do {
      return try await LiveCredentials(reading: identity, for: .server, as: .manager)
    } catch {
      throw Problem("'identity': \(error)")
    }
  }

  func admission(_ credentials: LiveCredentials?) -> Admission {
    var users = operators
    users.speakForAnybody = trust == .loopback
    let shown: Admission.Callers =
      switch callers {
      case .certificate: .certificate
      case .key: .key
      case .anybody: .anybody
      }
    return Admission(users: users, credentials: credentials, callers: shown)
  }

  /// How much a caller may ask.
  var conduct: Conduct.Bounds {
    Conduct.Bounds(requestsPerSecond: requestsPerSecond == 0 ? nil : requestsPerSecond)
  }

  /// The map's size in bytes.
  var mapSize: Int { mapGiB << 30 }

  /// Where the log lies.
  func logPlace() throws(Problem) -> LogPlace {
    guard let shape = LogShape.standard.with(segmentBytes: logSegmentMiB << 20) else {
      throw Problem("'log_segment_mib' is \(logSegmentMiB), which is too small for one group of commands.")
    }
    return LogPlace(path: log, shape: shape)
  }

  var limits: ServerLimits {
    var limits = ServerLimits()
    limits.frameBytes = frameBytes
    limits.connections = connections
    limits.inFlight = inFlight
    limits.idle = .seconds(idleSeconds)
    return limits
  }

  /// Checks everything that can be checked without opening the ledger.
  public func check() throws(Problem) {
    _ = try endpoints()
    _ = try metricsEndpoint()
    guard Text(drawee) != nil else {
      throw Problem("'drawee' must be one line of at most \(Text.maximumBytes) bytes without control characters.")
    }
  }

  /// Makes an empty ledger in the directory that `data` names, and the keys that go with it.
  public func initialise(clocks: SystemClocks = .machine) throws {
    var random = SystemRandomNumberGenerator()
    let identity: (UInt64, UInt64) = (random.next(), random.next())
    // Keys without a ledger are harmless, and used when it is tried again; a ledger without keys is none.
    do throws(StoreError) {
      _ = try Store.isInClear(at: data, mapSize: mapSize)
    } catch {
      if case .notInitialised = error { try makePersons() }
    }
    try Store.create(
      at: data, identity: identity, time: Timestamp(milliseconds: clocks.wall()), mapSize: mapSize,
      log: try logPlace())
    guard attest else { return }
    try keyFiles(environment: ProcessInfo.processInfo.environment).make(for: Seals.LedgerIdentity(identity))
  }
}
