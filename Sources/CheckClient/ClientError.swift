/// Why a call brought no answer of the manager: what happened, and what to do.
internal import Ledger
public import RPC
public import Wire

/// A call's failure. A no of the ledger is none: it is an answer.
public enum ClientError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The manager cannot be reached, or does not work; and why.
  case unavailable(Endpoint, String)
  /// The two sides do not trust each other, or one of them speaks no TLS; and what it is.
  case insecure(Endpoint, String)
  /// The key that was presented is not taken, or cannot be presented; and why.
  case key(Endpoint, String)
  /// The answer did not come in time. Whether a command took effect is open.
  case deadline
  /// The manager has more to do than it takes, and had for as long as the call could wait.
  case overloaded
  /// The manager does not take the request; and the status it says so with.
  case status(StatusCode)
  /// The request is longer than a request may be, in bytes.
  case tooLong(Int)
  /// What came is no answer; and why.
  case noAnswer(Endpoint, String)
  /// What came has the form of an answer, and cannot be read.
  case unreadable(WireError)
  /// The caller's task was cancelled. Whether a command took effect is open.
  case cancelled
  /// The client was closed. Whether a command that was under way took effect is open.
  case closed

  /// What happened, and what to do.
  public var description: String {
    switch self {
    case .unavailable(let server, let reason):
      "The server at \(server) does not answer (\(reason)). Is it running, and is that its address?"
    case .insecure(let server, let reason): "There is no secure connection to \(server): \(reason)."
    case .key(let server, let reason): "The key was not taken by \(server): \(reason)."
    case .deadline: "The server did not answer in time. Try again, or allow it more time."
    case .overloaded: "The server has too much to do. Try again later."
    case .status(let status): ClientError.sentence(status)
    case .tooLong(let bytes): "A request of \(bytes) bytes is too long. Ask for less at once."
    case .noAnswer(let server, let reason):
      "What came from \(server) is no answer of such a server (\(reason)). Is that its address?"
    case .unreadable(let error):
      "The answer of the server cannot be read (\(ClientError.reason(error))). Is it of the same version?"
    case .cancelled: "The call was cancelled before the answer came."
    case .closed: "The client was closed before the answer came."
    }
  }

  /// Whether a command that was sent certainly took no effect: nothing of the server's can be under way.
  public var isFinal: Bool {
    switch self {
    case .insecure, .key, .tooLong, .status(.permissionDenied), .status(.unauthenticated), .status(.unimplemented),
      .status(.invalidArgument):
      true
    case .unavailable, .deadline, .overloaded, .status, .noAnswer, .unreadable, .cancelled, .closed: false
    }
  }

  private static func sentence(_ status: StatusCode) -> String {
    switch status {
    case .permissionDenied: "The server does not let you do this. Ask its operator for the right to."
    case .unauthenticated: "The server does not know who you are. Say so with your certificate or key."
    case .unimplemented: "The server does not know this request. Is it of an older version?"
    case .invalidArgument: "The server cannot read this request. Is it of another version?"
    case .internalFailure: "The server failed. Its log says why."
    default: "The server answered with the status '\(status)'. Its log may say why."
    }
  }

  private static func reason(_ error: WireError) -> String {
    switch error {
    case .unreadable: "it is no message of its type"
    case .tooLarge: "it is too large"
    case .contradictory(let invalid): "\(invalid.field) \(invalid.reason)"
    }
  }
}
