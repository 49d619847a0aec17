/// Every bound of a client, with its reason.
public struct ClientOptions: Hashable, Sendable {
  /// How long a call may take: waiting for its place, connecting, and all its tries.
  public var timeout = Duration.seconds(10)
  /// How long one try to connect may take.
  public var connectTimeout = Duration.seconds(5)
  /// How many calls may be under way at once; others wait for their place. Far below what a manager takes of one
  /// connection, so that calls queue here, where each has its deadline, and not there.
  public var inFlight = 1024
  /// How often a manager that was never reached is tried before a call says so: it is rather not there than restarting.
  public var firstTries = 3
  /// The longest request sent, in bytes: a manager closes the connection, and with it all calls, over a longer one.
  public var requestBytes = 1 << 20
  /// The longest reply taken, in bytes.
  public var replyBytes = 16 << 20
  /// How long a manager may owe answers and say nothing, before a call that ends at its deadline takes the connection for
  /// dead: a machine that lost its power closes nothing.
  public var silence = Duration.seconds(5)
  /// How long to wait after failures.
  public var backoff = Backoff()

  /// The usual bounds.
  public init() {}
}
