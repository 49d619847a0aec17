/// A port that is listened on by nobody who accepts: whoever connects waits.
import Glibc
import RPC

final class DeafSocket {
  let endpoint: Endpoint
  private let sockets: [CInt]

  init() throws {
    let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        // A backlog of 0 holds one connection.
        unsafe bind(listener, address, size) == 0 && listen(listener, 0) == 0
          && getsockname(listener, address, &size) == 0
      }
    }
    guard isListening else { throw NeverHappened(description: "listen") }
    // These fill what is held; the system lets all others wait.
    let waiting = (1...3).map { _ in socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0) }
    for socket in waiting {
      _ = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(socket, $0, size) }
      }
    }
    sockets = [listener] + waiting
    endpoint = .tcp(host: "127.0.0.1", port: Int(UInt16(bigEndian: address.sin_port)))
  }

  deinit { for socket in sockets { close(socket) } }
}
