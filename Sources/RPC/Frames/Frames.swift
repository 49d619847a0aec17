/// The frames of protobuf-c-rpc: little-endian numbers, then the message.
internal import NIOCore

/// A request: method index, message length, request id.
struct RequestHeader: Hashable {
  var method: UInt32
  var length: UInt32
  var id: UInt32

  static let byteCount = 12
}

/// A reply: status, method index, message length, request id.
struct ReplyHeader: Hashable {
  var status: UInt32
  var method: UInt32
  var length: UInt32
  var id: UInt32

  static let byteCount = 16
}

/// What stands next in the bytes received.
enum NextFrame<Header> {
  /// A whole frame; it has been read.
  case frame(Header, ByteBuffer)
  /// More bytes are wanted.
  case incomplete
  /// The length is past the bound; nothing of the message need be kept.
  case oversize(Int)
}

extension ByteBuffer {
  /// Reads one request, if it is whole. Only the header of an incomplete one is looked at.
  mutating func readRequest(bound: Int) -> NextFrame<RequestHeader> {
    guard
      let (method, length, id) = peekMultipleIntegers(
        endianness: .little, as: (UInt32, UInt32, UInt32).self)
    else { return .incomplete }
    guard Int(length) <= bound else { return .oversize(Int(length)) }
    guard readableBytes >= RequestHeader.byteCount + Int(length) else { return .incomplete }
    moveReaderIndex(forwardBy: RequestHeader.byteCount)
    guard let message = readSlice(length: Int(length)) else { return .incomplete }
    return .frame(RequestHeader(method: method, length: length, id: id), message)
  }

  /// Reads one reply, if it is whole.
  mutating func readReply(bound: Int) -> NextFrame<ReplyHeader> {
    guard
      let (status, method, length, id) = peekMultipleIntegers(
        endianness: .little, as: (UInt32, UInt32, UInt32, UInt32).self)
    else { return .incomplete }
    guard Int(length) <= bound else { return .oversize(Int(length)) }
    guard readableBytes >= ReplyHeader.byteCount + Int(length) else { return .incomplete }
    moveReaderIndex(forwardBy: ReplyHeader.byteCount)
    guard let message = readSlice(length: Int(length)) else { return .incomplete }
    return .frame(ReplyHeader(status: status, method: method, length: length, id: id), message)
  }

  mutating func writeRequest(method: UInt32, id: UInt32, message: [UInt8]) {
    writeMultipleIntegers(method, UInt32(message.count), id, endianness: .little)
    writeBytes(message)
  }

  mutating func writeReply(status: StatusCode, method: UInt32, id: UInt32, message: RawSpan) {
    writeMultipleIntegers(status.rawValue, method, UInt32(message.byteCount), id, endianness: .little)
    unsafe message.withUnsafeBytes { bytes in _ = unsafe writeBytes(bytes) }
  }
}
