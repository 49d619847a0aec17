/// The four programs, each call a process of its own, asked for JSON.
import RPC
import VouchTesting

/// How the programs reach the daemon.
enum Way: Sendable, CaseIterable {
  case tcp, unix
}

extension Daemon {
  /// Where it is reached one way or the other.
  func endpoint(_ way: Way) -> Endpoint {
    switch way {
    case .tcp: tcp
    case .unix: unix
    }
  }

  /// Runs a program against it, and takes the JSON it answers when it exits as expected.
  @discardableResult
  func run(
    _ program: Program, _ arguments: [String], over way: Way = .unix, exit code: Int32 = 0
  ) async throws -> JSONAnswer {
    try await program.run(
      arguments + ["--server", "\(endpoint(way))", "--output", "json"],
      environment: ["VOUCH_TERMINAL_HOME": "\(directory)/home"]
    ).expecting(code).json
  }

  /// The operator's program.
  @discardableResult
  func vouch(_ arguments: String..., over way: Way = .unix, exit code: Int32 = 0) async throws -> JSONAnswer {
    try await run(.vouch, arguments, over: way, exit: code)
  }

  /// A buyer's terminal.
  @discardableResult
  func terminal(
    _ account: String, _ arguments: String..., over way: Way = .unix, exit code: Int32 = 0
  ) async throws -> JSONAnswer {
    try await run(.terminal, ["--account", account] + arguments, over: way, exit: code)
  }

  /// A shop.
  @discardableResult
  func seller(
    _ seller: String, _ arguments: String..., over way: Way = .unix, exit code: Int32 = 0
  ) async throws -> JSONAnswer {
    try await run(.seller, ["--seller", seller] + arguments, over: way, exit: code)
  }

  /// A carrier.
  @discardableResult
  func distributor(
    _ distributor: String, _ arguments: String..., over way: Way = .unix, exit code: Int32 = 0
  ) async throws -> JSONAnswer {
    try await run(.distributor, ["--distributor", distributor] + arguments, over: way, exit: code)
  }

  /// Enrols ALICE with 300.00 EUR, SHOP and PARCEL, by the operator's program.
  func enrolByHand(over way: Way = .unix) async throws {
    try await vouch("accounts", "add", "ALICE", "--currency", "EUR", "--name", "Alice Sommer", over: way)
    try await vouch("fund", "ALICE", "300.00", over: way)
    try await vouch("sellers", "add", "SHOP", "--currency", "EUR", "--name", "Buch & Bohne Versand", over: way)
    try await vouch("distributors", "add", "PARCEL", "--currency", "EUR", "--cash-limit", "1000", over: way)
  }
}

extension JSONAnswer {
  /// The check's number in an answer.
  ///
  /// - Throws: `ProcessFailure` where there is none.
  var check: String {
    get throws {
      guard let check = self["check"].text else { throw ProcessFailure("no check in \(self)") }
      return check
    }
  }
}
