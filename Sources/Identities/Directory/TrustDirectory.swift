/// An identity directory of somebody who has no certificate, and shows a key instead: it holds whom it believes.
internal import Storage

/// What is left of an identity's directory without `certificate.pem` and `key.pem`.
public struct TrustDirectory: Sendable {
  /// Where it was read.
  public let path: String
  /// The authorities whose word is taken, at least one.
  public let authorities: [IdentityCertificate]
  /// What they took back, each list signed by one of them.
  public let revocations: [RevocationList]

  /// Whether a directory is one of these: neither certificate nor private key is there.
  public static func isOne(_ path: String) -> Bool {
    Files.isDirectory(path) && !Files.exists("\(path)/\(IdentityDirectory.certificateFile)")
      && !Files.exists("\(path)/\(IdentityDirectory.keyFile)")
  }

  /// Reads a directory.
  ///
  /// - Throws: `IdentityError`, which names the file and says what to do.
  public static func read(_ path: String) throws(IdentityError) -> TrustDirectory {
    let revocations = try IdentityDirectory.lists("\(path)/\(IdentityDirectory.revokedFile)")
    let authorities = try IdentityDirectory.roots(path)
    for list in revocations {
      guard authorities.contains(where: { list.isSigned(by: $0.certificate) }) else {
        throw .revocationsOfAnother(directory: path)
      }
    }
    return TrustDirectory(path: path, authorities: authorities, revocations: revocations)
  }
}

extension Trust {
  /// The trust that a directory's files say.
  public init(_ directory: TrustDirectory) {
    self.init(authorities: directory.authorities, revocations: directory.revocations)
  }
}
