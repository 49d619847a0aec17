/// Unix sockets: what lies at the path, and who is at the other end.
import Glibc
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import RPC

@Suite(.timeLimit(.minutes(30))) struct `A Unix socket` {
  @Test func `is served, shows the peer's process, and is gone after the stop`() async throws {
    let peers = NIOLockedValueBox<[Peer]>([])
    let handler: @Sendable (RequestGroup) -> Void = { group in
      peers.withLockedValue { $0.append(group.peer) }
      group.reply(group.requests.map { OutgoingReply(to: $0.requestID, message: []) })
    }
    try await withTemporaryDirectory { directory in
      let endpoint = Endpoint.unix(path: "\(directory)/s")
      try await withServer(on: endpoint, handler: handler) { server, actual in
        #expect(actual == endpoint)
        try await RawPeer.with(endpoint) { peer in
          try await peer.write(request(1, id: 1))
          #expect(await peer.read(16) == reply(0, 1, id: 1))
        }
        let expected = Peer.Credentials(processID: getpid(), userID: getuid(), groupID: getgid())
        #expect(peers.withLockedValue { $0.map(\.credentials) } == [expected])
        await server.stopTaking()
        #expect(unsafe access("\(directory)/s", F_OK) != 0)
      }
    }
  }

  @Test func `over TCP there are no credentials`() async throws {
    let peers = NIOLockedValueBox<[Peer]>([])
    let handler: @Sendable (RequestGroup) -> Void = { group in
      peers.withLockedValue { $0.append(group.peer) }
      group.reply(group.requests.map { OutgoingReply(to: $0.requestID, message: []) })
    }
    try await withServer(handler: handler) { _, endpoint in
      try await RawPeer.with(endpoint) { peer in
        try await peer.write(request(1, id: 1))
        _ = await peer.read(16)
      }
    }
    let peer = try #require(peers.withLockedValue { $0 }.first)
    #expect(peer.credentials == nil)
    #expect(peer.description.hasPrefix("127.0.0.1:"))
  }

  @Test func `left over from a process that died is replaced`() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/s"
      try leaveSocket(path, isListening: false)
      try await withServer(on: .unix(path: path)) { _, endpoint in
        try await RawPeer.with(endpoint) { peer in
          try await peer.write(request(1, id: 1))
          #expect(await peer.read(16) == reply(0, 1, id: 1))
        }
      }
    }
  }

  @Test func `of a live server is refused, and the live one goes on`() async throws {
    try await withTemporaryDirectory { directory in
      try await withServer(on: .unix(path: "\(directory)/s")) { server, endpoint in
        await #expect(
          throws: RPCServer.ListenError(endpoint: endpoint, reason: "another process listens there")
        ) {
          try await withServer(on: endpoint) { _, _ in }
        }
        try await RawPeer.with(endpoint) { peer in
          try await peer.write(request(1, id: 1))
          #expect(await peer.read(16) == reply(0, 1, id: 1))
        }
      }
    }
  }

  @Test func `of a server too busy to accept is not taken for a dead one`() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/s"
      // A backlog of 0 holds one connection; the next is told to try again.
      let listener = try leaveSocket(path, isListening: true)
      defer { close(listener) }
      let waiting = try connectSocket(path)
      defer { close(waiting) }
      await #expect(throws: RPCServer.ListenError.self) { try await withServer(on: .unix(path: path)) { _, _ in } }
      #expect(unsafe access(path, F_OK) == 0)
    }
  }

  @Test func `is not made where another file lies, which stays`() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/s"
      close(unsafe open(path, O_CREAT | O_WRONLY, 0o600))
      let error = await #expect(throws: RPCServer.ListenError.self) {
        try await withServer(on: .unix(path: path)) { _, _ in }
      }
      #expect(error?.reason == "there is a file that is no socket")
      #expect(unsafe access(path, F_OK) == 0)
    }
  }

  @Test func `is not made where there is no directory`() async throws {
    try await withTemporaryDirectory { directory in
      let endpoint = Endpoint.unix(path: "\(directory)/none/s")
      await #expect(throws: RPCServer.ListenError(endpoint: endpoint, reason: "No such file or directory")) {
        try await withServer(on: endpoint) { _, _ in }
      }
    }
  }
}

/// Binds a socket at `path`; leaves the file alone behind, or listens without ever accepting.
@discardableResult
private func leaveSocket(_ path: String, isListening: Bool) throws -> CInt {
  let socket = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
  let result = unsafe withAddress(path) { unsafe bind(socket, $0, $1) }
  guard result == 0 else { throw NeverHappened(description: "bind") }
  if isListening { listen(socket, 0) } else { close(socket) }
  return socket
}

private func connectSocket(_ path: String) throws -> CInt {
  let socket = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
  let result = unsafe withAddress(path) { unsafe connect(socket, $0, $1) }
  guard result == 0 else { throw NeverHappened(description: "connect") }
  return socket
}

private func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
  return unsafe withUnsafePointer(to: &address) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
}
