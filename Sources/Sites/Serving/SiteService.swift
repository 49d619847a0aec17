/// A site's life: it listens, answers each request by a task of its own, does its work beside, and when told to stop
/// answers what it took, and closes its store, before it goes.
///
/// Absent here: what is asked, and what is answered.
internal import Foundation
public import Identities
public import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOPosix
public import RPC
public import ServiceLifecycle
public import Wire

/// A site as a service.
public struct SiteService<Request: SiteRequest>: Service {
  /// Reads a request by its method's position; nil: there is no such method.
  public typealias Decode = @Sendable (UInt32, [UInt8]) -> Decoded<Request>?
  /// Answers a request that its asker may ask; throwing is told as "unavailable".
  public typealias Answer = @Sendable (Request, Asker) async throws -> SiteAnswer

  private let identity: Identity
  private let conduct: Conduct
  private let endpoints: [Endpoint]
  private let admission: Admission
  private let store: SiteStore
  private let logger: Logger
  private let decode: Decode
  private let answer: Answer
  private let pages: Pages?
  private let listens: (@Sendable ([Endpoint]) -> Void)?
  private let work: @Sendable () async throws -> Void

  /// What a site serves beside its service, until cancelled: it tells once where it listens.
  public typealias Pages = @Sendable (_ listening: @escaping @Sendable (String) -> Void) async throws -> Void

  /// How many requests are answered at once; more are told "resource exhausted".
  private static var inFlight: Int { 1024 }
  /// How long a stop waits for what was taken.
  private static var patience: Duration { .seconds(20) }

  /// A site.
  ///
  /// - Parameters:
  ///   - identity: whose site it is.
  ///   - admission: how its callers are known. Its credentials are kept new while it serves.
  ///   - store: what it keeps. Closed at the end; in its directory the file `endpoints` tells on which ports it listens.
  ///   - pages: what else it serves; when it throws, the site stops.
  ///   - listens: is told where the service listens, before anything else is served.
  ///   - work: what it does besides answering, until cancelled; when it throws, the site stops.
  public init(
    as identity: Identity, endpoints: [Endpoint], admission: Admission = Admission(), store: SiteStore, logger: Logger,
    decode: @escaping Decode, answer: @escaping Answer, pages: Pages? = nil,
    listens: (@Sendable ([Endpoint]) -> Void)? = nil, work: @escaping @Sendable () async throws -> Void
  ) {
    self.identity = identity
    conduct = Conduct(bounds: Conduct.Bounds(), logger: logger)
    self.endpoints = endpoints
    self.admission = admission
    self.store = store
    self.logger = logger
    self.decode = decode
    self.answer = answer
    self.pages = pages
    self.listens = listens
    self.work = work
  }

  /// Serves until the process is told to stop, or the work fails.
  public func run() async throws {
    do {
      try await serveUntilStopped()
    } catch {
      await store.close()
      throw error
    }
    // A task that has just answered still keeps the site, and would else keep the directory from the next.
    await store.close()
  }

  private func serveUntilStopped() async throws {
    let watch = await CredentialWatch(admission.credentials, logger: logger)
    let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    var limits = ServerLimits()
    limits.inFlight = SiteService.inFlight
    limits.fitDescriptors(logger)
    let busy = NIOLockedValueBox(0)
    let server = RPCServer(group: loops, limits: limits, admission: admission, logger: logger) { take($0, busy) }
    var bound: [String] = []
    do {
      var places: [Endpoint] = []
      for endpoint in endpoints {
        let actual = try await server.listen(on: endpoint)
        places.append(actual)
        logger.notice("listening", metadata: ["endpoint": "\(actual)"])
      }
      listens?(places)
      bound = places.map { "\($0)" }
      if pages == nil { try publish(bound) }
    } catch {
      await server.stopTaking()
      try await loops.shutdownGracefully()
      throw error
    }

    let failure = await workUntilStopped(bound, watch)
    logger.notice("stopping")
    await server.stopTaking()
    let cutOff = await server.drain(within: SiteService.patience)
    if cutOff > 0 { logger.warning("connections were cut off", metadata: ["count": "\(cutOff)"]) }
    try? FileManager.default.removeItem(at: endpointsFile)
    try await loops.shutdownGracefully()
    if let failure { throw failure }
    logger.notice("stopped")
  }

  private var endpointsFile: URL { URL(fileURLWithPath: store.path).appendingPathComponent("endpoints") }

  /// Leaves word where it listens: with port 0 nobody else would know. Once it listens everywhere.
  private func publish(_ places: [String]) throws {
    try Data((places.joined(separator: "\n") + "\n").utf8).write(to: endpointsFile, options: .atomic)
  }

  /// Gives what the work or the pages failed with, if they did. Told to stop, the work ends at once, the pages when they
  /// have answered what they took.
  private func workUntilStopped(_ bound: [String], _ watch: CredentialWatch) async -> (any Error)? {
    let watching = Task { await watch.run() }
    defer { watching.cancel() }
    return await withTaskGroup(of: (any Error)?.self) { group in
      if let pages { group.addTask { await failure { try await serve(pages, bound) } } }
      group.addTask {
        await failure { try await cancelWhenGracefulShutdown { try await work() } }
      }
      var first = await group.next() ?? nil
      if first == nil, pages != nil {
        group.addTask {
          try? await Task.sleep(for: SiteService.patience)
          return nil
        }
        first = await group.next() ?? nil
      }
      group.cancelAll()
      return first
    }
  }

  private func serve(_ pages: Pages, _ bound: [String]) async throws {
    try await pages { place in
      logger.notice("listening", metadata: ["endpoint": "\(place)"])
      do {
        try publish(bound + [place])
      } catch {
        logger.error("where the site listens cannot be written down", metadata: ["reason": "\(error)"])
      }
    }
  }

  /// What `body` throws; being told to stop is no failure.
  private func failure(_ body: () async throws -> Void) async -> (any Error)? {
    do { try await body() } catch is CancellationError {} catch { return error }
    return nil
  }

  /// Takes what one connection sent in one turn. Called on the connection's event loop.
  private func take(_ group: RequestGroup, _ busy: NIOLockedValueBox<Int>) {
    let asker = Asker(group.peer.caller, at: identity)
    let admitted = conduct.admit(group.requests.count, of: asker.caller)
    var replies: [OutgoingReply] = []
    for (index, incoming) in group.requests.enumerated() {
      let id = incoming.requestID
      guard index < admitted else {
        replies.append(OutgoingReply(failing: id, with: .resourceExhausted))
        continue
      }
      // Before anything is read of it: who may not call a method costs no more than this.
      if let method = Request.Method(rawValue: incoming.method), !asker.mayCall(Request.grants(of: method)) {
        replies.append(refuse(id, method, to: group.peer))
        continue
      }
      switch decode(incoming.method, Array(incoming.message.readableBytesView)) {
      case nil: replies.append(OutgoingReply(failing: id, with: .unimplemented))
      case .unreadable?: replies.append(OutgoingReply(failing: id, with: .invalidArgument))
      case .invalid(let invalid)?: replies.append(OutgoingReply(to: id, message: SiteFault.encode(invalid)))
      case .request(let request)?:
        guard asker.mayAsk(request) else {
          replies.append(refuse(id, request.method, to: group.peer))
          continue
        }
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
          group.reply([await reply(to: request, id, for: asker)])
          busy.withLockedValue { $0 -= 1 }
        }
      }
    }
    if !replies.isEmpty { group.reply(replies) }
  }

  private func reply(to request: Request, _ id: RequestID, for asker: Asker) async -> OutgoingReply {
    do {
      let answer = try await answer(request, asker)
      if answer.isMiss { conduct.countFailure(of: asker.caller) }
      return OutgoingReply(to: id, message: answer.bytes)
    } catch {
      logger.error("a request could not be answered", metadata: ["reason": "\(error)"])
      return OutgoingReply(failing: id, with: .unavailable)
    }
  }

  private func refuse(_ id: RequestID, _ method: Request.Method, to peer: Peer) -> OutgoingReply {
    conduct.countFailure(of: peer.caller)
    conduct.say(that: peer, mayNotAsk: "\(method)")
    return OutgoingReply(failing: id, with: peer.caller == .nobody ? .unauthenticated : .permissionDenied)
  }
}
