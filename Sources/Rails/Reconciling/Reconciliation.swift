/// The matching itself: statements and ledger in, findings out.
internal import Ledger

/// Holds what a bank booked against what the ledger has.
///
/// What bears an id of the manager's belongs to that instruction, on whichever account it is booked; all movements of
/// one instruction on one account are judged together (`OrderJudge`), since only together they say whether money moved
/// once. What bears none, on the own account, is held against payments without an instruction by sum and day.
///
/// Absent here: files, clocks, the manager. The same two sides always give the same report.
public struct Reconciliation: Sendable {
  public let rules: ReconciliationRules

  /// A matching by rules.
  public init(_ rules: ReconciliationRules) { self.rules = rules }

  /// What matches, and what does not.
  public func match(_ bank: BankLines, _ ledger: LedgerSide) -> ReconciliationReport {
    var report = ReconciliationReport()
    var booked: [InstructionID: [BankLine]] = [:]
    var unnamed: [BankLine] = []
    var unknown: [BankLine] = []
    for line in bank.lines {
      guard let id = rules.ids.instruction(of: line.order) else {
        if line.isOwn { unnamed.append(line) }
        continue
      }
      if ledger.orders[id] == nil { unknown.append(line) } else { booked[id, default: []].append(line) }
    }
    for order in ledger.orders.values.sorted(by: { $0.id.sequence < $1.id.sequence }) {
      judge(order, booked[order.id] ?? [], &report)
    }
    match(unnamed, ledger.receipts, &report)
    for line in unknown where rules.contains(line.day) { report.findings.append(.unknownID(line, rules)) }
    for gap in bank.gaps { report.findings.append(.statementMissing(gap)) }
    return report
  }

  private func judge(_ order: LedgerOrder, _ lines: [BankLine], _ report: inout ReconciliationReport) {
    guard !lines.isEmpty else { return judgeUnbooked(order, &report) }
    guard lines.contains(where: { rules.contains($0.day) }) else { return }
    // The own account says what moved for the manager; where it shows nothing, as banks book collections in one sum,
    // the other side's does.
    let accounts = Dictionary(grouping: lines, by: \.account).values.sorted { a, b in
      (a[0].isOwn ? 0 : 1, a[0].account) < (b[0].isOwn ? 0 : 1, b[0].account)
    }
    var findings: [Finding] = []
    for (index, lines) in accounts.enumerated() {
      findings += OrderJudge(order, lines, rules).findings(alsoOfState: index == 0)
    }
    report.findings += findings
    guard findings.isEmpty, let first = accounts.first else { return }
    let own = order.instruction.purpose.ownDirection
    for line in first {
      let isBooking = line.isOwn == (line.direction == own)
      report.count(
        isBooking ? order.instruction.purpose.matched : .returned, order.instruction.amount, order.instruction.currency)
    }
  }

  /// An order of which no statement says anything.
  private func judgeUnbooked(_ order: LedgerOrder, _ report: inout ReconciliationReport) {
    switch order.instruction.state {
    case .outstanding, .unsure:
      let age = rules.to.number - order.instruction.time.dayNumber
      if age > rules.openDays {
        report.findings.append(.stillOpen(order, days: age))
      } else {
        report.open += 1
      }
    case .rejected: if rules.contains(order.ended) { report.rejected += 1 }
    case .accepted: if rules.contains(order.ended) { report.findings.append(.notBooked(order, rules)) }
    case .returned:
      if rules.contains(order.ended) {
        report.findings.append(.notBooked(order, rules))
      } else if rules.contains(order.returned) {
        report.findings.append(.returnNotBooked(order, [], rules))
      }
    }
  }

  // MARK: - Without an instruction

  /// Each payment takes the first movement that fits it. All windows being of one length, no other choice would match
  /// more.
  private func match(
    _ lines: [BankLine], _ receipts: [LedgerReceipt], _ report: inout ReconciliationReport
  ) {
    var waiting = Dictionary(grouping: lines.indices.filter { lines[$0].isReceipt }) { SumKey(lines[$0]) }
      .mapValues { places in places.sorted { (lines[$0].number, $0) < (lines[$1].number, $1) }[...] }
    var taken: Set<Int> = []
    for receipt in receipts.sorted(by: { ($0.time, $0.sequence) < ($1.time, $1.sequence) }) {
      let key = SumKey(receipt)
      let day = receipt.time.dayNumber
      // What is too old for this one is too old for all that follow.
      while let place = waiting[key]?.first, lines[place].number < day - rules.days { waiting[key]?.removeFirst() }
      if let place = waiting[key]?.first, lines[place].number <= day + rules.days {
        waiting[key]?.removeFirst()
        taken.insert(place)
        // As the period begins and ends, one of both may lie outside.
        guard rules.contains(receipt.time) || rules.contains(lines[place].day) else { continue }
        report.count(.paidIn, receipt.amount, receipt.currency)
      } else if rules.contains(receipt.time) {
        report.findings.append(.receiptNotBooked(receipt, rules))
      }
    }
    for (place, line) in lines.enumerated() where !taken.contains(place) && rules.contains(line.day) {
      report.findings.append(line.order.isEmpty ? .noID(line) : .foreignID(line, rules))
    }
  }

  /// What a movement without an instruction is known by.
  private struct SumKey: Hashable {
    var amount: Int64
    var currency: Currency

    init(_ line: BankLine) { (amount, currency) = (line.amount ?? -1, line.currency) }
    init(_ receipt: LedgerReceipt) { (amount, currency) = (receipt.amount, receipt.currency) }
  }
}

extension BankLine {
  /// Whether money came. Payers choose end-to-end ids too, so those of others do not speak against it.
  fileprivate var isReceipt: Bool { direction == .credit && !isReturn && amount != nil }
  /// What has no day lies at the beginning of time, and fits nothing.
  fileprivate var number: Int { day?.number ?? .min }
}
