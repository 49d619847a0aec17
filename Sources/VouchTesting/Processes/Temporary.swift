/// What tests with processes need beside them: a directory that goes away, and patience that ends.
internal import Foundation

/// Makes a directory, runs `body` with its path, and removes it with all that is in it, however `body` ends.
public func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  // Short: a Unix socket's path has room for 107 bytes.
  let path = "/tmp/vouch-test-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}

/// Waits until `condition` holds.
///
/// - Parameter limit: how long it may take; generous, because it is no measurement.
/// - Throws: `ProcessFailure` with `what` when it never did, and what `condition` throws.
public func eventually(
  _ what: String, within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while !(try await condition()) {
    guard ContinuousClock.now < deadline else { throw ProcessFailure("Not within \(limit): \(what)") }
    try await Task.sleep(for: .milliseconds(10))
  }
}
