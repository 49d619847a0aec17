/// What a pass is: 128 random bits in hexadecimal, in a link. Who has it is let in.
public import Ledger
internal import Pages
internal import Seals

/// A pass's text.
public struct PassToken: Hashable, Sendable, CustomStringConvertible {
  /// Thirty-two digits.
  public let description: String

  /// A new one.
  public init() { description = Visit.freshID() }

  /// One that somebody shows; nil: that is none.
  init?(_ text: some StringProtocol) {
    let isLower = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard text.utf8.count == 32, isLower else { return nil }
    description = String(text)
  }

  /// The SHA-256 of its digits: all that is kept of it.
  public var digest: Digest { Digest(of: Array(description.utf8)) }

  /// Where it is shown, on the pages at `base`.
  public func link(at base: String) -> String { "\(base)/pass/\(description)" }
}

extension Digest {
  /// The SHA-256 of bytes.
  init(of bytes: [UInt8]) {
    guard let digest = Digest(Hash.sha256(bytes)) else { preconditionFailure("SHA-256 has 32 bytes") }
    self = digest
  }
}
