/// The one door to sockets, readiness and files; everything behind it is safe.
internal import CKernel
internal import Glibc

/// A socket that does not block. Whoever makes one closes it.
struct Socket: Sendable {
  let number: Int32
  /// Through which all goes, where there is one.
  private var tls: TLSLine?

  init(number: Int32) { self.number = number }

  /// A connection on which requests can be sent at once.
  static func connect(to target: Target) throws -> Socket {
    let socket = try begin(to: target)
    do {
      let end = Clock.now() + patience
      while try !socket.shake() {
        guard Clock.now() < end, kernel_await(socket.number, 1000) >= 0 else {
          throw LoadError("\(target) does not end the handshake.")
        }
      }
    } catch {
      socket.close()
      throw error
    }
    return socket
  }

  /// How long a handshake may take, in nanoseconds: as long as a manager lets it.
  private static let patience: Int64 = 10_000_000_000

  /// A connection whose handshake may not be done: `shake` goes on with it.
  static func begin(to target: Target) throws -> Socket {
    let number =
      switch target {
      case .tcp(let port), .tls(let port, _): kernel_connect(nil, port)
      case .unix(let path): unsafe kernel_connect(path, 0)
      }
    guard number >= 0 else {
      throw LoadError("Cannot connect to \(target): \(Kernel.reason()). Is the server running?")
    }
    var socket = Socket(number: number)
    if case .tls(_, let rules) = target { socket.tls = try TLSLine(rules, over: number) }
    return socket
  }

  /// Goes on with the handshake; whether it is done, as it is at once where there is none.
  func shake() throws -> Bool { try tls?.shake() ?? true }

  /// Whether bytes came that the kernel does not tell of any more.
  var hasMore: Bool { tls?.hasMore ?? false }

  /// The cipher that was agreed on, where there is one.
  var cipher: String? { tls?.cipher }

  func close() {
    tls?.end()
    _ = Glibc.close(number)
  }

  /// How many bytes were read into `bytes` from `start` on; nil when none wait, 0 when none will come.
  func read(into bytes: inout [UInt8], from start: Int) -> Int? {
    if let tls {
      return unsafe bytes.withUnsafeMutableBytes { unsafe tls.read(into: .init(rebasing: $0[start...])) }
    }
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe recv(number, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start, 0)
    }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? nil : 0
  }

  /// Sends what there is room for; false when the other end is gone.
  func send(_ outgoing: inout Outgoing) -> Bool {
    guard !outgoing.isEmpty else { return true }
    let start = outgoing.sent
    if let tls {
      let taken = unsafe outgoing.bytes.withUnsafeBytes { unsafe tls.write(.init(rebasing: $0[start...])) }
      outgoing.advance(taken ?? 0)
      return taken != nil
    }
    let count = unsafe outgoing.bytes.withUnsafeBytes { buffer in
      unsafe Glibc.send(
        number, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start, Int32(MSG_NOSIGNAL))
    }
    if count >= 0 {
      outgoing.advance(count)
      return true
    }
    return errno == EAGAIN || errno == EINTR
  }
}

enum Kernel {
  /// Whether files in a directory are kept in memory only.
  static func isMemory(_ directory: String) -> Bool { unsafe kernel_is_memory(directory) }

  /// What the last call failed with.
  static func reason() -> String { unsafe String(cString: strerror(errno)) }

  /// A socket that listens on loopback, and its port.
  static func listen() throws -> (Socket, port: UInt16) {
    var port: UInt16 = 0
    let number = unsafe kernel_listen(&port)
    guard number >= 0 else { throw LoadError("Cannot listen: \(reason()).") }
    return (Socket(number: number), port)
  }

  static func accept(_ listener: Socket) -> Socket? {
    let number = kernel_accept(listener.number)
    return number >= 0 ? Socket(number: number) : nil
  }
}

/// Waits for many sockets at once.
struct Readiness: Sendable {
  private let number: Int32
  private var found = [kernel_ready](repeating: kernel_ready(), count: Int(KERNEL_READY_MAXIMUM))

  init() throws {
    number = kernel_epoll()
    guard number >= 0 else { throw LoadError("No epoll: \(Kernel.reason()).") }
  }

  func close() { _ = Glibc.close(number) }

  func watch(_ socket: Socket, token: Int, forRoom: Bool = false, isNew: Bool) throws {
    guard kernel_watch(number, socket.number, UInt32(token), forRoom, isNew) == 0 else {
      throw LoadError("Cannot watch a socket: \(Kernel.reason()).")
    }
  }

  /// How many are ready within so many nanoseconds; negative: however long it takes.
  mutating func wait(nanoseconds: Int64) throws -> Int {
    let number = number
    let count = unsafe found.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe kernel_wait(number, $0, nanoseconds) } ?? 0
    }
    guard count >= 0 else { throw LoadError("Cannot wait: \(Kernel.reason()).") }
    return Int(count)
  }

  /// The `index`th that is ready.
  func ready(_ index: Int) -> (token: Int, isReadable: Bool, isWritable: Bool) {
    (Int(found[index].token), found[index].readable, found[index].writable)
  }

  /// Lets this thread's waits end on time.
  static func sharpenTimers() { _ = kernel_sharpen_timers() }
}
