/// Why an identity, or an authority, could not be read or written: each names the file, and what to do.

/// A failure with files of identities.
public enum IdentityError: Error, Hashable, Sendable {
  /// There is no such file or directory.
  case missing(path: String)
  case notReadable(path: String, reason: String)
  case notWritable(path: String, reason: String)
  /// A private key that others than its owner may read; `mode` are its permissions.
  case openToOthers(path: String, mode: UInt32)
  /// More than any such file has; `bound` in bytes.
  case tooLarge(path: String, bound: Int)
  case malformed(path: String, Malformed)
  /// A file of authorities with a certificate that is none's, or was changed.
  case noRoot(path: String)
  /// The private key of the directory is not that of its certificate.
  case keyOfAnother(directory: String)
  /// No authority of the directory issued its certificate.
  case certificateOfAnother(directory: String)
  /// No authority of the directory signed its list of revocations.
  case revocationsOfAnother(directory: String)
}

extension IdentityError: CustomStringConvertible {
  /// What is wrong and what to do about it, a sentence or two.
  public var description: String {
    switch self {
    case .missing(let path): "\(path) is not there."
    case .notReadable(let path, let reason): "\(path) cannot be read: \(reason)."
    case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)."
    case .openToOthers(let path, let mode):
      "\(path) is a secret that others can read (mode \(String(mode, radix: 8))). Close it: chmod 600 \(path)"
    case .tooLarge(let path, let bound): "\(path) is larger than \(bound) bytes: it is not what it should be."
    case .malformed(let path, let fault): "\(path) should be \(fault.thing), but \(fault.reason)."
    case .noRoot(let path):
      "\(path) holds a certificate that is no root: it did not sign itself, or was changed. Copy the authority's there; what "
        + "is between a root and a party belongs into \(IdentityDirectory.certificateFile)."
    case .keyOfAnother(let directory):
      "\(directory)/\(IdentityDirectory.keyFile) is not the key of \(IdentityDirectory.certificateFile) beside it. "
        + "Put back the key, or have another certificate issued."
    case .certificateOfAnother(let directory):
      "\(directory)/\(IdentityDirectory.certificateFile) was not issued by "
        + "\(IdentityDirectory.authorityFile) beside it. Copy the authority's certificate there, or have another issued."
    case .revocationsOfAnother(let directory):
      "\(directory)/\(IdentityDirectory.revokedFile) was not signed by "
        + "\(IdentityDirectory.authorityFile) beside it. Copy the authority's list there."
    }
  }
}
