/// Text with elements in it: as much of XML as a statement needs, which is also HTML.

/// Elements, put together from the inside out. What is not an element is escaped, so that nobody's words become markup.
struct Markup {
  /// As it is written.
  let text: String

  /// An element around others; one without any is closed at once.
  init(_ name: String, with attributes: KeyValuePairs<String, String>, _ contents: [Markup]) {
    let opening = attributes.reduce(into: name) { $0 += " \($1.key)=\"\($1.value.escaped)\"" }
    text = contents.isEmpty ? "<\(opening)/>" : "<\(opening)>\(contents.map(\.text).joined())</\(name)>"
  }

  /// An element around others.
  init(_ name: String, _ contents: [Markup]) { self.init(name, with: [:], contents) }

  /// An element around words.
  init(_ name: String, with attributes: KeyValuePairs<String, String>, _ words: String) {
    self.init(name, with: attributes, [Markup(raw: words.escaped)])
  }

  /// An element around words.
  init(_ name: String, _ words: String) { self.init(name, with: [:], words) }

  /// Text that is markup already: the program's own.
  init(raw text: String) { self.text = text }
}

extension String {
  /// Without what XML takes for markup, and without what it cannot have at all, which is shown as U+FFFD.
  fileprivate var escaped: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "\t", "\n", "\r": text += " "
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
