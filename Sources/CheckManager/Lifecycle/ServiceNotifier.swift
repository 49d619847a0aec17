/// Tells systemd how the service is: datagrams of a few words to the socket that `NOTIFY_SOCKET` names.
internal import Glibc

/// Does nothing where the program was not started by systemd.
struct ServiceNotifier: Sendable {
  private let path: String?
  /// How often the watchdog hears from us, half as long as it waits as systemd asks, but every second at least; nil where
  /// there is none.
  let watchdogInterval: Duration?

  init(environment: [String: String]) {
    path = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
    let isOurs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
    let patience = isOurs ? environment["WATCHDOG_USEC"].flatMap { UInt32($0) } : nil
    watchdogInterval = patience.flatMap { $0 == 0 ? nil : min(.microseconds($0 / 2), .seconds(1)) }
  }

  /// Sends `READY=1`, `STOPPING=1`, `WATCHDOG=1` or `STATUS=…`. A lost datagram is systemd's to notice, not ours.
  func notify(_ message: String) {
    guard let path else { return }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < capacity else { return }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
      unsafe field.copyBytes(from: bytes)
      // An abstract socket's name begins with a NUL, which systemd writes as `@`.
      if bytes.first == UInt8(ascii: "@") { unsafe field[0] = 0 }
    }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let datagram = Array(message.utf8)
    unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
        _ = unsafe sendto(descriptor, datagram, datagram.count, Int32(MSG_NOSIGNAL), rebound, length)
      }
    }
  }
}
