/// Why statements are not taken.

/// What is wrong with what was given, by file and line.
public struct StatementFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file; empty where all of them are meant.
  public var file: String
  /// From 1; 0 where the file as a whole is meant.
  public var line: Int
  /// What is wrong and what to do.
  public var reason: String

  /// A fault at a place.
  public init(file: String, line: Int, _ reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// `2026-12-01.xml:24: the entry 'R1' was in line 20 already; …`
  public var description: String {
    file.isEmpty ? reason : line > 0 ? "\(file):\(line): \(reason)" : "\(file): \(reason)"
  }
}
