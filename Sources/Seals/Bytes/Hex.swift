/// Bytes as people compare them.

/// Hexadecimal digits, lower case, two a byte.
enum Hex {
  static func text(of bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
