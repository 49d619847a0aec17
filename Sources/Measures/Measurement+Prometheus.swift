/// Measurements as Prometheus reads them: its text format, version 0.0.4.

extension [Measurement] {
  /// The type of the text.
  public static var prometheusType: String { "text/plain; version=0.0.4; charset=utf-8" }

  /// The text: for each measurement what it is, then its samples.
  public var prometheusText: String {
    var text = ""
    for measurement in self {
      text += "# HELP \(measurement.name) \(escaped(measurement.help, quotes: false))\n"
      text += "# TYPE \(measurement.name) \(measurement.kind)\n"
      for sample in measurement.samples {
        if measurement.kind == .histogram {
          text += histogram(measurement.name, sample)
        } else {
          text += "\(measurement.name)\(braced(sample.labels)) \(number(sample.value))\n"
        }
      }
    }
    return text
  }

  /// Of the steps only those at powers of two: the eight between would be hundreds of lines a scrape.
  private func histogram(_ name: String, _ sample: Measurement.Sample) -> String {
    var text = ""
    var (seen, rest) = (UInt64(0), sample.buckets[...])
    for bound in Bound.all(of: name) {
      while let bucket = rest.first, bucket.below <= bound.below * 1.000_001 {
        seen += bucket.count
        rest.removeFirst()
      }
      text += "\(name)_bucket\(braced(sample.labels + [.init("le", number(bound.last))])) \(seen)\n"
    }
    text += "\(name)_bucket\(braced(sample.labels + [.init("le", "+Inf")])) \(sample.count)\n"
    text += "\(name)_sum\(braced(sample.labels)) \(number(sample.value))\n"
    return text + "\(name)_count\(braced(sample.labels)) \(sample.count)\n"
  }

  /// A bound of Prometheus' buckets, the same at each scrape whatever was met.
  private struct Bound {
    /// The largest size that counts.
    let last: Double
    /// The first that does not.
    let below: Double

    /// Times from 16 microseconds up to half a minute; other sizes, which are whole numbers, from 1 on.
    static func all(of name: String) -> [Bound] {
      name.hasSuffix("_seconds")
        ? (4...25).map { Bound(last: Double(1 << $0) / 1_000_000, below: Double(1 << $0) / 1_000_000) }
        : (1...17).map { Bound(last: Double(1 << $0) - 1, below: Double(1 << $0)) }
    }
  }

  private func braced(_ labels: [Measurement.Label]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  private func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
