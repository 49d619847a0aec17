/// What a server is handed, and what it hands back.
public import NIOCore

/// Every bound of a server, with its reason.
public struct ServerLimits: Hashable, Sendable {
  /// The longest message taken, in bytes.
  public var frameBytes = 1 << 20
  /// How many connections are served at once; more are closed at once.
  public var connections = 4096
  /// How many requests of one connection may be unanswered; more are told "resource exhausted".
  public var inFlight = 8192
  /// How long a connection may be silent with nothing unanswered.
  public var idle = Duration.seconds(3600)
  /// How long a peer may leave replies unread once `unreadBytes` wait for it.
  public var writeStall = Duration.seconds(30)
  /// How many bytes of replies may wait for a peer before nothing more is read from it.
  public var unreadBytes = 1 << 20
  /// How many bytes of replies may wait for a peer at all, from requests that came before its reading stopped; replies
  /// past it are replaced by "resource exhausted", which holds nothing.
  public var backlogBytes = 64 << 20

  /// How many connections may be open at once whose callers are not known: far fewer than all, so that strangers take nobody's
  /// place. When one more comes, the oldest of them is closed.
  public var strangers = 512
  /// How long a caller may take to say who it is: many round trips to the other side of the world.
  public var handshake = Duration.seconds(10)
  /// How many bytes a caller may send before it is known, and for which nothing is known to be owed: a hello with all
  /// extensions and a chain of certificates as long as is taken are a quarter of it.
  public var handshakeBytes = 64 << 10

  /// How many wrong keys one connection may present before it is closed: who has several tries the one and the other.
  public var wrongKeys = 3

  /// The usual bounds.
  public init() {}
}

/// Which request of a connection: what a reply repeats.
public struct RequestID: Hashable, Sendable {
  /// The method's position in the service.
  public let method: UInt32
  /// The peer's number for the request.
  public let id: UInt32
}

/// One request as it came.
public struct IncomingRequest: Sendable {
  /// The method's position in the service.
  public let method: UInt32
  /// The peer's number for the request.
  public let id: UInt32
  /// The message; a slice of what was read.
  public let message: ByteBuffer

  /// What its reply repeats.
  public var requestID: RequestID { RequestID(method: method, id: id) }
}

/// One reply.
public struct OutgoingReply: Sendable {
  let to: RequestID
  let status: StatusCode
  let message: [UInt8]

  /// A success, with its message.
  public init(to request: RequestID, message: [UInt8]) {
    to = request
    status = .ok
    self.message = message
  }

  /// A failure; it has no message.
  public init(failing request: RequestID, with status: StatusCode) {
    to = request
    self.status = status
    message = []
  }
}

/// All whole requests that one turn of reading one connection brought, in their order.
public struct RequestGroup: Sendable {
  /// Who asks.
  public var peer: Peer
  /// What is asked.
  public let requests: [IncomingRequest]
  let outlet: Outlet

  /// What the requests came by.
  public var connection: ServerConnection { ServerConnection(handler: outlet.handler) }

  /// Answers some of the requests: from any thread, in any order, each once. If the connection is gone, nobody hears.
  public func reply(_ replies: [OutgoingReply]) { outlet.post(.ready(replies)) }

  /// Answers `count` of the requests with what `body` writes on the connection's event loop: who answers need not wait
  /// for that.
  public func reply(writing count: Int, _ body: @escaping @Sendable (inout ReplyWriter) -> Void) {
    outlet.post(.written(count, body))
  }
}
