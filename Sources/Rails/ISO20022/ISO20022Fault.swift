/// What is wrong with a message of ISO 20022, and where.

/// Why a message is not taken: the first thing that is found on the way through it.
public struct ISO20022Fault: Error, Hashable, Sendable {
  /// The line, from 1.
  public var line: Int
  /// The column, from 1; 0 where the line as a whole is meant.
  public var column: Int
  /// What is wrong and what to do, in a sentence or two.
  public var reason: String

  /// A fault at a place.
  public init(line: Int, column: Int = 0, _ reason: String) {
    self.line = max(1, line)
    self.column = max(0, column)
    self.reason = reason
  }
}

extension ISO20022Fault: CustomStringConvertible {
  /// `line 12, column 7: Amt has 3 decimals, …`
  public var description: String {
    column > 0 ? "line \(line), column \(column): \(reason)" : "line \(line): \(reason)"
  }
}
