/// Where a server listens.
public enum Target: Hashable, Sendable, CustomStringConvertible {
  /// A port of loopback.
  case tcp(port: UInt16)
  case unix(path: String)
  /// A port of loopback, over TLS.
  case tls(port: UInt16, TLSRules)

  /// Reads `127.0.0.1:7411` or `unix:/run/vouch/vouchd.sock`, as a server's `endpoints` file has them.
  public init?(_ text: String) {
    if text.hasPrefix("unix:/") {
      self = .unix(path: String(text.dropFirst(5)))
    } else if text.hasPrefix("127.0.0.1:"), let port = UInt16(text.dropFirst(10)), port > 0 {
      self = .tcp(port: port)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .tcp(let port): "127.0.0.1:\(port)"
    case .unix(let path): "unix:\(path)"
    case .tls(let port, _): "127.0.0.1:\(port) over TLS"
    }
  }
}

/// Why a run could not be, or could not go on.
public struct LoadError: Error, CustomStringConvertible {
  public var description: String

  public init(_ description: String) { self.description = description }
}
