/// A receiver in a process of its own, and the sender, as tests use them.
import CheckClient
import Foundation
import Ledger
import Testing
import VouchTesting
import Wire

/// A receiver to start, kill and start again at the same place.
final class Receiver {
  let directory: String
  private var process: RunningProgram?
  private(set) var port = ""

  init(_ directory: String) throws {
    self.directory = directory
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  /// One request that came.
  struct Request: Decodable, Hashable {
    var path: String
    var id: Int
    var attempt: Int
    var answer: String
    var signed: Bool
    var signatures: Int
    var sequence: Int
    var kind: String
  }

  /// Starts it where it was, and waits until it listens.
  func start() async throws {
    let file = "\(directory)/port"
    try? FileManager.default.removeItem(atPath: file)
    let script = PackageFiles.path("Tests/IntegrationTests/OtherMake/receiver.py")
    process = try await RunningProgram.start(
      Program("python3"), ["-B", script, directory] + (port.isEmpty ? [] : [port]))
    try await eventually("the receiver listens", within: .seconds(60)) {
      port = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
      return !port.isEmpty
    }
  }

  func kill() async { await process?.kill() }

  var address: String { "http://127.0.0.1:\(port)" }

  func know(_ secret: String) throws {
    try secret.write(toFile: "\(directory)/secret", atomically: true, encoding: .utf8)
  }

  /// What it answers from now on, before it answers 200.
  func plan(_ answers: String...) throws {
    try answers.joined(separator: "\n").write(toFile: "\(directory)/plan", atomically: true, encoding: .utf8)
  }

  /// All that came.
  var requests: [Request] {
    get throws {
      let lines = (try? String(contentsOfFile: "\(directory)/log", encoding: .utf8))?.split(separator: "\n") ?? []
      return try lines.map { try JSONDecoder().decode(Request.self, from: Data($0.utf8)) }
    }
  }

  /// The ids of what it took.
  var taken: [Int] { get throws { try requests.filter { ["200", "huge"].contains($0.answer) }.map(\.id) } }
}

/// Runs `body` with a receiver that listens.
func withReceiver(_ directory: String, _ body: (Receiver) async throws -> Void) async throws {
  let receiver = try Receiver(directory)
  do {
    try await receiver.start()
    try await body(receiver)
    await receiver.kill()
  } catch {
    await receiver.kill()
    throw error
  }
}

extension Daemon {
  var hooks: String { "\(directory)/hooks" }

  /// What `vouch webhooks` answers where it asks no manager.
  @discardableResult
  func webhooks(_ arguments: String..., exit code: Int32 = 0) async throws -> JSONAnswer {
    try await Program.vouch.run(["webhooks"] + arguments + ["--data", hooks, "--output", "json"]).expecting(code).json
  }

  /// Adds an endpoint at the receiver; gives its name.
  func addHook(_ receiver: Receiver, path: String = "/", _ more: String...) async throws -> String {
    let added = try await run(
      .vouch, ["webhooks", "add", receiver.address + path, "--data", hooks] + more)
    try receiver.know(try #require(added["secret"].text))
    return try #require(added["endpoint"].text)
  }

  /// The arguments of a sender in a hurry.
  var sending: [String] {
    [
      "webhooks", "serve", "--data", hooks, "--server", "\(unix)", "--first-pause", "0.01", "--longest-pause", "0.2",
      "--every", "0.02", "--answer-within", "5", "--output", "json",
    ]
  }

  /// Runs `body` beside a sender, which is killed however `body` ends.
  func withSender(_ more: String..., body: (RunningProgram) async throws -> Void) async throws {
    let sender = try await RunningProgram.start(.vouch, sending + more)
    do {
      try await body(sender)
      await sender.kill()
    } catch {
      await sender.kill()
      throw error
    }
  }

  /// Sends until nothing is left; gives what was done.
  @discardableResult
  func sendAll(_ more: String...) async throws -> JSONAnswer {
    try await Program.vouch.run(sending + ["--until-idle"] + more).expecting(0).json
  }

  /// Enrols, and makes so many more entries.
  func trade(_ count: Int) async throws {
    try await withClient { client in
      if try await client.accepted(GetStatus()).accounts == 0 { try await client.enrolTown() }
      for _ in 0..<count { try await client.change(.fund(.buyer, .bank, 1, .book)) }
    }
  }
}
