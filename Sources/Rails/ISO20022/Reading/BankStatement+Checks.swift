/// A statement must add up, or nothing of it is used.
internal import Ledger

extension BankStatement {
  /// One reference, one entry.
  func checkReferences() throws(ISO20022Fault) {
    var lines: [String: Int] = [:]
    for entry in entries where !entry.reference.isEmpty {
      if let line = lines.updateValue(entry.line, forKey: entry.reference) {
        throw ISO20022Fault(
          line: entry.line, "the entry '\(entry.reference)' was in line \(line) already; ask the bank which one holds.")
      }
    }
  }

  /// Opening and what was booked make the closing balance.
  func checkBalances(_ element: MessageElement) throws(ISO20022Fault) {
    guard kind == .statement, let opening, let closing else { return }
    let booked = entries.reduce(Int128(opening)) { $1.status == .booked ? $0 + Int128($1.signedAmount) : $0 }
    guard booked == Int128(closing) else {
      throw element.fault(
        "opening balance and entries come to \(words(booked)) \(currency.code), but the closing balance is "
          + "\(currency.format(closing)); an entry is missing or too many: ask the bank for the statement again.")
    }
  }

  /// Counts and sums that the bank adds, against the entries.
  func checkTotals(_ element: MessageElement) throws(ISO20022Fault) {
    guard let summary = element["TxsSummry"] else { return }
    try check(summary["TtlNtries"], entries)
    try check(summary["TtlCdtNtries"], entries.filter { $0.direction == .credit })
    try check(summary["TtlDbtNtries"], entries.filter { $0.direction == .debit })
  }

  private func check(_ total: MessageElement?, _ entries: [BankEntry]) throws(ISO20022Fault) {
    guard let total else { return }
    if let count = try total.count("NbOfNtries"), count != entries.count {
      throw try total.required("NbOfNtries").fault(
        "\(total.name) says \(count) entries, but there are \(entries.count); is the file cut off?")
    }
    let sum = entries.reduce(DecimalSum.zero) { $0 + DecimalSum($1.amount, currency) }
    if let told = try total.sum("Sum"), told != sum {
      throw try total.required("Sum").fault("\(total.name) says \(told), but the entries come to \(sum); ask the bank.")
    }
    try checkNet(total, entries)
  }

  /// The net sum: an amount beside its direction in the old versions, both in one element in the new.
  private func checkNet(_ total: MessageElement, _ entries: [BankEntry]) throws(ISO20022Fault) {
    let net = total["TtlNetNtry"]
    guard let told = try net == nil ? total.sum("TtlNetNtryAmt") : net?.sum("Amt") else { return }
    let place = net ?? total
    let direction = place["CdtDbtInd"] == nil ? nil : try place.direction()
    var (credits, debits) = (DecimalSum.zero, DecimalSum.zero)
    for entry in entries {
      let amount = DecimalSum(entry.amount, currency)
      if entry.direction == .credit { credits = credits + amount } else { debits = debits + amount }
    }
    let isRight = direction == nil || credits == debits || (direction == .debit) == (credits.units < debits.units)
    guard told == credits.distance(to: debits), isRight else {
      throw place.fault(
        "\(total.name) says a net of \(told), but credits come to \(credits) and debits to \(debits); ask the bank.")
    }
  }

  /// A sum that may be past what an amount can be.
  private func words(_ minorUnits: Int128) -> String {
    Int64(exactly: minorUnits).map { currency.format($0) } ?? "\(minorUnits) minor units"
  }
}
