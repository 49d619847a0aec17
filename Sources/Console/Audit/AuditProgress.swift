/// The line that says how far long work on the journal is; only where people look at stderr.
internal import Foundation

/// Entries done, of how many, and how fast.
struct AuditProgress {
  private let verb: String
  private let first: UInt64
  /// Nil where that is not known.
  private let last: UInt64?
  private let started = ContinuousClock.now
  private var shown = ContinuousClock.now
  private let isShown = isatty(STDERR_FILENO) == 1
  private var hasShown = false

  init(_ verb: String, from first: UInt64, to last: UInt64?) {
    self.verb = verb
    self.first = first
    self.last = last
  }

  /// Shows that all up to `sequence` is done, unless the last line is young.
  mutating func show(_ sequence: UInt64) {
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now - shown >= ProgressLine.interval else { return }
    shown = now
    hasShown = true
    Terminal.note("\r\u{1B}[K\(text(sequence, elapsed: (now - started).milliseconds))")
  }

  /// Takes the line away.
  func end() {
    if hasShown { Terminal.note("\r\u{1B}[K") }
  }

  /// `12,000 entries verified  48,000/s  40 %  1 s to go`
  func text(_ sequence: UInt64, elapsed: Int64) -> String {
    let done = sequence &+ 1 &- first
    var parts = ["\(grouped(done)) entries \(verb)"]
    if elapsed > 0 { parts.append("\(grouped(done * 1000 / UInt64(elapsed)))/s") }
    if let last, last >= first, done > 0 {
      let all = last - first + 1
      parts.append("\(min(done, all) * 100 / all) %")
      if done < all { parts.append("\(grouped((all - done) * UInt64(max(elapsed, 0)) / done / 1000 + 1)) s to go") }
    }
    return parts.joined(separator: "  ")
  }
}
