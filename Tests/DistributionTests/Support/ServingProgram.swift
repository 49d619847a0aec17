/// The real `vouch-distributor serve` in a process of its own, to be killed and started again.
import CheckClient
import Ledger
import MailOrder
import RPC
import Synchronization
import VouchTesting
import Wire

/// A carrier in its own process, on its bench's socket and directory.
final class ServingProgram: Sendable {
  private let bench: Bench
  private let running = Mutex<RunningProgram?>(nil)

  private let more: [String]

  init(_ bench: Bench, _ more: [String] = []) {
    self.bench = bench
    self.more = more
  }

  /// Starts it, and waits until it answers.
  func start() async throws {
    guard case .unix(path: let socket) = bench.endpoint else { throw ProcessFailure("a bench has a Unix socket") }
    let started = try await RunningProgram.start(
      .distributor,
      [
        "serve", "--data", "\(bench.directory)/data", "--distributor", "PARCEL", "--name", "Parcel & Sons", "--unix",
        socket, "--manager", "\(bench.manager.endpoint)", "--log-level", "error", "--trust", "loopback",
      ] + more)
    running.withLock { $0 = started }
    try await eventually("vouch-distributor answers", within: .seconds(120)) {
      if let ending = started.ending { throw ProcessFailure("vouch-distributor ended (\(ending)): \(started.output)") }
      return (try? await self.bench.client.call(GetCompany(), timeout: .seconds(10))) != nil
    }
  }

  private func take() -> RunningProgram? {
    running.withLock { running in
      defer { running = nil }
      return running
    }
  }

  /// Kills it as a power cut would.
  func kill() async throws { await take()?.kill() }

  /// Tells it to stop; gives its exit code.
  @discardableResult
  func stop() async throws -> Int32 {
    guard let program = take() else { return 0 }
    program.terminate()
    guard case .exited(let code) = try await program.end(within: .seconds(120)) else { return -1 }
    return code
  }

  func restart() async throws {
    try await kill()
    try await start()
  }
}

/// Runs `body` with a carrier in its own process between two scripted sites, and leaves no process behind.
func withProgram(_ body: (Bench, ServingProgram) async throws -> Void) async throws {
  try await withPeers { bench in
    let program = ServingProgram(bench)
    do {
      try await program.start()
      try await body(bench, program)
    } catch {
      try? await program.kill()
      throw error
    }
    try await program.kill()
  }
}
