/// Small things as people read them: money, moments, spans, shares.
public import Ledger

extension Currency {
  /// A sum with its currency: `1,234.50 EUR`.
  public func money(_ minorUnits: Int64) -> String { "\(format(minorUnits)) \(code)" }

  /// A limit: the sum, or `none` for 0.
  func limit(_ minorUnits: Int64) -> String { minorUnits == 0 ? "none" : money(minorUnits) }
}

extension Timestamp {
  /// To the second: `2026-11-24 08:30:00`. The heading or the label beside it says that it is UTC.
  public var toSecond: String {
    let text = description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
  }

  /// To the second, with the zone: `2026-11-24 08:30:00 UTC`.
  public var withZone: String { "\(toSecond) UTC" }

  /// ISO 8601, for programs.
  public var json: JSON { .text(description) }
}

extension Timestamp.Span {
  /// In the largest units that fit without a rest: `14d`, `36h`, `90m`, `45s`, `1500ms`; `-` for none.
  public var shown: String {
    if milliseconds == 0 { return TextTable.nothing }
    for (unit, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)] as [(String, Int64)]
    where milliseconds % length == 0 {
      return "\(milliseconds / length)\(unit)"
    }
    return "\(milliseconds)ms"
  }
}

/// A count with thousands set off: `100,000`.
public func grouped(_ count: some BinaryInteger) -> String {
  let digits = String(count.magnitude)
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return count < 0 ? "-\(text)" : text
}

/// Hundredths of a percent as a percentage: `12.5 %`.
public func percent(_ hundredths: UInt16) -> String {
  let rest = hundredths % 100
  let decimals = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
  return "\(hundredths / 100)\(decimals) %"
}

/// The last four characters of a card number: all of it that is shown, to people and to programs.
public func lastFour(_ cardNumber: Text?) -> String? {
  guard let value = cardNumber?.value, !value.isEmpty else { return nil }
  return String(value.suffix(4))
}
