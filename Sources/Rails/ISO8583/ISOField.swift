/// The data elements of ISO 8583:1987 as a card host exchanges them: ASCII, with lengths in ASCII digits.

/// What one numbered field looks like.
struct ISOField: Hashable, Sendable {
  /// 2 … 128.
  let number: Int
  let name: String
  let kind: Kind
  let length: Length

  /// Which bytes may stand in it.
  enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Digits.
    case n
    /// Letters, digits and spaces, which fill up.
    case an
    /// Whatever can be printed in ASCII.
    case ans
    /// Any bytes.
    case b
    /// A track of a magnetic stripe: digits, `=` and `D`.
    case z
  }

  /// How its end is found.
  enum Length: Hashable, Sendable {
    /// So many bytes.
    case fixed(Int)
    /// Two digits before it say how many; at most so many.
    case ll(Int)
    /// Three digits before it say how many; at most so many.
    case lll(Int)

    /// The most bytes of content.
    var maximum: Int {
      switch self {
      case .fixed(let count), .ll(let count), .lll(let count): count
      }
    }

    /// How many digits before the content say how long it is.
    var prefixDigits: Int {
      switch self {
      case .fixed: 0
      case .ll: 2
      case .lll: 3
      }
    }
  }

  /// The highest number that two bitmaps can name.
  static let highest = 128

  /// The field of a number; nil where this table has none.
  static subscript(number: Int) -> ISOField? {
    number >= 0 && number < byNumber.count ? byNumber[number] : nil
  }

  private static let byNumber: [ISOField?] = all.reduce(into: Array(repeating: nil, count: highest + 1)) {
    $0[$1.number] = $1
  }
}

extension ISOField.Kind {
  /// Whether a byte may stand in such a field.
  func allows(_ byte: UInt8) -> Bool {
    switch self {
    case .b: true
    case .n: Self.isDigit(byte)
    case .an: Self.isDigit(byte) || Self.isLetter(byte) || byte == UInt8(ascii: " ")
    case .ans: byte >= 0x20 && byte <= 0x7E
    case .z: Self.isDigit(byte) || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "D")
    }
  }

  /// What it holds, in words for an error.
  var words: String {
    switch self {
    case .n: "digits only"
    case .an: "letters, digits and spaces only"
    case .ans: "printable ASCII only"
    case .b: "bytes"
    case .z: "digits, '=' and 'D' only"
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
}
