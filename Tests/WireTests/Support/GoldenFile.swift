/// Bytes that were right once and stay so: a file of names and hexadecimal digits beside the tests.
import Foundation
import Testing

/// Bytes by name. They are the contract with every program already out there, so they are never written anew, except
/// when a *new* message is added: then with `VOUCH_WRITE_GOLDEN=1`, and the difference in the file must be additions only.
struct GoldenFile: Sendable {
  private let bytes: [String: [UInt8]]
  let names: Set<String>

  /// Whether the files are to be written instead of compared.
  static let isWriting = ProcessInfo.processInfo.environment["VOUCH_WRITE_GOLDEN"] == "1"

  private static func path(_ name: String) -> String {
    (#filePath as NSString).deletingLastPathComponent + "/../Golden/\(name).txt"
  }

  init(_ name: String) throws {
    var bytes: [String: [UInt8]] = [:]
    let content = try String(contentsOfFile: GoldenFile.path(name), encoding: .utf8)
    for line in content.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "=", omittingEmptySubsequences: false)
      try #require(parts.count == 2, "no line of a golden file: \(line)")
      let key = parts[0].trimmingCharacters(in: .whitespaces)
      try #require(bytes[key] == nil, "twice in the golden file: \(key)")
      let message = try #require(GoldenFile.bytes(parts[1].filter { $0 != " " }), "no hexadecimal digits: \(line)")
      bytes[key] = message
    }
    self.bytes = bytes
    names = Set(bytes.keys)
  }

  subscript(_ name: String) -> [UInt8] {
    get throws { try #require(bytes[name], "no golden bytes of '\(name)'") }
  }

  static func write(_ name: String, _ about: String, _ samples: [(name: String, bytes: [UInt8])]) throws {
    let lines = samples.map { "\($0.name) = \(hex($0.bytes))" }
    try ("# \(about)\n" + lines.joined(separator: "\n") + "\n")
      .write(toFile: path(name), atomically: true, encoding: .utf8)
  }

  private static func bytes(_ hex: String) -> [UInt8]? {
    guard hex.utf8.count.isMultiple(of: 2) else { return nil }
    var digits = hex.utf8.makeIterator()
    var bytes: [UInt8] = []
    while let high = digits.next(), let low = digits.next() {
      guard let byte = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
