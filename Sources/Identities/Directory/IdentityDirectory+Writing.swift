/// An identity put in place, so that whoever reads meanwhile has one that fits.
internal import Storage

extension IdentityDirectory {
  /// What an authority gives a party.
  struct Parts {
    let authority: IdentityCertificate
    let certificate: IdentityCertificate
    let revocations: RevocationList

    /// Writes all but the key, which stays with its owner, or as it lies there. Other authorities whose word is taken
    /// there, and their lists, stay.
    func write(to path: String) throws(IdentityError) {
      // By what others are judged first: the certificate is of this authority.
      var authorities = try IdentityDirectory.present { () throws(IdentityError) in
        try IdentityDirectory.roots(path)
      }
      if !authorities.contains(authority) { authorities.append(authority) }
      try IdentityDirectory.put(authorities.map(\.pem).joined(), path, IdentityDirectory.authorityFile)
      try IdentityDirectory.replaceList(revocations, of: authority, in: path)
      try IdentityDirectory.put(certificate.pem, path, IdentityDirectory.certificateFile)
    }

    /// Writes all, with the certificate's key.
    ///
    /// Two files cannot be replaced at once. So the key's holds both keys while the certificate's is replaced: a reader
    /// takes the one that fits, and whoever is killed in between leaves a directory that can be read.
    func write(to path: String, with key: String) throws(IdentityError) {
      let keyPath = "\(path)/\(IdentityDirectory.keyFile)"
      if Files.exists(keyPath), let old = try IdentityDirectory.read(path, needsKey: false).key {
        try Files.write(Array((old.pem + key).utf8), to: keyPath, mode: Files.secretMode)
      } else {
        try Files.write(Array(key.utf8), to: keyPath, mode: Files.secretMode)
      }
      try write(to: path)
      try Files.write(Array(key.utf8), to: keyPath, mode: Files.secretMode)
    }
  }

  /// Puts another list of revocations into a directory, in the place of the one by the same authority.
  ///
  /// - Throws: `IdentityError`, also where no authority of the directory signed the list.
  public static func update(_ path: String, with list: RevocationList) throws(IdentityError) {
    guard let authority = try roots(path).first(where: { list.isSigned(by: $0.certificate) }) else {
      throw .revocationsOfAnother(directory: path)
    }
    try replaceList(list, of: authority, in: path)
  }

  private static func replaceList(
    _ list: RevocationList, of authority: IdentityCertificate, in path: String
  ) throws(IdentityError) {
    let lists = try lists("\(path)/\(revokedFile)").filter { !$0.isSigned(by: authority.certificate) } + [list]
    try put(lists.map(\.pem).joined(), path, revokedFile)
  }

  private static func put(_ text: String, _ path: String, _ name: String) throws(IdentityError) {
    try Files.write(Array(text.utf8), to: "\(path)/\(name)", mode: Files.publicMode)
  }

  /// What `body` finds; nothing where it finds no file.
  private static func present<Item>(_ body: () throws(IdentityError) -> [Item]) throws(IdentityError) -> [Item] {
    do {
      return try body()
    } catch .missing {
      return []
    }
  }
}
