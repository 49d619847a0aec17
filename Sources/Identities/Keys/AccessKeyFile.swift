/// A key in a file of its own, which only its owner can read.
internal import Storage

extension AccessKey {
  /// What is more than that is no key's.
  private static let maximumFileBytes = 1 << 10

  /// Reads a file with a key; blanks and line breaks around it are passed over.
  ///
  /// - Throws: `IdentityError`, also where others can read the file. Nothing of what is in it is quoted.
  public static func read(_ path: String) throws(IdentityError) -> AccessKey {
    let bytes = try Files.need(path, bound: maximumFileBytes, isSecret: true)
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let text = bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    do throws(Malformed) {
      return try AccessKey(String(decoding: text, as: UTF8.self))
    } catch {
      throw .malformed(path: path, error)
    }
  }

  /// Writes the key into a new file that only its owner can read. Durable when this returns.
  ///
  /// - Throws: `IdentityError`, also where there is something of that name: it may be another key.
  public func write(to path: String) throws(IdentityError) {
    guard !Files.exists(path) else {
      throw .notWritable(path: path, reason: "there is something of that name; a key is never written over another")
    }
    try Files.write(Array("\(text)\n".utf8), to: path, mode: Files.secretMode)
  }

  /// Removes a file that `write` made, where the key in it came to nothing.
  public static func remove(_ path: String) { try? Files.remove(path) }
}
