/// Whoever opens the link of a pass is let in, by a form: a link that is only looked at, as messengers do, lets nobody in.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import MailOrder
internal import Pages

extension BoardSite {
  /// How long a browser keeps its cookie, in seconds: as long as the longest pass. The pass ends it sooner.
  private static let cookieLife = Int(Pass.longestLifetime.milliseconds / 1000)
  private static let badPass = "This pass does not open anything: it was revoked, has ended, or was copied wrongly."

  func routePasses(in router: PageRouter) {
    router.get("/") { request, _ in
      guard let admitted = try? admitted(request) else { return strangersPage.response() }
      return Response.seeOther(admitted.role == .planner ? "/board" : "/drive")
    }
    router.get("/pass/:token") { request, context in
      let token = context.parameters.get("token").flatMap { PassToken($0) }
      guard let token, let pass = try carrier.pass(token) else {
        throw guesses.miss(at: carrier.now(), BoardSite.badPass)
      }
      let visit = visits.visit(of: request)
      return passPage(pass, token, visit).response(in: (visits, visit))
    }
    router.post("/pass") { request, _ in
      let (form, _) = try await visits.form(of: request)
      // Another visit than before: whoever knew that one's cookie does not know this one's.
      let visit = visits.fresh()
      guard let token = PassToken(form["pass"]), let role = try await carrier.enter(token, as: visit.id) else {
        throw guesses.miss(at: carrier.now(), BoardSite.badPass)
      }
      var response = Response.seeOther(role == .planner ? "/board" : "/drive")
      let isSecure = request.head.authority?.lowercased() == site.name?.lowercased()
      response.setCookie(
        Cookie(
          name: visits.cookie, value: visit.id, maxAge: BoardSite.cookieLife, path: "/", secure: isSecure,
          httpOnly: true, sameSite: .lax))
      return response
    }
    router.post("/leave") { request, _ in
      let (_, visit) = try await visits.form(of: request)
      try await carrier.leave(visit.id)
      return Response.seeOther("/")
    }
  }

  private var strangersPage: HTML {
    frame(
      title: "\(carrier.identity.name)", navigation: .nothing,
      """
      <h2>Who are you?</h2>
      <p>Planners and drivers open the link of their pass. Whoever waits for a parcel finds the link to it with the order, \
      in the shop.</p>
      """)
  }

  private func passPage(_ pass: Pass, _ token: PassToken, _ visit: Visit) -> HTML {
    let what: HTML = pass.vehicle.map { "the driver of <strong>\($0)</strong>" } ?? "a <strong>planner</strong>"
    return frame(
      title: "Your pass – \(carrier.identity.name)", navigation: .nothing,
      """
      <h2>Your pass</h2>
      <p>It lets you in as \(what), until \(longDay(pass.expires.day)). Keep the link to yourself: whoever has it is let in \
      as you are.</p>
      <form action="/pass" method="post" class="card">\(visit.hiddenField)\
      <input type="hidden" name="pass" value="\(token)"><button id="enter" name="enter">Let me in</button></form>
      """)
  }
}
