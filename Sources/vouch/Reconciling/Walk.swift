/// The line that says how far the journal has been read.
import Console
import Glibc

/// `41,200 of 52,000 entries of the journal  79 %`, on a terminal or where it is asked for.
struct Walk {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let isShown: Bool
  private var count: UInt64 = 0
  private var total: UInt64 = 0
  private var shown = ContinuousClock.now
  private var isBegun = false

  /// How often the line is written anew, and after how many entries the clock is looked at.
  private static let interval = Duration.milliseconds(200)
  private static let step: UInt64 = 256

  init(isAskedFor: Bool) { isShown = isTerminal || isAskedFor }

  /// So many entries will be read.
  mutating func begin(_ total: UInt64) { self.total = total }

  /// One more has been read.
  mutating func note() {
    count += 1
    guard isShown, count % Walk.step == 0, ContinuousClock.now - shown >= Walk.interval else { return }
    shown = .now
    isBegun = true
    let text = "\(grouped(count)) of \(grouped(total)) entries of the journal  \(count * 100 / max(1, total)) %"
    Terminal.note(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n")
  }

  /// All has been read, or will not be.
  func end() { if isBegun, isTerminal { Terminal.note("\r\u{1B}[K") } }
}

/// `12,000 accounts looked at`, on a terminal or where it is asked for.
struct Tick {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let isShown: Bool
  private var count = 0

  init(isAskedFor: Bool) { isShown = isTerminal || isAskedFor }

  /// So many more have been looked at: a page.
  mutating func note(_ more: Int) {
    count += more
    guard isShown else { return }
    let text = "\(grouped(count)) accounts looked at"
    Terminal.note(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n")
  }

  /// All have been.
  func end() { if count > 0, isTerminal { Terminal.note("\r\u{1B}[K") } }
}
