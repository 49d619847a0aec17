/// An entry in the making: it gathers holds and postings, and is finished only if every balance stays within bounds. The
/// facts are lent to each step, and never copied: they are more than a kilobyte.
struct Draft {
  var entry: JournalEntry

  init(_ entry: JournalEntry) { self.entry = entry }

  /// Changes what the drawer's cover holds by `amount` minor units.
  mutating func hold(_ amount: Int64, on cover: Cover) {
    if cover == .bank { entry.heldOnBank += amount } else { entry.heldOnCard += amount }
  }

  /// Moves `amount` minor units; none, or less, moves nothing.
  mutating func move(_ amount: Int64, from debit: BookAccountID, to credit: BookAccountID, given facts: Facts) {
    guard amount > 0 else { return }
    entry.postings.append(
      Posting(
        debit: debit, credit: credit, amount: amount, previousOfDebit: facts.balance(of: debit).lastEntry,
        previousOfCredit: facts.balance(of: credit).lastEntry))
  }

  /// The entry, unless a balance or a hold would pass the bound.
  consuming func finish(given facts: Facts) throws(Refusal) -> JournalEntry {
    for index in 0..<entry.postings.count {
      let posting = entry.postings[index]
      guard facts.balance(of: posting.credit).posted <= Bounds.maximumBalance - posting.amount,
        facts.balance(of: posting.debit).posted >= posting.amount - Bounds.maximumBalance
      else { throw .balanceLimit }
    }
    for cover in Cover.allCases {
      let change = cover == .bank ? entry.heldOnBank : entry.heldOnCard
      guard change <= 0 || facts.account?[cover].held ?? 0 <= Bounds.maximumBalance - change else {
        throw .balanceLimit
      }
    }
    return entry
  }
}
