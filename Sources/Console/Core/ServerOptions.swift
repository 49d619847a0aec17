/// Where the manager is and how answers are shown: the options that every subcommand has.
public import ArgumentParser
internal import Foundation
internal import Identities
public import RPC

/// How answers are shown.
public enum OutputFormat: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
  case table
  case json
}

/// `--timeout`, `--output` and `--identity`: one group for whoever is asked, as a program's own options stand before its subcommand too,
/// and are found there by their type.
public struct AnswerOptions: ParsableArguments, Sendable {
  /// How long one call may take, in seconds.
  @Option(
    help: ArgumentHelp("How long to wait for an answer. (default: 10)", valueName: "seconds"), transform: Read.seconds)
  public var timeout: Duration = .seconds(10)

  /// How answers are shown.
  @Option(help: "How to show answers: tables for people, JSON for programs.")
  public var output: OutputFormat = .table

  /// Who asks.
  @OptionGroup public var identity: IdentityOption

  /// Nothing said.
  public init() {}
}

/// `--server`, `--timeout`, `--output`, `--identity` and `--key-file`.
public struct ServerOptions: ParsableArguments, Sendable {
  /// Where the manager is, if it was said.
  @Option(
    help: ArgumentHelp(
      "Where the manager listens: HOST:PORT or unix:PATH. (environment: VOUCH_SERVER; default: \(defaultServer))",
      valueName: "endpoint"),
    transform: Read.endpoint)
  public var server: Endpoint?

  /// How long to wait, how answers are shown, and who asks.
  @OptionGroup public var answers: AnswerOptions

  /// Who asks, where it has no certificate.
  @OptionGroup public var key: AccessKeyOption

  /// Nothing said.
  public init() {}

  /// How long one call may take.
  public var timeout: Duration { answers.timeout }

  /// How answers are shown.
  public var output: OutputFormat { answers.output }

  /// Where the manager is when nobody says.
  public static let defaultServer = "unix:/run/vouch/vouchd.sock"

  /// Where the manager is: as said, else as the environment says, else the default.
  ///
  /// Throws a `Failure.usage` when the environment names no endpoint.
  public func endpoint(environment: [String: String]) throws -> Endpoint {
    if let server { return server }
    let text = environment["VOUCH_SERVER"].flatMap { $0.isEmpty ? nil : $0 } ?? ServerOptions.defaultServer
    guard let endpoint = Endpoint(text) else {
      throw Failure.usage("VOUCH_SERVER is '\(text)': \(Read.endpointForm)")
    }
    return endpoint
  }

  /// Who asks; nil: nobody says, and TCP is for this machine only.
  public func credentials() async throws(Failure) -> LiveCredentials? { try await answers.identity.credentials() }
}
