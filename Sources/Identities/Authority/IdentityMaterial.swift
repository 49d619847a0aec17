/// Whatever somebody holds: an identity's directory, an authority's, or a single file.
internal import Storage

/// What lies at a path.
public enum IdentityMaterial: Sendable {
  case identity(IdentityDirectory)
  case authority(AuthorityDirectory)
  case file(IdentityFile)

  /// Reads what lies at `path`, whichever of the three it is.
  public static func read(_ path: String) throws(AuthorityError) -> IdentityMaterial {
    guard Files.isDirectory(path) else {
      return .file(try catchingFiles { () throws(IdentityError) in try IdentityFile.read(path) })
    }
    if Files.exists("\(path)/\(AuthorityDirectory.keyFile)") { return .authority(try AuthorityDirectory.open(path)) }
    return .identity(
      try catchingFiles { () throws(IdentityError) in try IdentityDirectory.read(path, needsKey: false) })
  }
}
