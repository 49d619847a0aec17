/// Words planted to be looked for: in every file there is, and in every form in which somebody would still know them.
import Foundation
import VouchTesting

/// A word that stands nowhere by chance, and the bytes it would be as.
struct PlantedWord: Hashable, Sendable {
  let text: String

  /// Each by its name: as it is, in the two UTF-16s, in hexadecimal digits, and in base64 wherever it may begin there.
  var forms: [(name: String, bytes: [UInt8])] {
    let utf8 = Array(text.utf8)
    let digits = utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return [
      ("UTF-8", utf8),
      ("UTF-16, the lower byte first", text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }),
      ("UTF-16, the higher byte first", text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }),
      ("hexadecimal", Array(digits.utf8)),
      ("hexadecimal, in capitals", Array(digits.uppercased().utf8)),
    ] + (0..<3).map { ("base64, after \($0) bytes more", PlantedWord.base64(utf8, after: $0)) }
  }

  /// What of base64 is the word's alone, where so many bytes stand before it.
  private static func base64(_ bytes: [UInt8], after count: Int) -> [UInt8] {
    let encoded = Array(Data([UInt8](repeating: 0, count: count) + bytes).base64EncodedString().utf8)
    return Array(encoded[(count * 8 + 5) / 6..<(count + bytes.count) * 8 / 6])
  }
}

/// A word that was found.
struct Finding: Hashable, Sendable, CustomStringConvertible {
  let word: String
  let form: String
  let place: String

  var description: String { "\(word) as \(form) in \(place)" }
}

/// Where any of the words stands in `bytes`.
func findings(of words: [PlantedWord], in bytes: Data, called place: String) -> [Finding] {
  words.flatMap { word in
    word.forms.filter { contains(bytes, $0.bytes) }.map { Finding(word: word.text, form: $0.name, place: place) }
  }
}

/// Where any of the words stands in a file below `directory`, and how many files were looked through.
///
/// - Parameter except: what the names of files begin with that are not looked at.
func findings(
  of words: [PlantedWord], below directory: String, except: [String] = []
) throws -> (found: [Finding], files: Int) {
  var (found, files): ([Finding], Int) = ([], 0)
  for name in try FileManager.default.subpathsOfDirectory(atPath: directory) {
    let path = "\(directory)/\(name)"
    let kind = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    guard kind == .typeRegular, !except.contains(where: name.hasPrefix) else { continue }
    files += 1
    found += findings(of: words, in: try Data(contentsOf: URL(fileURLWithPath: path)), called: name)
  }
  return (found, files)
}

/// From one place that the part's first byte but zero stands at to the next, as most of these files is zeros.
private func contains(_ bytes: Data, _ part: [UInt8]) -> Bool {
  guard let anchor = part.firstIndex(where: { $0 != 0 }), bytes.count >= part.count else { return false }
  return unsafe bytes.withUnsafeBytes { whole in
    guard let start = whole.baseAddress else { return false }
    var place = anchor
    let end = whole.count - part.count + anchor + 1
    while place < end, let found = unsafe memchr(start + place, Int32(part[anchor]), end - place) {
      place = unsafe UnsafeRawPointer(found) - start
      if unsafe memcmp(start + place - anchor, part, part.count) == 0 { return true }
      place += 1
    }
    return false
  }
}
