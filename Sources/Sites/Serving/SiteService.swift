/// A site's life: it listens, answers each request by a task of its own, does its work beside, and when told to stop
/// answers what it took before it goes.
///
/// Absent here: what is asked, and what is answered.
internal import Foundation
public import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOPosix
public import RPC
public import ServiceLifecycle
public import Wire

/// A site as a service.
public struct SiteService<Request: Hashable & Sendable>: Service {
  /// Reads a request by its method's position; nil: there is no such method.
  public typealias Decode = @Sendable (UInt32, [UInt8]) -> Decoded<Request>?
  /// Answers a request: with the reply's bytes, or by throwing, which the caller is told as "unavailable".
  public typealias Answer = @Sendable (Request) async throws -> [UInt8]

  private let endpoints: [Endpoint]
  private let directory: String
  private let logger: Logger
  private let decode: Decode
  private let answer: Answer
  private let work: @Sendable () async throws -> Void

  /// How many requests are answered at once; more are told "resource exhausted".
  private static var inFlight: Int { 1024 }
  /// How long a stop waits for what was taken.
  private static var patience: Duration { .seconds(20) }

  /// A site.
  ///
  /// - Parameters:
  ///   - directory: where the file `endpoints` tells on which ports it listens.
  ///   - work: what it does besides answering, until cancelled; when it throws, the site stops.
  public init(
    endpoints: [Endpoint], directory: String, logger: Logger, decode: @escaping Decode, answer: @escaping Answer,
    work: @escaping @Sendable () async throws -> Void
  ) {
    self.endpoints = endpoints
    self.directory = directory
    self.logger = logger
    self.decode = decode
    self.answer = answer
    self.work = work
  }

  /// Serves until the process is told to stop, or the work fails.
  public func run() async throws {
    let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    var limits = ServerLimits()
    limits.inFlight = SiteService.inFlight
    let busy = NIOLockedValueBox(0)
    let server = RPCServer(group: loops, limits: limits, logger: logger) { take($0, busy) }
    let file = URL(fileURLWithPath: directory).appendingPathComponent("endpoints")
    do {
      var bound: [String] = []
      for endpoint in endpoints {
        let actual = try await server.listen(on: endpoint)
        bound.append("\(actual)")
        logger.notice("listening", metadata: ["endpoint": "\(actual)"])
      }
      try Data((bound.joined(separator: "\n") + "\n").utf8).write(to: file, options: .atomic)
    } catch {
      await server.stopTaking()
      try await loops.shutdownGracefully()
      throw error
    }

    let failure = await workUntilStopped()
    logger.notice("stopping")
    await server.stopTaking()
    let cutOff = await server.drain(within: SiteService.patience)
    if cutOff > 0 { logger.warning("connections were cut off", metadata: ["count": "\(cutOff)"]) }
    try? FileManager.default.removeItem(at: file)
    try await loops.shutdownGracefully()
    if let failure { throw failure }
    logger.notice("stopped")
  }

  /// Gives what the work failed with, if it did.
  private func workUntilStopped() async -> (any Error)? {
    await withTaskGroup(of: (any Error)?.self) { group in
      group.addTask {
        do { try await work() } catch is CancellationError {} catch { return error }
        return nil
      }
      group.addTask {
        try? await gracefulShutdown()
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }

  /// Takes what one connection sent in one turn. Called on the connection's event loop.
  private func take(_ group: RequestGroup, _ busy: NIOLockedValueBox<Int>) {
    var replies: [OutgoingReply] = []
    for incoming in group.requests {
      let id = incoming.requestID
      switch decode(incoming.method, Array(incoming.message.readableBytesView)) {
      case nil: replies.append(OutgoingReply(failing: id, with: .unimplemented))
      case .unreadable?: replies.append(OutgoingReply(failing: id, with: .invalidArgument))
      case .invalid(let invalid)?: replies.append(OutgoingReply(to: id, message: SiteFault.encode(invalid)))
      case .request(let request)?:
        let hasRoom = busy.withLockedValue { busy in
          guard busy < SiteService.inFlight else { return false }
          busy += 1
          return true
        }
        guard hasRoom else {
          replies.append(OutgoingReply(failing: id, with: .resourceExhausted))
          continue
        }
        Task {
          group.reply([await reply(to: request, id)])
          busy.withLockedValue { $0 -= 1 }
        }
      }
    }
    if !replies.isEmpty { group.reply(replies) }
  }

  private func reply(to request: Request, _ id: RequestID) async -> OutgoingReply {
    do {
      return OutgoingReply(to: id, message: try await answer(request))
    } catch {
      logger.error("a request could not be answered", metadata: ["reason": "\(error)"])
      return OutgoingReply(failing: id, with: .unavailable)
    }
  }
}
