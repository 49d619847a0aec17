/// Where a site is and how its answers are shown: the options of every subcommand that asks one.
public import ArgumentParser
internal import CheckClient
internal import Foundation
public import Identities
public import RPC
public import Wire

/// A kind of site, as a command line names it.
public protocol SiteKind: SendableMetatype {
  /// The methods of its service.
  associatedtype Service: RawRepresentable<UInt32>, Sendable
  /// The flag that says where it is, without hyphens.
  static var flag: String { get }
  /// The environment's variable for the same.
  static var variable: String { get }
  /// Where it is when nobody says.
  static var standard: String { get }
  /// What it is, in a word.
  static var noun: String { get }
  /// Whom its certificate must name, by whom one's own names.
  static func expectation(of own: [Identity]) -> ExpectedIdentity
}

/// A shop's own site, for its office.
public enum OfficeSite: SiteKind {
  public typealias Service = SellingMethod
  public static let flag = "office"
  public static let variable = "VOUCH_OFFICE"
  public static let standard = "unix:/run/vouch/seller.sock"
  public static let noun = "shop"

  /// The same shop, where one is a shop's.
  public static func expectation(of own: [Identity]) -> ExpectedIdentity {
    own.first { if case .seller = $0 { true } else { false } }.map { .one($0) } ?? .anySeller
  }
}

/// A shop's site, for its buyers.
public enum ShopSite: SiteKind {
  public typealias Service = SellingMethod
  public static let flag = "shop"
  public static let variable = "VOUCH_SHOP"
  public static let standard = "unix:/run/vouch/seller.sock"
  public static let noun = "shop"

  /// Any shop, until it has said which it is.
  public static func expectation(of own: [Identity]) -> ExpectedIdentity { .anySeller }
}

/// A carrier's own site, for its planners and drivers.
public enum CompanySite: SiteKind {
  public typealias Service = DistributionMethod
  public static let flag = "company"
  public static let variable = "VOUCH_COMPANY"
  public static let standard = "unix:/run/vouch/distributor.sock"
  public static let noun = "carrier"

  /// The same carrier, where one is a carrier's.
  public static func expectation(of own: [Identity]) -> ExpectedIdentity {
    own.first { if case .distributor = $0 { true } else { false } }.map { .one($0) } ?? .anyDistributor
  }
}

/// Where the site is, `--timeout`, `--output` and `--identity`.
public struct SiteOptions<Site: SiteKind>: ParsableArguments, Sendable {
  /// Where the site is, if it was said.
  @Option(
    name: .customLong(Site.flag),
    help: ArgumentHelp(
      "Where the \(Site.noun)'s site listens: HOST:PORT or unix:PATH. (environment: \(Site.variable); "
        + "default: \(Site.standard))",
      valueName: "endpoint"),
    transform: Read.endpoint)
  public var site: Endpoint?

  /// How long to wait, how answers are shown, and who asks.
  @OptionGroup public var answers: AnswerOptions

  /// Nothing said.
  public init() {}

  /// Where the site is: as said, else as the environment says, else where it is when nobody says.
  ///
  /// Throws a `Failure.usage` when the environment names no endpoint.
  public func endpoint(environment: [String: String]) throws -> Endpoint {
    if let site { return site }
    let text = environment[Site.variable].flatMap { $0.isEmpty ? nil : $0 } ?? Site.standard
    guard let endpoint = Endpoint(text) else {
      throw Failure.usage("\(Site.variable) is '\(text)': \(Read.endpointForm)")
    }
    return endpoint
  }

  /// Runs `body` with a session of the site, closes it, and turns a `Failure` into words and an exit code.
  ///
  /// Throws an `ExitCode`, or what `body` threw if that is no `Failure`.
  public func run(_ body: (SiteSession<Site.Service>) async throws -> Void) async throws {
    try await reportingFailures(as: answers.output) {
      var options = ClientOptions()
      options.timeout = answers.timeout
      let server = try endpoint(environment: ProcessInfo.processInfo.environment)
      let credentials = try await answers.identity.credentials()
      let client = ServiceClient<Site.Service>(
        server: server, options: options,
        security: credentials.map { $0.expecting(Site.expectation(of: $0.current.own?.identities ?? [])) })
      do {
        try await body(SiteSession(client: client, output: answers.output))
      } catch {
        await client.close()
        throw error
      }
      await client.close()
    }
  }
}
