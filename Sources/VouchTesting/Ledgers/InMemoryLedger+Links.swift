/// The links by which histories and statements walk back: each leads to all there is, and nowhere else.
internal import Ledger

extension InMemoryLedger {
  /// Every link that is missing or leads astray, in words; empty when all is well.
  ///
  /// 1. sequences are 1, 2, 3, … without gaps
  /// 2. a check's entries are reached from its newest, as many as it counts, down to the one that issued it
  /// 3. an account's postings are reached from its last entry, and sum to its balance
  /// 4. a drawer's checks are reached from its newest
  public var linkViolations: [String] {
    var wrong: [String] = []
    for (index, entry) in entries.enumerated() where entry.sequence != UInt64(index) + 1 {
      wrong.append("entry \(entry.sequence) stands at \(index + 1)")
    }
    for check in checks.values { wrong += historyViolations(of: check) }
    for (id, balance) in allBalances { wrong += statementViolations(of: id, balance) }
    for account in accounts.values {
      var reached: Set<CheckID> = []
      var next = account.lastCheck
      while let id = next, reached.insert(id).inserted { next = checks[id]?.previousOfDrawer }
      let drawn = Set(checks.values.filter { $0.terms.drawer == account.id }.map(\.id))
      if reached != drawn {
        wrong.append("account \(account.id): \(reached.count) of \(drawn.count) checks are reached")
      }
    }
    return wrong
  }

  private func historyViolations(of check: Check) -> [String] {
    var count: UInt32 = 0
    var first: UInt64 = 0
    var next = check.lastEntry
    while next > 0, next <= UInt64(entries.count) {
      let entry = entries[Int(next) - 1]
      if entry.subject != .check(check.id) { return ["check \(check.id): its history leads to entry \(next)"] }
      if count == 0, entry.progress != check.progress {
        return ["check \(check.id): stands elsewhere than its history"]
      }
      count += 1
      first = next
      next = entry.previousOfCheck
    }
    return count == check.entryCount && first == check.firstEntry
      ? [] : ["check \(check.id): \(count) entries down to \(first), not \(check.entryCount) to \(check.firstEntry)"]
  }

  private func statementViolations(of id: BookAccountID, _ balance: Balance) -> [String] {
    var sum: Int64 = 0
    var next = balance.lastEntry
    while next > 0, next <= UInt64(entries.count) {
      let here = next
      for posting in entries[Int(here) - 1].postings.all {
        if posting.debit == id {
          sum -= posting.amount
          next = posting.previousOfDebit
        }
        if posting.credit == id {
          sum += posting.amount
          next = posting.previousOfCredit
        }
      }
      if next >= here { return ["\(id): its statement does not go on from entry \(here)"] }
    }
    return sum == balance.posted ? [] : ["\(id): the balance is \(balance.posted), its statement sums to \(sum)"]
  }

  /// Every balance of the book.
  private var allBalances: [(BookAccountID, Balance)] {
    accounts.values.flatMap { [(.bank($0.id), $0.bank.balance), (.card($0.id), $0.card.balance)] }
      + sellers.values.flatMap {
        [(.available($0.id), $0.available), (.locked($0.id), $0.locked), (.reserve($0.id), $0.reserve)]
      } + distributors.values.map { (.debt($0.id), $0.debt) } + clearing.map { ($0, $1) }
  }
}
