/// File systems that a test mounts for itself: small ones, ones that cannot be written, ones in a file.
internal import Glibc

/// Mounting, for those who may.
public enum Mount {
  private static let permission = Task {
    guard getuid() == 0 else { return false }
    return (try? await withTemporaryDirectory { try await small(at: $0, kibibytes: 64) {} }) != nil
  }

  /// Whether this process may mount anything.
  public static var isPermitted: Bool { get async { await permission.value } }

  /// Runs `body` while a file system in memory of that size is mounted at `path`.
  public static func small<Result>(
    at path: String, kibibytes: Int, _ body: () async throws -> Result
  ) async throws -> Result {
    try await mounted(["-t", "tmpfs", "-o", "size=\(kibibytes)k", "none"], at: path, body)
  }

  /// Runs `body` while what is at `path` cannot be written.
  public static func readOnly<Result>(at path: String, _ body: () async throws -> Result) async throws -> Result {
    try await mounted(["--bind", path], at: path) {
      try await Program("mount").run(["-o", "remount,ro,bind", path]).expecting(0)
      return try await body()
    }
  }

  /// Mounts at `path` what `arguments` say while `body` runs.
  public static func mounted<Result>(
    _ arguments: [String], at path: String, _ body: () async throws -> Result
  ) async throws -> Result {
    try await Program("mount").run(arguments + [path]).expecting(0)
    do {
      let result = try await body()
      try await unmount(path)
      return result
    } catch {
      try await unmount(path)
      throw error
    }
  }

  // Lazily: a file that is still open somewhere is nobody's loss.
  private static func unmount(_ path: String) async throws {
    try await Program("umount").run(["--lazy", path]).expecting(0)
  }
}
