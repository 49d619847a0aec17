/// Numbers of a pulse as people read them, in few characters; and all of it for programs.
internal import Measures

/// Numbers in few characters.
public enum Figure {
  /// `0`, `0.4`, `12`, `1,234`, `12.3k`, `4.56M`.
  public static func count(_ number: Double) -> String {
    switch abs(number) {
    case ..<0.05: "0"
    case ..<10: whole(decimal(number, 1))
    case ..<10_000: grouped(integer(number))
    case ..<1_000_000: decimal(number / 1000, 1) + "k"
    case ..<1e9: decimal(number / 1_000_000, 2) + "M"
    default: decimal(min(number, 1e15) / 1e9, 2) + "G"
    }
  }

  /// `512 B`, `1.5 MiB`.
  public static func bytes(_ number: Double) -> String {
    var (number, unit) = (number, 0)
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    while abs(number) >= 1024, unit < units.count - 1 { (number, unit) = (number / 1024, unit + 1) }
    return (unit == 0 ? "\(integer(number))" : decimal(number, number < 10 ? 2 : number < 100 ? 1 : 0)) + " "
      + units[unit]
  }

  /// `85 µs`, `1.23 ms`, `2.50 s`; `–` for none.
  public static func time(_ seconds: Double?) -> String {
    guard let seconds else { return "–" }
    switch seconds {
    case ..<0.001: return "\(integer(seconds * 1_000_000)) µs"
    case ..<1: return decimal(seconds * 1000, seconds < 0.01 ? 2 : seconds < 0.1 ? 1 : 0) + " ms"
    default: return decimal(seconds, 2) + " s"
    }
  }

  /// `12 %`.
  public static func share(_ part: Double, of whole: Double) -> String {
    whole > 0 ? "\(integer(part / whole * 100)) %" : "–"
  }

  /// The nearest whole number. What a manager says may be anything: nothing it says may trap.
  public static func integer(_ number: Double) -> Int {
    number.isNaN ? 0 : Int(min(max(number.rounded(), -1e18), 1e18))
  }

  private static func whole(_ decimal: String) -> String {
    decimal.hasSuffix(".0") ? String(decimal.dropLast(2)) : decimal
  }

  /// With so many decimals.
  public static func decimal(_ number: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = integer(number * scale)
    guard decimals > 0 else { return "\(scaled)" }
    let rest = String(scaled.magnitude % UInt(scale))
    let sign = scaled < 0 ? "-" : ""
    return "\(sign)\(scaled.magnitude / UInt(scale))." + String(repeating: "0", count: decimals - rest.count) + rest
  }
}

extension Pulse {
  /// The pulse for programs: rates a second, times in seconds, sizes in bytes.
  public var json: JSON {
    func number(_ value: Double) -> JSON { .decimal(value) }
    func latency(_ latency: Latency?) -> JSON {
      latency.map { ["p50": number($0.median), "p99": number($0.p99), "p999": number($0.p999)] } ?? .null
    }
    return [
      "seconds": number(seconds), "commands_per_second": number(commands), "questions_per_second": number(questions),
      "failures_per_second": number(failures),
      "methods": .object(methods.map { JSON.Member($0.name, number($0.rate)) }),
      "refusals": .object(refusals.map { JSON.Member($0.name, number($0.rate)) }),
      "command_latency": latency(commandLatency), "question_latency": latency(questionLatency),
      "log_write": latency(logWrite), "groups_per_second": number(groups),
      "group_size": groupSize.map(number) ?? .null, "log_bytes_per_second": number(logBytes),
      "fold_lag": number(foldLag), "fold_seconds": foldSeconds.map(number) ?? .null,
      "overlay_bytes": number(overlayBytes), "delayed": number(delayed), "lmdb_used_bytes": number(lmdbUsed),
      "lmdb_map_bytes": number(lmdbMap), "resident_bytes": number(residentBytes), "processors": number(processors),
      "connections": number(connections), "queued": number(queued), "open_checks": number(openChecks),
      "disk_free_bytes": number(diskFree), "sequence": number(sequence), "clock_trusted": .boolean(isClockTrusted),
      "writable": .boolean(isWritable),
    ]
  }
}
