/// What every site's `serve` is told: where it keeps its data, where it listens, and where the check manager is.
public import ArgumentParser
internal import Foundation
public import Identities
public import RPC

/// `--data`, `--listen`, `--unix`, `--identity`, `--callers`, `--trust` and `--manager`.
public struct ServeOptions: ParsableArguments, Sendable {
  /// The directory of the site's store.
  @Option(help: ArgumentHelp("The directory of the site's data; made if it is missing.", valueName: "directory"))
  public var data: String

  /// Where to listen on TCP.
  @Option(
    help: ArgumentHelp(
      "HOST:PORT to listen on: with --identity anywhere, with --trust loopback on loopback. Port 0 takes any free port.",
      valueName: "endpoint"))
  public var listen: String?

  /// The Unix socket to listen on.
  @Option(help: ArgumentHelp("The path of the Unix socket to listen on.", valueName: "path"))
  public var unix: String?

  /// Who the site is.
  @OptionGroup public var identity: IdentityOption

  /// What is asked of callers over TCP.
  @Option(help: "What callers over TCP must show, where --identity is given. (default: certificate)")
  public var callers: Callers = .certificate

  /// Who is taken for anybody without showing anything.
  @Option(help: "Takes every process of this machine for anybody: plain TCP on loopback.")
  public var trust: Trusted?

  /// Where the check manager is.
  @Option(
    help: ArgumentHelp(
      "Where the check manager listens: HOST:PORT or unix:PATH. (environment: VOUCH_SERVER; default: "
        + "\(ServerOptions.defaultServer))", valueName: "endpoint"), transform: Read.endpoint)
  public var manager: Endpoint?

  /// The key of the store.
  @OptionGroup public var seal: SealOptions

  /// What a caller must show.
  public enum Callers: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
    case certificate
    case anybody
  }

  /// Who needs to show nothing.
  public enum Trusted: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
    case loopback
  }

  /// Nothing said.
  public init() {}

  /// How callers are known, once it is clear who the site is.
  ///
  /// - Parameter name: whom its certificate must name.
  /// - Throws: a `Failure.usage` where TCP would be neither secured nor trusted, and what is wrong with the identity.
  public func admission(as name: Identity) async throws(Failure) -> Admission {
    let credentials = try await identity.credentials(for: [.client, .server], as: name)
    if listen != nil {
      switch (credentials, trust) {
      case (nil, nil):
        throw .usage(
          "--listen needs --identity DIRECTORY, so that both sides know each other; or, on loopback, --trust loopback, "
            + "and every process of this machine is taken for anybody.")
      case (_?, _?): throw .usage("--trust loopback is for TCP without --identity: give one of the two.")
      default: break
      }
    }
    var admission = Admission(credentials: credentials, needsCertificate: callers == .certificate)
    admission.users.speakForAnybody = trust == .loopback
    return admission
  }

  /// Where the service listens, one or two places.
  ///
  /// Throws a `Failure.usage` for what is no endpoint, for one that strangers could reach and that no identity secures, and
  /// for none at all.
  public func endpoints() throws(Failure) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    if let listen {
      let isSecured = try identity.directory(environment: ProcessInfo.processInfo.environment) != nil
      endpoints.append(
        isSecured
          ? try ServeOptions.tcp(listen, flag: "--listen")
          : try ServeOptions.loopback(
            listen, flag: "--listen",
            reason: "Nothing secures it without --identity, so it is for loopback (127.0.0.1, ::1) only."))
    }
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

  /// A TCP endpoint.
  static func tcp(_ text: String, flag: String) throws(Failure) -> Endpoint {
    guard let endpoint = Endpoint(text), case .tcp = endpoint else {
      throw .usage("\(flag) is '\(text)', but must be a host and a port, such as 127.0.0.1:7421.")
    }
    return endpoint
  }

  /// A TCP endpoint that only this machine can reach; `reason`: why no other, in a sentence.
  public static func loopback(_ text: String, flag: String, reason: String) throws(Failure) -> Endpoint {
    let endpoint = try tcp(text, flag: flag)
    guard endpoint.isLocal else {
      throw .usage("\(flag) is '\(text)', which other machines can reach. \(reason)")
    }
    return endpoint
  }
}
