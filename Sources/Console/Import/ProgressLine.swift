/// The line that says how far an import is: count, speed, share and time to go.
public struct ProgressLine: Sendable {
  private let byteCount: Int?
  private let started: ContinuousClock.Instant
  private var shown: ContinuousClock.Instant

  /// How often the line is written anew: often enough to be alive, seldom enough to be read.
  static let interval = Duration.milliseconds(200)

  /// A line for a file of `byteCount` bytes, if that is known.
  public init(byteCount: Int?, started: ContinuousClock.Instant) {
    self.byteCount = byteCount
    self.started = started
    shown = started
  }

  /// The line to write now, or nothing when the last one is young.
  public mutating func next(_ report: ImportReport, now: ContinuousClock.Instant) -> String? {
    guard now - shown >= ProgressLine.interval else { return nil }
    shown = now
    return text(report, now: now)
  }

  /// `41,200 lines  13,012/s  41 %  4 s to go`
  public func text(_ report: ImportReport, now: ContinuousClock.Instant) -> String {
    let elapsed = (now - started).milliseconds
    var parts = ["\(grouped(report.settled)) lines"]
    if elapsed > 0 { parts.append("\(grouped(Int64(report.settled) * 1000 / elapsed))/s") }
    if let byteCount, byteCount > 0, report.lines > 0 {
      // What was read ahead is not done yet.
      let done = Double(report.bytes) / Double(byteCount) * Double(report.settled) / Double(report.lines)
      parts.append("\(Int(min(done, 1) * 100)) %")
      if done > 0, done < 1 {
        parts.append("\(grouped(Int64((Double(elapsed) * (1 - done) / done / 1000).rounded(.up)))) s to go")
      }
    }
    if report.failed > 0 { parts.append("\(grouped(report.failed)) bad") }
    return parts.joined(separator: "  ")
  }
}
