/// Links that nobody has: counted, so that whoever tries many is held up and stands in the log. Good links never wait.
internal import Hummingbird
internal import Ledger
internal import Logging
internal import Synchronization

/// How many bad links were tried in this minute.
final class Guesses: Sendable {
  /// Of how many in a minute it is still said that they are not there: people mistype, and links grow old.
  static let perMinute = 30

  private let tried = Mutex<(minute: Int64, count: Int)>((0, 0))
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  /// Counts one, and gives what is answered.
  func miss(at time: Timestamp, _ sentence: String) -> HTTPError {
    let minute = time.milliseconds / 60_000
    let count = tried.withLock { tried in
      if tried.minute != minute { tried = (minute, 0) }
      tried.count += 1
      return tried.count
    }
    if count == Guesses.perMinute + 1 {
      logger.warning("links to pages are being guessed", metadata: ["a minute": "more than \(Guesses.perMinute)"])
    }
    guard count <= Guesses.perMinute else {
      return HTTPError(.tooManyRequests, message: "Too many wrong links were tried. Wait a minute.")
    }
    return HTTPError(.notFound, message: sentence)
  }
}
