/// A program of Vouch (or of the system) run to its end: what it is given, and what it says.
internal import Foundation
internal import Subprocess

/// A program by its name: one of Vouch's, found beside the tests, or one of the system's, found in the `PATH`.
public struct Program: Hashable, Sendable {
  /// The name of the file: `vouch-seller`.
  public let name: String

  /// A program by its name.
  public init(_ name: String) { self.name = name }

  /// The operator's.
  public static let vouch = Program("vouch")
  /// The daemon.
  public static let vouchd = Program("vouchd")
  /// A buyer's.
  public static let terminal = Program("vouch-terminal")
  /// A seller's.
  public static let seller = Program("vouch-seller")
  /// A distributor's.
  public static let distributor = Program("vouch-distributor")

  /// A paying system's connector.
  public static let rail = Program("vouch-rail")

  /// How many bytes a program may say on each of its outputs.
  static let outputBytes = 64 << 20

  /// How long a program may take: far more than any needs, so that a hanging one fails its test and nothing else.
  public static let usualLimit = Duration.seconds(120)

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - input: what it reads from stdin; nothing without.
  ///   - environment: variables beside those of this process, of which none of Vouch's own is handed on.
  ///   - limit: how long it may take; then it is killed.
  /// - Throws: `ProcessFailure` when it is not built, or was killed for taking too long.
  public func run(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:], limit: Duration = usualLimit
  ) async throws -> FinishedProgram {
    let command = ([name] + arguments).joined(separator: " ")
    let environment = try Binaries.environment(environment)
    return try await withThrowingTaskGroup(of: FinishedProgram?.self) { group in
      defer { group.cancelAll() }
      group.addTask {
        let (status, output, errors) = try await collect(arguments, input, environment)
        return FinishedProgram(
          command: command, ending: ProcessEnding(status), output: String(decoding: output, as: UTF8.self),
          errors: String(decoding: errors, as: UTF8.self))
      }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      guard let first = try await group.next(), let finished = first else {
        throw ProcessFailure("'\(command)' took more than \(limit) and was killed.")
      }
      return finished
    }
  }

  private func collect(
    _ arguments: [String], _ input: String?, _ environment: Environment
  ) async throws -> (TerminationStatus, [UInt8], [UInt8]) {
    let executable = Executable.name(name)
    if let input {
      let result = try await Subprocess.run(
        executable, arguments: Arguments(arguments), environment: environment, input: .string(input),
        output: .bytes(limit: Program.outputBytes), error: .bytes(limit: Program.outputBytes))
      return (result.terminationStatus, result.standardOutput, result.standardError)
    }
    let result = try await Subprocess.run(
      executable, arguments: Arguments(arguments), environment: environment, input: .none,
      output: .bytes(limit: Program.outputBytes), error: .bytes(limit: Program.outputBytes))
    return (result.terminationStatus, result.standardOutput, result.standardError)
  }
}

/// How a process ended.
public enum ProcessEnding: Hashable, Sendable, CustomStringConvertible {
  case exited(Int32)
  case signalled(Int32)

  /// `exit 64` or `signal 9`.
  public var description: String {
    switch self {
    case .exited(let code): "exit \(code)"
    case .signalled(let signal): "signal \(signal)"
    }
  }

  init(_ status: TerminationStatus) {
    switch status {
    case .exited(let code): self = .exited(code)
    case .signaled(let signal): self = .signalled(signal)
    }
  }
}

/// A process that did not do what a test relies on: in words, with what it said.
public struct ProcessFailure: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// A failure in words.
  public init(_ description: String) { self.description = description }
}

/// What a program said, and how it ended.
public struct FinishedProgram: Hashable, Sendable, CustomStringConvertible {
  /// The command line.
  public let command: String
  public let ending: ProcessEnding
  /// What it wrote to stdout.
  public let output: String
  /// What it wrote to stderr.
  public let errors: String

  /// The exit code; nil when a signal ended it.
  public var exitCode: Int32? {
    if case .exited(let code) = ending { code } else { nil }
  }

  /// Stdout as JSON.
  ///
  /// - Throws: `ProcessFailure` when it is none.
  public var json: JSONAnswer {
    get throws {
      do {
        return try JSONDecoder().decode(JSONAnswer.self, from: Data(output.utf8))
      } catch {
        throw ProcessFailure("Not JSON: \(self)")
      }
    }
  }

  /// Itself, when it exited with `code`.
  ///
  /// - Throws: `ProcessFailure` otherwise, with all that it said.
  @discardableResult
  public func expecting(_ code: Int32) throws -> FinishedProgram {
    guard exitCode == code else { throw ProcessFailure("Expected exit \(code) of \(self)") }
    return self
  }

  /// The command line, its ending, and all that it said.
  public var description: String { "'\(command)': \(ending)\n\(output)\(errors)" }
}
