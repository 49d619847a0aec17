/// Card numbers: read once, sent to the host, and shown nowhere.

/// The number of a card: 12 to 19 digits whose last one checks the others.
struct CardNumber: Hashable, Sendable {
  /// For field 2 and nothing else.
  let digits: String

  /// Takes a number, with spaces or hyphens as it is printed, else nothing.
  init?(_ text: String) {
    var digits: [UInt8] = []
    // Longer texts are not walked through.
    guard text.utf8.count <= 64 else { return nil }
    for byte in text.utf8 where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "-") {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      digits.append(byte - 0x30)
    }
    guard (12...19).contains(digits.count) else { return nil }
    // ISO 7812: from the right, every second digit counts double, with the sum of its digits.
    let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
      let value = digit.offset % 2 == 0 ? digit.element : digit.element * 2
      return sum + Int(value > 9 ? value - 9 : value)
    }
    guard sum % 10 == 0 else { return nil }
    self.digits = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
  }

  /// What may be shown and kept.
  var lastFour: String { String(digits.suffix(4)) }
}

extension CardNumber: CustomStringConvertible, CustomReflectable {
  /// `…1111`
  var description: String { "…\(lastFour)" }
  var customMirror: Mirror { Mirror(self, children: ["number": description]) }
}
