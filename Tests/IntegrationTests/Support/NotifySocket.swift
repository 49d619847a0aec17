/// The service manager's end of sd_notify.
import Glibc
import VouchTesting

/// A datagram socket at a path.
final class NotifySocket: Sendable {
  private let descriptor: Int32

  init(path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw ProcessFailure("no socket: errno \(errno)") }
    self.descriptor = descriptor
    var address = sockaddr_un(path: path)
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw ProcessFailure("\(path) cannot be bound: errno \(errno)") }
  }

  deinit { close(descriptor) }

  /// Waits for a notice; others that come before are passed over.
  func expect(_ notice: String) async throws {
    try await eventually("the notice \(notice) comes") {
      while let received = next() {
        if received.split(separator: "\n").contains(Substring(notice)) { return true }
      }
      return false
    }
  }

  private func next() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
  }
}
