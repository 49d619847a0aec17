/// The client against servers that die, stutter, lie and hold still.
import NIOCore
import RPC
import Testing
import Wire

@testable import CheckClient

@Suite(.timeLimit(.minutes(30))) struct `Against a failing server` {
  @Test func `that accepts and closes, it comes back until there is an answer`() async throws {
    try await withScript { visitor, _ in
      if visitor.connection > 5 { try await visitor.serve() }
    } _: { server, book in
      try await withClient(of: server) { client in
        #expect(await client.result(of: 7) == .success(7))
        #expect(book.connections == 6)
      }
    }
  }

  @Test func `that accepts and closes, it says why once the next try would be after the deadline`() async throws {
    try await withScript { visitor, _ in
      guard visitor.connection == 1, let request = await visitor.read() else { return }
      try await visitor.answer(request)
    } _: { server, book in
      let long = Backoff(first: .seconds(1000), longest: .seconds(1000))
      try await withClient(of: server, options { $0.backoff = long }) { client in
        #expect(await client.result(of: 6) == .success(6))
        // The second connection is tried at once, since the first has answered.
        guard case .failure(.unavailable(server, _)) = await client.result(of: 7) else {
          Issue.record("it was answered, or failed otherwise")
          return
        }
        #expect(
          await client.result(of: 8) == .failure(.unavailable(server, "it accepts the connection and closes it")))
        #expect(book.connections == 2)
      }
    }
  }

  @Test(arguments: [0, 1, 15, 16, 20, 31])
  func `that closes after a part of the reply, it asks again with the same bytes`(_ count: Int) async throws {
    try await withScript { visitor, book in
      guard let request = await visitor.read() else { return }
      book.note(request)
      if visitor.connection == 1 {
        try await visitor.write(Array(Visitor.answer(request).prefix(count)))
      } else {
        try await visitor.answer(request)
        try await visitor.serve()
      }
    } _: { server, book in
      try await withClient(of: server) { client in
        #expect(await client.result(of: 7) == .success(7))
        #expect(book.requests.map(\.message) == [Ask(7).encodeRequest(), Ask(7).encodeRequest()])
      }
    }
  }

  @Test func `that answers late, a call ends at its deadline and the late answer goes to nobody`() async throws {
    try await withScript { visitor, _ in
      var late: Visitor.Request?
      while let request = await visitor.read() {
        if request.message == Ask(1).encodeRequest() {
          late = request
          continue
        }
        if let request = late.take() { try await visitor.answer(request) }
        try await visitor.answer(request)
      }
    } _: { server, book in
      try await withClient(of: server) { client in
        #expect(await client.result(of: 0) == .success(0))
        #expect(await client.result(of: 1, timeout: .milliseconds(100)) == .failure(.deadline))
        #expect(await client.result(of: 2) == .success(2))
        #expect(await client.result(of: 3) == .success(3))
        #expect(book.connections == 1)
      }
    }
  }

  @Test func `that answers twice, and to ids that nobody used, each call has its own answer`() async throws {
    try await withScript { visitor, _ in
      while let request = await visitor.read() {
        let stranger = Visitor.Request(
          method: request.method, id: request.id &+ 1000, message: [UInt8](repeating: 9, count: 8))
        try await visitor.answer(stranger)
        try await visitor.answer(request)
        try await visitor.answer(request)
      }
    } _: { server, book in
      try await withClient(of: server) { client in
        for id: UInt64 in 1...100 { #expect(await client.result(of: id) == .success(id)) }
        #expect(book.connections == 1)
      }
    }
  }

  @Test func `that answers in the opposite order, each call has its own answer`() async throws {
    try await withScript { visitor, _ in
      var requests: [Visitor.Request] = []
      while let request = await visitor.read() {
        requests.append(request)
        guard requests.count == 200 else { continue }
        for request in requests.reversed() { try await visitor.answer(request) }
        requests = []
      }
    } _: { server, book in
      try await withClient(of: server) { client in
        await withTaskGroup { group in
          for id: UInt64 in 1...200 {
            group.addTask { #expect(await client.result(of: id) == .success(id)) }
          }
        }
        #expect(book.connections == 1)
      }
    }
  }

  @Test(
    arguments: [
      (Array("HTTP/1.1 400 Bad Request\r\n".utf8), "its length is 808465440 bytes"),
      (Array("SSH-2.0-OpenSSH_9.2p1\r\n".utf8), "its length is 1852141647 bytes"),
      ([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], "it answers another method"),
    ] as [([UInt8], String)])
  func `that is no manager, it says so at once`(_ garbage: [UInt8], reason: String) async throws {
    try await withScript { visitor, _ in
      _ = await visitor.read()
      try await visitor.write(garbage)
      try await visitor.serve()
    } _: { server, book in
      try await withClient(of: server) { client in
        #expect(await client.result(of: 7) == .failure(.noAnswer(server, reason)))
        #expect(book.connections == 1)
      }
    }
  }

  @Test func `whose message cannot be read, it says so, and the connection goes on`() async throws {
    try await withScript { visitor, _ in
      guard let request = await visitor.read() else { return }
      try await visitor.answer(Visitor.Request(method: request.method, id: request.id, message: [1]))
      try await visitor.serve()
    } _: { server, book in
      try await withClient(of: server) { client in
        #expect(await client.result(of: 7) == .failure(.unreadable(.unreadable)))
        #expect(await client.result(of: 8) == .success(8))
        #expect(book.connections == 1)
      }
    }
  }

  @Test(arguments: [StatusCode.unavailable, .resourceExhausted])
  func `that says "not now", it asks again with the same bytes`(_ status: StatusCode) async throws {
    try await withScript { visitor, book in
      while let request = await visitor.read() {
        book.note(request)
        try await visitor.answer(request, status: book.requests.count < 4 ? status.rawValue : 0)
      }
    } _: { server, book in
      try await withClient(of: server) { client in
        #expect(await client.result(of: 7) == .success(7))
        #expect(book.requests.map(\.message) == Array(repeating: Ask(7).encodeRequest(), count: 4))
        #expect(book.connections == 1)
      }
    }
  }

  @Test(arguments: [StatusCode.unavailable, .resourceExhausted])
  func `that says "not now" for ever, it says which`(_ status: StatusCode) async throws {
    try await withScript { visitor, _ in
      while let request = await visitor.read() { try await visitor.answer(request, status: status.rawValue) }
    } _: { server, _ in
      // The next try would be after the deadline.
      let long = Backoff(first: .seconds(1000), longest: .seconds(1000))
      try await withClient(of: server, options { $0.backoff = long }) { client in
        let expected: ClientError =
          status == .resourceExhausted
          ? .overloaded : .unavailable(server, "it is starting, stopping or unable to work")
        #expect(await client.result(of: 7) == .failure(expected))
      }
    }
  }

  @Test(arguments: [3, 4, 7, 12, 13, 16, 4711] as [UInt32])
  func `that does not take the request, it says so without another try`(_ status: UInt32) async throws {
    try await withScript { visitor, book in
      while let request = await visitor.read() {
        book.note(request)
        try await visitor.answer(request, status: status)
      }
    } _: { server, book in
      try await withClient(of: server) { client in
        #expect(await client.result(of: 7) == .failure(.status(StatusCode(rawValue: status))))
        #expect(book.requests.count == 1)
      }
    }
  }

  @Test func `that answers no more, a call ends at its deadline`() async throws {
    try await withScript { visitor, _ in
      guard let request = await visitor.read() else { return }
      try await visitor.answer(request)
      while await visitor.read() != nil {}
    } _: { server, _ in
      try await withClient(of: server) { client in
        #expect(await client.result(of: 6) == .success(6))
        #expect(await client.result(of: 7, timeout: .milliseconds(100)) == .failure(.deadline))
      }
    }
  }

  @Test func `that never accepts, a call ends at its deadline as unavailable`() async throws {
    let socket = try DeafSocket()
    try await withClient(of: socket.endpoint) { client in
      #expect(
        await client.result(of: 7, timeout: .milliseconds(100))
          == .failure(.unavailable(socket.endpoint, "it did not accept the connection in time")))
    }
  }

  @Test func `that is not there, it says so without waiting for the deadline`() async throws {
    // A privileged port, so that no other test is given it meanwhile.
    let nobody = Endpoint.tcp(host: "127.0.0.1", port: 1)
    let table: [(Endpoint, String)] = [
      (nobody, "Connection refused"), (.unix(path: "/nowhere/vouchd.sock"), "No such file or directory"),
    ]
    for (server, reason) in table {
      try await withClient(of: server, options { $0.timeout = .seconds(1_000_000) }) { client in
        #expect(await client.result(of: 7) == .failure(.unavailable(server, reason)))
      }
    }
  }
}
