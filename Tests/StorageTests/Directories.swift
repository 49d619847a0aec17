/// The two makers of directories, so that every rule is tried on both.
import Foundation
import Storage

enum Maker: String, CaseIterable, Sendable {
  case disk, simulated

  /// Runs `body` with an empty directory.
  func run(_ body: (any Directory) throws -> Void) throws {
    switch self {
    case .simulated: try body(SimulatedDirectory(seed: 1))
    case .disk: try Self.temporary { try body(DiskDirectory(path: $0)) }
    }
  }

  static func temporary(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "vouch-storage-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }
}

extension StoredFile {
  func read(_ range: Range<Int>) throws(StorageError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0xAA, count: range.count)
    try read(range.count, at: range.lowerBound, into: &buffer)
    return buffer
  }

  func write(_ bytes: [UInt8], at offset: Int) throws(StorageError) { unsafe try write(bytes.span.bytes, at: offset) }
}

/// The kind of failure that `body` ends in; nil for none.
func kind(_ body: () throws -> Void) -> StorageError.Kind? {
  do { try body() } catch let error as StorageError { return error.kind } catch { return nil }
  return nil
}
