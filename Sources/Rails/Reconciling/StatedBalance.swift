/// What a bank states for a drawer's account, and what of it the manager may count on.
public import Ledger

/// The booked balance of one statement or report.
public struct StatedBalance: Hashable, Sendable {
  /// The account's number, without spaces.
  public var account: String
  public var currency: Currency
  /// The closing booked balance, in minor units; negative where it is overdrawn.
  public var closing: Int64
  /// The number of the statement, from 1: newer ones have greater ones.
  public var sequence: UInt64
  /// The last day that it is about; nil where it says none.
  public var day: BankDay?
  /// The booked movements that bear the manager's ids.
  public var lines: [BankLine]
  public var place: BankLine.Place
}

extension StatedBalance {
  /// The balances of a file. Throws where it is none of balances, or one of them has no number.
  public static func all(
    _ bytes: [UInt8], named file: String, _ ids: ConnectorRules
  ) throws(StatementFault) -> [StatedBalance] {
    let message: BankMessage
    do throws(ISO20022Fault) {
      message = try BankMessage(bytes)
    } catch {
      throw StatementFault(file: file, line: error.line, error.reason)
    }
    guard case .statements(let statements) = message else {
      guard case .reports(let reports) = message else {
        throw StatementFault(file: file, line: 1, "it states no balance of an account; give camt.053, or camt.052.")
      }
      return try all(reports, file, ids)
    }
    return try all(statements, file, ids)
  }

  private static func all(
    _ statements: [BankStatement], _ file: String, _ ids: ConnectorRules
  ) throws(StatementFault) -> [StatedBalance] {
    var balances: [StatedBalance] = []
    for statement in statements {
      guard let closing = statement.closing else {
        throw StatementFault(
          file: file, line: statement.line,
          "it states no booked balance (CLBD, or ITBD within the day); ask the bank for statements with balances.")
      }
      guard let number = statement.sequence, let sequence = UInt64(exactly: number), sequence > 0 else {
        throw StatementFault(
          file: file, line: statement.line,
          "it has no number (ElctrncSeqNb), so nobody could tell whether it is newer than another; ask the bank for it."
        )
      }
      balances.append(
        StatedBalance(
          account: statement.account.accountNumber, currency: statement.currency, closing: closing, sequence: sequence,
          day: statement.lastDay,
          lines: BankLine.all(of: statement, isOwn: false, file: file).filter { ids.instruction(of: $0.order) != nil },
          place: BankLine.Place(file: file, line: statement.line, statement: statement.id)))
    }
    return balances
  }

  /// What the cover is to be restated to: the closing balance, without what the ledger has taken from it and the bank
  /// has not.
  ///
  /// A capture takes its sum from the cover when the bank is *told* to collect it; the bank takes it from the account
  /// days later. Until then its balance is too high by that sum: restated as it stands, the drawer could spend the same
  /// money twice. So what is being collected is subtracted, and what was accepted since the statement's last day, but
  /// not what the statement shows as booked, which is gone from its balance already. Money on its way to the drawer is
  /// the other way round: once the bank has booked it, and the connector has not said so, it comes to the cover only
  /// then.
  ///
  /// Where a bank shows no ids, this errs to the side of too little, which the next statement mends.
  ///
  /// - Parameter orders: the drawer's, those that are open and those that ended since.
  public func cover(_ orders: [LedgerOrder], _ ids: ConnectorRules) -> (stated: Int64, collecting: Int64) {
    let booked = Dictionary(grouping: lines) { ids.instruction(of: $0.order) }
    var collecting: Int128 = 0
    for order in orders where order.instruction.cover == .bank && order.instruction.currency == currency {
      let lines = booked[order.id] ?? []
      let net = lines.reduce(0) { $0 + ($1.direction == .debit ? 1 : -1) }
      let isOpen = order.instruction.state.isOpen
      switch order.instruction.purpose {
      case .collect:
        let isSince = order.instruction.state == .accepted && order.ended.map { isSinceLastDay($0) } ?? false
        if isOpen || isSince, net < 1 { collecting += Int128(order.instruction.amount) }
      case .giveBack: if isOpen, net < 0 { collecting += Int128(order.instruction.amount) }
      case .payOut: break
      }
    }
    return (Int64(clamping: Int128(closing) - collecting), Int64(clamping: collecting))
  }

  private func isSinceLastDay(_ time: Timestamp) -> Bool { day.map { time.dayNumber >= $0.number } ?? true }
}
