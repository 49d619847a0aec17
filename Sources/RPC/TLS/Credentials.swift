/// What one side of TLS shows, and what it judges the other by: the files of an identity directory, judged and ready.
public import Identities
public import Ledger
internal import NIOCore
internal import NIOSSL

/// Credentials as they were at one moment. `LiveCredentials` are kept new.
public struct Credentials: Sendable {
  /// Where they were read.
  public let path: String
  /// The own certificate; nil: none is shown, and nobody listens by these.
  public let own: ShownCertificate?
  /// Whose certificates are believed.
  public let trust: Trust
  private let chain: [NIOSSLCertificateSource]
  private let key: NIOSSLPrivateKeySource?

  /// Why credentials cannot be used: which file, what is wrong with it, and what to do.
  public struct Problem: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
  }

  /// Reads an identity directory, and judges its certificate as a peer would who trusts the same authorities.
  ///
  /// - Parameters:
  ///   - use: the sides of connections that the certificate is for.
  ///   - name: whom it must name; nil: anybody.
  ///   - time: now.
  ///   - needsCertificate: whether there must be one. Without, a client may have a directory that only says whom it
  ///     believes: who it is, it shows by a key, or not at all.
  /// - Throws: `Problem`, also for a certificate that has ended or was revoked: no peer would take it.
  public static func read(
    _ path: String, for use: CertificateUse, as name: Identity?, needsCertificate: Bool = true, at time: Timestamp
  ) async throws(Problem) -> Credentials {
    if !needsCertificate, TrustDirectory.isOne(path) { return try trusting(path) }
    let directory: IdentityDirectory
    do {
      directory = try IdentityDirectory.read(path)
    } catch {
      throw Problem("\(error)")
    }
    let file = "\(path)/\(IdentityDirectory.certificateFile)"
    let sent = [directory.certificate] + directory.intermediates
    let trust = Trust(directory)
    let own: ShownCertificate
    do {
      own = try await trust.judge(sent.map(\.der), for: use, at: time)
    } catch {
      throw Problem("\(file) cannot be used: \(error). Have another certificate issued.")
    }
    if let name, !own.identities.contains(name) {
      let fault = CertificateFault.otherName(own.identities, expected: .one(name))
      throw Problem("\(file) cannot be used: \(fault). Use the identity directory of \(name).")
    }
    guard let key = directory.key else { throw Problem("\(path)/\(IdentityDirectory.keyFile) is not there.") }
    do {
      return Credentials(
        path: path, own: own, trust: trust,
        chain: try sent.map { .certificate(try NIOSSLCertificate(bytes: $0.der, format: .der)) },
        key: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.pem.utf8), format: .pem)))
    } catch {
      // Not in the library's words: they might quote the key.
      throw Problem("\(file) or the key beside it is of a kind that TLS cannot use. Have another certificate issued.")
    }
  }
}

extension Credentials {
  /// Those of who shows no certificate.
  private static func trusting(_ path: String) throws(Problem) -> Credentials {
    do {
      let directory = try TrustDirectory.read(path)
      return Credentials(path: path, own: nil, trust: Trust(directory), chain: [], key: nil)
    } catch {
      throw Problem("\(error)")
    }
  }
}

// MARK: - Contexts

extension Credentials {
  /// For one connection of a server.
  ///
  /// Each connection has a context of its own. A context has the key to the tickets by which clients resume sessions
  /// without showing their certificates again, and NIOSSL has no way to give out none: so no ticket is ever worth
  /// anything, and whoever was revoked cannot come back by one.
  func serverContext(needsCertificate: Bool) throws -> NIOSSLContext {
    guard let key else { preconditionFailure("a server's credentials have a certificate") }
    var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
    TLSRules.apply(to: &configuration)
    configuration.certificateVerification = needsCertificate ? .noHostnameVerification : .optionalVerification
    // Certificates are judged by `trust`; the library's own list of the world's authorities is not even read.
    configuration.trustRoots = .certificates([])
    return try NIOSSLContext(configuration: configuration)
  }

  /// For one connection of a client.
  func clientContext() throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateChain = chain
    configuration.privateKey = key
    TLSRules.apply(to: &configuration)
    // Names are judged with the rest: not those of machines, but whom the certificate is for.
    configuration.certificateVerification = .noHostnameVerification
    configuration.trustRoots = .certificates([])
    return try NIOSSLContext(configuration: configuration)
  }
}
