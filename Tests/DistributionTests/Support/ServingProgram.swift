/// The real `vouch-distributor serve` in a process of its own, to be killed and started again.
import CheckClient
import Foundation
import Glibc
import Ledger
import MailOrder
import RPC
import Synchronization
import VouchTesting
import Wire

/// A carrier in its own process, on its bench's socket and directory.
final class ServingProgram: Sendable {
  private let bench: Bench
  private let running = Mutex<Process?>(nil)

  init(_ bench: Bench) { self.bench = bench }

  /// Beside the running tests, as all that is built with them.
  private static func program() throws -> String {
    let beside = [Bundle.main.executablePath, CommandLine.arguments.first].compactMap { path in
      path.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent().path }
    }
    let candidates = beside + [PackageFiles.path(".build/debug")]
    guard
      let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/vouch-distributor") })
    else { throw ProcessFailure("vouch-distributor is in none of \(candidates). Run swift build.") }
    return "\(found)/vouch-distributor"
  }

  /// Starts it, and waits until it answers.
  func start() async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try ServingProgram.program())
    guard case .unix(path: let socket) = bench.endpoint else { throw ProcessFailure("a bench has a Unix socket") }
    process.arguments = [
      "serve", "--data", "\(bench.directory)/data", "--distributor", "PARCEL", "--name", "Parcel & Sons", "--unix",
      socket,
      "--manager", "\(bench.manager.endpoint)", "--log-level", "error",
    ]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    running.withLock { $0 = process }
    try await eventually("vouch-distributor answers", within: .seconds(120)) {
      guard process.isRunning else { throw ProcessFailure("vouch-distributor ended with \(process.terminationStatus)") }
      return (try? await self.bench.client.call(GetCompany(), timeout: .seconds(10))) != nil
    }
  }

  /// Kills it as a power cut would.
  func kill() async throws { try await end(SIGKILL) }

  /// Tells it to stop; gives its exit code.
  @discardableResult
  func stop() async throws -> Int32 {
    try await end(SIGTERM)
  }

  @discardableResult
  private func end(_ signal: Int32) async throws -> Int32 {
    guard
      let process = running.withLock({ running in
        defer { running = nil }
        return running
      })
    else { return 0 }
    _ = Glibc.kill(process.processIdentifier, signal)
    try await eventually("vouch-distributor is gone", within: .seconds(120)) { !process.isRunning }
    return process.terminationStatus
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
