/// Where events may go: by TLS anywhere, in the clear to this machine only.

/// An address that was looked at by the letter, so that no reader of addresses sees another host in it.
public struct HookAddress: Hashable, Sendable, CustomStringConvertible {
  /// As it was given.
  public let description: String
  /// The host, for logs: the rest may have a secret of the receiver in it.
  public let host: String

  /// The longest address, in bytes: what servers commonly take.
  public static let maximumBytes = 2048

  /// Takes `https://` and a host, perhaps a port, a path and a question; `http://` only with 127.0.0.1, ::1 or localhost.
  ///
  /// - Throws: `HookError.address` for everything else.
  public init(_ text: String) throws(HookError) {
    guard text.utf8.count <= HookAddress.maximumBytes else {
      throw .address("it is longer than \(HookAddress.maximumBytes) bytes")
    }
    let isSecured = text.hasPrefix("https://")
    guard isSecured || text.hasPrefix("http://") else {
      throw .address("it must begin with https://, or on this machine with http://")
    }
    // What different readers take differently is in no address: blanks, backslashes, fragments and what is not ASCII.
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"#<>\\^`{|}".utf8.contains($0) }) else {
      throw .address("it has a character that belongs into none; write it as % and two hexadecimal digits")
    }
    let rest = text.dropFirst(isSecured ? 8 : 7)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard !authority.contains("@") else {
      throw .address("it has a name and password before the host; the signature says who sends")
    }
    let host: Substring
    let port: Substring
    if authority.hasPrefix("[") {
      host = authority.dropFirst().prefix { $0 != "]" }
      guard authority.dropFirst(host.utf8.count + 1).hasPrefix("]"), host.utf8.allSatisfy(HookAddress.isIPv6) else {
        throw .address("'\(authority)' is no host: an IPv6 address stands between [ and ]")
      }
      port = authority.dropFirst(host.utf8.count + 2)
    } else {
      host = authority.prefix { $0 != ":" }
      guard host.utf8.allSatisfy(HookAddress.isName) else { throw .address("'\(host)' is no host") }
      port = authority.dropFirst(host.utf8.count)
    }
    guard !host.isEmpty, host.utf8.count <= 253 else { throw .address("it names no host") }
    if !port.isEmpty {
      let digits = port.dropFirst()
      guard port.hasPrefix(":"), (1...5).contains(digits.utf8.count),
        digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(digits), number > 0
      else {
        throw .address("'\(port)' is no port: give 1 to 65535 after a colon")
      }
    }
    guard isSecured || ["127.0.0.1", "::1", "localhost"].contains(host.lowercased()) else {
      throw .address("it would send events in the clear to another machine; use https://")
    }
    description = text
    self.host = String(host)
  }

  private static func isName(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || [0x2D, 0x2E, 0x5F].contains(byte)
  }

  private static func isIPv6(_ byte: UInt8) -> Bool {
    (0x30...0x3A).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte) || byte == 0x2E
  }
}
