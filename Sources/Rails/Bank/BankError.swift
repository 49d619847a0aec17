/// Why a bank could not be given orders or asked for news: each says what to do.

/// A failure at the way to a bank. What was being done is done again later; nothing is lost by it.
public enum BankError: Error, Hashable, Sendable {
  /// No answer: not connected, cut off, or not in time.
  case unreachable(address: String, reason: String)
  /// An answer that is neither a yes nor a no to what was asked; `words` are the bank's, cut.
  case refused(address: String, status: Int, words: String)
  /// An answer that is not what it should be.
  case notUnderstood(address: String, reason: String)
  case notReadable(path: String, reason: String)
  case notWritable(path: String, reason: String)
  /// A file larger than is read; `bound` in bytes.
  case tooLarge(path: String, bound: Int)
  /// A file of this program's own that is not as it was written.
  case damaged(path: String, ISO20022Fault)
  /// An order that is with the bank was handed over with another amount or other accounts.
  case changed(order: String)
  /// More orders are with the bank than are kept in mind.
  case full(bound: Int)
  /// A setting that cannot be used.
  case setting(String)
}

extension BankError: CustomStringConvertible {
  /// What is wrong and what to do about it, a sentence or two.
  public var description: String {
    switch self {
    case .unreachable(let address, let reason):
      "The bank at \(address) cannot be reached: \(reason). It is tried again; see that the address is right and the "
        + "bank up."
    case .refused(let address, let status, let words):
      "The bank at \(address) answers \(status): \(words.isEmpty ? "nothing more" : words). Ask the bank."
    case .notUnderstood(let address, let reason):
      "The bank at \(address) answers what cannot be understood: \(reason). Is it the right address?"
    case .notReadable(let path, let reason): "\(path) cannot be read: \(reason)."
    case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)."
    case .tooLarge(let path, let bound): "\(path) is larger than \(bound) bytes; ask the bank for smaller files."
    case .damaged(let path, let fault):
      "\(path) was changed: \(fault). It says what is with the bank already; put it back from a copy, or have the "
        + "bank say which of its orders it has before you remove it."
    case .changed(let order):
      "The order \(order) is with the bank with another amount or other accounts; give the new one an id of its own."
    case .full(let bound):
      "More than \(bound) orders are with the bank without an end. Collect its messages, or ask it what became of them."
    case .setting(let words): words
    }
  }
}
