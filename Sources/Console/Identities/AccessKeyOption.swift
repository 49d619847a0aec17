/// `--key-file`: who the program is, towards the check manager, where it has no certificate.
public import ArgumentParser
public import CheckClient
internal import Foundation
public import Identities
public import RPC

/// The file of a key. Not the key itself: other users see arguments, and much sees the environment.
public struct AccessKeyOption: ParsableArguments, Sendable {
  /// The file, if it was said.
  @Option(
    help: ArgumentHelp(
      "A file with a key, which shows the check manager who this program is in place of a certificate; closed to "
        + "everybody else. --identity then needs to hold authority.pem alone. (environment: \(variable))",
      valueName: "file"))
  public var keyFile: String?

  static let variable = "VOUCH_KEY_FILE"

  /// Nothing said.
  public init() {}

  /// The key, by flag or environment; nil where none is said.
  ///
  /// - Throws: a `Failure` which names the file, what is wrong with it, and what to do; nothing of what is in it.
  public func key(environment: [String: String]) throws(Failure) -> AccessKey? {
    if let keyFile, keyFile.isEmpty { throw .usage("--key-file names no file.") }
    guard let file = keyFile ?? environment[AccessKeyOption.variable].flatMap({ $0.isEmpty ? nil : $0 }) else {
      return nil
    }
    do {
      return try AccessKey.read(file)
    } catch {
      throw Failure(error)
    }
  }
}

extension ServerOptions {
  /// A client of that manager. Nothing is connected before its first call.
  ///
  /// - Throws: a `Failure.usage` where there is both a certificate to show and a key to present: a caller is one of the two.
  public func client(_ credentials: LiveCredentials?) throws -> ManagerClient {
    let environment = ProcessInfo.processInfo.environment
    let key = try key.key(environment: environment)
    let server = try endpoint(environment: environment)
    if key != nil, credentials?.current.own != nil {
      throw Failure.usage(
        "There is a key, and a certificate in \(credentials?.path ?? ""): a caller is known by one of the two. Leave out "
          + "--key-file, or name an identity directory that holds authority.pem alone.")
    }
    var options = ClientOptions()
    options.timeout = timeout
    return ManagerClient(server: server, options: options, security: credentials?.expecting(.manager), key: key)
  }
}
