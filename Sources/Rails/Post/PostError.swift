/// Why the exchange with the post office cannot go on, or a file of it is refused; each says what to do.

/// A failure of the exchange.
public enum PostError: Error, Hashable, Sendable {
  case terms(String)
  /// A directory or file cannot be used; `reason` is the system's.
  case io(path: String, reason: String)
  /// Another process exchanges files here.
  case inUse(path: String)
  /// A file of our own, in `out` or `sent`, is not as we wrote it.
  case damaged(path: String, fault: PostFault)
  /// An order is in two files of ours.
  case twice(order: String, files: [String])
  /// An order came again under its id, and is another one.
  case otherOrder(id: String, what: String)
  /// More orders are known than are kept; `maximum` of them.
  case tooMany(maximum: Int)
  case closed
}

extension PostError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .terms(let reason): "The post office's terms do not do: \(reason). Correct them as they were agreed."
    case .io(let path, let reason):
      "\(path) cannot be used: \(reason). See to it; it is tried again with the next orders."
    case .inUse(let path): "Another process exchanges files in \(path). Stop it first: two would send twice."
    case .damaged(let path, let fault):
      "\(path), \(fault). It says which orders were sent: restore it as it was before anything is sent again."
    case .twice(let order, let files):
      "Order \(order) is in \(files.joined(separator: " and in ")). Ask the post office whether it had both; then move the "
        + "one that it did not have elsewhere."
    case .otherOrder(let id, let what):
      "Order \(id) was sent before with another \(what). Give a new payment a new id; look up what became of the first."
    case .tooMany(let maximum):
      "\(maximum) orders are known here, and no more are kept. Move files of `sent` whose orders ended long ago, and their "
        + "results in `done`, to an archive, and start again."
    case .closed: "The exchange with the post office is closed. Open it again."
    }
  }
}

/// What is wrong with a file, and where.
public struct PostFault: Error, Hashable, Sendable {
  /// From 1.
  public let line: Int
  /// What is wrong, as part of a sentence.
  public let reason: String
  /// What to do, as a sentence.
  public let advice: String

  init(
    _ line: Int, _ reason: String, _ advice: String = "Ask the post office for the file once more, as it was agreed."
  ) {
    (self.line, self.reason, self.advice) = (line, reason, advice)
  }
}

extension PostFault: CustomStringConvertible {
  /// `line 3: the amount is no number`
  public var description: String { "line \(line): \(reason)" }
}
