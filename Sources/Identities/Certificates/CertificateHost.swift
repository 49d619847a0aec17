/// By what somebody who listens is reached: a name, or an address.
internal import Glibc

/// A DNS name or an IP address, as a certificate has it.
public enum CertificateHost: Hashable, Sendable {
  /// In lower case, without a dot at its end.
  case name(String)
  /// 4 or 16 bytes.
  case address([UInt8])

  /// RFC 1035's bound on a name, in bytes.
  static let maximumBytes = 253

  /// Reads `shop.example`, `127.0.0.1`, `::1`; nothing when it is none. A `*` is no name: a certificate is for machines
  /// that are known.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    // The system reads an address up to a zero byte, and no further.
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    if let address = CertificateHost.address(of: text) {
      self = .address(address)
      return
    }
    let name = text.hasSuffix(".") ? String(text.dropLast()) : text
    let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard name.utf8.count <= CertificateHost.maximumBytes, labels.allSatisfy(CertificateHost.isLabel),
      // All digits at the end is an address that was mistyped.
      let last = labels.last, !last.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    self = .name(name.lowercased())
  }

  /// The bytes of a certificate's address: 4 or 16, else nothing.
  init?(addressBytes bytes: some Collection<UInt8>) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self = .address(Array(bytes))
  }

  /// By what a machine reaches itself: what a certificate says where nobody said more.
  public static let loopback: [CertificateHost] = [
    .name("localhost"), .address([127, 0, 0, 1]), .address([UInt8](repeating: 0, count: 15) + [1]),
  ]

  private static func isLabel(_ label: Substring.UTF8View) -> Bool {
    (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
      && label.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
      }
  }

  private static func address(of text: String) -> [UInt8]? {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: 16)
      if unsafe inet_pton(family, text, &bytes) == 1 { return Array(bytes.prefix(count)) }
    }
    return nil
  }
}

extension CertificateHost: CustomStringConvertible {
  /// The text it is read from.
  public var description: String {
    switch self {
    case .name(let name): return name
    case .address(let bytes):
      var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      let family = bytes.count == 4 ? AF_INET : AF_INET6
      guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return Hex.text(of: bytes) }
      return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}
