/// The shop's pages over HTTP: routes only.
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import Logging
internal import MailOrder
internal import Pages
internal import RPC
internal import Wire

extension Shop {
  /// How many commodities a page shows.
  private static let rows = 50

  /// Serves the pages at `endpoint` until cancelled.
  ///
  /// - Parameter listening: is told where, once it listens.
  /// - Throws: `PageServerError` when it cannot.
  func servePages(
    at endpoint: Endpoint, logger: Logger, listening: @escaping @Sendable (String) -> Void
  ) async throws {
    let server = PageServer(
      at: endpoint, isLoopbackOnly: false, flag: "--http", fault: { sentence, _ in faultPage(sentence) }, logger: logger
    )
    try await server.run(listening: listening) { router in route(in: router) }
  }

  private func route(in router: PageRouter) {
    router.get("/") { request, _ in
      let query = request.uri.queryParameters
      let from = query["from"].map { String($0) } ?? ""
      guard let search = Text(query["search"].map { String($0) } ?? ""), from.isEmpty || CommodityCode(from) != nil
      else { throw HTTPError(.badRequest, message: "That cannot be looked for.") }
      let start = CommodityCode(from)
      let page = try list(ListCommodities(from: start, limit: Shop.rows, search: search))
      return homePage(page, search: search.value, isFirst: start == nil).response()
    }
    router.get("/commodities/:code") { _, context in
      let code = context.parameters.get("code").flatMap { CommodityCode($0) }
      guard let code, case .accepted(let commodity) = try commodity(code) else {
        throw HTTPError(.notFound, message: "The shop has no such commodity.")
      }
      return commodityPage(commodity).response()
    }
  }
}
