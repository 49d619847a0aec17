/// The hot requests as their clients write them. The numbers are the contract's, as in Protos/vouch.proto.
internal import Ledger

extension MessageWriter {
  @inline(never)
  mutating func write(_ terms: CheckTerms, whollyAs field: Int) {
    put(field) { $0.write(terms, claim: terms.claim) }
  }

  @inline(never)
  mutating func write(_ demand: IssueCheck) {
    put(demand.id, as: 1)
    write(demand.terms, whollyAs: 2)
    put(demand.memo.value, as: 3)
  }

  @inline(never)
  mutating func write(_ question: VerifyCheck) {
    put(question.check, as: 1)
    put(question.seller?.code, as: 2)
    put(question.distributor?.code, as: 3)
    put(question.amount?.minorUnits ?? 0, as: 4)
    put(question.currency, as: 5)
    put(question.order, as: 6)
  }

  /// A presentment by `seller`; where another acts, the code is left out.
  @inline(never)
  mutating func write(_ action: CheckAction, by seller: Code?, amount: Amount?, final: Bool) {
    put(action.id, as: 1)
    put(action.check, as: 2)
    put(seller, as: 3)
    put(amount?.minorUnits ?? 0, as: 4)
    put(final ? 1 : 0 as UInt64, as: 5)
    put(action.note.value, as: 6)
  }
}
