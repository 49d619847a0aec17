/// A real `vouch-seller serve` to start, kill and start again, in a directory of its own.
import CheckClient
import Foundation
import MailOrder
import RPC
import Synchronization
import VouchTesting
import Wire

/// A shop in a process of its own, on a Unix socket that stays the same over restarts, with pages on a free port.
final class ShopProcess: Sendable {
  let directory: String
  private let manager: Endpoint
  private let more: [String]
  private let process = Mutex<RunningProgram?>(nil)

  init(directory: String, manager: Endpoint, _ more: [String]) {
    self.directory = directory
    self.manager = manager
    self.more = more
  }

  var data: String { "\(directory)/data" }
  var endpoint: Endpoint { .unix(path: "\(directory)/shop.sock") }
  var processID: Int32 { process.withLock { $0?.processID ?? 0 } }
  var output: String { process.withLock { $0?.output ?? "" } }
  var ending: ProcessEnding? { process.withLock { $0?.ending } }

  /// Where its pages are.
  var page: String? {
    let lines = (try? String(contentsOfFile: "\(data)/endpoints", encoding: .utf8))?.split(separator: "\n")
    return lines?.first { $0.hasPrefix("http://") }.map(String.init)
  }

  var arguments: [String] {
    [
      "serve", "--data", data, "--seller", "SHOP", "--name", "Books & <Beans>", "--currency", "EUR", "--unix",
      "\(directory)/shop.sock", "--http", "127.0.0.1:0", "--trust", "loopback", "--manager", "\(manager)",
    ] + more
  }

  /// Starts it, without waiting until it answers.
  func launch() async throws {
    let started = try await RunningProgram.start(.seller, arguments)
    process.withLock { $0 = started }
  }

  /// Starts it, and waits until it listens.
  func start() async throws {
    try? FileManager.default.removeItem(atPath: "\(data)/endpoints")
    try await launch()
    try await eventually("the shop listens") {
      if let ending { throw ProcessFailure("vouch-seller ended with \(ending):\n\(output)") }
      return page != nil
    }
  }

  /// SIGKILL, as a power cut would. May be called from anywhere; the process is gone a moment later.
  func strike() { if processID != 0 { kill(processID, SIGKILL) } }

  /// Tells it to stop, and waits.
  func stop() async throws -> ProcessEnding {
    guard let running = process.withLock({ $0 }) else { throw ProcessFailure("The shop does not run.") }
    running.terminate()
    return try await running.end(within: .seconds(60))
  }

  /// Makes sure that it is gone.
  func end() async { await process.withLock { $0 }?.kill() }

  /// Runs `vouch-seller` against it.
  func office(_ arguments: String..., input: String? = nil, exit code: Int32 = 0) async throws -> FinishedProgram {
    try await Program.seller.run(arguments + ["--office", "\(endpoint)"], input: input).expecting(code)
  }
}

/// Runs `body` with a shop's process and a client of it, and leaves nothing behind.
func withShopProcess(
  manager: Endpoint, _ more: [String] = [], _ body: (ShopProcess, ServiceClient<SellingMethod>) async throws -> Void
) async throws {
  try await withTemporaryDirectory { directory in
    let shop = ShopProcess(directory: directory, manager: manager, more)
    var options = ClientOptions()
    options.timeout = .seconds(60)
    let client = ServiceClient<SellingMethod>(server: shop.endpoint, options: options)
    var failure: (any Error)?
    do {
      try await shop.start()
      try await body(shop, client)
    } catch {
      failure = error
    }
    await client.close()
    await shop.end()
    if let failure { throw failure }
  }
}
