/// Somebody on the way between a client and a server, who sees TLS's records as they pass, keeps those of the client, and may
/// send others in their place.
import Glibc
import RPC
import Synchronization
import VouchTesting

/// A side of the connection.
enum Side: Sendable, CaseIterable {
  case client, server
}

/// A record of TLS: its type, its version, the length of the rest, and that rest.
typealias Record = [UInt8]

final class Meddler: Sendable {
  /// Where the client finds it, in place of the server.
  let endpoint: Endpoint
  private let server: Endpoint
  private let listener: Int32
  private let state = Mutex(State())

  /// What is done to so many records that come next from a side.
  struct Plan: Sendable {
    var side: Side
    var count: Int
    /// What is sent in their place, by those that were passed on from the same side before and those that were held back.
    var alter: @Sendable (_ earlier: [Record], _ held: [Record]) -> [UInt8]
  }

  private struct State {
    var plan: Plan?
    var held: [Record] = []
    /// Of the one connection, or of all, one after the other.
    var passed: [Side: [Record]] = [.client: [], .server: []]
  }

  init(before server: Endpoint) throws {
    self.server = server
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | O_NONBLOCK, 0)
    guard listener >= 0 else { throw ProcessFailure("no socket: errno \(errno)") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    // The port is whichever is free.
    let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    endpoint = .tcp(host: "127.0.0.1", port: Int(UInt16(bigEndian: address.sin_port)))
    guard isListening else { throw ProcessFailure("nobody can listen: errno \(errno)") }
  }

  deinit { close(listener) }

  /// All records that passed from a side.
  func passed(from side: Side) -> [Record] { state.withLock { $0.passed[side] ?? [] } }

  /// What is to be done to what comes next. Once only: what comes after that passes as it is.
  func plan(_ plan: Plan) { state.withLock { $0.plan = plan } }

  /// Waits until so many records are held back.
  func expectHeld(_ count: Int) async throws {
    try await eventually("\(count) records are held back") { state.withLock { $0.held.count >= count } }
  }

  /// Stands between the two for as long as `body` runs.
  static func with<Result>(
    before server: Endpoint, _ body: (Meddler) async throws -> Result
  ) async throws -> Result {
    let meddler = try Meddler(before: server)
    let serving = Task { await meddler.serve() }
    defer { serving.cancel() }
    return try await body(meddler)
  }
}

// MARK: - Passing on

extension Meddler {
  private func serve() async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        let descriptor = accept(listener, nil, nil)
        if descriptor >= 0 {
          group.addTask { await self.pass(RawConnection(accepted: descriptor)) }
        } else {
          try? await Task.sleep(for: .milliseconds(2))
        }
      }
    }
  }

  /// Passes on what comes until one side closes; then both are closed.
  private func pass(_ client: RawConnection) async {
    guard let far = try? RawConnection(to: server) else { return }
    let ways: [(side: Side, from: RawConnection, to: RawConnection)] = [(.client, client, far), (.server, far, client)]
    var streams: [Side: [UInt8]] = [.client: [], .server: []]
    while !Task.isCancelled {
      var isIdle = true
      for way in ways {
        guard let bytes = way.from.receiveWhatIsThere(atMost: 1 << 16) else { continue }
        guard !bytes.isEmpty else { return }
        isIdle = false
        streams[way.side]?.append(contentsOf: bytes)
        while let record = streams[way.side]?.takeRecord() {
          let sent = take(record, from: way.side)
          guard !sent.isEmpty else { continue }
          guard (try? await way.to.send(sent)) != nil else { return }
        }
      }
      if isIdle { try? await Task.sleep(for: .milliseconds(1)) }
    }
  }

  /// What is sent on for a record that came.
  private func take(_ record: Record, from side: Side) -> [UInt8] {
    state.withLock { state in
      guard let plan = state.plan, plan.side == side else {
        state.passed[side]?.append(record)
        return record
      }
      state.held.append(record)
      guard state.held.count == plan.count else { return [] }
      defer {
        state.plan = nil
        state.held = []
      }
      return plan.alter(state.passed[side] ?? [], state.held)
    }
  }
}

extension [UInt8] {
  /// The first record, once it is whole.
  fileprivate mutating func takeRecord() -> Record? {
    guard count >= 5 else { return nil }
    let length = 5 + Int(self[3]) << 8 + Int(self[4])
    guard count >= length else { return nil }
    defer { removeFirst(length) }
    return Record(prefix(length))
  }
}
