/// A sum in words, as a check bears it beside the figures: words are harder to alter.
public import Ledger

extension Amount {
  /// `one thousand two hundred thirty-four and 50/100 EUR`. The minor unit stays a fraction, as on checks of paper, and
  /// is left out where the currency has none.
  public func inWords(of currency: Currency) -> String {
    let unit = (0..<currency.exponent).reduce(Int64(1)) { unit, _ in unit * 10 }
    let (whole, rest) = minorUnits.quotientAndRemainder(dividingBy: unit)
    let words = Amount.words(whole)
    guard currency.exponent > 0 else { return "\(words) \(currency)" }
    let digits = String(rest)
    let fraction = String(repeating: "0", count: currency.exponent - digits.count) + digits
    return "\(words) and \(fraction)/\(unit) \(currency)"
  }

  /// A number of 0 or more in words.
  private static func words(_ number: Int64) -> String {
    guard number > 0 else { return "zero" }
    var groups: [String] = []
    var rest = number
    for scale in scales {
      let group = Int(rest % 1000)
      if group > 0 { groups.append(scale.isEmpty ? hundreds(group) : "\(hundreds(group)) \(scale)") }
      rest /= 1000
    }
    return groups.reversed().joined(separator: " ")
  }

  /// 1 … 999 in words.
  private static func hundreds(_ number: Int) -> String {
    var parts: [String] = []
    if number >= 100 { parts.append("\(small[number / 100]) hundred") }
    let rest = number % 100
    if rest >= small.count {
      parts.append(tens[rest / 10] + (rest % 10 == 0 ? "" : "-\(small[rest % 10])"))
    } else if rest > 0 {
      parts.append(small[rest])
    }
    return parts.joined(separator: " ")
  }

  private static let small = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]
  private static let tens = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
  ]
  /// As far as `Amount.maximum` reaches, and a step beyond.
  private static let scales = ["", "thousand", "million", "billion", "trillion", "quadrillion"]
}
