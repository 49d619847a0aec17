/// Who is at the other end of a connection, and how that is known.
public import Identities

/// The other end of a server's connection.
public struct Peer: Hashable, Sendable {
  /// An address for the log, with whose it is where that is known.
  public var description: String
  /// The address of its machine, without a port; nil: it is this machine's, at a Unix socket.
  public var host: String?
  /// What the kernel says of the process at the other end of a Unix socket when it connected.
  public var credentials: Credentials?
  /// Who it is. What a caller may do is not said here.
  public var caller: Caller

  /// A peer; of whom nothing is known, unless it is said.
  public init(
    description: String, host: String? = nil, credentials: Credentials? = nil, caller: Caller = .nobody
  ) {
    self.description = description
    self.host = host
    self.credentials = credentials
    self.caller = caller
  }

  /// A process's ids.
  public struct Credentials: Hashable, Sendable {
    /// The process.
    public var processID: Int32
    /// The user it ran as.
    public var userID: UInt32
    /// The group it ran as.
    public var groupID: UInt32
  }
}

/// Who calls.
public enum Caller: Hashable, Sendable {
  /// A stranger: over TLS without a certificate, and no key presented yet; or a user of this machine whom no setting names.
  case nobody
  /// 1 … `Trust.mostNames` identities, and what showed them.
  case known([Identity], by: Evidence)
  /// Anybody on this machine, where the operator takes all of them for each other's like: plain TCP on loopback.
  case trusted

  /// What showed who somebody is.
  public enum Evidence: Hashable, Sendable {
    /// A certificate, by its number.
    case certificate(Serial)
    /// The kernel's word on the user at the other end of a Unix socket.
    case unixUser(UInt32)
    /// A key that it presented, by its number.
    case key(AccessKeyID)
  }

  /// The identities that were shown; none of who is not known, and none in particular of who is trusted.
  public var identities: [Identity] { if case .known(let identities, _) = self { identities } else { [] } }
}
