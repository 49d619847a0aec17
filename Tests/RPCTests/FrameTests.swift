/// The frames, byte by byte.
import NIOCore
import Testing

@testable import RPC

@Suite struct `Frames` {
  @Test func `a request is method, length and id in little-endian, then the message`() throws {
    let golden: [UInt8] = [
      0x02, 0x01, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0xDD, 0xCC, 0xBB, 0xAA, 0x61, 0x62, 0x63,
    ]
    var written = ByteBuffer()
    written.writeRequest(method: 0x0102, id: 0xAABB_CCDD, message: Array("abc".utf8))
    #expect(Array(written.readableBytesView) == golden)

    guard case .frame(let header, let message) = written.readRequest(bound: 3) else {
      Issue.record("not read")
      return
    }
    #expect(header == RequestHeader(method: 0x0102, length: 3, id: 0xAABB_CCDD))
    #expect(Array(message.readableBytesView) == Array("abc".utf8))
    #expect(written.readableBytes == 0)
  }

  @Test func `a reply is status, method, length and id in little-endian, then the message`() throws {
    let golden: [UInt8] = [
      0x0E, 0x00, 0x00, 0x00, 0x02, 0x01, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0xDD, 0xCC, 0xBB, 0xAA, 0x00, 0xFF,
    ]
    let bytes: [UInt8] = [0x00, 0xFF]
    var written = ByteBuffer()
    unsafe written.writeReply(status: .unavailable, method: 0x0102, id: 0xAABB_CCDD, message: bytes.span.bytes)
    #expect(Array(written.readableBytesView) == golden)

    guard case .frame(let header, let message) = written.readReply(bound: 2) else {
      Issue.record("not read")
      return
    }
    #expect(header == ReplyHeader(status: 14, method: 0x0102, length: 2, id: 0xAABB_CCDD))
    #expect(Array(message.readableBytesView) == [0x00, 0xFF])
  }

  @Test func `of an incomplete frame nothing is read`() {
    let whole = request(1, id: 2, [3, 4, 5])
    for count in whole.indices {
      var bytes = ByteBuffer(bytes: whole[..<count])
      guard case .incomplete = bytes.readRequest(bound: 3) else {
        Issue.record("read from \(count) bytes")
        continue
      }
      #expect(bytes.readableBytes == count)
    }
  }

  @Test(arguments: [4, 0x7FFF_FFFF, 0x8000_0000, .max] as [UInt32])
  func `a length past the bound is known from the header alone`(_ length: UInt32) {
    var asked = ByteBuffer(bytes: number(1) + number(length) + number(2))
    guard case .oversize(Int(length)) = asked.readRequest(bound: 3) else {
      Issue.record("the request was taken")
      return
    }
    var answered = ByteBuffer(bytes: number(0) + number(1) + number(length) + number(2))
    guard case .oversize(Int(length)) = answered.readReply(bound: 3) else {
      Issue.record("the reply was taken")
      return
    }
  }

  @Test(
    arguments: [
      (StatusCode.ok, 0, "ok"), (.invalidArgument, 3, "invalid argument"), (.deadlineExceeded, 4, "deadline exceeded"),
      (.permissionDenied, 7, "permission denied"), (.resourceExhausted, 8, "resource exhausted"),
      (.unimplemented, 12, "unimplemented"), (.internalFailure, 13, "internal"), (.unavailable, 14, "unavailable"),
      (.unauthenticated, 16, "unauthenticated"), (StatusCode(rawValue: 4711), 4711, "status 4711"),
    ] as [(StatusCode, UInt32, String)])
  func `a status has gRPC's number and name`(_ status: StatusCode, number: UInt32, name: String) {
    #expect(status.rawValue == number)
    #expect("\(status)" == name)
  }
}
