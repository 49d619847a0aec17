/// Which authority is meant, and how answers are shown.
public import ArgumentParser
internal import Foundation
public import Identities

/// `--authority` and `--output`.
public struct AuthorityOptions: ParsableArguments, Sendable {
  /// The authority's directory, if it was said.
  @Option(
    help: ArgumentHelp(
      "The authority's directory. (environment: \(variable); default: ~/\(usualName))", valueName: "directory"))
  public var authority: String?

  /// How answers are shown.
  @Option(help: "How to show answers: tables for people, JSON for programs.")
  public var output: OutputFormat = .table

  /// Nothing said.
  public init() {}

  static let variable = "VOUCH_AUTHORITY"
  static let usualName = ".vouch-authority"

  /// The directory: as said, else as the environment says, else in the user's home.
  ///
  /// Throws a `Failure.usage` where there is none of the three. `environment`: nil for this process's own.
  public func path(
    _ given: String? = nil, environment: [String: String]? = nil
  ) throws(Failure) -> String {
    for path in [given, authority] {
      guard let path else { continue }
      guard !path.isEmpty else { throw .usage("The authority's directory has no name.") }
      return path.withoutSlash
    }
    let environment = environment ?? ProcessInfo.processInfo.environment
    if let path = environment[AuthorityOptions.variable], !path.isEmpty { return path.withoutSlash }
    guard let home = environment["HOME"], !home.isEmpty else {
      throw .usage(
        "Say where the authority is: --authority DIRECTORY, or \(AuthorityOptions.variable) in the environment.")
    }
    return "\(home)/\(AuthorityOptions.usualName)"
  }

  /// Runs `body`, and turns what an authority or its files answered instead of yes into words and an exit code.
  public func run(_ body: () throws -> Void) async throws {
    try await reportingFailures(as: output) {
      do {
        try body()
      } catch let error as AuthorityError {
        throw Failure(error)
      } catch let error as IdentityError {
        throw Failure(error)
      }
    }
  }

  /// The authority that is meant.
  public func open() throws -> AuthorityDirectory { try AuthorityDirectory.open(try path()) }

  /// Shows an answer: `text` to people, `json` to programs.
  public func show(_ text: String, json: JSON) throws(Failure) {
    switch output {
    case .table: try Terminal.write(text)
    case .json: try Terminal.write(json.indented + "\n")
    }
  }
}

extension String {
  /// The path of a directory without slashes at its end.
  public var withoutSlash: String {
    var path = self[...]
    while path.count > 1, path.last == "/" { path.removeLast() }
    return String(path)
  }
}
