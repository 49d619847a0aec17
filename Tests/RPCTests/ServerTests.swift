/// Servers on real sockets: many connections, ends, and a stop that answers everything.
import NIOConcurrencyHelpers
import NIOCore
import Testing

@testable import RPC

@Suite(.timeLimit(.minutes(30))) struct `A server` {
  @Test func `answers over a real socket, byte by byte or all at once`() async throws {
    try await withServer { _, endpoint in
      try await RawPeer.with(endpoint) { peer in
        for byte in request(3, id: 9, [1, 2, 3]) { try await peer.write([byte]) }
        #expect(await peer.read(19) == reply(0, 3, id: 9, [1, 2, 3]))
        try await peer.write((1...1000).flatMap { request(1, id: $0, number($0)) })
        #expect(await peer.read(20_000) == (1...1000).flatMap { reply(0, 1, id: $0, number($0)) })
      }
    }
  }

  @Test func `a peer that shuts down its writing side still gets all answers`() async throws {
    let waiting = NIOLockedValueBox<[RequestGroup]>([])
    try await withServer(handler: { group in waiting.withLockedValue { $0.append(group) } }) { _, endpoint in
      try await RawPeer.with(endpoint) { peer in
        try await peer.write((1...100).flatMap { request(1, id: $0) })
        peer.end()
        try await eventually("all have come") {
          waiting.withLockedValue { $0.reduce(0) { $0 + $1.requests.count } } == 100
        }
        for group in waiting.withLockedValue({ $0 }) {
          for request in group.requests { group.reply([OutgoingReply(to: request.requestID, message: [7])]) }
        }
        #expect(await peer.readToEnd() == (1...100).flatMap { reply(0, 1, id: $0, [7]) })
      }
    }
  }

  @Test func `more connections than the bound are closed at once, and there is room again after one ends`() async throws
  {
    var limits = ServerLimits()
    limits.connections = 2
    let log = LogBook()
    try await withServer(limits, log: log) { server, endpoint in
      try await RawPeer.with(endpoint) { first in
        try await first.write(request(1, id: 1))
        #expect(await first.read(16) == reply(0, 1, id: 1))
        try await RawPeer.with(endpoint) { second in
          try await second.write(request(1, id: 2))
          #expect(await second.read(16) == reply(0, 1, id: 2))
          for _ in 1...3 {
            try await RawPeer.with(endpoint) { third in #expect(await third.readToEnd() == []) }
          }
          #expect(log.messages == ["too many connections: more are closed at once"], "said once")
        }
        try await eventually("the second is gone") { server.connectionCount == 1 }
        try await RawPeer.with(endpoint) { fourth in
          try await fourth.write(request(1, id: 4))
          #expect(await fourth.read(16) == reply(0, 1, id: 4))
        }
        try await first.write(request(1, id: 5))
        #expect(await first.read(16) == reply(0, 1, id: 5))
      }
    }
  }

  @Test func `an idle connection is closed`() async throws {
    var limits = ServerLimits()
    limits.idle = .milliseconds(50)
    try await withServer(limits) { _, endpoint in
      try await RawPeer.with(endpoint) { peer in #expect(await peer.readToEnd() == []) }
    }
  }

  @Test func `a peer that never reads is cut off, holds little, and slows nobody`() async throws {
    var limits = ServerLimits()
    limits.unreadBytes = 1 << 16
    limits.backlogBytes = 1 << 20
    limits.writeStall = .milliseconds(300)
    let log = LogBook()
    let taken = NIOLockedValueBox(0)
    // A thousand times the bytes that ask for it.
    let answer = [UInt8](repeating: 1, count: 12_000)
    try await withServer(
      limits, log: log,
      handler: { group in
        taken.withLockedValue { $0 += group.requests.count }
        group.reply(
          group.requests.map { OutgoingReply(to: $0.requestID, message: $0.method == 0 ? answer : [1]) })
      }
    ) { server, endpoint in
      try await RawPeer.with(endpoint) { greedy in
        let all = (1...200_000).flatMap { request(0, id: $0) }
        let writer = greedy.writer
        async let writing: Void? = try? writer.write(ByteBuffer(bytes: all))
        try await RawPeer.with(endpoint) { other in
          var id: UInt32 = 0
          try await eventually("the greedy one is cut off") {
            id += 1
            try await other.write(request(1, id: id))
            #expect(await other.read(17) == reply(0, 1, id: id, [1]))
            return server.connectionCount == 1
          }
        }
        _ = await writing
      }
      #expect(log.messages.contains("a peer does not read its answers: connection closed"))
      #expect(taken.withLockedValue { $0 } < 100_000, "reading from it stopped")
    }
  }

  @Test func `many threads answer at once, and each answer comes once`() async throws {
    let handler: @Sendable (RequestGroup) -> Void = { group in
      for request in group.requests {
        Task.detached { group.reply([OutgoingReply(to: request.requestID, message: number(request.id))]) }
      }
    }
    try await withServer(handler: handler) { _, endpoint in
      try await withThrowingTaskGroup { tasks in
        for _ in 1...8 {
          tasks.addTask {
            try await RawPeer.with(endpoint) { peer in
              try await peer.write((1...2000).flatMap { request(1, id: $0) })
              let bytes = await peer.read(2000 * 20)
              let answers = stride(from: 0, to: bytes.count, by: 20).map { Array(bytes[$0..<$0 + 20]) }
              #expect(Set(answers) == Set((1...2000).map { reply(0, 1, id: $0, number($0)) }))
              #expect(answers.count == 2000)
            }
          }
        }
        try await tasks.waitForAll()
      }
    }
  }

  @Test func `a stop takes nothing more and answers all that was taken`() async throws {
    let waiting = NIOLockedValueBox<[RequestGroup]>([])
    try await withServer(handler: { group in waiting.withLockedValue { $0.append(group) } }) { server, endpoint in
      try await RawPeer.with(endpoint) { peer in
        try await RawPeer.with(endpoint) { idle in
          try await peer.write((1...50).flatMap { request(1, id: $0) })
          try await eventually("all have come") {
            waiting.withLockedValue { $0.reduce(0) { $0 + $1.requests.count } } == 50
          }
          try await eventually("both are served") { server.connectionCount == 2 }
          await server.stopTaking()
          await #expect(throws: (any Error).self, "nobody listens") { try await RawPeer.with(endpoint) { _ in } }
          try await peer.write(request(1, id: 51))
          async let cutOff = server.drain(within: .seconds(60))
          #expect(await idle.readToEnd() == [], "nothing is owed to it: closed")
          for group in waiting.withLockedValue({ $0 }) {
            group.reply(group.requests.map { OutgoingReply(to: $0.requestID, message: [9]) })
          }
          #expect(await peer.read(50 * 17) == (1...50).flatMap { reply(0, 1, id: $0, [9]) })
          #expect(await peer.readToEnd() == [], "the one sent after the stop was not taken")
          #expect(await cutOff == 0)
          #expect(waiting.withLockedValue { $0.reduce(0) { $0 + $1.requests.count } } == 50)
        }
      }
    }
  }

  @Test func `what is not answered in time is cut off, and counted`() async throws {
    let isTaken = NIOLockedValueBox(false)
    try await withServer(handler: { _ in isTaken.withLockedValue { $0 = true } }) { server, endpoint in
      try await RawPeer.with(endpoint) { peer in
        try await peer.write(request(1, id: 1))
        try await eventually("it is taken") { isTaken.withLockedValue { $0 } }
        await server.stopTaking()
        #expect(await server.drain(within: .milliseconds(20)) == 1)
        #expect(await peer.readToEnd() == [])
      }
    }
  }

  @Test func `an address that cannot be listened on is named with the reason`() async throws {
    try await withServer { server, taken in
      let error = await #expect(throws: RPCServer.ListenError.self) { _ = try await server.listen(on: taken) }
      #expect(error?.endpoint == taken)
      #expect(error?.reason == "Address already in use")
    }
  }
}
