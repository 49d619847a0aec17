/// Where a service listens.
public enum Endpoint: Hashable, Sendable, CustomStringConvertible {
  /// A host (a name, or an address without brackets) and a port; port 0 takes any free one.
  case tcp(host: String, port: Int)
  case unix(path: String)

  /// Reads `127.0.0.1:7411`, `[::1]:7411`, `localhost:7411` or `unix:/run/vouch/vouchd.sock`; nothing when it is none.
  public init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard path.hasPrefix("/"), path.utf8.count < Endpoint.longestPath, !path.utf8.contains(0) else { return nil }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":") else { return nil }
    guard let port = Endpoint.number(text[text.index(after: colon)...], UInt16.self) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    let isHost = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x2F && $0 != 0x5B && $0 != 0x5D }
    guard !host.isEmpty, isHost else { return nil }
    self = .tcp(host: String(host), port: Int(port))
  }

  private static func isLoopback(_ parts: [Substring]) -> Bool {
    parts.count == 4 && parts[0] == "127" && parts.allSatisfy { number($0, UInt8.self) != nil }
  }

  /// Digits alone: the standard library also takes a sign.
  private static func number<N: FixedWidthInteger>(_ text: Substring, _: N.Type) -> N? {
    text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? N(text) : nil
  }

  /// The longest path of a Unix socket and the NUL after it.
  private static let longestPath = 108

  /// Whether only this machine can reach it: a Unix socket, or a loopback address.
  public var isLocal: Bool {
    switch self {
    case .unix: true
    case .tcp("localhost", _), .tcp("::1", _): true
    case .tcp(let host, _):
      // 127/8 written whole: anything shorter is read differently by different resolvers.
      Endpoint.isLoopback(host.split(separator: ".", omittingEmptySubsequences: false))
    }
  }

  /// The text it is read from.
  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}
