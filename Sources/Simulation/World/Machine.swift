/// The machine that the manager runs on: two clocks, a disk, and a process that lives and dies.
internal import CheckManager
internal import Foundation
internal import Ledger
internal import LedgerStore
internal import Logging
internal import NIOCore
internal import NIOEmbedded
internal import Storage
internal import Synchronization

/// The clocks, as the process reads them. Set before anything of the process is called.
final class Clocks: Sendable {
  private let state = Mutex((wall: Int64(0), boot: Int64(0)))

  func set(wall: Int64, boot: Int64) { state.withLock { $0 = (wall, boot) } }

  var system: SystemClocks {
    SystemClocks(wall: { self.state.withLock { $0.wall } }, boot: { self.state.withLock { $0.boot } })
  }
}

/// A process: the real manager on an open ledger, and its connections.
final class Life {
  let store: Store
  let manager: TurnedManager
  let loop = EmbeddedEventLoop()
  /// By the number of the connection.
  private(set) var channels: [Int: EmbeddedChannel] = [:]

  /// Opens the ledger as it lies there.
  init(at path: String, mapBytes: Int, place: LogPlace, clocks: Clocks, logger: Logger) throws {
    store = try Store(opening: path, mapSize: mapBytes, log: place, accountCacheBytes: 16 << 10)
    manager = try TurnedManager(
      store, path: path, clocks: clocks.system, bounds: FoldBounds(layerBytes: 256 << 10), loop: loop, logger: logger)
  }

  func welcome(_ connection: Int) throws {
    let channel = EmbeddedChannel(loop: loop)
    manager.welcome(channel)
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 4000), promise: nil)
    channels[connection] = channel
  }

  /// Bytes that have come by a connection.
  func read(_ bytes: [UInt8], by connection: Int) {
    guard let channel = channels[connection], channel.isActive else { return }
    _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
  }

  /// The other end of a connection has closed it.
  func close(_ connection: Int) {
    channels[connection]?.close(promise: nil)
    channels[connection] = nil
  }

  /// Lets the loop run, and gives what it wrote, by connection; and which connections it closed.
  func run() -> (written: [(Int, [UInt8])], closed: [Int]) {
    loop.run()
    var written: [(Int, [UInt8])] = []
    var closed: [Int] = []
    for (number, channel) in channels.sorted(by: { $0.key < $1.key }) {
      while let buffer = (try? channel.readOutbound(as: ByteBuffer.self)) ?? nil {
        if buffer.readableBytes > 0 { written.append((number, Array(buffer.readableBytesView))) }
      }
      if !channel.isActive { closed.append(number) }
    }
    for number in closed { channels[number] = nil }
    return (written, closed)
  }

  /// The process is gone. What it would still have said nobody hears.
  func end() {
    manager.leave()
    for channel in channels.values { channel.close(promise: nil) }
    loop.run()
    channels = [:]
  }
}
