/// The rule by which limits follow outcomes (N10): what counts for whom, and what it does to a limit. docs/limits.md says the
/// same for people. Pure: the journal comes in, proposals go out.
public import Ledger

/// What an entry says of how a party behaved.
public struct PartyOutcome: Hashable, Sendable {
  public let party: Party
  public let weight: Weight

  /// What it does to a run of good outcomes.
  public enum Weight: Hashable, Sendable {
    /// One more.
    case good
    /// The run begins anew; the limit stays: a return is the buyer's right, and no fault.
    case neutral
    /// The run begins anew, and the limit shrinks.
    case bad
  }

  /// What an entry about a check with these terms says, of each party at most once.
  public static func all(of entry: JournalEntry, terms: CheckTerms) -> [PartyOutcome] {
    let drawer = Party.account(terms.drawer)
    let payee = (entry.progress?.payee ?? terms.payee).map { Party.seller($0) }
    let carrier = terms.distributor.map { Party.distributor($0) }
    func outcomes(_ pairs: [(Party?, Weight)]) -> [PartyOutcome] {
      pairs.compactMap { party, weight in party.map { PartyOutcome(party: $0, weight: weight) } }
    }
    let isPaid = entry.progress.map { $0.state == .settled && $0.pending == 0 } ?? false
    let moved = entry.postings.all
    switch entry.kind {
    case .captured: return isPaid ? outcomes([(drawer, .good), (payee, .good)]) : []
    case .paidOnDelivery, .cashCollected: return outcomes([(drawer, .good), (payee, .good), (carrier, .good)])
    case .railAccepted:
      // Of a collection: what is given back reaches the drawer.
      return isPaid && moved.contains { $0.credit.party == payee } ? outcomes([(drawer, .good), (payee, .good)]) : []
    case .railRejected, .railReturned:
      // A collection that the drawer's bank would not stand by.
      return moved.contains { $0.credit.party == drawer } ? outcomes([(drawer, .bad)]) : []
    case .deliveryConfirmed: return outcomes([(carrier, .good)])
    case .deliveryFailed: return outcomes([(carrier, .bad), (drawer, .neutral)])
    case .deadlineLapsed: return outcomes([(carrier, .bad)])
    case .withdrawn: return outcomes([(drawer, .neutral), (payee, .neutral)])
    case .chargedBack, .guaranteeClaimed: return outcomes([(payee, .bad)])
    case .disputeResolved:
      switch entry.progress?.state {
      case .voided: return outcomes([(payee, .bad)])
      case .settled: return outcomes([(drawer, .neutral)])
      default: return []
      }
    default: return []
    }
  }
}

/// How a limit moves.
public struct LimitRule: Hashable, Sendable {
  /// How many good outcomes in a row make a limit grow.
  public var run = 20
  /// By how much it grows, and shrinks, in hundredths.
  public var growth: Int64 = 10
  public var shrinkage: Int64 = 20
  /// How far it may go from what the operator set, in hundredths of that.
  public var ceiling: Int64 = 400
  public var floor: Int64 = 25

  /// The usual rule.
  public init() {}

  /// A limit after a run of good outcomes; the same where it may not grow.
  public func grown(_ limit: Int64, base: Int64) -> Int64 {
    max(limit, min(scaled(limit, 100 + growth), scaled(base, ceiling), Amount.maximum))
  }

  /// A limit after a bad outcome; the same where it may not shrink.
  public func shrunk(_ limit: Int64, base: Int64) -> Int64 {
    min(limit, max(scaled(limit, 100 - shrinkage), scaled(base, floor), 1))
  }

  /// So many hundredths of it, rounded down. Limits are at most 10^15, so that no product overflows.
  private func scaled(_ limit: Int64, _ hundredths: Int64) -> Int64 {
    limit / 100 * hundredths + limit % 100 * hundredths / 100
  }
}
