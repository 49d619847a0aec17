/// What an endpoint and its receiver both know, and what is signed with it.
internal import Crypto

/// A secret. Its text is the key, byte by byte, so that whoever verifies needs to decode nothing. It says nothing of itself.
public struct HookSecret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// `whsec_` and 64 hexadecimal digits: 256 bits.
  public let text: String

  /// Takes a text of that form, else nothing.
  public init?(_ text: some StringProtocol) {
    let digits = text.utf8.dropFirst(6)
    guard text.hasPrefix("whsec_"), digits.count == 64,
      digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    self.text = String(text)
  }

  /// A new one.
  public init() {
    text = unsafe "whsec_" + hexadecimal(SymmetricKey(size: .bits256).withUnsafeBytes { unsafe Array($0) })
  }

  public var description: String { "(a secret)" }
  public var debugDescription: String { description }

  /// HMAC-SHA-256, as 64 hexadecimal digits, of the time in decimal digits, a full stop, and the body.
  public func signature(of body: [UInt8], at seconds: Int64) -> String {
    var code = HMAC<SHA256>(key: SymmetricKey(data: Array(text.utf8)))
    code.update(data: Array("\(seconds).".utf8))
    code.update(data: body)
    return hexadecimal(Array(code.finalize()))
  }
}

/// The header that says who sent a body, and when: `t=1700000000,v1=…`, and another `v1=…` while the secret is being changed.
/// A receiver takes it where one of them is right and the time is near its own, so that nobody can send it again later.
public enum HookSignature {
  /// The value of the header.
  ///
  /// - Parameter secrets: the newest first.
  public static func header(for body: [UInt8], at seconds: Int64, by secrets: [HookSecret]) -> String {
    (["t=\(seconds)"] + secrets.map { "v1=\($0.signature(of: body, at: seconds))" }).joined(separator: ",")
  }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(
    decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
