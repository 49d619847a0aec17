/// How many columns of a terminal a text takes.
extension StringProtocol {
  /// The columns of the text: wide characters (East Asian, emoji) take two, combining and invisible ones none.
  public var columnCount: Int { reduce(0) { $0 + $1.columnCount } }

  /// The text with blanks behind it (or before it) until it takes `width` columns.
  public func padded(to width: Int, trailing: Bool = false) -> String {
    let blanks = String(repeating: " ", count: Swift.max(0, width - columnCount))
    return trailing ? blanks + self : self + blanks
  }
}

extension Character {
  /// The columns of the character: 0, 1 or 2. A cluster takes what its widest scalar takes, or two where it asks for the
  /// picture form (U+FE0F).
  public var columnCount: Int {
    var columns = 0
    for scalar in unicodeScalars {
      if scalar.value == 0xFE0F { return 2 }
      columns = max(columns, scalar.columnCount)
    }
    return columns
  }
}

extension Unicode.Scalar {
  var columnCount: Int {
    if value < 0x7F { return value < 0x20 ? 0 : 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    return Unicode.Scalar.wide.contains { $0.contains(value) } ? 2 : 1
  }

  /// The ranges of East Asian Width W and F that letters and pictures in use come from (Unicode Annex 11).
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23EC, 0x2614...0x2615, 0x26A1...0x26A1, 0x26BD...0x26BE,
    0x2705...0x2705, 0x274C...0x274C, 0x2753...0x2755, 0x2795...0x2797, 0x2E80...0x303E, 0x3041...0x33FF,
    0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F265,
    0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F7E0...0x1F7EB, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF,
    0x20000...0x3FFFD,
  ]
}

extension String {
  /// The text as a terminal may have it: control characters, which could move the cursor, become `�`.
  public var printable: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    var clean = String.UnicodeScalarView()
    for scalar in unicodeScalars { clean.append(scalar.isControl ? "\u{FFFD}" : scalar) }
    return String(clean)
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
