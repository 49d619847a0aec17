/// A connection by hand: bytes as they are, also those that no client of ours would send.
import Glibc
import RPC
import VouchTesting

/// A socket that never blocks a thread: what cannot be done at once is tried again a little later.
final class RawConnection: Sendable {
  private let descriptor: Int32

  /// How long anything may take; generous, because it is no measurement.
  static let limit = Duration.seconds(60)

  /// The longest reply that a test takes.
  static let replyBytes: UInt32 = 64 << 20

  /// Connects. `receiveBuffer`: how many bytes the kernel keeps for a reader that does not read.
  init(to endpoint: Endpoint, receiveBuffer: Int32? = nil) throws {
    let family = if case .unix = endpoint { AF_UNIX } else { AF_INET }
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw ProcessFailure("no socket: errno \(errno)") }
    self.descriptor = descriptor
    if var receiveBuffer {
      _ = unsafe setsockopt(
        descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    let result =
      switch endpoint {
      case .tcp(_, let port): RawConnection.connect(descriptor, toLoopback: port)
      case .unix(let path): RawConnection.connect(descriptor, to: path)
      }
    guard result == 0 else { throw ProcessFailure("no connection to \(endpoint): errno \(errno)") }
  }

  /// Takes over a socket that somebody connected.
  init(accepted descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  private static func connect(_ descriptor: Int32, toLoopback port: Int) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private static func connect(_ descriptor: Int32, to path: String) -> Int32 {
    var address = sockaddr_un(path: path)
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  /// Sends all of `bytes`.
  ///
  /// - Throws: `ProcessFailure` when the other side has closed, or takes nothing any more.
  func send(_ bytes: [UInt8]) async throws {
    var sent = 0
    try await eventually("the other side takes what is sent", within: RawConnection.limit) {
      sent += try sendWhatGoes(bytes[sent...])
      return sent == bytes.count
    }
  }

  /// Sends as much as the other side takes now, and says how much that was.
  func sendWhatGoes(_ bytes: ArraySlice<UInt8>) throws -> Int {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    }
    if count < 0 {
      guard errno == EAGAIN else { throw ProcessFailure("not sent: errno \(errno)") }
      return 0
    }
    return count
  }

  /// Exactly `count` bytes, or nil when the other side closed before they were there.
  func receive(_ count: Int) async throws -> [UInt8]? {
    var received: [UInt8] = []
    var isClosed = false
    try await eventually("\(count) bytes come", within: RawConnection.limit) {
      while received.count < count {
        guard let more = receiveWhatIsThere(atMost: count - received.count) else { return false }
        if more.isEmpty {
          isClosed = true
          return true
        }
        received += more
      }
      return true
    }
    return isClosed ? nil : received
  }

  /// Nil: nothing yet. Empty: closed.
  func receiveWhatIsThere(atMost count: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: min(count, 1 << 16))
    let received = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    if received < 0 { return errno == EAGAIN ? nil : [] }
    return Array(buffer.prefix(received))
  }

  /// Waits until the other side has closed; what it still sends is passed over.
  func expectClosed() async throws {
    try await eventually("the other side closes", within: RawConnection.limit) {
      while let more = receiveWhatIsThere(atMost: 1 << 16) {
        if more.isEmpty { return true }
      }
      return false
    }
  }
}

extension sockaddr_un {
  /// The address of a path of at most 107 bytes.
  init(path: String) {
    self.init()
    sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &sun_path) { unsafe $0.copyBytes(from: path.utf8) }
  }
}

// MARK: - Frames

/// A reply's frame.
struct RawReply: Hashable, Sendable {
  var status: UInt32
  var method: UInt32
  var id: UInt32
  var message: [UInt8]
}

/// A request's frame.
func frame(_ method: UInt32, id: UInt32, _ message: [UInt8]) -> [UInt8] {
  [method, UInt32(message.count), id].flatMap(littleEndian) + message
}

/// Four bytes, the lowest first.
func littleEndian(_ number: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

extension RawConnection {
  /// The next reply, or nil when the other side closed instead.
  func reply() async throws -> RawReply? {
    guard let header = try await receive(16) else { return nil }
    let words = stride(from: 0, to: 16, by: 4).map { start in
      header[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    guard words[2] <= RawConnection.replyBytes else { throw ProcessFailure("a reply of \(words[2]) bytes") }
    guard let message = try await receive(Int(words[2])) else { return nil }
    return RawReply(status: words[0], method: words[1], id: words[3], message: message)
  }

  /// Sends one request and takes its reply.
  func ask(_ method: UInt32, id: UInt32 = 1, _ message: [UInt8]) async throws -> RawReply? {
    try await send(frame(method, id: id, message))
    return try await reply()
  }
}
