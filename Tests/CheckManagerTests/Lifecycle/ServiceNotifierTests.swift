/// What systemd hears: datagrams at a real socket.
import Foundation
import Glibc
import Testing

@testable import CheckManager

/// A datagram socket as systemd has one.
private final class NotifySocket {
  let name: String
  private let descriptor: Int32

  init(abstract: Bool) throws {
    let id = UUID().uuidString
    name = abstract ? "@vouch-\(id)" : NSTemporaryDirectory() + "vouch-\(id)"
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    try #require(descriptor >= 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(name.utf8)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
      unsafe field.copyBytes(from: bytes)
      if abstract { unsafe field[0] = 0 }
    }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let code = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
    }
    try #require(code == 0)
  }

  deinit {
    close(descriptor)
    if !name.hasPrefix("@") { _ = unsafe unlink(name) }
  }

  /// The next datagram; nil when there is none.
  func receive() -> String? {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
    return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
  }
}

@Suite struct `the notifier` {
  @Test(arguments: [false, true])
  func `tells systemd what happens, at a path or an abstract name`(abstract: Bool) throws {
    let socket = try NotifySocket(abstract: abstract)
    let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": socket.name])
    for message in ["READY=1", "WATCHDOG=1", "STATUS=two words", "STOPPING=1"] { notifier.notify(message) }
    #expect(socket.receive() == "READY=1")
    #expect(socket.receive() == "WATCHDOG=1")
    #expect(socket.receive() == "STATUS=two words")
    #expect(socket.receive() == "STOPPING=1")
    #expect(socket.receive() == nil)
  }

  @Test(arguments: [nil, "", "/nowhere/at/all", String(repeating: "x", count: 108)])
  func `is silent where nobody listens`(name: String?) throws {
    var environment: [String: String] = [:]
    environment["NOTIFY_SOCKET"] = name
    // Nothing to be seen: it must only come back.
    ServiceNotifier(environment: environment).notify("READY=1")
    let socket = try NotifySocket(abstract: true)
    #expect(socket.receive() == nil)
  }

  static let watchdogs: [([String: String], Duration?)] = [
    ([:], nil),
    (["WATCHDOG_USEC": "30000000"], .seconds(1)),
    (["WATCHDOG_USEC": "1000000"], .milliseconds(500)),
    (["WATCHDOG_USEC": "0"], nil),
    (["WATCHDOG_USEC": "soon"], nil),
    (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())"], .seconds(1)),
    // Meant for the process that started us.
    (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"], nil),
  ]

  @Test(arguments: watchdogs.indices)
  func `speaks to a watchdog twice as often as that waits, and every second at least`(index: Int) {
    let (environment, interval) = `the notifier`.watchdogs[index]
    #expect(ServiceNotifier(environment: environment).watchdogInterval == interval)
  }
}
