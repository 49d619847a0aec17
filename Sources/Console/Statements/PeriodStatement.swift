/// What moved on one account of the book in a period, between what was there before and what was there after.
public import Ledger

/// A statement as a bank would send it: oldest first, with both balances.
///
/// Invariant: opening + paidIn − paidOut = closing, and each line's balance follows from the one before; `check` says where
/// the manager's lines are not so.
public struct PeriodStatement: Hashable, Sendable {
  public let account: BookAccountID
  public let currency: Currency
  public let period: StatementPeriod
  /// The balance before the first moment, in minor units.
  public private(set) var opening: Int64
  /// The balance after the last moment, in minor units.
  public private(set) var closing: Int64
  /// What open checks hold of the account now, in minor units, as of the same decision as the balance now; 0 where nothing
  /// can be held. Nil where the period ended before something that happened since.
  public private(set) var held: Int64?
  /// Oldest first.
  public private(set) var lines: [Statement.Line] = []
  private var isWhole = false

  /// A statement of which no line was taken yet.
  ///
  /// - Parameter now: any page that begins at the newest line.
  public init(of now: Statement, in period: StatementPeriod) {
    account = now.account
    currency = now.currency
    self.period = period
    opening = now.balance
    closing = now.balance
    held = now.held
  }

  /// Takes a page's lines, newest first, as the pages come. Whether older ones are wanted.
  public mutating func take(_ page: [Statement.Line]) -> Bool {
    for line in page where !isWhole {
      let before = line.balance - line.amount
      if let to = period.to, line.time > to {
        (opening, closing, held) = (before, before, nil)
      } else if let from = period.from, line.time < from {
        isWhole = true
      } else {
        lines.append(line)
        opening = before
      }
    }
    return !isWhole
  }

  /// Puts the lines into their order, after the last page.
  mutating func finish() { lines.reverse() }

  /// What came in, in minor units.
  public var paidIn: Int64 { lines.reduce(0) { $0 + max($1.amount, 0) } }
  /// What went out, in minor units; positive.
  public var paidOut: Int64 { lines.reduce(0) { $0 - min($1.amount, 0) } }

  /// Where the balances do not follow from one another: an entry's sequence.
  var gap: UInt64? {
    var balance = opening
    for line in lines {
      balance += line.amount
      if balance != line.balance { return line.sequence }
    }
    return nil
  }

  /// What moved by what happened, the largest movement first.
  public var sums: [(kind: JournalEntry.Kind, count: Int, amount: Int64)] {
    var sums: [JournalEntry.Kind: (count: Int, amount: Int64)] = [:]
    for line in lines {
      sums[line.kind, default: (0, 0)].count += 1
      sums[line.kind, default: (0, 0)].amount += line.amount
    }
    return sums.map { (kind: $0.key, count: $0.value.count, amount: $0.value.amount) }
      .sorted { ($0.amount.magnitude, $1.kind.rawValue) > ($1.amount.magnitude, $0.kind.rawValue) }
  }
}
