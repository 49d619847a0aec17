/// Where a part is written to: a directory, or a stream in the form of tar.
internal import Crypto
internal import Foundation
internal import Glibc

/// Takes the pieces of a part, those of one file together.
protocol BackupSink: AnyObject {
  func take(_ bytes: [UInt8], of file: String) throws
  /// Writes the manifest, with all files in it; whole and durable when it returns.
  func finish(_ manifest: BackupManifest) throws
}

/// Counts and checks what was taken of each file.
struct BackupDigests {
  private(set) var files: [BackupManifest.File] = []
  private var name: String?
  private var bytes = 0
  private var hash = SHA256()

  /// Whether another file begins.
  mutating func take(_ piece: [UInt8], of file: String) -> Bool {
    let isNew = name != file
    if isNew {
      close()
      name = file
    }
    hash.update(data: piece)
    bytes += piece.count
    return isNew
  }

  mutating func close() {
    guard let name else { return }
    files.append(BackupManifest.File(name: name, bytes: bytes, sha256: hash.hex))
    self.name = nil
    bytes = 0
    hash = SHA256()
  }
}

/// A part as a directory: made under a name that is no part's, and given its own when it is durable.
final class DirectorySink: BackupSink {
  /// Where the part is in the end.
  private(set) var path: String
  private let set: String
  private let number: Int
  private let draft: String
  private var digests = BackupDigests()
  private var file: FileHandle?

  init(in set: String, number: Int) throws {
    self.set = set
    self.number = number
    draft = "\(set)/making"
    path = draft
    // What a backup left that was broken off.
    try? FileManager.default.removeItem(atPath: draft)
    try FileManager.default.createDirectory(
      atPath: draft, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  func take(_ bytes: [UInt8], of name: String) throws {
    if digests.take(bytes, of: name) {
      try close()
      guard BackupPart.isName(name) else { throw BackupProblem("'\(name)' is no name of a file of a backup.") }
      let path = "\(draft)/\(name)"
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
        throw BackupProblem("\(path) cannot be written: \(unsafe String(cString: strerror(errno))).")
      }
      file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
    try file?.write(contentsOf: Data(bytes))
  }

  private func close() throws {
    try file?.synchronize()
    try file?.close()
    file = nil
  }

  func finish(_ manifest: BackupManifest) throws {
    try close()
    digests.close()
    var manifest = manifest
    manifest.files = digests.files
    let place = "\(draft)/\(BackupManifest.fileName)"
    try manifest.json.write(to: URL(fileURLWithPath: place))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: place))
    try handle.synchronize()
    try handle.close()
    let digits = String(number)
    let kind = manifest.tables == nil ? "log" : "base"
    path = "\(set)/\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)-\(kind)-\(manifest.through)"
    BackupSync.directory(draft)
    guard unsafe rename(draft, path) == 0 else {
      throw BackupProblem("\(path) cannot be made: \(unsafe String(cString: strerror(errno))).")
    }
    BackupSync.directory(set)
  }

  /// Takes away what was made.
  func discard() { try? FileManager.default.removeItem(atPath: draft) }
}

/// A part as a stream in the form of tar (POSIX ustar): files in pieces, as nobody knows their size before their end.
final class TarSink: BackupSink {
  /// What `tar` makes one file of, and holds in memory here.
  private static let pieceBytes = 16 << 20
  private let output: FileHandle
  private var digests = BackupDigests()
  private var name = ""
  private var piece: [UInt8] = []
  private var number = 0

  init(to output: FileHandle) { self.output = output }

  func take(_ bytes: [UInt8], of file: String) throws {
    if digests.take(bytes, of: file) {
      try flush()
      (name, number) = (file, 0)
    }
    piece += bytes
    if piece.count >= TarSink.pieceBytes { try flush() }
  }

  private func flush() throws {
    guard !piece.isEmpty else { return }
    number += 1
    let digits = String(number)
    try write(
      piece, as: "\(name)\(TarForm.pieceMark)\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)")
    piece.removeAll(keepingCapacity: true)
  }

  func finish(_ manifest: BackupManifest) throws {
    try flush()
    digests.close()
    var manifest = manifest
    manifest.files = digests.files
    try write([UInt8](manifest.json), as: BackupManifest.fileName)
    try output.write(contentsOf: Data(count: 2 * TarForm.block))
  }

  private func write(_ bytes: [UInt8], as name: String) throws {
    try output.write(contentsOf: Data(TarForm.header(of: name, bytes: bytes.count)))
    try output.write(contentsOf: Data(bytes))
    try output.write(contentsOf: Data(count: TarForm.padding(after: bytes.count)))
  }
}

enum BackupSync {
  static func directory(_ path: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
