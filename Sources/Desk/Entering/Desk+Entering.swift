/// The way in: a link shows a button, and the button opens the desk. A link alone changes nothing, whoever follows it.
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import Pages

extension Desk {
  func enter(in router: PageRouter) {
    router.get("/enter") { [self] request, _ -> Response in
      let visit = visits.visit(of: request)
      if entrance.isIn(visit) { return .seeOther("/") }
      return Desk.doorPage(visit, pass: request.query("pass")).response(in: (visits, visit))
    }
    router.post("/enter") { [self] request, _ -> Response in
      let (form, _) = try await visits.form(of: request)
      // Whoever has shown the pass has a cookie that nobody else has ever seen.
      let visit = visits.fresh()
      guard entrance.enter(visit, showing: form["pass"]) else {
        throw HTTPError(
          .forbidden, message: "This pass is not right, or was used already. Start 'vouch console' anew for another.")
      }
      logger.notice("a browser was let in")
      var response = Response.seeOther("/")
      response.remember(visit, of: visits, isStrict: true)
      return response
    }
    router.post("/leave") { [self] request, _ -> Response in
      let (_, visit) = try await visits.form(of: request)
      entrance.leave(visit)
      return .seeOther("/")
    }
  }
}
