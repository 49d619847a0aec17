/// File systems that a test mounts for itself: small ones, and ones that cannot be written.
import Foundation

enum Mount {
  /// Whether this process may mount anything.
  static let isPermitted: Bool = {
    guard getuid() == 0, let directory = try? TemporaryDirectory() else { return false }
    return (try? small(directory.path, kibibytes: 64) {}) != nil
  }()

  struct Failed: Error {
    let arguments: [String]
  }

  /// Runs `body` while a file system of that size is mounted at `path`.
  static func small(_ path: String, kibibytes: Int, _ body: () throws -> Void) throws {
    try run("mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "none", path)
    try unmounting(path, body)
  }

  /// Runs `body` while what is at `path` cannot be written.
  static func readOnly(_ path: String, _ body: () throws -> Void) throws {
    try run("mount", "--bind", path, path)
    try unmounting(path) {
      try run("mount", "-o", "remount,ro,bind", path)
      try body()
    }
  }

  private static func unmounting(_ path: String, _ body: () throws -> Void) throws {
    defer { try? run("umount", "--lazy", path) }
    try body()
  }

  private static func run(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
  }
}
