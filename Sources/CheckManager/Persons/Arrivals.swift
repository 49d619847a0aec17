/// Who is being enrolled just now: on the way to the ledger, which does not have them yet.
internal import Ledger
internal import NIOConcurrencyHelpers

/// What comes behind an enrolment on the same connection is prepared before the ledger has the enrolment, and decided after
/// it. Without this its party would be taken for nobody.
///
/// A party counts from before its enrolment is sent on until it is answered: who asks here first, and then the ledger, misses
/// none.
final class Arrivals: Sendable {
  /// How many enrolments of a party are under way.
  private let parties = NIOLockedValueBox<[Party: Int]>([:])

  func begin(_ party: Party) { parties.withLockedValue { $0[party, default: 0] += 1 } }

  func end(_ party: Party) {
    parties.withLockedValue { parties in
      let left = (parties[party] ?? 1) - 1
      parties[party] = left > 0 ? left : nil
    }
  }

  func contains(_ party: Party) -> Bool { parties.withLockedValue { $0[party] != nil } }
}
