/// An authority on a disk, and all that it issued.
///
///     authority.pem     its certificate: the last that is written when it is made
///     authority.key     its private key: PKCS#8, closed to everybody else
///     revoked.pem       its list of revocations: what was taken back, when and why
///     issued/SERIAL.pem each certificate that it issued
///     lock              held by whoever changes something
///
/// There is no index beside these that could say something else. A certificate is recorded before anybody has it, and a
/// list replaces the one before it whole: so at whatever point a program is killed, what is out there can be revoked.
internal import Crypto
public import Ledger
internal import Storage

/// An authority that was opened. What is read is read anew each time; changes are made one process after the other.
public struct AuthorityDirectory: Sendable {
  /// Where it lies.
  public let path: String
  /// The authority itself.
  public let authority: CertificateAuthority

  static let authorityFile = IdentityDirectory.authorityFile
  static let keyFile = "authority.key"
  static let revokedFile = IdentityDirectory.revokedFile
  static let issuedDirectory = "issued"
  static let lockFile = "lock"

  /// Makes an authority in `path`, which is made if it is missing.
  ///
  /// - Throws: `AuthorityError.exists` where there is one; what an earlier, killed try left is written over.
  public static func make(
    _ path: String, ledger: String, at time: Timestamp, lifetime: Timestamp.Span = CertificateAuthority.usualLifetime,
    random: inout some RandomNumberGenerator
  ) throws(AuthorityError) -> AuthorityDirectory {
    let authority: CertificateAuthority
    let list: RevocationList
    do {
      authority = try CertificateAuthority(ledger: ledger, at: time, lifetime: lifetime, random: &random)
      list = try authority.list([:], number: 1, at: time)
    } catch {
      throw .malformed(error)
    }
    let directory = AuthorityDirectory(path: path, authority: authority)
    try catchingFiles { () throws(IdentityError) in
      try Files.makeDirectory(path)
      try Files.makeDirectory(directory.file(issuedDirectory))
    }
    try directory.locked { () throws(AuthorityError) in
      guard !Files.exists(directory.file(authorityFile)) else { throw .exists(path: path) }
      try catchingFiles { () throws(IdentityError) in
        let key = Array(authority.key.pemRepresentation.utf8 + [0x0A])
        try Files.write(key, to: directory.file(keyFile), mode: Files.secretMode)
        try Files.write(Array(list.pem.utf8), to: directory.file(revokedFile), mode: Files.publicMode)
        let certificate = Array(authority.certificate.pem.utf8)
        try Files.write(certificate, to: directory.file(authorityFile), mode: Files.publicMode)
      }
    }
    return directory
  }

  /// Opens an authority.
  ///
  /// - Throws: `AuthorityError.noAuthority` where there is none, and where its key is open to others, or not its own.
  public static func open(_ path: String) throws(AuthorityError) -> AuthorityDirectory {
    let certificates: [IdentityCertificate]
    let key: PrivateKey
    do {
      certificates = try IdentityDirectory.certificates("\(path)/\(authorityFile)")
      key = try PrivateKey.read(file: "\(path)/\(keyFile)")[0]
    } catch .missing {
      throw .noAuthority(path: path)
    } catch {
      throw .files(error)
    }
    do {
      return AuthorityDirectory(
        path: path, authority: try CertificateAuthority(certificate: certificates[0], key: key.signing()))
    } catch {
      throw .malformed(error)
    }
  }

  /// The list of revocations as it lies there.
  ///
  /// - Throws: `AuthorityError.files` where it is missing or damaged: a new, empty one would give back what was taken.
  public func revocations() throws(AuthorityError) -> RevocationList {
    let path = file(AuthorityDirectory.revokedFile)
    do throws(IdentityError) {
      let bytes = try Files.need(path, bound: RevocationList.maximumPEMBytes)
      let list = try RevocationList(pem: bytes, at: path)
      guard list.isSigned(by: authority.certificate.certificate) else {
        throw IdentityError.revocationsOfAnother(directory: self.path)
      }
      return list
    } catch {
      throw .files(error)
    }
  }

  /// Every certificate that it issued, by identity and then by time, with what became of it.
  public func issued() throws(AuthorityError) -> [IssuedCertificate] {
    let revocations = try revocations()
    let certificates = try catchingFiles { () throws(IdentityError) in
      var certificates: [IdentityCertificate] = []
      // A draft that a killed program left has another ending.
      for name in try Files.files(in: file(AuthorityDirectory.issuedDirectory)) where name.hasSuffix(".pem") {
        certificates.append(
          try IdentityDirectory.certificates(file("\(AuthorityDirectory.issuedDirectory)/\(name)"))[0])
      }
      return certificates
    }
    return IssuedCertificate.all(certificates, revocations)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func recordPath(of serial: Serial) -> String { file("\(AuthorityDirectory.issuedDirectory)/\(serial).pem") }

  /// Runs `body` while nobody else changes anything here.
  func locked<Result>(_ body: () throws(AuthorityError) -> Result) throws(AuthorityError) -> Result {
    let lock: FileLock?
    do {
      lock = try FileLock(file(AuthorityDirectory.lockFile))
    } catch {
      throw .files(error)
    }
    guard let lock else { throw .busy(path: path) }
    defer { lock.release() }
    return try body()
  }
}

/// Runs `body` and says of what it throws that it was files.
func catchingFiles<Result>(_ body: () throws(IdentityError) -> Result) throws(AuthorityError) -> Result {
  do {
    return try body()
  } catch {
    throw .files(error)
  }
}
