/// The checks: each in itself, its history from its last entry to its first, and what it counts for.
internal import CVouchRecords
internal import LMDB
internal import Ledger

extension TableInspection {
  func inspectChecks(_ book: BookTally) {
    var check = Check.blank
    walk(tables.checks, book.isFirst ? nil : "checks, for more accounts") { key, bytes throws(StoreError) in
      let id = CheckID(high: key.high, low: key.low)
      _ = try tables.checks.opened(at: key, newest: checkVersion, bytes) { check.read(&$0, id: id) ? true : nil }
      tally(check, book)
      guard book.isFirst else { return true }
      book.checks += 1
      book.entriesOfChecks += UInt64(check.entryCount)
      for fault in check.faults { report(fault, tables.checks, key) }
      try followHistory(of: check)
      if let due = check.progress.due, !has(DueKey(time: due, check: id), in: tables.due) {
        report("it is due at \(due), and is not on the list", tables.checks, key)
      }
      if book.pending[id, default: 0] != check.progress.pending {
        report(
          "\(check.progress.pending) of it pends, its open instructions say \(book.pending[id] ?? 0)", tables.checks,
          key)
      }
      if book.returning[id, default: 0] != check.progress.returning {
        report(
          "\(check.progress.returning) of it returns, its open instructions say \(book.returning[id] ?? 0)",
          tables.checks,
          key)
      }
      return true
    }
    guard book.isFirst else { return }
    if book.entriesOfChecks != book.checkEntries {
      report(
        "the journal has \(book.checkEntries) entries of checks, and checks count \(book.entriesOfChecks)",
        tables.journal,
        meta.sequence)
    }
    if book.openChecks != meta.open_checks {
      report("it counts \(meta.open_checks) open checks, and there are \(book.openChecks)", tables.meta, Tables.metaKey)
    }
  }

  /// What a check counts for with its parties.
  private func tally(_ check: Check, _ book: BookTally) {
    let progress = check.progress
    let drawer = check.terms.drawer
    if book.has(drawer) {
      if let index = book.accounts.index(of: drawer.code) {
        if progress.state.isOpen {
          book.accounts[index].openChecks += 1
          if progress.cover == .bank {
            book.accounts[index].heldOnBank += progress.remaining
          } else {
            book.accounts[index].heldOnCard += progress.remaining
          }
        }
      } else {
        report("its drawer \(drawer) is missing", tables.checks, IDKey(check.id))
      }
    }
    guard book.isFirst else { return }
    if progress.state.isOpen { book.openChecks += 1 }
    for payee in Set([check.terms.payee, progress.payee].compactMap { $0 }) {
      guard let index = book.sellers.index(of: payee.code) else {
        report("its payee \(payee) is missing", tables.checks, IDKey(check.id))
        continue
      }
      guard payee == progress.payee else { continue }
      book.sellers[index].lockedOfChecks += progress.locked
      book.sellers[index].reservedOfChecks += progress.reserved
      book.sellers[index].exposure += progress.pending + (progress.state.isOpen ? progress.remaining : 0)
    }
    guard let distributor = check.terms.distributor else { return }
    guard let index = book.distributors.index(of: distributor.code) else {
      return report("its distributor \(distributor) is missing", tables.checks, IDKey(check.id))
    }
    guard progress.state.isOpen else { return }
    book.distributors[index].exposure += progress.remaining
    if progress.method == .cash { book.distributors[index].cashPending += progress.remaining }
  }

  /// From the last entry to the first: as many as the check counts, all of them its own, and the last says what it says.
  private func followHistory(of check: Check) throws(StoreError) {
    let key = IDKey(check.id)
    var next = check.lastEntry
    var (count, first): (UInt32, UInt64) = (0, 0)
    var held: (bank: Int64, card: Int64) = (0, 0)
    while next != 0 {
      guard count < check.entryCount else { return report("its history is longer than it counts", tables.checks, key) }
      let entry = try tables.receipt(next, in: view).entry
      guard entry.subject == .check(check.id) else {
        return report("its history leads to entry \(next), which is about \(entry.subject)", tables.checks, key)
      }
      if count == 0, entry.progress != check.progress {
        report("it stands elsewhere than its last entry \(next) says", tables.checks, key)
      }
      count += 1
      first = next
      held.bank += entry.heldOnBank
      held.card += entry.heldOnCard
      guard entry.previousOfCheck < next else {
        return report(
          "entry \(next) links to entry \(entry.previousOfCheck), which is not before it", tables.checks, key)
      }
      if entry.previousOfCheck == 0, entry.kind != .issued || entry.fingerprint != check.fingerprint {
        report("its history begins with entry \(next), which did not issue it", tables.checks, key)
      }
      next = entry.previousOfCheck
    }
    if count != check.entryCount || first != check.firstEntry {
      report(
        "its history has \(count) entries down to \(first), and it says \(check.entryCount) down to \(check.firstEntry)",
        tables.checks, key)
    }
    let progress = check.progress
    let holds = progress.state.isOpen ? progress.remaining : 0
    if held.bank != (progress.cover == .bank ? holds : 0) || held.card != (progress.cover == .card ? holds : 0) {
      report(
        "its history holds \(held.bank) and \(held.card), and it has \(holds) on \(progress.cover)", tables.checks, key)
    }
  }
}

extension Check {
  /// What cannot be of a check, whatever happened to it (design: §0).
  var faults: [String] {
    var faults: [String] = []
    func expect(_ holds: Bool, _ fault: String) { if !holds { faults.append(fault) } }
    let sum = progress.remaining.addingReportingOverflow(progress.captured).partialValue &+ progress.released
    expect(sum == terms.amount.minorUnits, "its amount is not what remains, was captured and was released")
    expect(
      min(progress.remaining, progress.captured, progress.released, progress.locked, progress.reserved) >= 0,
      "a part of it is negative")
    expect(progress.state.isOpen || progress.remaining == 0, "it has ended, and something remains")
    expect(!progress.state.isOpen || progress.remaining > 0, "it is open, and nothing remains")
    expect(
      (progress.state == .frozen) == (progress.frozenFrom != nil && progress.frozenAt != nil),
      "whether it is frozen, and from when, do not agree")
    expect(progress.state != .committed || progress.deadline != nil, "it is committed without a deadline")
    expect(
      progress.returned >= 0 && progress.pending >= 0 && progress.returned &+ progress.pending <= progress.captured,
      "more of it was given back, or is on its way, than was captured")
    expect(progress.capturedFromCard <= progress.captured, "more was captured from the card than in all")
    expect(
      progress.returnedToCard <= min(progress.capturedFromCard, progress.returned),
      "more was given back to the card than came from it")
    return faults
  }
}
