/// A piece of a page. Whatever text goes in is escaped; markup is only what stands in the code.
struct HTML: ExpressibleByStringInterpolation, Sendable {
  /// The markup.
  private(set) var markup: String

  /// Markup as it stands in the code.
  init(stringLiteral markup: String) { self.markup = markup }

  init(stringInterpolation interpolation: StringInterpolation) { markup = interpolation.markup }

  /// Nothing.
  static let nothing: HTML = ""

  /// Pieces one after the other.
  static func all(_ pieces: some Sequence<HTML>) -> HTML { pieces.reduce(into: nothing) { $0.markup += $1.markup } }

  /// What stands between the parts of a literal.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var markup = ""

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) { markup += literal }
    mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }
    mutating func appendInterpolation(_ text: some CustomStringConvertible) { markup += escaped(text.description) }
  }
}

/// The text with all that means something in HTML, in elements and in quoted attributes, as references.
private func escaped(_ text: String) -> String {
  var escaped = ""
  escaped.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "'": escaped += "&#39;"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}

/// The text within a query: everything but letters, digits and `-._~` by its bytes.
func queryEscaped(_ text: String) -> String {
  var escaped = ""
  for byte in text.utf8 {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
      escaped.unicodeScalars.append(Unicode.Scalar(byte))
    default: escaped += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
    }
  }
  return escaped
}
