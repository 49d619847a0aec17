/// Names and values in two columns, and the one line of progress.
internal import Foundation
internal import Load

struct Table {
  private var rows: [(name: String, value: String)] = []

  mutating func add(_ name: String, _ value: String) { rows.append((name, value)) }

  mutating func add(_ latencies: Latencies) {
    for (name, percent) in Latencies.shown { add(name, Number.time(latencies.percentile(percent))) }
    add("max", Number.time(latencies.longest))
  }

  var text: String {
    let width = rows.map(\.name.count).max() ?? 0
    return rows.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + value + "\n"
    }.joined()
  }
}

enum Number {
  static func fixed(_ value: Double, _ places: Int) -> String { String(format: "%.\(places)f", value) }

  /// Thousands with a thin mark: 104,512.
  static func rate(_ value: Double) -> String {
    var digits = String(Int(value.rounded()))
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
  }

  /// Nanoseconds in the unit that fits.
  static func time(_ nanoseconds: Int64) -> String {
    switch Double(nanoseconds) {
    case ..<1e6: "\(fixed(Double(nanoseconds) / 1e3, 1)) µs"
    case ..<1e9: "\(fixed(Double(nanoseconds) / 1e6, 2)) ms"
    default: "\(fixed(Double(nanoseconds) / 1e9, 2)) s"
    }
  }
}

/// One line on stderr that is written over; nothing where that is no terminal, but what must be said.
final class ProgressLine {
  private let isShown: Bool
  private var width = 0

  init(isShown: Bool) { self.isShown = isShown && isatty(STDERR_FILENO) == 1 }

  func show(_ text: String) {
    guard isShown else { return }
    write("\r\(text)\(String(repeating: " ", count: max(0, width - text.count)))")
    width = text.count
  }

  /// Says something that stays.
  func say(_ text: String) {
    end()
    write("vouch-bench: \(text)\n")
  }

  /// Leaves an empty line.
  func end() {
    guard width > 0 else { return }
    write("\r\(String(repeating: " ", count: width))\r")
    width = 0
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
