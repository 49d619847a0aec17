/// A file of certificates, of a request or of revocations, whichever it is: for people who want to see what they hold.
internal import Storage

/// What a file holds.
public enum IdentityFile: Sendable {
  case certificates([IdentityCertificate])
  case request(CertificateRequest)
  case revocations([RevocationList])

  /// Reads a file in PEM.
  ///
  /// - Throws: `IdentityError`, also where it holds a private key, of which nothing is shown.
  public static func read(_ path: String) throws(IdentityError) -> IdentityFile {
    let bytes = try Files.need(path, bound: RevocationList.maximumPEMBytes)
    do {
      switch PEM.firstLabel(bytes) {
      case PEM.Kind.request.label: return .request(try CertificateRequest(pem: bytes))
      case PEM.Kind.revocations.label:
        var lists: [RevocationList] = []
        for der in try PEM.documents(bytes, .revocations, bound: IdentityDirectory.maximumCertificates) {
          lists.append(try RevocationList(der: der))
        }
        return .revocations(lists)
      default:
        let bound = IdentityDirectory.maximumCertificates
        return .certificates(try IdentityCertificate.read(pem: bytes, bound: bound))
      }
    } catch {
      throw .malformed(path: path, error)
    }
  }
}
