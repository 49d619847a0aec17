/// How long destinations that cannot be reached are left alone: twice as long each time.
///
/// Absent here: a clock. Each moment is given.

/// The pauses of all destinations.
struct Pauses {
  /// The first pause, and the longest: short enough that a site which comes back hears soon, long enough that one which
  /// does not costs nothing.
  static let first = Duration.milliseconds(50)
  static let longest = Duration.seconds(5)

  private var pauses: [Destination: (until: ContinuousClock.Instant, length: Duration)] = [:]

  /// Whether `destination` is left alone now.
  func hold(_ destination: Destination, at now: ContinuousClock.Instant) -> Bool {
    pauses[destination].map { $0.until > now } ?? false
  }

  /// When the pause of `destination` ends, or ended; nil when the last try was answered.
  func end(for destination: Destination) -> ContinuousClock.Instant? { pauses[destination]?.until }

  /// A try failed: a pause begins. Many failures of one moment are one.
  ///
  /// - Returns: whether it is the first since there was an answer: worth a line in the log.
  mutating func begin(for destination: Destination, at now: ContinuousClock.Instant) -> Bool {
    guard !hold(destination, at: now) else { return false }
    let before = pauses[destination]?.length
    let length = min(before.map { $0 * 2 } ?? Pauses.first, Pauses.longest)
    pauses[destination] = (now + length, length)
    return before == nil
  }

  /// A try was answered.
  mutating func end(of destination: Destination) { pauses[destination] = nil }
}
