/// Judges all movements that one account shows of one instruction.
internal import Ledger

/// One instruction and its movements on one account.
struct OrderJudge {
  let order: LedgerOrder
  let rules: ReconciliationRules
  /// Movements as the instruction has them, and such as take them back: the direction says which, whatever the bank
  /// calls it.
  private(set) var bookings: [BankLine]
  private(set) var returns: [BankLine]

  /// `lines` are not empty, and of one account.
  init(_ order: LedgerOrder, _ lines: [BankLine], _ rules: ReconciliationRules) {
    self.order = order
    self.rules = rules
    let own = order.instruction.purpose.ownDirection
    bookings = lines.filter { $0.isOwn == ($0.direction == own) }
    returns = lines.filter { $0.isOwn != ($0.direction == own) }
  }

  /// What is wrong: with each movement, and, where so asked, with what they come to beside the ledger's state.
  func findings(alsoOfState: Bool) -> [Finding] {
    var findings = (bookings + returns).flatMap(differences)
    if isTurned {
      findings.append(.directionDiffers(order, returns))
    } else if alsoOfState {
      findings += stateFinding.map { [$0] } ?? []
    }
    return findings
  }

  /// All that there is goes the wrong way, and nobody says that it came back.
  private var isTurned: Bool {
    guard bookings.isEmpty, returns.count == 1, !returns[0].isReturn else { return false }
    switch order.instruction.state {
    case .accepted: return order.ended.map { !rules.isBefore($0) } ?? false
    case .outstanding, .unsure: return !rules.isBefore(order.instruction.time)
    case .rejected, .returned: return false
    }
  }

  // MARK: - Each movement

  private func differences(_ line: BankLine) -> [Finding] {
    guard line.currency == order.instruction.currency, let amount = line.amount else {
      return [.currencyDiffers(order, line)]
    }
    var findings: [Finding] = []
    if amount != order.instruction.amount { findings.append(.amountDiffers(order, line, amount)) }
    if let day = line.day, !window(of: line).contains(day.number) { findings.append(.dateDiffers(order, line, rules)) }
    return findings
  }

  /// The days on which the bank may have booked it. What is open or came back unheard may have been booked at any time
  /// since it was told.
  private func window(of line: BankLine) -> ClosedRange<Int> {
    let first = order.instruction.time.dayNumber - rules.days
    let isReturn = returns.contains(line)
    let last: Int?
    switch order.instruction.state {
    case .outstanding, .unsure: last = nil
    case .accepted: last = isReturn ? nil : order.ended?.dayNumber ?? rules.from.number
    case .rejected: last = nil
    case .returned: last = (isReturn ? order.returned : order.ended)?.dayNumber ?? rules.from.number
    }
    return first...max(first, last.map { $0 + rules.days } ?? .max)
  }

  // MARK: - All of them together

  /// How often the money moved in the end, beside how often the ledger has it as moved.
  private var stateFinding: Finding? {
    let net = bookings.count - returns.count
    if net > 1 {
      return order.instruction.state == .rejected
        ? .rejectedButPaid(order, bookings) : .bookedTwice(order, bookings, returns)
    }
    // Of what was booked before these statements, only the return is in them.
    guard net >= 0 || bookings.isEmpty && returns.count == 1 else { return .returnedTwice(order, bookings, returns) }
    switch order.instruction.state {
    case .accepted: return net == 1 ? nil : .returnedNotReported(order, returns)
    case .outstanding, .unsure:
      return net == 1 ? .bookedNotReported(order, bookings) : .returnedNotReported(order, returns)
    case .rejected:
      // What was booked before the period may have come back in it, and so be rejected.
      if net == 1 { return .rejectedButPaid(order, bookings) }
      return net == 0 || rules.isBefore(order.instruction.time) ? nil : .returnedTwice(order, bookings, returns)
    case .returned:
      if net == 0 { return nil }
      if net < 0 { return endedBefore ? nil : .notBooked(order, rules) }
      return order.returned.map { $0.dayNumber > rules.to.number } ?? false
        ? nil : .returnNotBooked(order, bookings, rules)
    }
  }

  /// Whether it was booked before the period, as the ledger has it.
  private var endedBefore: Bool { order.ended.map { rules.isBefore($0) } ?? true }
}
