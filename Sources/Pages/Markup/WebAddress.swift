/// An address of a page, as somebody else gave it: of the web, and nothing that a browser would run.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
  /// The longest, in bytes.
  public static let maximumLength = 512

  public let description: String
  /// `http://HOST[:PORT]`: whose page it is.
  public let origin: String

  /// An address with `http` or `https`, a host and nothing of a user; nil for anything else.
  public init?(_ text: String) {
    let schemes = ["http://", "https://"]
    guard text.utf8.count <= WebAddress.maximumLength, let scheme = schemes.first(where: { text.hasPrefix($0) }),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !WebAddress.unwise.contains($0) })
    else { return nil }
    let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !host.isEmpty, !host.contains("@") else { return nil }
    description = text
    origin = scheme + host.lowercased()
  }

  /// Whether it is of this machine itself, where only its own programs listen.
  public var isLoopback: Bool { origin.split(separator: "/").last.map { Host.isLoopback($0) } ?? false }

  /// `" < > \ ^ { | }` and the grave accent: no address has them unescaped, and browsers differ over them.
  private static let unwise: [UInt8] = [0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D]
}

/// The names by which a machine speaks to itself.
enum Host {
  /// Whether `host`, as a browser names whom it asks, with or without a port, is this machine.
  static func isLoopback(_ host: some StringProtocol) -> Bool {
    let parts = host.split(separator: ":", omittingEmptySubsequences: false)
    if host.hasPrefix("[") { return host == "[::1]" || (host.hasPrefix("[::1]:") && isPort(host.dropFirst(6))) }
    guard parts.count <= 2, parts.count == 1 || isPort(parts[1]) else { return false }
    let name = parts[0].lowercased()
    return name == "localhost" || name == "127.0.0.1"
  }

  private static func isPort(_ text: some StringProtocol) -> Bool { UInt16(text) != nil && text.first != "+" }
}
