/// What a reply's frame says about frame, method, authority and load. The numbers mean what gRPC's mean.

/// A status; a peer may know more of them than we do.
public struct StatusCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The number in the frame.
  public let rawValue: UInt32

  /// Takes any number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// There is a message.
  public static let ok = StatusCode(rawValue: 0)
  /// The message cannot be read.
  public static let invalidArgument = StatusCode(rawValue: 3)
  /// It took too long.
  public static let deadlineExceeded = StatusCode(rawValue: 4)
  /// The caller may not ask this.
  public static let permissionDenied = StatusCode(rawValue: 7)
  /// Too much at once: try again later with the same id.
  public static let resourceExhausted = StatusCode(rawValue: 8)
  /// There is no such method.
  public static let unimplemented = StatusCode(rawValue: 12)
  /// A bug or a broken disk: the server's log says more.
  public static let internalFailure = StatusCode(rawValue: 13)
  /// Starting, stopping, or unable: try again later with the same id.
  public static let unavailable = StatusCode(rawValue: 14)
  /// The caller is not known.
  public static let unauthenticated = StatusCode(rawValue: 16)

  /// The name, as gRPC has it.
  public var description: String {
    switch self {
    case .ok: "ok"
    case .invalidArgument: "invalid argument"
    case .deadlineExceeded: "deadline exceeded"
    case .permissionDenied: "permission denied"
    case .resourceExhausted: "resource exhausted"
    case .unimplemented: "unimplemented"
    case .internalFailure: "internal"
    case .unavailable: "unavailable"
    case .unauthenticated: "unauthenticated"
    default: "status \(rawValue)"
    }
  }
}
