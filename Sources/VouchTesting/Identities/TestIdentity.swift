/// A certificate with its key, and how both are put where programs look for them.
internal import Crypto
internal import Foundation
public import Identities
internal import SwiftASN1
public import X509

/// Somebody's certificate and key.
public struct TestIdentity: Sendable {
  /// Its own certificate, and those between it and a root.
  public let chain: [Certificate]
  let key: P256.Signing.PrivateKey

  init(chain: [Certificate], key: P256.Signing.PrivateKey) {
    self.chain = chain
    self.key = key
  }

  /// The chain in DER, as it is sent.
  public var sent: [[UInt8]] {
    get throws {
      try chain.map { certificate in
        let document = try certificate.serializeAsPEM()
        return document.derBytes
      }
    }
  }

  /// The number of its certificate, as programs write it.
  public var serial: String {
    chain[0].serialNumber.bytes.drop { $0 == 0 }.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Certificates and key in PEM.
  public var pem: (certificate: String, key: String) {
    get throws {
      (try chain.map { try $0.serializeAsPEM().pemString + "\n" }.joined(), key.pemRepresentation + "\n")
    }
  }

  /// Puts all into an identity directory, which is made if it is missing. Each file is replaced whole.
  ///
  /// - Parameters:
  ///   - authorities: whose certificates it believes.
  ///   - revoked: lists in PEM; nil: no such file.
  /// - Returns: the directory.
  @discardableResult
  public func write(
    to directory: String, trusting authorities: TestAuthority..., revoked: String? = nil, keyMode: Int = 0o600
  ) throws -> String {
    let files = FileManager.default
    try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let (certificate, key) = try pem
    try TestIdentity.put(certificate, "\(directory)/certificate.pem")
    try TestIdentity.put(key, "\(directory)/key.pem", mode: keyMode)
    try TestIdentity.put(authorities.map(\.pem).joined(), "\(directory)/authority.pem")
    if let revoked {
      try TestIdentity.put(revoked, "\(directory)/revoked.pem")
    } else {
      try? files.removeItem(atPath: "\(directory)/revoked.pem")
    }
    return directory
  }

  /// Replaces one file of an identity directory.
  public static func put(_ text: String, _ path: String, mode: Int = 0o600) throws {
    try text.write(toFile: "\(path).new", atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(path).new")
    guard unsafe rename("\(path).new", path) == 0 else { throw ProcessFailure("\(path) cannot be put in place") }
  }
}

extension TestIdentity {
  /// Somebody whose certificate was shown; without their key, which nobody has.
  public init(sent certificate: ShownCertificate) {
    self.init(chain: [certificate.leaf.certificate], key: P256.Signing.PrivateKey())
  }
}
