/// Where a ledger's log lies and what its segments are like.
package import Storage

public struct LogPlace: Sendable {
  /// A directory of its own, which may be on another disk; nil: `log` in that of the ledger.
  public var path: String?
  public var shape: LogShape
  /// The log's directory where it is none of the file system's, as in a simulation.
  package var directory: (any Directory)?
  /// Gives a random word each time. They only have to differ from one life of a segment to the next.
  package var newSalt: @Sendable () -> UInt32 = { .random(in: .min ... .max) }

  public init(path: String? = nil, shape: LogShape = .standard) {
    self.path = path
    self.shape = shape
  }

  func path(in ledger: String) -> String { path ?? "\(ledger)/log" }
}
