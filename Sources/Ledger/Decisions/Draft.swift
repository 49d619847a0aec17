/// A decision in the making: the facts it looks at, and the entry it becomes, where they lie. Neither is ever copied, as
/// together they are two kilobytes; so the steps of a decision are all `mutating`, also those that only look.
public struct Draft: Sendable, BitwiseCopyable {
  /// What the decision may look at. Whoever asks for one fills it first.
  public var facts = Facts()
  /// The entry: whole where the command was accepted or repeated, unfinished where it was refused.
  public var entry = JournalEntry.blank
  /// Whether what goes into the clearing of a paying system outside is an instruction to it. It was none before there were
  /// instructions: an entry of then that takes effect again tells nobody anything.
  public var tells = true

  /// A draft without facts.
  public init() {}

  /// A draft on `facts`.
  public init(_ facts: Facts) { self.facts = facts }

  /// The time of the group.
  var now: Timestamp { entry.time }
}

extension Draft {
  /// Changes what the drawer's cover holds by `amount` minor units.
  @inline(__always)
  mutating func hold(_ amount: Int64, on cover: Cover) {
    if cover == .bank { entry.heldOnBank += amount } else { entry.heldOnCard += amount }
  }

  /// Moves `amount` minor units; none, or less, moves nothing.
  mutating func move(_ amount: Int64, from debit: BookAccountID, to credit: BookAccountID) {
    guard amount > 0 else { return }
    entry.postings.append(
      Posting(
        debit: debit, credit: credit, amount: amount, previousOfDebit: facts.balance(of: debit).lastEntry,
        previousOfCredit: facts.balance(of: credit).lastEntry))
  }

  /// Throws where a balance or a hold would pass the bound.
  mutating func judgeBounds() throws(Refusal) {
    for index in 0..<entry.postings.count {
      let posting = entry.postings[index]
      guard facts.balance(of: posting.credit).posted <= Bounds.maximumBalance - posting.amount,
        facts.balance(of: posting.debit).posted >= posting.amount - Bounds.maximumBalance
      else { throw .balanceLimit }
    }
    guard facts.hasAccount else { return }
    guard entry.heldOnBank <= 0 || facts.accountRecord.bank.held <= Bounds.maximumBalance - entry.heldOnBank,
      entry.heldOnCard <= 0 || facts.accountRecord.card.held <= Bounds.maximumBalance - entry.heldOnCard
    else { throw .balanceLimit }
  }
}
