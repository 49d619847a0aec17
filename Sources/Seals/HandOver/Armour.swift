/// Bytes between two lines that say what they are, for files and letters.
internal import Foundation

/// Base64 in lines of 64 between a begin and an end (the strict form of RFC 7468).
///
/// Read strictly: only what is written here is read, to the last bit, so that one file has one meaning and one hash.
struct Armour {
  /// What the two lines name.
  let label: String

  /// A signed hand-over.
  static let handOver = Armour(label: "VOUCH HAND-OVER")
  /// The secret half of a hand-over key.
  static let secretKey = Armour(label: "VOUCH HAND-OVER KEY")

  private static let lineLength = 64
  /// The longest text that is looked at.
  private static let maximumLength = 4096

  func text(of bytes: [UInt8]) -> String {
    let digits = Array(Data(bytes).base64EncodedString())
    let lines = stride(from: 0, to: digits.count, by: Armour.lineLength).map {
      String(digits[$0..<min($0 + Armour.lineLength, digits.count)]) + "\n"
    }
    return "-----BEGIN \(label)-----\n" + lines.joined() + "-----END \(label)-----\n"
  }

  func bytes(of text: String) -> [UInt8]? {
    guard text.utf8.count <= Armour.maximumLength else { return nil }
    let digits = text.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
    guard let data = Data(base64Encoded: digits), case let bytes = Array(data), self.text(of: bytes) == text else {
      return nil
    }
    return bytes
  }
}
