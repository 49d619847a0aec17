/// What every site's `serve` is told: where it keeps its data, where it listens, and where the check manager is.
public import ArgumentParser
internal import Foundation
public import RPC

/// `--data`, `--listen`, `--unix` and `--manager`.
public struct ServeOptions: ParsableArguments, Sendable {
  /// The directory of the site's store.
  @Option(help: ArgumentHelp("The directory of the site's data; made if it is missing.", valueName: "directory"))
  public var data: String

  /// Where to listen on TCP.
  @Option(
    help: ArgumentHelp("HOST:PORT to listen on; loopback only. Port 0 takes any free port.", valueName: "endpoint"))
  public var listen: String?

  /// The Unix socket to listen on.
  @Option(help: ArgumentHelp("The path of the Unix socket to listen on.", valueName: "path"))
  public var unix: String?

  /// Where the check manager is.
  @Option(
    help: ArgumentHelp(
      "Where the check manager listens: HOST:PORT or unix:PATH. (environment: VOUCH_SERVER; default: "
        + "\(ServerOptions.defaultServer))", valueName: "endpoint"), transform: Read.endpoint)
  public var manager: Endpoint?

  /// The key of the store.
  @OptionGroup public var seal: SealOptions

  /// Nothing said.
  public init() {}

  /// Where the service listens, one or two places.
  ///
  /// Throws a `Failure.usage` for what is no endpoint, for one that strangers could reach, and for none at all.
  public func endpoints() throws(Failure) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    if let listen { endpoints.append(try ServeOptions.loopback(listen, flag: "--listen")) }
    if let unix {
      // A relative path would be another one for whoever connects from elsewhere.
      let path = unix.hasPrefix("/") ? unix : FileManager.default.currentDirectoryPath + "/" + unix
      guard let endpoint = Endpoint("unix:\(path)") else {
        throw .usage("--unix is '\(unix)', but a socket's path has at most 107 bytes.")
      }
      endpoints.append(endpoint)
    }
    guard !endpoints.isEmpty else { throw .usage("Say where to listen: --listen HOST:PORT, --unix PATH, or both.") }
    return endpoints
  }

  /// Where the manager is: as said, else as the environment says, else where it is when nobody says.
  public func managerEndpoint() throws -> Endpoint {
    var options = ServerOptions()
    options.server = manager
    return try options.endpoint(environment: ProcessInfo.processInfo.environment)
  }

  /// A TCP endpoint that only this machine can reach.
  public static func loopback(_ text: String, flag: String) throws(Failure) -> Endpoint {
    guard let endpoint = Endpoint(text), case .tcp = endpoint else {
      throw .usage("\(flag) is '\(text)', but must be a host and a port, such as 127.0.0.1:7421.")
    }
    guard endpoint.isLocal else {
      throw .usage(
        "\(flag) is '\(text)', which other machines can reach. The site cannot tell its callers apart yet, so it "
          + "listens on loopback (127.0.0.1, ::1) and Unix sockets only.")
    }
    return endpoint
  }
}
