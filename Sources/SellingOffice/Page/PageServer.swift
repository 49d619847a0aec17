/// The shop's pages over HTTP: routes and headers only.
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import Logging
internal import MailOrder
internal import NIOCore
internal import RPC
internal import Wire

/// It cannot listen.
public struct PageServerError: Error, CustomStringConvertible, Sendable {
  /// What is wrong and what to do.
  public let description: String
}

/// What every page goes out with: nothing of other places is loaded, framed or run, and no script at all.
private struct Headers: RouterMiddleware {
  let shop: Shop

  func handle(
    _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch let error as HTTPError {
      let sentence = error.status == .notFound ? "There is no such page." : "This cannot be done here."
      response = shop.faultPage(sentence).response(error.status)
    } catch {
      context.logger.error("a page could not be made", metadata: ["reason": "\(error)"])
      response = shop.faultPage("The shop cannot answer now. Try again later.").response(.serviceUnavailable)
    }
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    response.headers[.xContentTypeOptions] = "nosniff"
    return response
  }
}

extension Shop {
  /// How many commodities a page shows.
  private static let rows = 50
  /// How many browsers are served at once; others wait. More would only slow each other and the orders.
  private static let connections = 256
  /// How long a connection may be silent: whoever opens one and says nothing takes no place for long.
  private static let idle = TimeAmount.seconds(60)

  /// Serves the pages at `endpoint` until cancelled.
  ///
  /// - Parameter listening: is told where, once it listens.
  /// - Throws: `PageServerError` when it cannot.
  func servePages(
    at endpoint: Endpoint, logger: Logger, listening: @escaping @Sendable (String) -> Void
  ) async throws {
    guard case .tcp(let host, let port) = endpoint else { return }
    // Hummingbird says at each start that it has started; where the shop listens is said once for all.
    var logger = logger
    logger.logLevel = max(logger.logLevel, .warning)
    let application = Application(
      router: router(), server: .http1(configuration: .init(idleTimeout: Shop.idle)),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port),
        availableConnectionsDelegate: MaximumAvailableConnections(Shop.connections)),
      onServerRunning: { channel in
        listening("http://\(Endpoint.tcp(host: host, port: channel.localAddress?.port ?? port))")
      }, logger: logger)
    do {
      try await application.run()
    } catch let error as IOError {
      throw PageServerError(description: "cannot listen on http://\(endpoint): \(error). Give another --http.")
    }
  }

  private func router() -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: Headers(shop: self))
    router.get("/") { request, _ in
      let query = request.uri.queryParameters
      let from = query["from"].map { String($0) } ?? ""
      guard let search = Text(query["search"].map { String($0) } ?? ""), from.isEmpty || CommodityCode(from) != nil
      else {
        return faultPage("That cannot be looked for.").response(.badRequest)
      }
      let start = CommodityCode(from)
      let page = try list(ListCommodities(from: start, limit: Shop.rows, search: search))
      return homePage(page, search: search.value, isFirst: start == nil).response(.ok)
    }
    router.get("/commodities/:code") { _, context in
      let code = context.parameters.get("code").flatMap { CommodityCode($0) }
      guard let code, case .accepted(let commodity) = try commodity(code) else {
        return faultPage("The shop has no such commodity.").response(.notFound)
      }
      return commodityPage(commodity).response(.ok)
    }
    router.get("/style.css") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/css; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: Shop.styleSheet)))
    }
    return router
  }
}

extension HTML {
  fileprivate func response(_ status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: markup)))
  }
}
