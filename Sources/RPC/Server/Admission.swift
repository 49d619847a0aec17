/// How a server comes to know its callers: the users of this machine by the kernel's word, all others by certificates, or
/// by what they say in their first call.
internal import Glibc
internal import Identities

/// What is asked of callers. Without credentials a server listens to this machine only.
public struct Admission: Sendable {
  /// The users of this machine, at Unix sockets.
  public var users: LocalUsers
  /// What TCP is secured with; nil: TCP is plain, on loopback only, and everybody there is trusted.
  public var credentials: LiveCredentials?
  /// What a caller over TLS must show.
  public var callers: Callers

  /// What makes a caller known, or lets it stay a stranger.
  public enum Callers: Hashable, Sendable {
    /// A certificate.
    case certificate
    /// A certificate; or, as soon as the handshake is done, whatever the server's methods take in its stead. Until then it
    /// is bounded as it was during the handshake.
    case key
    /// Nothing: a stranger may stay one.
    case anybody
  }

  /// What is usual: root and the server's own user are known, and TCP is plain.
  public init(users: LocalUsers = LocalUsers(), credentials: LiveCredentials? = nil, callers: Callers = .certificate) {
    self.users = users
    self.credentials = credentials
    self.callers = callers
  }
}

/// Which users of this machine are operators, and with what duties.
public struct LocalUsers: Hashable, Sendable {
  private var duties: [UInt32: Identity.Duties]
  /// Whether they are taken for whomever they speak for, as nobody should be but where all is one's own.
  public var speakForAnybody = false

  /// How many users a setting may name: people, not accounts.
  public static let most = 256

  /// Root and the user that this process runs as, with all duties: they could as well change its files.
  public init() {
    duties = [0: .all]
    duties[geteuid()] = .all
  }

  /// Reads `1000:enrol+read, 1001:all`, and adds root and this process's own user; nothing when it is no such list, names
  /// a user twice or without duties, or names one of those two.
  public init?(_ text: String) {
    self.init()
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= LocalUsers.most else { return nil }
    for part in parts {
      let pair = part.trimmingSpaces.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, pair[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let user = UInt32(pair[0]),
        let named = Identity.Duties(pair[1]), !named.isEmpty, duties.updateValue(named, forKey: user) == nil
      else { return nil }
    }
  }

  /// Who the user is; nobody, whom no setting names.
  public func caller(_ user: UInt32) -> Caller {
    duties[user].map { speakForAnybody ? .trusted : .known([.operator($0)], by: .unixUser(user)) } ?? .nobody
  }
}

extension LocalUsers: CustomStringConvertible {
  /// All of them in the form they are read from: `0:all, 1000:enrol+read`.
  public var description: String {
    duties.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ", ")
  }
}

extension Substring {
  fileprivate var trimmingSpaces: Substring {
    let start = drop { $0 == " " }
    return start.lastIndex { $0 != " " }.map { start[...$0] } ?? ""
  }
}
