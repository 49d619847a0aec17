/// All that a party holds of an identity, in one directory: what it shows, and by what it judges others.
///
///     authority.pem     the roots of the authorities whose word is taken, one or more
///     certificate.pem   the party's own, then those between it and its authority, if there are any
///     key.pem           its private key: PKCS#8, closed to everybody else
///     revoked.pem       what the authorities took back: a list of revocations each; may be missing
///
/// Whoever reads while another certificate is put in place gets the old certificate with its key or the new one with its:
/// `key.pem` holds both keys for that moment, and the reader takes the one that fits (docs/identities.md).
public import Ledger
internal import Storage

/// A directory that was read. Its parts fit each other; whether they are valid now is for the caller to judge.
public struct IdentityDirectory: Sendable {
  /// Where it was read.
  public let path: String
  /// The authorities whose word is taken, at least one.
  public let authorities: [IdentityCertificate]
  /// The party's own certificate.
  public let certificate: IdentityCertificate
  /// Those between it and an authority, in their order.
  public let intermediates: [IdentityCertificate]
  /// The private key of `certificate`; nil only where it was not asked for and is not there.
  public let key: PrivateKey?
  /// What the authorities took back, each list signed by one of them.
  public let revocations: [RevocationList]

  /// The name of each file in it.
  public static let authorityFile = "authority.pem"
  public static let certificateFile = "certificate.pem"
  public static let keyFile = "key.pem"
  public static let revokedFile = "revoked.pem"

  /// How many certificates a file may hold.
  static let maximumCertificates = 8
  /// How many bytes a file of certificates may have, text around them included.
  static let maximumFileBytes = 256 << 10
  /// How often certificate and key are read anew when they do not fit: once more than a writer could come between.
  private static let attempts = 3

  /// Reads a directory.
  ///
  /// - Parameter needsKey: whether `key.pem` must be there; one that is there must fit in any case.
  /// - Throws: `IdentityError`, which names the file and says what to do.
  public static func read(_ path: String, needsKey: Bool = true) throws(IdentityError) -> IdentityDirectory {
    // Against the order in which they are written: an authority is there before what it signed.
    let revocations = try lists("\(path)/\(revokedFile)")
    let (chain, key) = try chainWithKey(path, needsKey: needsKey)
    let authorities = try roots(path)
    let directory = IdentityDirectory(
      path: path, authorities: authorities, certificate: chain[0], intermediates: Array(chain.dropFirst()), key: key,
      revocations: revocations)
    guard directory.isIssuedByItsAuthority else { throw .certificateOfAnother(directory: path) }
    for list in directory.revocations {
      guard authorities.contains(where: { list.isSigned(by: $0.certificate) }) else {
        throw .revocationsOfAnother(directory: path)
      }
    }
    return directory
  }

  /// Who the party is, by its own certificate.
  public var identities: [Identity] { certificate.identities }

  /// Whether an authority took back the certificate of this number: the bytes are big-endian. Numbers are an authority's
  /// own, but 126 random bits of each are enough for all: a list counts whoever's certificate it is asked about.
  public func revokes(serial: some Sequence<UInt8>) -> Bool {
    guard let serial = Serial(serial) else { return false }
    return revocations.contains { $0.revokes(serial: serial) }
  }

  /// Whether its own certificate is valid then, and not taken back.
  public func isUsable(at time: Timestamp) -> Bool {
    certificate.isValid(at: time) && !revokes(serial: certificate.serial.bytes)
  }
}

extension IdentityDirectory {
  /// Reads a file of one or more certificates.
  static func certificates(_ path: String) throws(IdentityError) -> [IdentityCertificate] {
    let bytes = try Files.need(path, bound: maximumFileBytes)
    do {
      return try IdentityCertificate.read(pem: bytes, bound: maximumCertificates)
    } catch {
      throw .malformed(path: path, error)
    }
  }

  /// Reads the roots of a directory. Anything but a root would end in chains that TLS does not take.
  static func roots(_ path: String) throws(IdentityError) -> [IdentityCertificate] {
    let roots = try certificates("\(path)/\(authorityFile)")
    guard roots.allSatisfy(\.isRoot) else { throw .noRoot(path: "\(path)/\(authorityFile)") }
    return roots
  }

  private static func chainWithKey(
    _ path: String, needsKey: Bool
  ) throws(IdentityError) -> ([IdentityCertificate], PrivateKey?) {
    for _ in 0..<attempts {
      // The certificate first: a key that was put there since is beside the one that was there.
      let chain = try certificates("\(path)/\(certificateFile)")
      let keys: [PrivateKey]
      do {
        keys = try PrivateKey.read(file: "\(path)/\(keyFile)")
      } catch .missing where !needsKey {
        return (chain, nil)
      }
      if let key = keys.first(where: { $0.isKey(of: chain[0]) }) { return (chain, key) }
    }
    throw .keyOfAnother(directory: path)
  }

  static func lists(_ path: String) throws(IdentityError) -> [RevocationList] {
    let bytes: [UInt8]
    do {
      bytes = try Files.need(path, bound: maximumCertificates * RevocationList.maximumPEMBytes)
    } catch .missing {
      return []
    }
    do {
      var lists: [RevocationList] = []
      for der in try PEM.documents(bytes, .revocations, bound: maximumCertificates) {
        lists.append(try RevocationList(der: der))
      }
      return lists
    } catch {
      throw .malformed(path: path, error)
    }
  }

  /// Each certificate is issued by the next, and the last by an authority.
  private var isIssuedByItsAuthority: Bool {
    var below = certificate
    for issuer in intermediates {
      guard below.isIssued(by: issuer) else { return false }
      below = issuer
    }
    return authorities.contains { below.isIssued(by: $0) }
  }
}

extension PrivateKey {
  /// Reads the keys of a file that only its owner can read.
  static func read(file path: String) throws(IdentityError) -> [PrivateKey] {
    let bytes = try Files.need(path, bound: maximumFileBytes, isSecret: true)
    do {
      return try read(pem: bytes)
    } catch {
      throw .malformed(path: path, error)
    }
  }
}
