/// What `vouch top` shows: a screen of 80 by 24 characters, made of pulses and nothing else.

/// The screen.
public struct TopScreen: Sendable {
  /// How wide and high it is.
  public static let columns = 80
  public static let rows = 24
  /// How many pulses the sparklines show.
  public static let history = 40

  private let title: String
  /// The oldest first.
  private let pulses: [Pulse]

  /// - Parameters:
  ///   - title: which manager it is.
  ///   - pulses: the oldest first; at most the last `history` of them are shown.
  public init(title: String, pulses: [Pulse]) {
    self.title = title
    self.pulses = Array(pulses.suffix(TopScreen.history))
  }

  /// Its lines: never more than `rows`, none longer than `columns`.
  public var lines: [String] {
    guard let now = pulses.last else { return [cut("vouch top  \(title)"), "", "Waiting for the second look …"] }
    var lines = [
      cut("vouch top  \(title)"),
      cut(
        "\(Figure.count(now.openChecks)) checks open   \(Figure.count(now.connections)) connections   "
          + "entry \(grouped(Figure.integer(now.sequence)))   cpu \(Figure.decimal(now.processors, 2))   "
          + "memory \(Figure.bytes(now.residentBytes))"),
      alarms(now),
      row("commands/s", Figure.count(now.commands), "", \.commands),
      row("questions/s", Figure.count(now.questions), "", \.questions),
      row("failures/s", Figure.count(now.failures), "", \.failures),
      "",
      line("", "p50", "p99", "p99.9"),
      latency("command", now.commandLatency) { $0.commandLatency },
      latency("question", now.questionLatency) { $0.questionLatency },
      latency("log write+sync", now.logWrite) { $0.logWrite },
      "",
      row(
        "groups/s", Figure.count(now.groups), now.groupSize.map { "of \(Figure.count($0))" } ?? "", \.groups),
      row("queue", Figure.count(now.queued), "of \(Figure.count(now.queueLimit))", \.queued),
      row("fold lag", Figure.count(now.foldLag), "took \(Figure.time(now.foldSeconds))", \.foldLag),
      row(
        "in memory", Figure.bytes(now.overlayBytes), "of \(Figure.bytes(2 * now.overlayLimit))", \.overlayBytes),
      row("log/s", Figure.bytes(now.logBytes), "free \(Figure.bytes(now.diskFree))", \.logBytes),
      row("LMDB", Figure.bytes(now.lmdbUsed), "of \(Figure.bytes(now.lmdbMap))", \.lmdbUsed),
      "",
    ]
    lines += asked(now)
    return Array(lines.prefix(TopScreen.rows)).map(cut)
  }

  /// The screen as text.
  public var text: String { lines.map { $0 + "\n" }.joined() }

  private func alarms(_ now: Pulse) -> String {
    var alarms: [String] = []
    if !now.isWritable { alarms.append("CHANGES ARE REFUSED: no space") }
    if !now.isClockTrusted { alarms.append("CLOCK JUMPED: nothing expires") }
    if now.delayed > 0.01 {
      alarms.append("groups wait for folding \(Figure.share(now.delayed, of: 1)) of the time")
    }
    return cut(alarms.joined(separator: "   "))
  }

  private func asked(_ now: Pulse) -> [String] {
    let methods = now.methods.prefix(4).map { "\($0.name) \(Figure.count($0.rate))" }
    let refusals = now.refusals.prefix(3).map { "\($0.name) \(Figure.count($0.rate))" }
    return [
      cut("asked/s    " + (methods.isEmpty ? "nothing" : methods.joined(separator: "  "))),
      cut("refused/s  " + (refusals.isEmpty ? "nothing" : refusals.joined(separator: "  "))),
    ]
  }

  private func row(_ name: String, _ value: String, _ beside: String, _ path: KeyPath<Pulse, Double>) -> String {
    line(name, value, beside, nil) + sparkline(pulses.map { $0[keyPath: path] })
  }

  private func latency(
    _ name: String, _ latency: Pulse.Latency?, _ of: (Pulse) -> Pulse.Latency?
  ) -> String {
    line(name, Figure.time(latency?.median), Figure.time(latency?.p99), Figure.time(latency?.p999))
      + sparkline(pulses.map { of($0)?.p99 ?? 0 }, last: 30)
  }

  /// A name and numbers below each other.
  private func line(_ name: String, _ first: String, _ second: String, _ third: String?) -> String {
    var line = padded(name, 15) + padded(first, 11, trailing: true)
    line += third == nil ? "  " + padded(second, 14) : padded(second, 11, trailing: true)
    if let third { line += padded(third, 11, trailing: true) }
    return line + (third == nil ? "" : "  ")
  }

  private func padded(_ text: String, _ width: Int, trailing: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return trailing ? blanks + text : text + blanks
  }

  /// A character a number, as high as it is beside the highest.
  private func sparkline(_ numbers: [Double], last count: Int = 38) -> String {
    let numbers = numbers.suffix(count)
    let highest = numbers.max() ?? 0
    guard highest > 0 else { return "" }
    let marks = Array("▁▂▃▄▅▆▇█")
    return String(
      numbers.map { $0 <= 0 ? " " : marks[min(max(Figure.integer(($0 / highest * 8).rounded(.down)), 0), 7)] })
  }

  private func cut(_ line: String) -> String {
    var line = String(line.printable.prefix(TopScreen.columns))
    while line.last == " " { line.removeLast() }
    return line
  }
}
