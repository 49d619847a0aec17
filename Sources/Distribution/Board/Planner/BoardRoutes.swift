/// The planner's pages: a day's board, and what is done on it.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import MailOrder
internal import Pages
internal import Wire
internal import Synchronization

extension BoardSite {
  /// What was done, by the word for it in an address: nothing else can be said by a link.
  private static let done = [
    "planned": "The day is planned.", "moved": "Moved.", "departed": "The vehicle has left.",
  ]

  func routeBoard(in router: PageRouter) {
    router.get("/board") { request, _ in
      let visit = try planner(request)
      let query = request.uri.queryParameters
      let day = try day(query["day"].map { String($0) } ?? "")
      let done = query["done"].flatMap { BoardSite.done[String($0)] }
      return try boardPage(day, visit, done.map { .done($0) }).response()
    }
    router.get("/board/live") { request, _ in
      let visit = try planner(request)
      let day = try day(request.uri.queryParameters["day"].map { String($0) } ?? "")
      let last = Mutex<(changes: Int, piece: HTML)?>(nil)
      return try streams.response {
        // A pass that was revoked ends it.
        guard try carrier.role(of: visit.id) == .planner else { return nil }
        let changes = carrier.changes
        if let known = last.withLock({ $0 }), known.changes == changes { return (known.piece, isLast: false) }
        let piece = BoardPage(board: try carrier.board(of: day), visit: visit).content
        last.withLock { $0 = (changes, piece) }
        return (piece, isLast: false)
      }
    }
    router.post("/board/plan") { request, _ in
      let (form, visit) = try await plannersForm(request)
      let day = try day(form["day"])
      return try answer(sentence(of: try await carrier.plan(day)), "planned", day, visit)
    }
    router.post("/board/depart") { request, _ in
      let (form, visit) = try await plannersForm(request)
      let day = try day(form["day"])
      guard let vehicle = Code(form["vehicle"]) else { return try answer("Name a vehicle.", "departed", day, visit) }
      let reply = try await carrier.depart(Depart(vehicle: vehicle, day: day))
      return try answer(sentence(of: reply), "departed", day, visit)
    }
    router.post("/board/move") { request, _ in
      let (form, visit) = try await plannersForm(request)
      let day = try day(form["day"])
      guard let order = OrderID(form["order"]), let vehicle = Code(form["vehicle"]) else {
        return try answer("Name a stop and a vehicle.", "moved", day, visit)
      }
      guard let position = Int(form["position"]), (1...PlanningRules.maximumParcels).contains(position) else {
        return try answer("Give the place on the way as a number, 1 for the first stop.", "moved", day, visit)
      }
      let move = StopMove(order: order, vehicle: vehicle, position: position, day: day)
      switch try await carrier.move(move) {
      case .success: return try answer(nil, "moved", day, visit)
      case .failure(let refusal): return try answer("Not moved. \(refusal.sentence)", "moved", day, visit)
      }
    }
  }

  private func plannersForm(_ request: Request) async throws -> (Form, Visit) {
    let (form, admitted) = try await form(of: request)
    guard admitted.role == .planner else { throw HTTPError(.forbidden, message: "This is for the planner to do.") }
    return (form, admitted.visit)
  }

  /// The day that was asked for; today where none was.
  private func day(_ text: String) throws -> UInt32 {
    if text.isEmpty { return carrier.now().day }
    guard let day = dayNumber(text) else {
      throw HTTPError(.badRequest, message: "A day is written as 2026-11-25: year, month, day.")
    }
    return day
  }

  /// Back to the board; where it was refused, the board with the sentence.
  private func answer(_ refusal: String?, _ done: String, _ day: UInt32, _ visit: Visit) throws -> Response {
    guard let refusal else { return Response.seeOther("/board?day=\(dayName(day))&done=\(done)") }
    return try boardPage(day, visit, .refused(refusal)).response(.conflict)
  }

  /// What is said above the board.
  private enum Notice {
    case done(String)
    case refused(String)
  }

  private func boardPage(_ day: UInt32, _ visit: Visit, _ notice: Notice?) throws -> HTML {
    let board = try carrier.board(of: day)
    let said: HTML =
      switch notice {
      case nil: "<div id=\"notice\" aria-live=\"polite\"></div>"
      case .done(let sentence):
        "<div id=\"notice\" aria-live=\"polite\"><p class=\"notice\" role=\"status\">\(sentence)</p></div>"
      case .refused(let sentence):
        "<div id=\"notice\" aria-live=\"polite\"><p class=\"notice bad\" role=\"alert\">\(sentence)</p></div>"
      }
    let plan: HTML =
      day < board.today
      ? "<span class=\"faint\">This day is over.</span>"
      : """
      <form action="/board/plan" method="post">\(visit.hiddenField)<input type="hidden" name="day" \
      value="\(dayName(day))"><button id="plan" name="plan">Plan this day</button></form>
      """
    return frame(
      title: "Board, \(longDay(day)) – \(carrier.identity.name)", navigation: navigation(visit),
      scripts: [Asset.liveScript, BoardSite.boardScript],
      """
      <div class="row head"><h2>\(longDay(day))</h2><nav class="days row" aria-label="Days">\
      \(HTML.when(day > 0, "<a class=\"button quiet\" rel=\"prev\" href=\"/board?day=\(dayName(day - min(day, 1)))\">‹ Day before</a>"))\
      \(HTML.when(day != board.today, "<a class=\"button quiet\" href=\"/board\">Today</a>"))\
      <a class="button quiet" rel="next" href="/board?day=\(dayName(day + 1))">Day after ›</a></nav>\
      <form action="/board" method="get" class="row noscript"><label>Day <input type="date" name="day" \
      value="\(dayName(day))"></label> <button class="quiet">Show</button></form><div class="end">\(plan)</div></div>
      \(said)
      <div id="plan-of-day" data-live="/board/live?day=\(dayName(day))">\(BoardPage(board: board, visit: visit).content)</div>
      <form id="mover" action="/board/move" method="post" hidden>\(visit.hiddenField)<input type="hidden" name="day" \
      value="\(dayName(day))"><input type="hidden" name="order"><input type="hidden" name="vehicle">\
      <input type="hidden" name="position"></form>
      <p class="faint">Times are UTC. Ways are as the crow flies, at \(PlanningRules.metresPerMinute * 60 / 1000) km/h, \
      with \(PlanningRules.minutesPerStop) minutes a stop. “Plan this day” keeps every stop in its vehicle and may change \
      its place on the way.</p>
      """)
  }

  private func navigation(_ visit: Visit) -> HTML {
    """
    <nav aria-label="Pages"><a href="/board" aria-current="page">Board</a></nav>\
    <form class="end" action="/leave" method="post">\(visit.hiddenField)<button class="quiet" name="leave">Leave</button>\
    </form>
    """
  }
}

/// Why a carrier said no, as a sentence; nil: it said yes.
func sentence<Accepted>(of reply: SiteReply<Accepted>) -> String? {
  switch reply {
  case .accepted: nil
  case .refused(let refusal): refusal.inWords
  case .invalid(let invalid): "The \(invalid.field) \(invalid.reason). \(invalid.hint)"
  }
}

extension SiteRefusal {
  /// The refusal as the carrier's people read it.
  var inWords: String {
    switch reason {
    case .idReused: "Somebody else has reported something of this stop meanwhile. Look at it again."
    case .noVehicle: "There is no vehicle yet: put one first."
    case .nothingToPlan: "Nothing waits that could be planned for this day."
    case .wrongState where detail.isEmpty: "This cannot be done now."
    case .wrongState: "This cannot be done now: \(detail)."
    case .wrongCode where detail == "missing": "The buyer has a code. Ask for it and enter it."
    case .wrongCode: "This is not the buyer's code: \(detail)."
    case .cashMissing: "The cash does not match: \(detail)."
    default: reason.sentence
    }
  }
}
