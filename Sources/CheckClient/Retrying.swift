/// What follows a try that failed: another one, and when; or the failure. Pure: failures and randomness are arguments.
internal import RPC

/// How long to wait after failures: twice as long after each, up to a bound, with jitter so that clients that lost the
/// same manager do not come back in step.
public struct Backoff: Hashable, Sendable {
  /// The longest wait after the first failure.
  public var first: Duration
  /// The longest wait of all: a manager that is back is found again within it.
  public var longest: Duration

  /// Waits from `first` to `longest`.
  public init(first: Duration = .milliseconds(20), longest: Duration = .seconds(1)) {
    self.first = first
    self.longest = longest
  }

  /// The wait after so many failures in a row: between half and the whole of its bound.
  ///
  /// - Parameter random: 0 … 1: where between.
  func delay(after failures: Int, random: Double) -> Duration {
    guard failures > 0 else { return .zero }
    // 2^20 times anything sensible is past `longest`; it also cannot overflow.
    let bound = min(first * (1 << min(failures - 1, 20)), longest)
    return bound / 2 + (bound / 2) * random
  }
}

/// What follows a failed try.
enum AfterFailure: Hashable {
  /// The connection is gone: another try as soon as there is one.
  case reconnect(ClientError)
  /// The manager said "not now": another try after a pause.
  case pause(ClientError)
  /// Another try would end the same way.
  case fail(ClientError)

  /// Every request can be sent again: one that changes something carries the id by which it takes effect once.
  init(_ error: RPCError, of server: Endpoint) {
    self =
      switch error {
      case .unreachable(_, let reason): .reconnect(.unavailable(server, reason))
      case .insecure(let reason): .fail(.insecure(server, reason))
      case .altered, .closed: .reconnect(.unavailable(server, "\(error)"))
      case .status(.unavailable): .pause(.unavailable(server, "it is starting, stopping or unable to work"))
      case .status(.resourceExhausted): .pause(.overloaded)
      case .status(let status): .fail(.status(status))
      case .deadline: .fail(.deadline)
      case .frameTooLong(let bytes): .fail(.tooLong(bytes))
      case .badFrame(let reason): .fail(.noAnswer(server, reason))
      case .cancelled: .fail(.cancelled)
      }
  }
}
