/// The findings in words: what is so, and what to do.
internal import Ledger

extension Finding {
  private init(
    _ kind: Kind, _ order: LedgerOrder?, _ lines: [BankLine], receipt: LedgerReceipt? = nil, _ sentence: String,
    _ nextStep: String
  ) {
    self.init(kind: kind, order: order, lines: lines, receipt: receipt, sentence: sentence, nextStep: nextStep)
  }

  // MARK: - Only in the statement

  static func unknownID(_ line: BankLine, _ rules: ReconciliationRules) -> Finding {
    Finding(
      .unknownID, nil, [line],
      "The bank booked \(line.sum) as '\(line.order)', and this ledger never told the \(rules.ids.rail) anything under "
        + "that number.",
      "If several managers use the account, give each its own --prefix; else ask the bank who ordered it, and restore "
        + "nothing from a backup before it is known.")
  }

  static func foreignID(_ line: BankLine, _ rules: ReconciliationRules) -> Finding {
    Finding(
      .foreignID, nil, [line],
      "The bank booked \(line.sum) as '\(line.order.shortened)', which is none of the ids of \(rules.ids.prefix).",
      line.direction == .credit
        ? "If somebody paid in, note it (vouch payin, or vouch fund --rail); else ask the payer."
        : "If it is business of the manager's own, keep it out of this account; else ask the bank who ordered it.")
  }

  static func noID(_ line: BankLine) -> Finding {
    Finding(
      .noID, nil, [line],
      "The bank booked \(line.sum) without an id, and no payment of the ledger is of that sum and day.",
      line.direction == .credit
        ? "If somebody paid in, note it (vouch payin, or vouch fund --rail); else ask the bank whose it is."
        : "If it is a charge of the bank's, book it with the manager's own costs; else ask the bank what it is.")
  }

  static func bookedNotReported(_ order: LedgerOrder, _ lines: [BankLine]) -> Finding {
    Finding(
      .bookedNotReported, order, lines, "The bank booked \(order.id), and the ledger still waits to hear of it.",
      "See that the connector runs; what it does not bring, say by hand: "
        + "vouch instructions report \(order.id) accepted.")
  }

  // MARK: - Only in the ledger

  static func notBooked(_ order: LedgerOrder, _ rules: ReconciliationRules) -> Finding {
    let until = order.ended.map { $0.dayNumber + rules.days } ?? .min
    return Finding(
      .notBooked, order, [],
      "The ledger has \(order.id) as accepted\(order.ended.onDay), and no statement shows it.",
      until > rules.to.number
        ? "The bank may still book it, up to \(rules.days) days later: reconcile again with the next statements."
        : rules.isBefore(order.instruction.time)
          ? "It was told before the period: reconcile with the statements before \(rules.from) too; then ask the bank."
          : "Ask the bank what became of it; if the money did not move: vouch instructions report \(order.id) returned."
    )
  }

  static func returnNotBooked(
    _ order: LedgerOrder, _ lines: [BankLine], _ rules: ReconciliationRules
  ) -> Finding {
    Finding(
      .returnNotBooked, order, lines,
      "The ledger has \(order.id) as returned\(order.returned.onDay), and no statement shows that it came back.",
      "Ask the bank for the return; if there was none, the money is still where it was sent.")
  }

  static func stillOpen(_ order: LedgerOrder, days: Int) -> Finding {
    Finding(
      .stillOpen, order, [],
      "The \(order.id.rail) was told \(order.id) \(days) days before the end of the period, and nobody has said what "
        + "became of it.",
      "See that the connector runs; then ask the bank, and say it by hand: vouch instructions report \(order.id) "
        + "accepted, or rejected.")
  }

  static func receiptNotBooked(_ receipt: LedgerReceipt, _ rules: ReconciliationRules) -> Finding {
    Finding(
      .receiptNotBooked, nil, [], receipt: receipt,
      "Entry \(receipt.sequence) has \(receipt.currency.money(receipt.amount)) as paid in, and no statement shows such a "
        + "sum within \(rules.days) days.",
      "Ask who noted it; if the money never came, correct it by hand.")
  }

  // MARK: - In both, and not the same

  static func currencyDiffers(_ order: LedgerOrder, _ line: BankLine) -> Finding {
    let said = line.amount == nil ? "a sum in another currency" : line.sum
    return Finding(
      .currencyDiffers, order, [line],
      "The bank booked \(order.id) with \(said), and \(order.sum) were told.",
      "Ask the bank to undo the exchange and to book it in \(order.instruction.currency.code).")
  }

  static func amountDiffers(_ order: LedgerOrder, _ line: BankLine, _ amount: Int64) -> Finding {
    Finding(
      .amountDiffers, order, [line],
      "The bank booked \(order.id) with \(line.sum), and \(order.sum) were told.",
      amount < order.instruction.amount
        ? "If the bank took charges out of it, they are the manager's costs; else ask the bank for the rest."
        : "Ask the bank why it moved more, and to take the rest back.")
  }

  static func dateDiffers(_ order: LedgerOrder, _ line: BankLine, _ rules: ReconciliationRules) -> Finding {
    Finding(
      .dateDiffers, order, [line],
      "The bank booked \(order.id) on \(line.day?.description ?? "no day"), more than \(rules.days) days from when the "
        + "ledger has it.",
      "Compare the value day; if the bank is always that late, allow more with --days.")
  }

  static func directionDiffers(_ order: LedgerOrder, _ lines: [BankLine]) -> Finding {
    Finding(
      .directionDiffers, order, lines,
      "The bank booked \(order.id) the wrong way: \(lines.first?.sum ?? "").",
      "Ask the bank to undo it, and to pay as it was told.")
  }

  static func bookedTwice(_ order: LedgerOrder, _ bookings: [BankLine], _ returns: [BankLine]) -> Finding {
    Finding(
      .bookedTwice, order, bookings + returns,
      "The bank moved \(order.sum) of \(order.id) \(bookings.count - returns.count) times.",
      "Ask the bank to take back what it moved too often; the ledger has it once.")
  }

  static func returnedTwice(_ order: LedgerOrder, _ bookings: [BankLine], _ returns: [BankLine]) -> Finding {
    Finding(
      .returnedTwice, order, bookings + returns,
      "\(order.id) came back \(returns.count) times, and was booked \(bookings.count) times.",
      "Ask the bank to undo the return that is too much.")
  }

  static func returnedNotReported(_ order: LedgerOrder, _ lines: [BankLine]) -> Finding {
    Finding(
      .returnedNotReported, order, lines,
      "Money of \(order.id) came back, and the ledger has it as \(order.instruction.state).",
      "See that the connector runs; what it does not bring, say by hand: "
        + "vouch instructions report \(order.id) returned.")
  }

  static func rejectedButPaid(_ order: LedgerOrder, _ lines: [BankLine]) -> Finding {
    Finding(
      .rejectedButPaid, order, lines,
      "The ledger has \(order.id) as rejected\(order.ended.onDay), and the bank moved the money all the same.",
      "Ask the bank to take it back, or pay it back by hand: the ledger has given it to whose it was.")
  }

  static func statementMissing(_ gap: BankLines.Gap) -> Finding {
    Finding(
      .statementMissing, nil, [],
      "\(gap.before) ends with \(gap.currency.money(gap.closing)), and \(gap.place) begins with "
        + "\(gap.currency.money(gap.opening)): a statement between them is missing.",
      "Have the bank send it, and reconcile again with all of them.")
  }
}

extension LedgerOrder {
  fileprivate var sum: String { instruction.currency.money(instruction.amount) }
}

extension BankLine {
  /// `12.50 EUR in`
  fileprivate var sum: String {
    amount.map { "\(currency.money($0)) \(direction == .credit ? "in" : "out")" } ?? "a sum in another currency"
  }
}

extension Currency {
  fileprivate func money(_ minorUnits: Int64) -> String { "\(format(minorUnits)) \(code)" }
}

extension Timestamp? {
  /// ` on 2026-12-01`
  fileprivate var onDay: String { self.map { " on \($0.description.prefix(10))" } ?? "" }
}

extension String {
  /// As much of somebody else's id as tells it.
  fileprivate var shortened: String { String(prefix(35)) }
}
