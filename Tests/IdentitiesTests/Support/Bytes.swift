/// Bytes as tests change them.
import Foundation

extension StringProtocol {
  /// The bytes of pairs of hexadecimal digits.
  var hexadecimal: [UInt8] {
    let digits = Array(utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
    }
  }
}

extension [UInt8] {
  /// As a document of PEM.
  func pem(_ label: String) -> [UInt8] {
    let body = Data(self).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
    return Array("-----BEGIN \(label)-----\n\(body)\n-----END \(label)-----\n".utf8)
  }
}
