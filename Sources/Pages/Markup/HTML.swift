/// A piece of a page. Whatever text goes in is escaped; markup is only what stands in the code.
public struct HTML: ExpressibleByStringInterpolation, Sendable {
  /// The markup.
  public private(set) var markup: String

  /// Markup as it stands in the code.
  public init(stringLiteral markup: String) { self.markup = markup }

  public init(stringInterpolation interpolation: StringInterpolation) { markup = interpolation.markup }

  /// Nothing.
  public static let nothing: HTML = ""

  /// Pieces one after the other.
  public static func all(_ pieces: some Sequence<HTML>) -> HTML {
    pieces.reduce(into: nothing) { $0.markup += $1.markup }
  }

  /// `piece` where there is something to show, and else nothing.
  public static func given<Value>(_ value: Value?, _ piece: (Value) -> HTML) -> HTML {
    value.map(piece) ?? nothing
  }

  /// `piece` where `condition` holds, and else nothing.
  public static func when(_ condition: Bool, _ piece: @autoclosure () -> HTML) -> HTML {
    condition ? piece() : nothing
  }

  /// What stands between the parts of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var markup = ""

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: String) { markup += literal }
    public mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }
    public mutating func appendInterpolation(_ text: some CustomStringConvertible) {
      markup += escaped(text.description)
    }
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
public func queryEscaped(_ text: String) -> String {
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
