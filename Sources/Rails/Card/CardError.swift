/// Why the card rail cannot do what it was asked; each says what to do. None shows more of a card than its last four digits.

/// A failure of the card rail, or of what it keeps.
public enum CardError: Error, Hashable, Sendable {
  /// The terms cannot be worked with.
  case terms(String)
  /// No connection to the host, or it does not sign us on.
  case unreachable(host: String, reason: String)
  /// The rail was closed.
  case closed
  /// An order came again under its id, and is another one.
  case otherOrder(id: String, what: String)
  /// More orders are open than are kept; `maximum` of them.
  case tooMany(maximum: Int)
  /// The journal's file or directory cannot be used.
  case journal(path: String, reason: String)
  /// Another process has the journal.
  case inUse(path: String)
  /// A line of the journal is none of it.
  case damaged(path: String, line: Int, reason: String)
}

extension CardError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .terms(let reason): "The card rail's terms do not do: \(reason). Correct them as the credit company gave them."
    case .unreachable(let host, let reason):
      "The card host \(host) cannot be reached: \(reason). It is tried again with the next orders."
    case .closed: "The card rail is closed. Open it again."
    case .otherOrder(let id, let what):
      "Order \(id) was handed over before with another \(what). Give a new payment a new id; look up what became of "
        + "the first."
    case .tooMany(let maximum):
      "\(maximum) orders are open at the card rail. Confirm the news of those that ended, and hand over the rest then."
    case .journal(let path, let reason): "The card rail's journal \(path) cannot be used: \(reason)."
    case .inUse(let path): "Another process has the card rail's journal \(path). Stop it first: two would pay twice."
    case .damaged(let path, let line, let reason):
      "Line \(line) of the card rail's journal \(path) is damaged: \(reason). Restore the file from a backup, or settle the "
        + "orders after it with the credit company by hand before it is cut there."
    }
  }
}
