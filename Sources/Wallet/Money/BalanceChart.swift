/// How a balance went, drawn as SVG: a line in steps, as a balance stays what it is until something moves. Pure.
internal import Ledger
internal import Pages

/// A chart.
struct BalanceChart: Sendable {
  let currency: Currency
  let from: Timestamp
  let to: Timestamp
  /// What was there at `from`, in minor units.
  let opening: Int64
  /// The balance after each movement, oldest first, all within the time.
  let points: [(time: Timestamp, balance: Int64)]

  /// Its size, in the drawing's own units; and what is left for the labels.
  static let width = 720.0
  static let height = 260.0
  static let left = 96.0
  static let bottom = 30.0
  static let top = 12.0
  static let right = 12.0
  /// How many movements are drawn: more lie closer than a line is wide.
  static let maximumPoints = 1_000

  /// The drawing, with what it shows in words for whoever does not see it.
  var svg: HTML {
    let drawn = thinned
    let scale = Scale(
      lowest: min(0, opening, drawn.map(\.balance).min() ?? 0), highest: max(opening, drawn.map(\.balance).max() ?? 0),
      in: currency)
    let line = path(drawn, scale)
    let zero = BalanceChart.number(scale.y(0))
    let last = BalanceChart.number(x(to))
    return """
      <svg class="chart" id="chart" role="img" aria-labelledby="chart-title" viewBox="0 0 \(Int(BalanceChart.width)) \(Int(BalanceChart.height))">\
      <title id="chart-title">\(summary)</title>
      \(rules(scale))\(days)
      <path class="area" d="\(line) L\(last) \(zero) L\(BalanceChart.number(x(from))) \(zero) Z"/>\
      <path class="curve" d="\(line)"/>
      <line class="axis" x1="\(BalanceChart.number(BalanceChart.left))" x2="\(last)" y1="\(zero)" y2="\(zero)"/></svg>
      """
  }

  /// What it shows, in a sentence.
  var summary: String {
    let closing = points.last?.balance ?? opening
    return
      "The balance from \(from.dayInWords) to \(to.dayInWords): \(money(opening)) at first, \(money(closing)) at last, "
      + "\(money(min(opening, points.map(\.balance).min() ?? opening))) at the lowest."
  }

  private func money(_ sum: Int64) -> String { "\(currency.format(sum)) \(currency)" }

  /// Not more points than can be told apart: the last of each stretch.
  private var thinned: [(time: Timestamp, balance: Int64)] {
    guard points.count > BalanceChart.maximumPoints else { return points }
    return (1...BalanceChart.maximumPoints).map { points[$0 * points.count / BalanceChart.maximumPoints - 1] }
  }

  private func x(_ time: Timestamp) -> Double {
    let span = Double(max(to.milliseconds - from.milliseconds, 1))
    let share = Double(time.milliseconds - from.milliseconds) / span
    return BalanceChart.left + min(max(share, 0), 1) * (BalanceChart.width - BalanceChart.left - BalanceChart.right)
  }

  private func path(_ points: [(time: Timestamp, balance: Int64)], _ scale: Scale) -> String {
    var path = "M\(BalanceChart.number(x(from))) \(BalanceChart.number(scale.y(opening)))"
    for point in points {
      path += " H\(BalanceChart.number(x(point.time))) V\(BalanceChart.number(scale.y(point.balance)))"
    }
    return path + " H\(BalanceChart.number(x(to)))"
  }

  private func rules(_ scale: Scale) -> HTML {
    HTML.all(
      scale.marks.map { mark in
        let y = BalanceChart.number(scale.y(mark))
        let below = BalanceChart.number(scale.y(mark) + 4)
        return """
          <line class="rule" x1="\(BalanceChart.number(BalanceChart.left))" \
          x2="\(BalanceChart.number(BalanceChart.width - BalanceChart.right))" y1="\(y)" y2="\(y)"/>\
          <text x="\(BalanceChart.number(BalanceChart.left - 8))" y="\(below)" text-anchor="end">\(scale.label(mark))</text>
          """
      })
  }

  /// Five days along the time, the first and the last among them.
  private var days: HTML {
    let y = BalanceChart.number(BalanceChart.height - 8)
    let span = to.milliseconds - from.milliseconds
    let isShort = span < 3 * 86_400_000
    return HTML.all(
      (0...4).map { index in
        let time = Timestamp(milliseconds: from.milliseconds + span / 4 * Int64(index))
        let anchor = index == 0 ? "start" : index == 4 ? "end" : "middle"
        let label = isShort ? "\(time.shortDay) \(time.description.dropFirst(11).prefix(5))" : time.shortDay
        return "<text x=\"\(BalanceChart.number(x(time)))\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(label)</text>"
      })
  }

  /// A number as SVG takes it, to a tenth.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let rest = abs(tenths % 10)
    return "\(tenths < 0 && tenths > -10 ? "-" : "")\(tenths / 10)\(rest == 0 ? "" : ".\(rest)")"
  }
}

/// Where a sum stands, and the round sums that are marked.
struct Scale: Sendable {
  let marks: [Int64]
  private let lowest: Double
  private let highest: Double
  private let currency: Currency

  init(lowest: Int64, highest: Int64, in currency: Currency) {
    let unit = (0..<currency.exponent).reduce(1.0) { unit, _ in unit * 10 }
    let step = Scale.step(for: (Double(highest) - Double(lowest)) / 4, atLeast: unit)
    let first = (Double(lowest) / step).rounded(.down)
    let last = max((Double(highest) / step).rounded(.up), first + 1)
    self.lowest = first * step
    self.highest = last * step
    self.currency = currency
    // Far within Int64: balances are bounded.
    marks = (0...min(Int(last - first), 12)).map { Int64((first + Double($0)) * step) }
  }

  func y(_ sum: Int64) -> Double {
    let share = (Double(sum) - lowest) / max(highest - lowest, 1)
    return BalanceChart.height - BalanceChart.bottom - share
      * (BalanceChart.height - BalanceChart.bottom - BalanceChart.top)
  }

  /// The round sum, without what is nothing.
  func label(_ mark: Int64) -> String {
    let text = currency.format(mark)
    guard currency.exponent > 0, text.hasSuffix("." + String(repeating: "0", count: currency.exponent)) else {
      return text
    }
    return String(text.dropLast(currency.exponent + 1))
  }

  /// The first of 1, 2, 5, 10, 20, 50, … units that is enough.
  private static func step(for wanted: Double, atLeast unit: Double) -> Double {
    var power = unit
    while true {
      for factor in [1.0, 2.0, 5.0] where power * factor >= wanted { return power * factor }
      power *= 10
    }
  }
}
