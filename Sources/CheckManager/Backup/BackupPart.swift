/// Parts of a backup as they lie on a disk.
internal import Crypto
internal import Foundation

/// One part: its directory and its manifest.
struct BackupPart: Hashable {
  let path: String
  let manifest: BackupManifest

  /// The part in a directory; nil where there is none.
  init?(at path: String) throws {
    guard let data = FileManager.default.contents(atPath: "\(path)/\(BackupManifest.fileName)") else { return nil }
    guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data) else {
      throw BackupProblem("\(path)/\(BackupManifest.fileName) is no manifest of a backup, or damaged.")
    }
    guard manifest.version == BackupManifest.version else {
      throw BackupProblem("\(path) was made by a newer program: its form is \(manifest.version).")
    }
    guard manifest.files.allSatisfy({ BackupPart.isName($0.name) }) else {
      throw BackupProblem("\(path)/\(BackupManifest.fileName) names files that no backup has.")
    }
    self.path = path
    self.manifest = manifest
  }

  /// The parts that a path names, in the order in which they were made: a part, or a directory of parts.
  static func all(at path: String) throws -> [BackupPart] {
    if let part = try BackupPart(at: path) { return [part] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return try names.sorted().compactMap { try BackupPart(at: "\(path)/\($0)") }
  }

  /// The number after those of all parts of a set.
  static func nextNumber(in set: String) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: set)) ?? []
    return (names.compactMap { Int($0.prefix { $0.isNumber }) }.max() ?? 0) + 1
  }

  /// Whether a file of a part may be called so: nothing that leads elsewhere.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count < 80 && !name.hasPrefix("/")
      && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && part.first != "." && part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      }
  }

  /// Reads every file, and compares it with its checksum.
  ///
  /// - Throws: `BackupProblem`, which names the file.
  func check() throws {
    for file in manifest.files {
      let place = "\(path)/\(file.name)"
      guard let input = FileHandle(forReadingAtPath: place) else { throw BackupProblem("\(place) is missing.") }
      defer { try? input.close() }
      var hash = SHA256()
      var bytes = 0
      while let piece = try input.read(upToCount: 1 << 20), !piece.isEmpty {
        hash.update(data: piece)
        bytes += piece.count
      }
      guard bytes == file.bytes, hash.hex == file.sha256 else {
        throw BackupProblem(
          "\(place) is damaged: it is not what its checksum was made of. Use another copy of the backup.")
      }
    }
  }

  func has(_ file: String) -> Bool { manifest.files.contains { $0.name == file } }
}
