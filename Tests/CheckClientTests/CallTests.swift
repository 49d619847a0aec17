/// Calls among each other: the bound in flight, deadlines, cancellation, close.
import NIOConcurrencyHelpers
import RPC
import Testing

@testable import CheckClient

@Suite(.timeLimit(.minutes(30))) struct `Calls` {
  @Test func `nothing is connected before the first call, and all calls share one connection`() async throws {
    try await withScript { visitor, _ in
      try await visitor.serve()
    } _: { server, book in
      try await withClient(of: server) { client in
        #expect(book.connections == 0)
        await withTaskGroup { group in
          for id: UInt64 in 1...500 { group.addTask { #expect(await client.result(of: id) == .success(id)) } }
        }
        #expect(book.connections == 1)
      }
    }
  }

  @Test func `as many are under way as the bound says, never more, and the others have their turn`() async throws {
    let most = NIOLockedValueBox(0)
    try await withScript { visitor, _ in
      var unanswered: [Visitor.Request] = []
      while let request = await visitor.read() {
        unanswered.append(request)
        while let request = visitor.take() { unanswered.append(request) }
        let count = unanswered.count
        most.withLockedValue { $0 = max($0, count) }
        guard count >= 4 else { continue }
        for request in unanswered { try await visitor.answer(request) }
        unanswered = []
      }
    } _: { server, _ in
      try await withClient(of: server, options { $0.inFlight = 4 }) { client in
        await withTaskGroup { group in
          for id: UInt64 in 1...100 { group.addTask { #expect(await client.result(of: id) == .success(id)) } }
        }
      }
    }
    #expect(most.withLockedValue { $0 } == 4)
  }

  @Test func `a call that waits for its place ends at its deadline`() async throws {
    try await withScript { visitor, book in
      while let request = await visitor.read() { book.note(request) }
    } _: { server, book in
      try await withClient(of: server, options { $0.inFlight = 1 }) { client in
        let first = Task { await client.result(of: 1) }
        try await eventually("the first has the place") { book.requests.count == 1 }
        #expect(await client.result(of: 2, timeout: .milliseconds(50)) == .failure(.deadline))
        #expect(book.requests.count == 1)
        first.cancel()
        #expect(await first.value == .failure(.cancelled))
      }
    }
  }

  @Test func `a cancelled call ends, wherever it waits, and the others go on`() async throws {
    try await withScript { visitor, book in
      while let request = await visitor.read() {
        book.note(request)
        if request.message.last != 1 { try await visitor.answer(request) }
      }
    } _: { server, book in
      try await withClient(of: server, options { $0.inFlight = 1 }) { client in
        let sent = Task { await client.result(of: 1) }
        try await eventually("it is sent") { book.requests.count == 1 }
        let waiting = Task { await client.result(of: 2) }
        let last = Task { await client.result(of: 3) }
        waiting.cancel()
        #expect(await waiting.value == .failure(.cancelled))
        sent.cancel()
        #expect(await sent.value == .failure(.cancelled))
        #expect(await last.value == .success(3))
        #expect(book.connections == 1)
      }
    }
  }

  @Test func `a call of a cancelled task ends as cancelled`() async throws {
    try await withScript { visitor, _ in
      try await visitor.serve()
    } _: { server, _ in
      try await withClient(of: server) { client in
        let result = await Task {
          unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
          return await client.result(of: 1)
        }.value
        #expect(result == .failure(.cancelled))
        #expect(await client.result(of: 2) == .success(2))
      }
    }
  }

  @Test func `a close ends all calls, the connection, and every later call`() async throws {
    let ended = NIOLockedValueBox(false)
    try await withScript { visitor, book in
      while let request = await visitor.read() { book.note(request) }
      ended.withLockedValue { $0 = true }
    } _: { server, book in
      let client = ManagerClient(server: server, options: options { $0.inFlight = 2 })
      let calls = (1...5).map { id in Task { await client.result(of: id) } }
      try await eventually("two are sent") { book.requests.count == 2 }
      await client.close()
      for call in calls { #expect(await call.value == .failure(.closed)) }
      #expect(await client.result(of: 6) == .failure(.closed))
      try await eventually("the server sees the end") { ended.withLockedValue { $0 } }
      await client.close()
      #expect(book.connections == 1)
      #expect(book.requests.count == 2)
    }
  }

  @Test func `a close ends a call that waits before its next try`() async throws {
    try await withScript { visitor, book in
      while let request = await visitor.read() {
        book.note(request)
        try await visitor.answer(request, status: StatusCode.unavailable.rawValue)
      }
    } _: { server, book in
      let long = Duration.seconds(100_000)
      let options = options {
        $0.timeout = long * 100
        $0.backoff = Backoff(first: long, longest: long)
      }
      let client = ManagerClient(server: server, options: options)
      let call = Task { await client.result(of: 1) }
      try await eventually("it was told to wait") { book.requests.count == 1 }
      await client.close()
      #expect(await call.value == .failure(.closed))
    }
  }

  @Test func `a client that nobody holds any more leaves no connection`() async throws {
    let ended = NIOLockedValueBox(false)
    try await withScript { visitor, _ in
      try await visitor.serve()
      ended.withLockedValue { $0 = true }
    } _: { server, _ in
      var client: ManagerClient? = ManagerClient(server: server, options: options())
      #expect(await client?.result(of: 1) == .success(1))
      client = nil
      try await eventually("the server sees the end") { ended.withLockedValue { $0 } }
    }
  }

  @Test func `a request too long for any manager is not sent`() async throws {
    try await withScript { visitor, _ in
      try await visitor.serve()
    } _: { server, book in
      try await withClient(of: server) { client in
        #expect(await client.result(of: 1) == .success(1))
        await #expect(throws: ClientError.tooLong(1 << 20 + 1)) { _ = try await client.call(LongAsk()) }
        #expect(await client.result(of: 2) == .success(2))
        #expect(book.connections == 1)
      }
    }
  }

  @Test func `no time is too long`() async throws {
    try await withScript { visitor, _ in
      try await visitor.serve()
    } _: { server, _ in
      let options = options {
        $0.timeout = .seconds(Int64.max)
        $0.connectTimeout = .seconds(Int64.max)
      }
      try await withClient(of: server, options) { #expect(await $0.result(of: 1) == .success(1)) }
    }
  }
}
