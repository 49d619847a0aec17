/// Certificates given out: recorded first, then put where their owner finds them.
internal import Crypto
public import Ledger
internal import Storage

/// What is asked of an authority.
public struct IssueOrder: Sendable {
  /// What the certificate is to say.
  public var names: CertificateNames
  /// How long it is to last, 1 to `CertificateAuthority.maximumDays`; at the longest until the authority itself ends.
  public var days: UInt16
  /// By the request of somebody who keeps the private key; nil where a key is made, or lies there.
  public var request: CertificateRequest?

  /// An order.
  public init(
    _ names: CertificateNames, days: UInt16 = CertificateAuthority.usualDays, request: CertificateRequest? = nil
  ) {
    self.names = names
    self.days = days
    self.request = request
  }
}

extension AuthorityDirectory {
  /// Issues a certificate, and makes of `directory` an identity's directory.
  ///
  /// A `key.pem` that lies there is what the certificate is for: its owner made it, or a killed run left it. Where there is
  /// neither that nor a request, a key is made.
  ///
  /// - Throws: `AuthorityError`, before anything is issued where the directory cannot be what is asked.
  public func issue(
    _ order: IssueOrder, into directory: String, at time: Timestamp, random: inout some RandomNumberGenerator
  ) throws(AuthorityError) -> IdentityCertificate {
    var generator = random
    defer { random = generator }
    return try locked { () throws(AuthorityError) in
      let key = try key(for: order.request, in: directory, random: &generator)
      return try issue(order.names, for: key, days: order.days, into: directory, at: time, random: &generator)
    }
  }

  /// A public key, and the private one where it has yet to be written.
  enum KeySource {
    /// The private key is with its owner, or lies in the directory.
    case kept(SubjectKey)
    case new(P256.Signing.PrivateKey)

    var publicKey: SubjectKey {
      switch self {
      case .kept(let key): key
      case .new(let key): SubjectKey(key.publicKey)
      }
    }
  }

  /// Records the certificate, then writes the directory. Under the lock.
  func issue(
    _ names: CertificateNames, for key: KeySource, days: UInt16, into directory: String, at time: Timestamp,
    random: inout some RandomNumberGenerator
  ) throws(AuthorityError) -> IdentityCertificate {
    let list = try currentList(at: time)
    let certificate: IdentityCertificate
    do {
      certificate = try authority.issue(names, for: key.publicKey, at: time, days: days, random: &random)
    } catch {
      throw .malformed(error)
    }
    try catchingFiles { () throws(IdentityError) in
      // What cannot be made is seen before anything is given out.
      try Files.makeDirectory(directory)
      // Before anybody has it: what was given out and is not known could not be taken back.
      let record = Array(certificate.pem.utf8)
      try Files.write(record, to: recordPath(of: certificate.serial), mode: Files.publicMode)
      let parts = IdentityDirectory.Parts(authority: authority.certificate, certificate: certificate, revocations: list)
      switch key {
      case .kept: try parts.write(to: directory)
      case .new(let key): try parts.write(to: directory, with: key.pemRepresentation + "\n")
      }
    }
    return certificate
  }

  private func key(
    for request: CertificateRequest?, in directory: String, random: inout some RandomNumberGenerator
  ) throws(AuthorityError) -> KeySource {
    let certificatePath = "\(directory)/\(IdentityDirectory.certificateFile)"
    if Files.exists(certificatePath) {
      let name = try? IdentityDirectory.certificates(certificatePath)[0].title
      throw .holdsCertificate(directory: directory, name: name ?? "somebody")
    }
    let keyPath = "\(directory)/\(IdentityDirectory.keyFile)"
    guard Files.exists(keyPath) else {
      return request.map { .kept($0.publicKey) } ?? .new(P256.Signing.PrivateKey(random: &random))
    }
    do {
      let key = try PrivateKey.read(file: keyPath)[0].subjectKey()
      guard request.map({ $0.publicKey == key }) ?? true else {
        throw AuthorityError.holdsAnotherKey(directory: directory)
      }
      return .kept(key)
    } catch let error as IdentityError {
      throw .files(error)
    } catch let fault as Malformed {
      throw .files(.malformed(path: keyPath, fault))
    } catch let error as AuthorityError {
      throw error
    } catch {
      preconditionFailure("no other error is thrown above")
    }
  }
}
