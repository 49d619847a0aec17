/// The form of tar, as far as a backup needs it: plain files (POSIX.1-1988, ustar).
internal import Foundation

enum TarForm {
  static let block = 512
  /// What stands between a file's name and the number of its piece.
  static let pieceMark = ".piece-"

  static func padding(after bytes: Int) -> Int { (block - bytes % block) % block }

  static func header(of name: String, bytes: Int) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: block)
    func put(_ text: String, at place: Int) { header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8) }
    func octal(_ number: Int, digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    put(name, at: 0)
    put("0000600\0", at: 100)
    put("0000000\0", at: 108)
    put("0000000\0", at: 116)
    put(octal(bytes, digits: 11) + "\0", at: 124)
    put("00000000000\0", at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar\0", at: 257)
    put("00", at: 263)
    put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 ", at: 148)
    return header
  }

  /// Unpacks a part into a directory, and puts the pieces of files together again.
  static func unpack(_ input: FileHandle, into directory: String) throws {
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    while let header = try read(block, from: input), header.contains(where: { $0 != 0 }) {
      guard let (name, bytes) = entry(header) else {
        throw BackupProblem("The stream is no backup, or damaged: a header of tar has a wrong checksum.")
      }
      let file = name.range(of: pieceMark).map { String(name[..<$0.lowerBound]) } ?? name
      guard BackupPart.isName(file) else { throw BackupProblem("'\(file)' is no name of a file of a backup.") }
      let path = "\(directory)/\(file)"
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      if !FileManager.default.fileExists(atPath: path) {
        _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
      }
      let output = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      defer { try? output.close() }
      try output.seekToEnd()
      var rest = bytes
      while rest > 0 {
        guard let piece = try read(min(rest, 1 << 20), from: input) else {
          throw BackupProblem("The stream ends in the middle of \(name).")
        }
        try output.write(contentsOf: Data(piece))
        rest -= piece.count
      }
      let gap = padding(after: bytes)
      if gap > 0 { _ = try read(gap, from: input) }
    }
  }

  /// The name and the size that a header says; nil where its checksum is wrong.
  private static func entry(_ header: [UInt8]) -> (String, Int)? {
    func text(_ range: Range<Int>) -> String {
      String(decoding: header[range].prefix { $0 != 0 && $0 != 0x20 }, as: UTF8.self)
    }
    var blank = header
    blank.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
    guard let sum = Int(text(148..<156), radix: 8), sum == blank.reduce(0, { $0 + Int($1) }),
      let bytes = Int(text(124..<136), radix: 8)
    else { return nil }
    return (text(0..<100), bytes)
  }

  /// Just so many bytes; nil where there are not.
  private static func read(_ count: Int, from input: FileHandle) throws -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard let more = try input.read(upToCount: count - bytes.count), !more.isEmpty else { return nil }
      bytes += more
    }
    return bytes
  }
}
