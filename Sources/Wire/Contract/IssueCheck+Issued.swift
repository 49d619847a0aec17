/// What a demand brings, made of the demand and its entry alone.
public import Ledger

extension IssueCheck {
  /// The check as it was issued, so that a repetition answers the same whatever became of the check since. Where a claim
  /// secret was agreed, only the receipt.
  ///
  /// - Parameters:
  ///   - entry: the entry that the demand took effect as.
  ///   - draweeName: the manager's name.
  public func issued(by entry: JournalEntry, draweeName: Text) -> IssuedCheck {
    let receipt = Receipt(entry: entry, detail: Command.issue(self).detail)
    guard terms.claim == nil, let progress = entry.progress else { return IssuedCheck(receipt: receipt, check: nil) }
    var document = CheckDocument(id: id, terms: terms, issued: entry.time, progress: progress, memo: memo)
    document.draweeName = draweeName
    return IssuedCheck(receipt: receipt, check: document)
  }

  /// The same, of an item of a batch: what `IssueCheck` alone would have been answered.
  public func issued(as entry: BatchEntry, draweeName: Text) -> IssuedCheck {
    issued(by: self.entry(at: Moment(time: entry.time, sequence: entry.sequence)), draweeName: draweeName)
  }
}
