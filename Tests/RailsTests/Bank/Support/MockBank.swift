/// A bank of other make, as a process of its own: PyPI's mock-bank.
import Foundation
import Synchronization
import Testing

@testable import Rails

/// A running bank, with a connection to move its clock and its moods by.
final class MockBank: Sendable {
  let base: String
  private let process: Process
  private let control: BankConnection

  static var isThere: Bool { BankWheels.wheel("mock_bank") != nil }

  private init(_ process: Process, _ base: String) {
    self.process = process
    self.base = base
    control = BankConnection(BankByHTTP.Settings(base: base, directory: "", initiator: ""))
  }

  /// Runs a bank on a free port for as long as `body` takes; its clock stands at 9 in the morning of Tuesday, 1
  /// December 2026.
  static func with<Result>(
    _ arguments: [String] = [], _ body: (MockBank, String) async throws -> Result
  ) async throws -> Result {
    let wheel = try #require(BankWheels.wheel("mock_bank"))
    let usual = ["-m", "mockbank", "--port", "0", "--clock", "2026-12-01T09:00"]
    return try await withProgram(usual + arguments, wheel: wheel, body)
  }

  /// Runs any program of Python that says where it listens.
  static func withProgram<Result>(
    _ arguments: [String], wheel: String = "", _ body: (MockBank, String) async throws -> Result
  ) async throws -> Result {
    try await withBankDirectory { directory in
      let bank = try await start(arguments, wheel, log: "\(directory)/bank.log")
      do {
        let result = try await body(bank, directory)
        await bank.stop()
        return result
      } catch {
        await bank.stop()
        throw error
      }
    }
  }

  private static func start(_ arguments: [String], _ wheel: String, log: String) async throws -> MockBank {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "PYTHONPATH": wheel, "PYTHONDONTWRITEBYTECODE": "1"]
    try Data().write(to: URL(fileURLWithPath: log))
    let output = try #require(FileHandle(forWritingAtPath: log))
    process.standardError = output
    process.standardOutput = output
    try process.run()
    for _ in 0..<1500 {
      let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      if let address = said.firstMatch(of: #/listening on (http://127\.0\.0\.1:\d+)\//#) {
        return MockBank(process, String(address.1))
      }
      guard process.isRunning else { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    kill(process.processIdentifier, SIGKILL)
    throw BankError.setting("the bank did not start: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
  }

  func stop() async {
    // It cannot be asked: a process started from here inherits that SIGTERM is blocked.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    await control.close()
  }

  /// Asks it something by its control plane, and gives what it says.
  @discardableResult
  func control(_ method: BankByHTTP.Method, _ path: String, _ body: String? = nil) async throws -> String {
    let answer = try await control.ask(method, "/_mock/\(path)", body: body.map { Array($0.utf8) })
    let text = String(decoding: answer.body, as: UTF8.self)
    try #require((200..<300).contains(answer.status), "\(path): \(text)")
    return text
  }

  /// Lets days pass.
  func advance(days: Int) async throws { try await control(.post, "advance?days=\(days)") }

  /// Sets the mood of an account.
  func behave(_ account: String, _ behaviour: String, _ parameters: String = "{}") async throws {
    try await control(.patch, "accounts/\(account)", #"{"behaviour": "\#(behaviour)", "parameters": \#(parameters)}"#)
  }

  /// How many payments it has decided on.
  func paymentCount() async throws -> Int {
    let said = try await control(.get, "payments")
    return (try JSONSerialization.jsonObject(with: Data(said.utf8)) as? [Any])?.count ?? 0
  }

  /// A connection of Vouch's to it.
  func connector(in directory: String, _ change: (inout BankByHTTP.Settings) -> Void = { _ in }) throws -> BankByHTTP {
    var settings = BankByHTTP.Settings(base: base, directory: "\(directory)/bank", initiator: "Vouch")
    change(&settings)
    return try BankByHTTP(settings)
  }
}
