/// Counts wrong claim secrets, so that a check's secret cannot be guessed at leisure.
internal import Ledger
internal import NIOConcurrencyHelpers

/// Wrong tries by check, in memory: a refused claim changes nothing that is kept. A secret has 128 bits; the bound is
/// there to make noise visible, and restarting the manager clears it.
final class ClaimGuard: Sendable {
  /// How many checks are remembered at once; past it all counts are dropped, which gives ten more tries to each.
  static let checksRemembered = 65_536

  private let wrongTries = NIOLockedValueBox<[CheckID: Int]>([:])

  /// How many wrong secrets were tried for `check`.
  func tries(of check: CheckID) -> Int { wrongTries.withLockedValue { $0[check] ?? 0 } }

  /// Counts one more.
  func countWrongTry(of check: CheckID) {
    wrongTries.withLockedValue { tries in
      if tries.count >= ClaimGuard.checksRemembered, tries[check] == nil { tries.removeAll(keepingCapacity: true) }
      tries[check, default: 0] += 1
    }
  }
}
