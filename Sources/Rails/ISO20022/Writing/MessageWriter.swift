/// Elements written one after another, indented, so that a fault's line says something.

/// Writes XML. Text is escaped, so that nobody's words become markup.
struct MessageWriter {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var depth = 0

  /// An element around others.
  mutating func element(
    _ name: String, with attributes: KeyValuePairs<String, String> = [:], _ contents: (inout MessageWriter) -> Void
  ) {
    line("<\(name)\(MessageWriter.written(attributes))>")
    depth += 1
    contents(&self)
    depth -= 1
    line("</\(name)>")
  }

  /// An element around words.
  mutating func element(_ name: String, with attributes: KeyValuePairs<String, String> = [:], _ words: String) {
    line("<\(name)\(MessageWriter.written(attributes))>\(MessageWriter.escaped(words))</\(name)>")
  }

  private mutating func line(_ markup: String) { text += String(repeating: " ", count: depth) + markup + "\n" }

  private static func written(_ attributes: KeyValuePairs<String, String>) -> String {
    attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
  }

  private static func escaped(_ words: String) -> String {
    words.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": text += " "
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
