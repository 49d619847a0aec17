/// Text as every bank takes it: the Latin characters of the payment schemes, and nothing that XML could take for
/// markup.
internal import Foundation

extension String {
  /// At most so many characters out of letters, digits, space and `/-?:().,'+`.
  ///
  /// Letters with marks lose them (`é` → `e`), what has a spelling gets it (`ß` → `ss`, `&` → `+`), all else becomes a
  /// full stop. No slash at the beginning or end and no two in a row: those mean something to interbank systems.
  func bankText(_ count: Int) -> String {
    var text = ""
    for scalar in decomposedStringWithCanonicalMapping.unicodeScalars {
      if let spelling = String.spellings[scalar] {
        text += spelling
      } else if scalar.isBankSafe {
        text.unicodeScalars.append(scalar)
      } else if scalar.properties.isWhitespace {
        text += " "
      } else if scalar.properties.canonicalCombiningClass == .notReordered {
        text += "."
      }
    }
    var safe = ""
    for character in text where !((safe.isEmpty || safe.last == "/") && character == "/") {
      if character == " ", safe.isEmpty || safe.last == " " { continue }
      guard safe.utf8.count < count else { break }
      safe.append(character)
    }
    while let last = safe.last, last == " " || last == "/" { safe.removeLast() }
    return safe
  }

  private static let spellings: [Unicode.Scalar: String] = [
    "ß": "ss", "Æ": "AE", "æ": "ae", "Ø": "O", "ø": "o", "Œ": "OE", "œ": "oe", "Þ": "Th", "þ": "th", "Ð": "D", "ð": "d",
    "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i", "&": "+", "’": "'", "‘": "'", "–": "-", "—": "-", "_": "-",
  ]
}

extension Unicode.Scalar {
  fileprivate var isBankSafe: Bool {
    switch self {
    case "A"..."Z", "a"..."z", "0"..."9", "/", "-", "?", ":", "(", ")", ".", ",", "'", "+", " ": true
    default: false
    }
  }
}
