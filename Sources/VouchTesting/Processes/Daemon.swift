/// A vouchd to start, kill, start again and stop: the real program, in a directory of its own.
public import CheckClient
internal import Foundation
public import RPC
internal import Subprocess
internal import Synchronization
internal import Wire

/// A check manager in a process of its own, on a free port of loopback and on a Unix socket.
///
/// Made by `withDaemon`, which leaves neither a process nor a file behind.
public final class Daemon: Sendable {
  /// A directory of the test's own, removed at the end.
  public let directory: String
  /// The ledger's directory.
  public let data: String
  private let identity: String?
  private let settings: [String]
  private let environment: [String: String]
  private let state = Mutex(State())

  private struct State {
    var process: RunningProgram?
    var tcp = Endpoint.tcp(host: "127.0.0.1", port: 0)
    /// What the processes before this one said.
    var log = ""
  }

  /// How long it may take to be there, or to be gone: far more than it needs.
  static let limit = Duration.seconds(120)

  init(directory: String, data: String?, identity: String?, settings: [String], environment: [String: String]) {
    self.directory = directory
    self.identity = identity
    self.data = data ?? "\(directory)/data"
    self.settings = settings
    self.environment = environment
  }

  /// Where it listens on loopback; another port after each start.
  public var tcp: Endpoint { state.withLock { $0.tcp } }

  /// Its Unix socket.
  public var unix: Endpoint { .unix(path: "\(directory)/vouchd.sock") }

  /// Its process id; 0 while it does not run.
  public var processID: Int32 { state.withLock { $0.process?.processID ?? 0 } }

  /// All that it logged since it was first started.
  public var log: String { state.withLock { $0.log + ($0.process?.output ?? "") } }

  /// Makes its ledger.
  public func initialise() async throws {
    try await Program.vouchd.run(["init", "--data", data, "--map-gib", "1", "--log-segment-mib", "8"]).expecting(0)
  }

  /// The arguments it is started with.
  public var arguments: [String] {
    [
      "--data", data, "--listen", "127.0.0.1:0", "--unix", "\(directory)/vouchd.sock", "--map-gib", "1",
      "--log-segment-mib", "8",
    ] + (identity.map { ["--identity", $0] } ?? ["--trust", "loopback"]) + settings
  }

  /// Starts it, and waits until it answers.
  ///
  /// - Throws: `ProcessFailure` with what it said, when it does not.
  public func start() async throws {
    let file = "\(data)/endpoints"
    // One that was killed leaves the file behind.
    try? FileManager.default.removeItem(atPath: file)
    let process = try await RunningProgram.start(.vouchd, arguments, environment: environment)
    state.withLock { $0.process = process }
    try await eventually("vouchd listens", within: Daemon.limit) {
      if let ending = process.ending { throw ProcessFailure("vouchd ended with \(ending):\n\(process.output)") }
      let lines = (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n").map(String.init) ?? []
      guard let tcp = lines.first(where: { !$0.hasPrefix("unix:") }).flatMap({ Endpoint($0) }) else { return false }
      state.withLock { $0.tcp = tcp }
      return true
    }
    do {
      _ = try await withClient { try await $0.call(GetStatus()) }
    } catch {
      throw ProcessFailure("vouchd listens but does not answer: \(error)\n\(process.output)")
    }
  }

  /// Kills it with SIGKILL, as a power cut would, and waits until it is gone.
  public func kill() async {
    guard let process = state.withLock({ $0.process }) else { return }
    await process.kill()
    forget(process)
  }

  /// Kills it with SIGKILL, and starts it again.
  public func restart() async throws {
    await kill()
    try await start()
  }

  /// Tells it to read its identity anew (SIGHUP), without waiting.
  public func hangUp() { state.withLock { $0.process }?.hangUp() }

  /// Tells it to stop (SIGTERM), without waiting.
  public func terminate() {
    state.withLock { $0.process }?.send(.terminate)
  }

  /// Tells it to stop (SIGTERM), and waits until it has.
  ///
  /// - Throws: `ProcessFailure` when it has not within a generous limit.
  @discardableResult
  public func stop() async throws -> ProcessEnding {
    guard let process = state.withLock({ $0.process }) else { throw ProcessFailure("vouchd does not run.") }
    process.send(.terminate)
    defer { forget(process) }
    return try await process.end(within: Daemon.limit)
  }

  private func forget(_ process: RunningProgram) {
    state.withLock { state in
      state.log += process.output
      state.process = nil
    }
  }

  /// Runs `body` with a client on its Unix socket, which stays the same over restarts.
  ///
  /// - Parameter timeout: how long one call may take, retries included.
  public func withClient<Result>(
    timeout: Duration = .seconds(60), _ body: (ManagerClient) async throws -> Result
  ) async throws -> Result {
    var options = ClientOptions()
    options.timeout = timeout
    let client = ManagerClient(server: unix, options: options)
    do {
      let result = try await body(client)
      await client.close()
      return result
    } catch {
      await client.close()
      throw error
    }
  }
}

/// How many daemons run at once: more would only be in each other's way.
private let places = Turnstile(places: 4)

/// Starts a daemon, runs `body`, and leaves nothing behind, however `body` ends.
///
/// - Parameters:
///   - data: the ledger's directory; without, one in the daemon's own directory.
///   - identity: the directory that TCP is secured by; without, TCP is plain, and everybody there trusted.
///   - settings: flags beside those that say where it keeps its data and where it listens.
///   - environment: variables of its environment.
///   - isStarted: whether it has a ledger and runs when `body` begins.
public func withDaemon<Result>(
  data: String? = nil, identity: String? = nil, settings: [String] = [], environment: [String: String] = [:],
  isStarted: Bool = true,
  _ body: (Daemon) async throws -> Result
) async throws -> Result {
  await places.enter()
  do {
    let result = try await withTemporaryDirectory { directory in
      let daemon = Daemon(
        directory: directory, data: data, identity: identity, settings: settings, environment: environment)
      do {
        if isStarted {
          try await daemon.initialise()
          try await daemon.start()
        }
        let result = try await body(daemon)
        await daemon.kill()
        return result
      } catch {
        await daemon.kill()
        throw error
      }
    }
    await places.leave()
    return result
  } catch {
    await places.leave()
    throw error
  }
}

/// Lets so many in at once, in the order they came.
private actor Turnstile {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { free = places }

  func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
