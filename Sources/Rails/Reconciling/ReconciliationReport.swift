/// What came of holding statements against the ledger.
public import Ledger

/// What matches, in sums, and what does not, one by one.
public struct ReconciliationReport: Hashable, Sendable {
  public var totals: [Total] = []
  /// In the order of the ledger, then of the statements.
  public var findings: [Finding] = []
  /// Orders that the ledger has as rejected, and of which the bank shows nothing: as it should be.
  public var rejected = 0
  /// Orders that are open, and not for long.
  public var open = 0

  /// What matched of one purpose in one currency.
  public struct Total: Hashable, Sendable {
    public var purpose: Purpose
    public var currency: Currency
    public var count: Int
    /// Minor units; what came back counts too.
    public var amount: Int64
  }

  /// What a movement was for.
  public enum Purpose: UInt8, Hashable, Sendable, CaseIterable {
    case collect, payOut, giveBack
    /// Of one of these, what came back.
    case returned
    /// Without an instruction.
    case paidIn
  }

  /// Whether all matches.
  public var isMatched: Bool { findings.isEmpty }
  /// How many movements matched.
  public var matched: Int { totals.reduce(0) { $0 + $1.count } }

  mutating func count(_ purpose: Purpose, _ amount: Int64, _ currency: Currency) {
    let place =
      totals.firstIndex { $0.purpose == purpose && $0.currency == currency }
      ?? {
        totals.append(Total(purpose: purpose, currency: currency, count: 0, amount: 0))
        return totals.count - 1
      }()
    totals[place].count += 1
    // No sum of real money comes near the end; one of made-up statements stays there.
    let (sum, isTooLarge) = totals[place].amount.addingReportingOverflow(amount)
    totals[place].amount = isTooLarge ? .max : sum
  }
}

extension RailInstruction.Purpose {
  var matched: ReconciliationReport.Purpose {
    switch self {
    case .collect: .collect
    case .payOut: .payOut
    case .giveBack: .giveBack
    }
  }

  /// What it does to the manager's own account.
  var ownDirection: BankEntry.Direction { self == .collect ? .credit : .debit }
}
