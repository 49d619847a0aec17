/// A peer on a real socket that knows how to answer, and does with each request what the test's script says.
import Glibc
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import RPC

/// What a peer does with a request.
enum Reaction: Hashable, Sendable {
  case answer
  /// It does what was asked, and says "unavailable": the client asks again.
  case losesAnswer
  /// It does nothing, and says "unavailable".
  case unavailable
  /// It does what was asked, and says nothing at all.
  case silent
  /// It answers what cannot be read.
  case garbage
  /// It answers what the request before was answered.
  case staleAnswer
  /// The client is killed before anything is done.
  case killsBefore
  /// The client is killed after it was done, before the answer.
  case killsAfter
}

/// A peer.
final class Peer: Sendable {
  /// Knows a request by its method and bytes: its name, and the doing of it, which gives the answer's bytes.
  typealias Doing = @Sendable () -> [UInt8]
  typealias Read = @Sendable (UInt32, [UInt8]) -> (name: String, doing: Doing)?
  /// What to do with the request of a name that is the n-th of that name.
  typealias Script = @Sendable (String, Int) -> Reaction

  let endpoint: Endpoint
  private struct State {
    var script: Script = { _, _ in .answer }
    var heard: [String] = []
    var lastAnswer: [UInt8] = []
  }
  private let state = NIOLockedValueBox(State())
  private let server: RPCServer
  private let group: MultiThreadedEventLoopGroup

  private init(endpoint: Endpoint, group: MultiThreadedEventLoopGroup, read: @escaping Read) {
    self.endpoint = endpoint
    self.group = group
    let state = state
    let logger = Logger(label: "peer") { _ in SwiftLogNoOpLogHandler() }
    server = RPCServer(group: group, limits: ServerLimits(), logger: logger) {
      for request in $0.requests { Peer.react(to: request, of: $0, read, state) }
    }
  }

  private static func react(
    to request: IncomingRequest, of group: RequestGroup, _ read: Read, _ state: NIOLockedValueBox<State>
  ) {
    guard let (name, doing) = read(request.method, Array(request.message.readableBytesView)) else {
      return group.reply([OutgoingReply(failing: request.requestID, with: .invalidArgument)])
    }
    let reaction = state.withLockedValue { state in
      state.heard.append(name)
      return state.script(name, state.heard.count { $0 == name })
    }
    switch reaction {
    case .unavailable: group.reply([OutgoingReply(failing: request.requestID, with: .unavailable)])
    case .killsBefore: killClient(of: group)
    case .killsAfter:
      _ = doing()
      killClient(of: group)
    case .losesAnswer:
      _ = doing()
      group.reply([OutgoingReply(failing: request.requestID, with: .unavailable)])
    case .silent: _ = doing()
    case .garbage: group.reply([OutgoingReply(to: request.requestID, message: [0xFF, 0x00, 0xFF])])
    case .staleAnswer:
      group.reply([OutgoingReply(to: request.requestID, message: state.withLockedValue { $0.lastAnswer })])
    case .answer:
      let answer = doing()
      state.withLockedValue { $0.lastAnswer = answer }
      group.reply([OutgoingReply(to: request.requestID, message: answer)])
    }
  }

  /// Kills the process at the other end of the socket: the kernel says which. Never this one.
  private static func killClient(of group: RequestGroup) {
    guard let client = group.peer.credentials?.processID, client > 1, client != getpid() else { return }
    kill(client, SIGKILL)
  }

  /// The names of all requests that came, in their order.
  var heard: [String] { state.withLockedValue { $0.heard } }

  /// From now on, does as the script says; requests are counted anew.
  func play(_ script: @escaping Script) {
    state.withLockedValue { state in
      state.script = script
      state.heard = []
    }
  }

  /// Runs `body` with a peer that listens on the Unix socket at `path`.
  static func run<Result>(
    at path: String, read: @escaping Read, _ body: (Peer) async throws -> Result
  ) async throws -> Result {
    let peer = Peer(
      endpoint: .unix(path: path), group: MultiThreadedEventLoopGroup(numberOfThreads: 1), read: read)
    func stop() async throws {
      await peer.server.stopTaking()
      _ = await peer.server.drain(within: .zero)
      try await peer.group.shutdownGracefully()
    }
    do {
      _ = try await peer.server.listen(on: peer.endpoint)
      let result = try await body(peer)
      try await stop()
      return result
    } catch {
      try await stop()
      throw error
    }
  }
}
