/// The wallet's pages over HTTP: what there is, who may see it, and nothing of how it looks.
internal import Console
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import MailOrder
internal import Pages
internal import Terminal
internal import Wire

extension WalletServer {
  static let style = Asset("/wallet.css", PackageResources.wallet_css)
  static let icon = Asset("/wallet.svg", PackageResources.wallet_svg)
  /// How many purchases the first page shows, and how many lists have on a page.
  static let recent = 5
  static let rows = 25

  func route(in router: PageRouter) {
    router.add(middleware: NoOtherPage())
    WalletServer.style.route(in: router)
    WalletServer.icon.route(in: router)
    routeOpening(in: router)
    routeHandOver(in: router)
    routePurchases(in: router)
    routeMoney(in: router)
  }

  /// Answers whom the wallet is open to; others are asked for the PIN first, and come back then.
  func opened(_ request: Request, _ answer: (Visit) async throws -> Response) async throws -> Response {
    let visit = visits.visit(of: request)
    guard guests.isOpen(visit.id, isUse: true) else {
      let path = LocalPath(request.uri.description) ?? .home
      return .seeOther(path == .home ? "/unlock" : "/unlock?to=\(queryEscaped(path.description))")
    }
    return try await answer(visit)
  }

  /// Reads a form that came from a page of the wallet's own, of somebody to whom it is open.
  func acted(_ request: Request, _ answer: (Form, Visit) async throws -> Response) async throws -> Response {
    let (form, visit) = try await visits.form(of: request)
    guard guests.isOpen(visit.id, isUse: true) else { return .seeOther("/unlock") }
    return try await answer(form, visit)
  }

  /// A piece of a page that is kept up to date, for as long as the wallet is open to who looks. That it is looked at is no use
  /// of it: it closes by itself all the same.
  func streamed(
    _ request: Request, _ piece: @escaping @Sendable (Visit) async throws -> (HTML, isLast: Bool)?
  ) throws -> Response {
    let visit = visits.visit(of: request)
    guard guests.isOpen(visit.id, isUse: false) else { throw HTTPError(.forbidden, message: "The wallet is locked.") }
    return try streams.response { [guests] in
      guard guests.isOpen(visit.id, isUse: false) else {
        return (
          "<p class=\"notice warn\" role=\"alert\">The wallet is locked. <a href=\"/\">Unlock it</a></p>", isLast: true
        )
      }
      return try await piece(visit)
    }
  }

  /// The id in a path.
  func id<ID: TimedID>(_ context: BasicRequestContext) throws -> ID {
    guard let id = context.parameters.get("id").flatMap({ ID($0) }) else {
      throw HTTPError(.notFound, message: "There is no such page.")
    }
    return id
  }

  private func routeOpening(in router: PageRouter) {
    router.get("/unlock") { request, _ in
      let visit = visits.visit(of: request)
      let path = request.uri.queryParameters["to"].flatMap { LocalPath(String($0)) } ?? .home
      guard !guests.isOpen(visit.id, isUse: false) else { return Response.seeOther(path.description) }
      return frame.unlockPage(visit, to: path, notice: nil).response(in: (visits, visit))
    }
    router.post("/unlock") { request, _ in
      let (form, visit) = try await visits.form(of: request)
      let path = LocalPath(form["to"]) ?? .home
      let word = try await door.knock(form["pin"])
      guard word == .opened else {
        let page = frame.unlockPage(visit, to: path, notice: word.sentence(now: .now))
        if case .wait = word { return page.response(.tooManyRequests) }
        return page.response(.forbidden)
      }
      // What was known of the browser before it showed the PIN, others may have known too.
      guests.close(visit.id)
      let fresh = visits.fresh()
      guests.open(fresh.id)
      var response = Response.seeOther(path.description)
      response.remember(fresh, of: visits)
      return response
    }
    router.post("/lock") { request, _ in
      let (_, visit) = try await visits.form(of: request)
      guests.close(visit.id)
      return Response.seeOther("/unlock")
    }
  }

  private func routeHandOver(in router: PageRouter) {
    router.get("/pay") { request, _ in
      try await opened(request) { visit in
        let query = request.uri.queryParameters
        let link = try payLink(query["shop"].map { String($0) }, query["offer"].map { String($0) })
        switch try await look(at: link) {
        case .nothing(let sentence): return faultPage(sentence, visit)
        case .made(let purchase): return Response.seeOther("/purchases/\(purchase.id)")
        case .proposal(let proposal):
          return payPage(PayPage(proposal: proposal, entries: Entries(for: proposal)), visit)
        }
      }
    }
    router.post("/pay") { request, _ in
      try await acted(request) { form, visit in
        let link = try payLink(form["shop"], form["offer"])
        switch try await look(at: link) {
        case .nothing(let sentence): return faultPage(sentence, visit)
        case .made(let purchase): return Response.seeOther("/purchases/\(purchase.id)")
        case .proposal(let proposal): return try await decided(proposal, form, visit)
        }
      }
    }
  }

  /// What the buyer has said to a proposal.
  private func decided(_ proposal: Proposal, _ form: Form, _ visit: Visit) async throws -> Response {
    guard form.has("approve"), !form.has("decline") else { return declinedPage(proposal, visit) }
    var page = PayPage(proposal: proposal, entries: Entries(form))
    guard form["seen"] == proposal.mark else {
      page.notice = "The shop has changed this order since you saw it. Look at it again: nothing was ordered."
      return payPage(page, visit, .conflict)
    }
    var random = SystemRandomNumberGenerator()
    switch page.entries.basket(for: proposal, code: { HandOverCode.make(using: &random) }) {
    case .failure(let faults):
      page.faults = faults
      page.notice = "Something is missing: see below. Nothing was ordered."
      return payPage(page, visit, .unprocessableContent)
    case .success(let basket):
      switch try await approve(proposal, basket) {
      case .success(let purchase): return .seeOther("/purchases/\(purchase.id)")
      case .failure(let fault):
        page.notice = fault.sentence
        return payPage(page, visit, .unprocessableContent)
      }
    }
  }

  private func payLink(_ shop: String?, _ offer: String?) throws -> PayLink {
    do {
      return try PayLink(shop: shop ?? "", offer: offer ?? "", isSecured: session.credentials != nil)
    } catch {
      throw HTTPError(.badRequest, message: error.description)
    }
  }

  private func payPage(_ page: PayPage, _ visit: Visit, _ status: HTTPResponse.Status = .ok) -> Response {
    frame.page("Approve an order", at: nil, visit, page.content(visit, now: .now)).response(status)
  }

  private func declinedPage(_ proposal: Proposal, _ visit: Visit) -> Response {
    let back: HTML = HTML.given(proposal.page) { address in
      "<p><a class=\"button quiet\" id=\"back-to-shop\" rel=\"noreferrer\" href=\"\(address)\">Back to the shop at \(address.place)</a></p>"
    }
    return frame.page(
      "Declined", at: nil, visit,
      """
      <section class="card narrow" id="declined"><h2>Declined</h2><p>Nothing was ordered, and nothing is held. The shop was told nothing.</p>\
      \(back)<p><a href="/">To the wallet</a></p></section>
      """
    ).response()
  }

  func faultPage(_ sentence: String, _ visit: Visit, _ status: HTTPResponse.Status = .ok) -> Response {
    frame.page(
      "Not possible", at: nil, visit,
      """
      <section class="card narrow"><h2>That is not possible</h2><p id="fault" role="alert">\(HTML.foreign(sentence))</p>\
      <p><a href="/">To the wallet</a></p></section>
      """
    ).response(status)
  }
}

/// Lets other sites lead a browser here by a link, and do nothing else: no picture, no frame, no script of theirs asks anything.
struct NoOtherPage: RouterMiddleware {
  func handle(
    _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    let site = NoOtherPage.site.flatMap { request.headers[$0] }
    // Whoever is no browser, or an old one, says nothing of it; the cookie and the forms' tokens hold without it too.
    guard site == nil || site == "same-origin" || site == "none" || NoOtherPage.isFollowedLink(request) else {
      throw HTTPError(.forbidden, message: "Another page asked for this. Open it here, in a window of its own.")
    }
    return try await next(request, context)
  }

  private static func isFollowedLink(_ request: Request) -> Bool {
    request.method == .get && mode.flatMap({ request.headers[$0] }).map { $0 == "navigate" } ?? true
      && destination.flatMap({ request.headers[$0] }).map { $0 == "document" } ?? true
  }

  private static let site = HTTPField.Name("Sec-Fetch-Site")
  private static let mode = HTTPField.Name("Sec-Fetch-Mode")
  private static let destination = HTTPField.Name("Sec-Fetch-Dest")
}
