/// A program's pages over HTTP: who may connect, how long each step may take, and what every answer goes out with.
///
/// Absent here: what the pages are.
internal import HTTPTypes
public import Hummingbird
public import HummingbirdCore
public import Logging
internal import NIOCore
public import RPC
internal import ServiceLifecycle

/// It cannot listen.
public struct PageServerError: Error, CustomStringConvertible, Sendable {
  /// What is wrong and what to do.
  public let description: String
}

/// Routes of pages.
public typealias PageRouter = Router<BasicRequestContext>

/// A server of pages.
public struct PageServer: Sendable {
  /// Makes a page of a sentence that says what is wrong.
  public typealias Fault = @Sendable (_ sentence: String, _ request: Request) -> HTML

  /// How many browsers are served at once; others wait. A connection that says nothing costs little, and is soon closed.
  static let connections = 2_048

  private let endpoint: Endpoint
  private let isLoopbackOnly: Bool
  private let names: Set<String>
  private let flag: String
  private let fault: Fault
  private let logger: Logger

  /// - Parameters:
  ///   - endpoint: where it listens; TCP.
  ///   - isLoopbackOnly: it is asked by this machine's own names only.
  ///   - names: by which other names it is asked then, such as that of a proxy before it.
  ///   - flag: the option that says where it listens, for whoever is told that it cannot.
  ///   - fault: the page that says what is wrong.
  public init(
    at endpoint: Endpoint, isLoopbackOnly: Bool, names: Set<String> = [], flag: String, fault: @escaping Fault,
    logger: Logger
  ) {
    self.endpoint = endpoint
    self.isLoopbackOnly = isLoopbackOnly
    self.names = Set(names.map { $0.lowercased() })
    self.flag = flag
    self.fault = fault
    // Hummingbird says at each start that it has started; where a program listens is said once for all.
    var logger = logger
    logger.logLevel = max(logger.logLevel, .warning)
    self.logger = logger
  }

  /// Serves until cancelled, or told to stop.
  ///
  /// - Parameters:
  ///   - routes: adds what there is.
  ///   - listening: is told where, as `http://HOST:PORT`, once it listens.
  /// - Throws: `PageServerError` when it cannot listen.
  public func run(
    listening: @escaping @Sendable (String) -> Void, routes: (PageRouter) -> Void
  ) async throws {
    guard case .tcp(let host, let port) = endpoint else {
      throw PageServerError(description: "\(flag) is HOST:PORT, such as 127.0.0.1:8421: a browser has to reach it.")
    }
    let router = PageRouter(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: SafeAnswers(fault: fault))
    router.add(middleware: SameOrigin(isLoopbackOnly: isLoopbackOnly, names: names))
    Asset.shared.forEach { asset in asset.route(in: router) }
    // Browsers ask for it whether or not a page names one.
    Asset.icon.route(in: router, at: "/favicon.ico")
    routes(router)
    let application = Application(
      router: router,
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [Deadlines()],
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port),
        availableConnectionsDelegate: MaximumAvailableConnections(PageServer.connections)),
      onServerRunning: { channel in
        listening("http://\(Endpoint.tcp(host: host, port: channel.localAddress?.port ?? port))")
      }, logger: logger)
    do {
      try await application.run()
    } catch let error as IOError {
      throw PageServerError(description: "cannot listen on http://\(endpoint): \(error). Give another \(flag).")
    }
  }
}

/// What every answer goes out with: nothing of other places is loaded, framed or run, no script but the program's own files, and
/// what went wrong as a page with a sentence.
private struct SafeAnswers: RouterMiddleware {
  let fault: PageServer.Fault

  private static let headers: HTTPFields = {
    var headers = HTTPFields()
    headers[.contentSecurityPolicy] =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
      + "base-uri 'none'; frame-ancestors 'none'"
    headers[.xContentTypeOptions] = "nosniff"
    // With no-referrer, browsers would say that forms come from nowhere.
    headers[.referrerPolicy] = "same-origin"
    headers[.crossOriginOpenerPolicy] = "same-origin"
    headers[.crossOriginResourcePolicy] = "same-origin"
    return headers
  }()

  func handle(
    _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch let error as HTTPError {
      let sentence =
        error.body ?? (error.status == .notFound ? "There is no such page." : "This cannot be done here.")
      response = fault(sentence, request).response(error.status)
    } catch let error as any HTTPResponseError {
      let sentence =
        error.status == .contentTooLarge ? "That is too large to be sent here." : "This cannot be done here."
      response = fault(sentence, request).response(error.status)
    } catch {
      context.logger.error("a page could not be made", metadata: ["reason": "\(error)"])
      response = fault("This cannot be answered now. Try again later.", request).response(.serviceUnavailable)
    }
    response.headers.append(contentsOf: SafeAnswers.headers)
    // What a page shows is its reader's; only what says so is kept by browsers.
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }
}
