/// Where a ledger's log lies and what its segments are like.

public struct LogPlace: Hashable, Sendable {
  /// A directory of its own, which may be on another disk; nil: `log` in that of the ledger.
  public var path: String?
  public var shape: LogShape

  public init(path: String? = nil, shape: LogShape = .standard) {
    self.path = path
    self.shape = shape
  }

  func path(in ledger: String) -> String { path ?? "\(ledger)/log" }
}
