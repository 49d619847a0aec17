/// Frames that are none: half-written, too long, or given up. Others are served as if nothing had happened.
import Testing
import VouchTesting
import Wire

@Suite(.timeLimit(.minutes(30)))
struct BadFrameTests {
  /// A whole request for the status.
  private static let question = frame(Method.getStatus.rawValue, id: 3, [])

  @Test(arguments: [1, 4, 11])
  func `a header that is half written and then given up harms nobody`(bytes: Int) async throws {
    try await withDaemon { daemon in
      for way in Way.allCases {
        let connection = try RawConnection(to: daemon.endpoint(way))
        try await connection.send(Array(BadFrameTests.question.prefix(bytes)))
      }
      try await daemon.expectToServe()
    }
  }

  @Test func `a message that is half written and then given up harms nobody`() async throws {
    try await withDaemon { daemon in
      for way in Way.allCases {
        let connection = try RawConnection(to: daemon.endpoint(way))
        try await connection.send(
          Array(frame(Method.issueCheck.rawValue, id: 1, [UInt8](repeating: 1, count: 900)).prefix(500)))
      }
      try await daemon.expectToServe()
    }
  }

  @Test func `others are served while a frame is half written, and it is answered when it is whole`() async throws {
    try await withDaemon { daemon in
      let connection = try RawConnection(to: daemon.tcp)
      for byte in BadFrameTests.question.dropLast() {
        try await connection.send([byte])
        try await daemon.expectToServe()
      }
      try await connection.send(Array(BadFrameTests.question.suffix(1)))
      let reply = try #require(try await connection.reply())
      #expect(reply.status == 0)
      #expect(reply.id == 3)
    }
  }

  @Test(arguments: [1_048_577, 1_073_741_824, .max] as [UInt32])
  func `a frame that is too long closes its connection, and the log says why`(length: UInt32) async throws {
    try await withDaemon { daemon in
      let connection = try RawConnection(to: daemon.tcp)
      try await connection.send([Method.issueCheck.rawValue, length, 1].flatMap(littleEndian))
      try await connection.expectClosed()
      try await eventually("the log names the length") { daemon.log.contains("\(length)") }
      try await daemon.expectToServe()
    }
  }

  @Test func `the longest frame allowed is taken`() async throws {
    try await withDaemon(settings: ["--frame-bytes", "4096"]) { daemon in
      let connection = try RawConnection(to: daemon.tcp)
      // A field that nobody knows is passed over.
      let message = RawMessage().field(1000, [UInt8](repeating: 0, count: 4096 - 4)).bytes
      try #require(message.count == 4096)
      #expect(try await connection.ask(Method.getStatus.rawValue, message)?.status == 0)
      try await connection.send(frame(Method.getStatus.rawValue, id: 2, message + [0]))
      try await connection.expectClosed()
      try await daemon.expectToServe()
    }
  }

  @Test func `requests before a bad frame are answered`() async throws {
    try await withDaemon { daemon in
      let connection = try RawConnection(to: daemon.unix)
      try await connection.send(BadFrameTests.question + [0, UInt32.max, 9].flatMap(littleEndian))
      #expect(try await connection.reply()?.id == 3)
      try await connection.expectClosed()
      try await daemon.expectToServe()
    }
  }
}
