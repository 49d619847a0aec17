/// How long whoever gave a wrong PIN has to wait. Pure.
internal import Ledger

/// The waits after wrong tries.
enum Patience {
  /// After so many wrong tries the wallet is locked for a while; before that each takes longer than the last.
  static let tries: UInt32 = 5
  /// How long it is locked first: each later wrong try doubles it.
  static let lock = Timestamp.Span.minutes(15)
  /// The longest it is locked: a day, so that a stranger cannot lock its owner out for good.
  static let longest = Timestamp.Span.days(1)

  /// How long no try is taken, after so many wrong ones in a row.
  static func wait(after wrong: UInt32) -> Timestamp.Span {
    guard wrong > 0 else { return .none }
    guard wrong >= tries else { return Timestamp.Span(milliseconds: 1_000 << UInt64(wrong - 1)) ?? longest }
    let doublings = min(wrong - tries, 7)
    return min(Timestamp.Span(milliseconds: UInt64(lock.milliseconds) << UInt64(doublings)) ?? longest, longest)
  }

  /// The moment from which on a try is taken. A clock that was set back does not lock the wallet for longer than any lock is.
  static func opening(_ notBefore: Timestamp, now: Timestamp) -> Timestamp? {
    guard notBefore > now else { return nil }
    return min(notBefore, now + longest)
  }
}
