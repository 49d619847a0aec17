/// One run of a subcommand: it asks the manager, shows what came, and ends with the exit code that says what happened.
internal import ArgumentParser
public import CheckClient
internal import Foundation
public import Ledger
public import RPC
public import Wire

/// What a subcommand works with.
public struct Session: Sendable {
  /// The manager.
  public let client: ManagerClient
  /// How answers are shown.
  public let output: OutputFormat
  /// Who asks; nil: nobody says.
  public let credentials: LiveCredentials?

  /// A session over a client.
  public init(client: ManagerClient, output: OutputFormat, credentials: LiveCredentials?) {
    self.client = client
    self.output = output
    self.credentials = credentials
  }

  /// Asks, and takes yes for an answer; everything else is thrown as a `Failure`.
  public func ask<C: Call>(_ call: C) async throws(Failure) -> C.Accepted { try await reply(to: call).accepted }

  /// As `ask`, with the sequence of the last decision that the reply saw.
  public func reply<C: Call>(to call: C) async throws(Failure) -> (accepted: C.Accepted, sequence: UInt64) {
    let reply: Reply<C.Accepted>
    do {
      reply = try await client.call(call)
    } catch {
      throw .client(error, command: call.commandID)
    }
    switch reply.outcome {
    case .accepted(let accepted): return (accepted, reply.sequence)
    case .refused(let refusal): throw .refused(refusal)
    case .invalid(let invalid): throw .invalid(invalid)
    }
  }

  /// Shows an answer: `text` to people, `json` to programs.
  public func show(_ text: @autoclosure () -> String, json: @autoclosure () -> JSON) throws(Failure) {
    switch output {
    case .table: try Terminal.write(text())
    case .json: try Terminal.write(json().indented + "\n")
    }
  }

  /// Shows an accepted change.
  public func show(_ receipt: Receipt) throws(Failure) { try show(receipt.text, json: receipt.json) }
}

extension ServerOptions {
  /// Runs `body` with a session, closes it, and turns a `Failure` into words and an exit code: refusals and faults go to
  /// stdout as JSON where that was asked, everything else to stderr.
  ///
  /// Throws an `ExitCode`, or what `body` threw if that is no `Failure`.
  public func run(_ body: (Session) async throws -> Void) async throws {
    try await reportingFailures(as: output) {
      let credentials = try await credentials()
      let client = try client(credentials)
      do {
        try await body(Session(client: client, output: output, credentials: credentials))
      } catch {
        await client.close()
        throw error
      }
      await client.close()
    }
  }
}

/// Runs `body`, and turns a `Failure` into words and an exit code: refusals and faults go to stdout as JSON where that was
/// asked, everything else to stderr.
///
/// Throws an `ExitCode`, or what `body` threw if that is no `Failure`.
public func reportingFailures(as output: OutputFormat, _ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch let failure as Failure {
    if output == .json, let json = failure.json {
      // Whoever does not take the answer any more cannot be told either.
      try? Terminal.write(json.indented + "\n")
    } else if let sentence = failure.sentence {
      Terminal.warn(sentence)
    }
    throw failure.status
  }
}

extension Call {
  /// The id by which the call can be repeated without a second effect; nil where it changes nothing.
  var commandID: CommandID? {
    switch self {
    case let issue as IssueCheck: CommandID(issuing: issue.id)
    case let action as CheckAction: action.id
    case let administration as Administration: administration.id
    default: nil
    }
  }
}

/// The two ways out of a program.
public enum Terminal {
  /// Writes to stdout. Throws `Failure.io` when nobody takes it.
  public static func write(_ text: String) throws(Failure) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      throw .io("The answer could not be written to stdout: \(error.localizedDescription)")
    }
  }

  /// Writes a line to stderr, after the program's name.
  public static func warn(_ sentence: String) {
    let program = CommandLine.arguments.first.map { ($0 as NSString).lastPathComponent } ?? "vouch"
    note("\(program): \(sentence)\n")
  }

  /// Writes to stderr as it is.
  public static func note(_ text: String) {
    // A closed stderr is no reason to stop working.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
