/// The charts: fifteen minutes as lines of SVG, made here, so that a browser needs no script to draw them.
internal import Console
internal import Pages

struct Charts {
  /// The oldest first; nil: nothing is known of that second.
  let looks: [Pulse?]
  let fault: String?

  var html: HTML {
    let charts = [
      chart("throughput", "Throughput", Figure.count, "/s", [("commands", \.commands), ("questions", \.questions)]),
      chart(
        "command-latency", "Commands: from read to reply", { Figure.time($0) }, "",
        latencies(\.commandLatency)),
      chart(
        "question-latency", "Questions: from read to reply", { Figure.time($0) }, "", latencies(\.questionLatency)),
      chart("log-write", "Log: write and sync", { Figure.time($0) }, "", latencies(\.logWrite)),
      chart("fold-lag", "Decisions not folded", Figure.count, "", [("decisions", \.foldLag)]),
      chart("fold-time", "How long a fold took", { Figure.time($0) }, "", [("fold", { $0.foldSeconds })]),
      chart("group-size", "Commands a group", Figure.count, "", [("commands", { $0.groupSize })]),
      chart(
        "overlay", "Changed records in memory", Figure.bytes, "",
        [("in memory", \.overlayBytes), ("groups wait past", { 2 * $0.overlayLimit })]),
      chart("lmdb", "LMDB", Figure.bytes, "", [("used", \.lmdbUsed)]),
      chart("memory", "Memory of the process", Figure.bytes, "", [("resident", \.residentBytes)]),
      chart("processors", "Processors", { Figure.decimal($0, 2) }, "", [("in use", \.processors)]),
      chart("failures", "Failed, denied or too many", Figure.count, "/s", [("failures", \.failures)]),
    ]
    return """
      \(HTML.given(fault) { "<p class=\"notice bad\" role=\"alert\">\($0)</p>" })
      <div class="charts">\(HTML.all(charts))</div>
      """
  }

  private typealias Series = (name: String, value: (Pulse) -> Double?)

  private func latencies(_ path: KeyPath<Pulse, Pulse.Latency?>) -> [Series] {
    [
      ("median", { $0[keyPath: path]?.median }), ("99 %", { $0[keyPath: path]?.p99 }),
      ("99.9 %", { $0[keyPath: path]?.p999 }),
    ]
  }

  private static let (width, height, top) = (600, 160, 14)
  /// However few looks there are, a chart is this many wide.
  private static let narrowest = 120

  /// How many looks a chart is wide.
  private var span: Int { max(looks.count, Charts.narrowest) }

  private func chart(
    _ id: String, _ title: String, _ figure: (Double) -> String, _ unit: String, _ series: [Series]
  ) -> HTML {
    let values = series.map { one in looks.map { $0.flatMap(one.value) } }
    let highest = values.joined().compactMap(\.self).max() ?? 0
    let lines = HTML.all(
      values.enumerated().map { number, values in
        HTML.all(
          Charts.runs(of: values, over: span, highest: highest).map {
            "<polyline class=\"s\(number)\" points=\"\($0)\"/>"
          })
      })
    let key = HTML.all(
      zip(series, values).enumerated().map { number, one in
        let last = one.1.last.flatMap(\.self).map(figure) ?? "–"
        return "<span class=\"key\"><i class=\"s\(number)\"></i>\(one.0.name) \(last)\(last == "–" ? "" : unit)</span> "
      })
    let said = zip(series, values).map { "\($0.name) \($1.last.flatMap(\.self).map(figure) ?? "nothing")" }
    let base = Charts.height - 2
    return """
      <figure class="chart" id="chart-\(id)"><figcaption><h3>\(title)</h3><span>\(key)</span></figcaption>
      <svg viewBox="0 0 \(Charts.width) \(Charts.height)" role="img" aria-label="\(title): \(said.joined(separator: ", "))">\
      <line class="grid-line" x1="0" y1="\(Charts.top)" x2="\(Charts.width)" y2="\(Charts.top)"/>\
      <line class="grid-line" x1="0" y1="\(base)" x2="\(Charts.width)" y2="\(base)"/>\
      <text x="0" y="10">\(highest > 0 ? figure(highest) + unit : "")</text>\
      <text x="\(Charts.width)" y="10" text-anchor="end">\((span + 30) / 60) minutes</text>\(lines)</svg></figure>
      """
  }

  /// How many points a line has at most: as many as a screen can show.
  private static let points = 300

  /// The lines of one series: a new one after each gap. Each point is the highest of its seconds.
  private static func runs(of values: [Double?], over span: Int, highest: Double) -> [String] {
    let scale = highest > 0 ? Double(height - top - 2) / highest : 0
    let step = (span + points - 1) / points
    var runs: [[String]] = [[]]
    let offset = span - values.count
    for start in stride(from: 0, to: values.count, by: step) {
      guard let value = values[start..<min(start + step, values.count)].compactMap(\.self).max() else {
        if runs.last?.isEmpty == false { runs.append([]) }
        continue
      }
      let x = Double(offset + start) * Double(width) / Double(max(span - 1, 1))
      let y = Double(height - 2) - value * scale
      runs[runs.count - 1].append("\(Figure.decimal(x, 1)),\(Figure.decimal(y, 1))")
    }
    // One point alone is no line.
    return runs.filter { $0.count > 1 }.map { $0.joined(separator: " ") }
  }
}
