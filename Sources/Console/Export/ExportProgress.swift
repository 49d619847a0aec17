/// The line that says how far an export is.
internal import Foundation

/// Written where stderr is a terminal, or where it is asked for.
struct ExportProgress {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let isShown: Bool
  private let started = ContinuousClock.now
  private var shown = ContinuousClock.now
  private var hasShown = false

  init(isAsked: Bool) { isShown = isAsked || isTerminal }

  /// Shows that so many are written, unless the last line is young.
  mutating func show(_ what: String, _ count: UInt64, of all: UInt64? = nil) {
    let now = ContinuousClock.now
    guard isShown, now - shown >= ProgressLine.interval || !hasShown else { return }
    (shown, hasShown) = (now, true)
    let share = all.map { $0 == 0 ? "" : "  \(count * 100 / $0) %" } ?? ""
    let text = "\(grouped(count)) \(what)\(share)  after \((now - started).milliseconds / 1000) s"
    Terminal.note(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n")
  }

  /// Takes the line away.
  func end() {
    if isTerminal, hasShown { Terminal.note("\r\u{1B}[K") }
  }
}
