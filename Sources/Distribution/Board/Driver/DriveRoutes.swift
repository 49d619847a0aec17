/// The driver's pages: a vehicle's stops of today, and what became of each.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import MailOrder
internal import Pages
internal import Wire
internal import Synchronization

extension BoardSite {
  func routeDrive(in router: PageRouter) {
    router.get("/drive") { request, _ in
      let page = try drivePage(request, request.uri.queryParameters["vehicle"].map { String($0) } ?? "")
      return drive(page, page.content).response()
    }
    router.get("/drive/live") { request, _ in
      let vehicle = request.uri.queryParameters["vehicle"].map { String($0) } ?? ""
      _ = try drivePage(request, vehicle)
      let last = Mutex<(changes: Int, piece: HTML)?>(nil)
      return try streams.response {
        guard let admitted = try? admitted(request) else { return nil }
        let changes = carrier.changes
        if let known = last.withLock({ $0 }), known.changes == changes { return (known.piece, isLast: false) }
        let piece = try drivePage(admitted, vehicle).later
        last.withLock { $0 = (changes, piece) }
        return (piece, isLast: false)
      }
    }
    router.get("/drive/stops/:order") { request, context in
      let page = try drivePage(request, request.uri.queryParameters["vehicle"].map { String($0) } ?? "")
      return drive(page, page.stopPage(try stop(context, of: page))).response()
    }
    router.post("/drive/depart") { request, _ in
      let (form, admitted) = try await form(of: request)
      let page = try drivePage(admitted, form["vehicle"])
      let departure = Depart(vehicle: page.tour.vehicle, day: page.tour.day)
      if let refusal = sentence(of: try await carrier.depart(departure)) {
        throw HTTPError(.conflict, message: refusal)
      }
      return Response.seeOther(tourPath(page))
    }
    for action in ["hand-over", "attempt", "return"] {
      router.post(RouterPath("/drive/stops/:order/\(action)")) { request, context in
        let (form, admitted) = try await form(of: request)
        let page = try drivePage(admitted, form["vehicle"])
        return try await report(action, form, stop(context, of: page), page)
      }
    }
  }

  /// A driver's own vehicle; a planner's choice.
  private func drivePage(_ request: Request, _ vehicle: String) throws -> DrivePage {
    try drivePage(try admitted(request), vehicle)
  }

  private func drivePage(_ admitted: Admitted, _ vehicle: String) throws -> DrivePage {
    let code: Code
    switch admitted.role {
    case .driver(let own): code = own
    case .planner:
      guard let chosen = Code(vehicle) else {
        throw HTTPError(.badRequest, message: "Say whose tour: /drive?vehicle= and the vehicle's code.")
      }
      code = chosen
    }
    return DrivePage(
      tour: try carrier.tour(of: code), visit: admitted.visit, key: key, isPlanner: admitted.role == .planner)
  }

  /// The stop that an address names; another vehicle's, or another day's, is not there.
  private func stop(_ context: BasicRequestContext, of page: DrivePage) throws -> Delivery {
    let order = context.parameters.get("order").flatMap { OrderID($0) }
    guard let order, let stop = page.tour.stop(order) else {
      throw HTTPError(.notFound, message: "This stop is not on today's tour of \(page.tour.vehicle).")
    }
    return stop
  }

  /// Reports what became of a stop; what is refused is shown with what was entered.
  private func report(_ action: String, _ form: Form, _ delivery: Delivery, _ page: DrivePage) async throws -> Response
  {
    let entry = DriverEntry(form)
    func again(_ fault: String, _ delivery: Delivery) -> Response {
      drive(page, page.stopPage(delivery, entry, fault)).response(.conflict)
    }
    guard let id = CommandID(form["report"]) else { throw HTTPError(.badRequest, message: "The form cannot be read.") }
    var report: DeliveryReport
    do throws(EntryFault) {
      switch action {
      case "hand-over": report = try entry.handOver(of: delivery, id: id)
      case "attempt": report = try entry.attempt(of: delivery, id: id)
      default: report = DeliveryReport(id: id, order: delivery.instruction.order, state: .returned)
      }
    } catch { return again(error.sentence, delivery) }
    // A planner reports for the office, a driver from the vehicle.
    report.vehicle = page.isPlanner ? nil : page.tour.vehicle
    if let refusal = sentence(of: try await carrier.take(report)) {
      // As it stands now: it may have changed meanwhile.
      return again(refusal, try carrier.tour(of: page.tour.vehicle).stop(delivery.instruction.order) ?? delivery)
    }
    return Response.seeOther(tourPath(page))
  }

  private func tourPath(_ page: DrivePage) -> String {
    page.isPlanner ? "/drive?vehicle=\(queryEscaped(page.tour.vehicle.description))" : "/drive"
  }

  private func drive(_ page: DrivePage, _ content: HTML) -> HTML {
    let board: HTML = HTML.when(page.isPlanner, "<a href=\"/board?day=\(dayName(page.tour.day))\">Board</a>")
    return frame(
      title: "\(page.tour.vehicle) – \(carrier.identity.name)",
      navigation: """
        <nav aria-label="Pages">\(board)<a href="\(tourPath(page))" aria-current="page">Tour</a></nav>\
        <form class="end" action="/leave" method="post">\(page.visit.hiddenField)<button class="quiet" name="leave">Leave\
        </button></form>
        """, scripts: [Asset.liveScript, BoardSite.driveScript], content)
  }
}
