/// How long and how often a receiver is waited for. Pure: failures and randomness are arguments.

/// The bounds of delivering, with their reasons.
public struct HookPatience: Hashable, Sendable {
  /// How often an event is sent before it goes to the dead letters: with the usual pauses over two and a half hours, so that
  /// a night's restart of the receiver costs nothing, and what it cannot take does not hold up the rest for ever.
  public var tries = 20
  /// The longest pause after the first failure.
  public var firstPause = Duration.seconds(1)
  /// The longest pause of all: a receiver that is back is found again within it.
  public var longestPause = Duration.seconds(900)
  /// How long a receiver may take, from connecting to the end of its answer.
  public var answer = Duration.seconds(15)
  /// How long a connection may take.
  public var connect = Duration.seconds(5)
  /// How often the journal is looked at when there is nothing to send.
  public var interval = Duration.seconds(1)

  /// The usual bounds.
  public init() {}

  /// The most that is read of an answer, in bytes: what it says is not looked at, but a connection can be used again.
  static let answerBytes = 4096
  /// How many events are fetched at once: few, since a receiver takes one after the other.
  static let portion = 100
  /// How many endpoints one directory has at most: each asks the manager once a second and keeps a connection.
  public static let mostHooks = 256
  /// How many dead letters an endpoint has at most: some tens of megabytes. Past it the endpoint stands still, and nothing is
  /// thrown away.
  public var deadLetters = HookPatience.mostDeadLetters
  /// The most that `deadLetters` may be, and so what is looked for in a directory.
  public static let mostDeadLetters = 10_000
  /// How many times in a row the pause is doubled at most: what is past it is past every `longestPause`, and cannot overflow.
  private static let mostDoublings = 24

  /// The pause after so many failures of one event: twice as long after each, between half and the whole of its bound, so
  /// that endpoints that failed together do not come back in step.
  ///
  /// - Parameters:
  ///   - random: 0 … 1: where between.
  ///   - wanted: what the receiver asked for (`Retry-After`); taken where it is longer, up to `longestPause`.
  public func pause(after failures: Int, random: Double, wanted: Duration? = nil) -> Duration {
    let doublings = min(max(failures, 1) - 1, HookPatience.mostDoublings)
    let bound = min(firstPause * (1 << doublings), longestPause)
    return max(bound / 2 + (bound / 2) * random, min(wanted ?? .zero, longestPause))
  }
}

/// What came of sending an event once.
public enum HookVerdict: Hashable, Sendable {
  case delivered
  /// Not now; why, and how long the receiver asks to be left alone.
  case again(String, after: Duration?)
  /// Never: sending it again would end the same way.
  case never(String)

  /// What a status means. A redirect is not followed: whoever signs for one receiver does not send to another.
  ///
  /// - Parameter retryAfter: the value of that header: only seconds are understood.
  public init(status: Int, retryAfter: String? = nil) {
    switch status {
    case 200..<300: self = .delivered
    case 408, 425, 429: self = .again("it answered \(status)", after: HookVerdict.seconds(retryAfter))
    case 400..<500: self = .never("it answered \(status)")
    case 300..<400: self = .again("it answered \(status): redirects are not followed", after: nil)
    default: self = .again("it answered \(status)", after: HookVerdict.seconds(retryAfter))
    }
  }

  private static func seconds(_ text: String?) -> Duration? {
    text.flatMap { $0.utf8.count <= 6 ? UInt32($0) : nil }.map { .seconds(Int64($0)) }
  }
}
