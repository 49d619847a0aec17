/// Why a call had no answer.
public enum RPCError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nobody could be reached.
  case unreachable(Endpoint, reason: String)
  /// The two sides do not trust each other, or one of them speaks no TLS; and what it is, in words that follow the server's
  /// place.
  case insecure(String)
  /// What came had been changed on its way, left out, or sent again by somebody between, and the connection ended over it.
  /// Whether the request took effect is open.
  case altered
  /// The connection ended before the answer came; whether the request may have got there.
  case closed(wasSent: Bool)
  /// The answer did not come in time.
  case deadline
  /// The server answered with a status and no message.
  case status(StatusCode)
  /// The message is longer than any frame, or than the server's.
  case frameTooLong(Int)
  /// What came is no reply.
  case badFrame(String)
  /// The caller's task was cancelled.
  case cancelled

  /// What happened.
  public var description: String {
    switch self {
    case .unreachable(let endpoint, let reason): "cannot reach \(endpoint): \(reason)"
    case .insecure(let reason): "no secure connection: \(reason)"
    case .altered: TLSFault.altered
    case .closed(true): "the connection was closed before the answer came"
    case .closed(false): "the connection was closed before the request was sent"
    case .deadline: "the answer did not come in time"
    case .status(let status): "the server answered: \(status)"
    case .frameTooLong(let bytes): "a message of \(bytes) bytes is too long"
    case .badFrame(let reason): "what the server sent is no reply: \(reason)"
    case .cancelled: "the call was cancelled"
    }
  }
}
