/// The post office's files, and the lines of the card journal: what is read is written again, and read as the same.

@testable internal import Rails

/// An input: what it is said to be, and its bytes.
enum PostSurface {
  static func take(_ bytes: [UInt8]) throws {
    var input = Input(bytes)
    let kind = input.choice(3)
    let bytes = input.all()
    switch kind {
    case 0: try results(bytes)
    case 1: try orders(bytes)
    default: try line(bytes)
    }
  }

  private static func results(_ bytes: [UInt8]) throws {
    guard let file = try? PostResultFile(bytes, for: "60112233") else { return }
    try require(Set(file.results.map(\.id)).count == file.results.count, "an order is there twice")
    for result in file.results { try require(result.amount > 0 && result.line > 1, "there is a result \(result)") }
  }

  private static func orders(_ bytes: [UInt8]) throws {
    guard let file = try? PostOrderFile(bytes) else { return }
    let again = try? PostOrderFile(Array(file.text.utf8))
    try require(again == file, "\(file) is written as \(file.text) and read as \(String(describing: again))")
  }

  /// With the checksum that it must have, so that what is behind it is reached.
  private static func line(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let record = CardRecord(line: "\(text) \(checksum(of: text))") else { return }
    let again = CardRecord(line: record.line.dropLast())
    try require(again == record, "\(record) is written as \(record.line) and read as \(String(describing: again))")
  }

  /// CRC-32 (ISO 3309) in eight hexadecimal digits.
  private static func checksum(of text: String) -> String {
    let sum = text.utf8.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    let digits = String(~sum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
