/// The operator's desk: what the manager keeps and how it does, as pages on this machine's loopback; read and acted on through
/// the same calls, by whoever the operator is to the manager.
///
/// Absent here: rules, and anything that the manager would not do for `vouch`.
internal import CheckClient
public import Console
internal import Hummingbird
internal import HummingbirdCore
internal import Identities
internal import Ledger
public import Logging
internal import Pages
public import RPC
internal import Wire

/// A desk.
public final class Desk: Sendable {
  /// How many rows a page has.
  static let rows = 50

  let session: Session
  let powers: Powers
  let recorder: Recorder
  let visits = Visits(cookie: "vouch-desk")
  let entrance: Entrance
  let streams = EventStreams()
  let logger: Logger
  private let endpoint: Endpoint

  /// - Parameters:
  ///   - session: who asks the manager.
  ///   - endpoint: where it listens; loopback.
  public init(_ session: Session, at endpoint: Endpoint, logger: Logger) {
    self.session = session
    self.endpoint = endpoint
    self.logger = logger
    powers = Powers(session.credentials?.current.own?.identities)
    recorder = Recorder(session)
    entrance = Entrance()
  }

  /// Serves until it is cancelled or told to stop.
  ///
  /// - Parameter listening: is told the link that lets one browser in, once it listens.
  /// - Throws: `Failure` when it cannot listen.
  public func run(listening: @escaping @Sendable (String) -> Void) async throws {
    guard case .tcp = endpoint, endpoint.isLocal else {
      throw Failure.usage(
        "--listen is HOST:PORT of loopback, such as 127.0.0.1:7426: the desk is for this machine only.")
    }
    let server = PageServer(
      at: endpoint, isLoopbackOnly: true, flag: "--listen", fault: { sentence, _ in Desk.faultPage(sentence) },
      logger: logger)
    let pass = entrance.pass
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { [recorder] in try await recorder.run() }
        group.addTask { [self] in
          try await server.run(
            listening: { place in
              let port = place.split(separator: ":").last ?? ""
              listening("http://localhost:\(port)/enter?pass=\(pass)")
            }, routes: route)
        }
        try await group.next()
        group.cancelAll()
      }
    } catch let error as PageServerError {
      throw Failure.notNow(error.description)
    }
  }

  private func route(in router: PageRouter) {
    Asset.deskStyle.route(in: router)
    enter(in: router)
    look(in: router)
    watch(in: router)
    parties(in: router)
    checks(in: router)
    books(in: router)
    act(in: router)
  }

  /// A page for whoever was let in; others are shown how they would be.
  func page(
    _ path: RouterPath, in router: PageRouter,
    _ body: @escaping @Sendable (Request, BasicRequestContext, Visit) async throws -> HTML
  ) {
    router.get(path) { [self] request, context -> Response in
      let visit = visits.visit(of: request)
      guard entrance.isIn(visit) else { return Desk.closedPage.response(.unauthorized) }
      return try await answering { try await body(request, context, visit).response() }
    }
  }

  /// Where the manager does not do what was asked, its sentence is the page.
  func answering(_ body: () async throws -> Response) async throws -> Response {
    do {
      return try await body()
    } catch let failure as Failure {
      switch failure {
      case .refused(let refusal): throw HTTPError(.notFound, message: refusal.sentence)
      case .client(let error, _): throw HTTPError(.badGateway, message: error.description)
      default: throw HTTPError(.badGateway, message: failure.sentence ?? "The manager did not answer.")
      }
    }
  }
}

extension Request {
  /// A value of the query; empty where there is none, or it is longer than any that means something.
  func query(_ name: String) -> String {
    let value = uri.queryParameters[Substring(name)].map { String($0) } ?? ""
    return value.utf8.count > 200 ? "" : value
  }
}
