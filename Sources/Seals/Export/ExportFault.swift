/// What is wrong with an export, by name and place.

/// Why an export is refused: the first thing that is found on the way through it.
public enum ExportFault: Error, Hashable, Sendable {
  /// The file does not begin as an export does.
  case noExport
  /// It is of a form that this program does not know.
  case version(UInt8)
  /// Bytes that no export has, in the item that begins at this offset.
  case damaged(offset: Int)
  /// The file ends in the middle.
  case truncated(offset: Int)
  /// Something follows the end.
  case extended(offset: Int)
  /// It is another ledger's.
  case otherLedger(LedgerIdentity)
  /// The head that it begins after, or the one at its end, is not to be believed.
  case head(ProofFault)
  /// It begins after another point of the history than the head there says.
  case start
  /// A commit begins with another entry than the next.
  case missing(expected: UInt64, found: UInt64)
  /// The leaf of this entry is not the one that was written, or says another sequence or text than it should.
  case changed(sequence: UInt64)
  /// The entries of a commit do not come to its root: one of them was changed, with the mark that would name it.
  case commit(first: UInt64, last: UInt64)
  /// All entries together do not come to the signed root: a commit was changed as a whole, or left out, or put in.
  case root(size: UInt64)
  /// It ends with another entry than the signed head.
  case end(expected: UInt64, found: UInt64)
  /// The history was another at the head that it was compared with.
  case otherHistory(size: UInt64)
  /// The head that it is to be compared with lies before its beginning or behind its end.
  case notReached(size: UInt64)
}

extension ExportFault: CustomStringConvertible {
  /// The fault in words for an auditor.
  public var description: String {
    switch self {
    case .noExport: "this is no export of a journal"
    case .version(let version): "the export is of form \(version), which this program does not know; use a newer one"
    case .damaged(let offset): "the item at byte \(offset) is none that an export has"
    case .truncated(let offset): "the export ends in the middle, at byte \(offset)"
    case .extended(let offset): "something follows the end, from byte \(offset) on"
    case .otherLedger(let ledger): "it is of another ledger (\(ledger))"
    case .head(let fault): "its signed head: \(fault)"
    case .start: "it does not begin where the head before it ended"
    case .missing(let expected, let found):
      found > expected
        ? "entry \(expected) is missing: \(found) comes in its place" : "entry \(found) comes where \(expected) should"
    case .changed(let sequence): "entry \(sequence) was changed"
    case .commit(let first, let last):
      first == last
        ? "entry \(first) was changed" : "one of the entries \(first) to \(last) was changed, added or removed"
    case .root(let size): "the entries do not come to the signed root over \(size) commits"
    case .end(let expected, let found): "it ends with entry \(found), and the signed head with \(expected)"
    case .otherHistory(let size): "the history of \(size) commits was another: one of the two heads is a forgery"
    case .notReached(let size): "it does not come by the head that it is compared with, which has \(size) commits"
    }
  }
}
