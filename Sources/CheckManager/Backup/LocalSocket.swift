/// A stream over a Unix socket, used by one thread that waits for it: a backup is nobody's request, and may take its time.
internal import Foundation
internal import Glibc

/// One end of a connection.
final class LocalSocket: Sendable {
  let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }
  deinit { close(descriptor) }

  /// How long the other side may take for what is sent to it, before it counts as gone.
  static let patienceSeconds = 120

  /// The socket `name` in a directory, whatever the length of the directory's path: a socket's has 107 bytes at most.
  ///
  /// - Parameter listens: whether it is made, and listens; else whoever listens there is connected with.
  static func open(
    _ name: String, in directory: String, listens: Bool
  ) throws(BackupProblem) -> LocalSocket {
    let place = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard place >= 0 else { throw failed("open \(directory)") }
    defer { close(place) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw failed("make a socket") }
    let made = LocalSocket(descriptor)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array("/proc/self/fd/\(place)/\(name)".utf8)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
    let code = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return unsafe listens ? bind(descriptor, $0, size) : connect(descriptor, $0, size)
      }
    }
    guard code == 0, !listens || listen(descriptor, 4) == 0 else { throw failed("use \(directory)/\(name)") }
    if listens { _ = unsafe chmod("\(directory)/\(name)", 0o600) }
    var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    return made
  }

  /// The next connection to a socket that listens; nil once it is closed.
  func accept() -> LocalSocket? {
    while true {
      let accepted = Glibc.accept(descriptor, nil, nil)
      if accepted >= 0 {
        var patience = timeval(tv_sec: LocalSocket.patienceSeconds, tv_usec: 0)
        for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
          unsafe setsockopt(accepted, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        return LocalSocket(accepted)
      }
      guard errno == EINTR || errno == ECONNABORTED else { return nil }
    }
  }

  /// Whether the other side is this user's process, or root's.
  var isTrusted: Bool {
    // The C library hides its name for them: process, user, group.
    var peer: (pid: Int32, uid: UInt32, gid: UInt32) = (0, .max, .max)
    var size = socklen_t(MemoryLayout<(Int32, UInt32, UInt32)>.size)
    guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 else { return false }
    return peer.uid == 0 || peer.uid == geteuid()
  }

  /// Ends it for both sides, and whoever waits for it.
  func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  func send(_ bytes: some ContiguousBytes) throws(BackupProblem) {
    let isSent = unsafe bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = unsafe Glibc.send(
          descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
        if count > 0 { done += count } else if errno != EINTR { return false }
      }
      return true
    }
    guard isSent else { throw LocalSocket.failed("send to the other side") }
  }

  func send(line value: some Encodable) throws(BackupProblem) {
    guard var line = try? JSONEncoder().encode(value) else { preconditionFailure("messages are numbers and texts") }
    line.append(UInt8(ascii: "\n"))
    try send(line)
  }

  /// So many bytes; fewer where the other side ends.
  func receive(_ count: Int) throws(BackupProblem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe recv(descriptor, bytes.baseAddress.map { unsafe $0 + done }, count - done, 0)
      }
      if got == 0 { break }
      if got > 0 { done += got } else if errno != EINTR { throw LocalSocket.failed("hear from the other side") }
    }
    return Array(bytes[..<done])
  }

  /// The longest line taken.
  private static let lineBytes = 1 << 20

  /// The next line; nil where the other side ends before it does.
  func receiveLine<Value: Decodable>(_ type: Value.Type) throws(BackupProblem) -> Value? {
    var line: [UInt8] = []
    // A byte at a time: what comes after the line is not its reader's. There are few lines.
    while let byte = try receive(1).first, byte != UInt8(ascii: "\n") {
      line.append(byte)
      guard line.count <= LocalSocket.lineBytes else { throw BackupProblem("What was said is too long.") }
    }
    guard !line.isEmpty else { return nil }
    guard let value = try? JSONDecoder().decode(type, from: Data(line)) else {
      throw BackupProblem("What was said is not understood; are both programs of one version?")
    }
    return value
  }

  private static func failed(_ what: String) -> BackupProblem {
    BackupProblem("Could not \(what): \(unsafe String(cString: strerror(errno))).")
  }
}
