/// `--identity`: who the program is, towards everybody who is asked over TCP.
public import ArgumentParser
internal import Foundation
public import Identities
public import RPC

/// The directory with certificate, key and authority. One group for all who have it, as it is found by its type.
public struct IdentityOption: ParsableArguments, Sendable {
  /// The directory, if it was said.
  @Option(
    help: ArgumentHelp(
      "The directory with certificate.pem, key.pem and authority.pem, by which both sides of a TCP connection show who "
        + "they are. Without, TCP is for this machine only. (environment: VOUCH_IDENTITY)", valueName: "directory"))
  public var identity: String?

  /// Nothing said.
  public init() {}

  /// The directory, by flag or environment.
  public func directory(environment: [String: String]) throws(Failure) -> String? {
    if let identity, identity.isEmpty { throw .usage("--identity names no directory.") }
    return identity ?? environment["VOUCH_IDENTITY"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The credentials in it; nil where none is said. For a client, a directory may also hold authority.pem alone: then it shows
  /// no certificate.
  ///
  /// - Parameters:
  ///   - use: the sides of connections that the certificate is for.
  ///   - name: whom it must name; nil: anybody.
  /// - Throws: `Failure.badData` which names the file, what is wrong with it, and what to do.
  public func credentials(
    for use: CertificateUse = .client, as name: Identity? = nil
  ) async throws(Failure) -> LiveCredentials? {
    guard let directory = try directory(environment: ProcessInfo.processInfo.environment) else { return nil }
    do {
      return try await LiveCredentials(reading: directory, for: use, as: name, needsCertificate: use.contains(.server))
    } catch {
      throw .badData("\(error)")
    }
  }
}

extension LiveCredentials {
  /// A connection on which the server shows that it is `expected`.
  public func expecting(_ expected: ExpectedIdentity) -> ClientSecurity { ClientSecurity(self, expecting: expected) }
}
