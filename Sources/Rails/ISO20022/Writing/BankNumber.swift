/// Numbers of accounts and of banks, told apart by their own check digits.

/// An account's number as a message names it.
enum BankNumber: Hashable, Sendable {
  case iban(String)
  /// The bank's own number: 1 … 34 characters.
  case other(String)

  /// Takes a number with or without the spaces that people write; nothing where no message could carry it.
  init?(_ text: String) {
    let number = text.filter { $0 != " " }
    guard (1...34).contains(number.utf8.count) else { return nil }
    guard number.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3C && $0 != 0x26 }) else { return nil }
    self = BankNumber.isIBAN(number) ? .iban(number) : .other(number)
  }

  /// The number itself.
  var text: String {
    switch self {
    case .iban(let number), .other(let number): number
    }
  }

  /// ISO 13616: a country, two check digits, and the rest of the remainder 1 by 97 when letters count from ten.
  private static func isIBAN(_ number: String) -> Bool {
    let bytes = Array(number.utf8)
    guard (15...34).contains(bytes.count), bytes.allSatisfy({ $0.isUpper || $0.isDigit }) else { return false }
    guard bytes[0].isUpper, bytes[1].isUpper, bytes[2].isDigit, bytes[3].isDigit else { return false }
    let remainder = (bytes[4...] + bytes[..<4]).reduce(0) { sum, byte in
      byte.isDigit ? (sum * 10 + Int(byte - 0x30)) % 97 : (sum * 100 + Int(byte - 0x41) + 10) % 97
    }
    return remainder == 1
  }

  /// Whether it has the form of a BIC: eight characters, or eleven with the branch.
  static func isBIC(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 8 || bytes.count == 11 else { return false }
    return bytes.allSatisfy { $0.isUpper || $0.isDigit } && bytes[4].isUpper && bytes[5].isUpper
  }
}

extension UInt8 {
  fileprivate var isUpper: Bool { (0x41...0x5A).contains(self) }
  fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
