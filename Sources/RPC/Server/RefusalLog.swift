/// A log of what peers did wrong: one line each, but only so many a minute, as they could else fill the disk.
internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore

/// Shared by all connections of a server.
struct RefusalLog: Sendable {
  /// How many lines a minute: enough to see what goes on.
  static let linesPerMinute = 30

  private struct Minute {
    var end = NIODeadline.uptimeNanoseconds(0)
    var written = 0
    var left = 0
  }

  private let logger: Logger
  private let minute = NIOLockedValueBox(Minute())

  init(_ logger: Logger) { self.logger = logger }

  /// Writes a line, unless too many were written within this minute. The first line of a minute says how many were left
  /// out in the one before.
  func write(_ message: Logger.Message, peer: String, reason: String, at now: NIODeadline = .now()) {
    let left = minute.withLockedValue { minute -> Int? in
      if now >= minute.end {
        defer { minute = Minute(end: now + .minutes(1), written: 1, left: 0) }
        return minute.left
      }
      guard minute.written < RefusalLog.linesPerMinute else {
        minute.left += 1
        return nil
      }
      minute.written += 1
      return 0
    }
    guard let left else { return }
    var metadata: Logger.Metadata = ["peer": "\(peer)", "reason": "\(reason)"]
    if left > 0 { metadata["left_out"] = "\(left)" }
    logger.warning(message, metadata: metadata)
  }
}
