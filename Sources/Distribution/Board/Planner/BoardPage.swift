/// The planner's board: a day's vehicles with their stops, what waits, and the map. It works without scripts; with them stops
/// are dragged.
internal import Ledger
internal import MailOrder
internal import Pages

/// A day's board for one planner's visit.
struct BoardPage {
  let board: BoardDay
  let visit: Visit
  /// How many vehicles a list offers; of more, their codes are typed.
  private static let listed = 30

  /// All that changes while somebody looks.
  var content: HTML {
    """
    \(summary)
    <div class="desk"><section id="tray" aria-labelledby="tray-title"><h3 id="tray-title">Waiting for a plan \
    <span class="faint">\(board.waiting.count + board.more)</span></h3>\(tray)</section>
    <section id="map" aria-labelledby="map-heading"><h3 id="map-heading">Routes</h3>\(map)</section></div>
    <section aria-labelledby="lanes-title"><h3 id="lanes-title">Vehicles</h3>\(lanes)</section>
    \(vehicleList)
    """
  }

  // MARK: At a glance

  private var summary: HTML {
    let stops = board.lanes.flatMap(\.stops)
    func count(_ states: Set<DeliveryState>) -> Int { stops.count { states.contains($0.delivery.state) } }
    let numbers: [(String, Int, String)] = [
      ("planned", count([.planned]), "planned"), ("underway", count([.underway]), "on the way"),
      ("delivered", count([.delivered]), "delivered"), ("tried", count([.attempted]), "tried in vain"),
      ("lost", count([.failed, .returned]), "given up or back"),
      ("unplanned", board.waiting.count + board.more, "waiting"),
    ]
    return """
      <ul id="summary" class="figures">\(HTML.all(numbers.map { id, number, words in
        "<li id=\"count-\(id)\"><strong>\(number)</strong> \(words)</li>"
      }))</ul>
      """
  }

  // MARK: What waits

  private var tray: HTML {
    guard !board.waiting.isEmpty else {
      return """
        <p class="empty faint">Nothing waits. What shops instruct next appears here by itself.</p>
        """
    }
    let more: HTML =
      board.more == 0 ? "" : "<p class=\"faint\">And \(board.more) more. Plan the day: the oldest are served first.</p>"
    return """
      <p class="faint">“Plan this day” gives each a vehicle and a window. Or move one by hand.</p>
      <ol class="stops">\(HTML.all(board.waiting.map { card($0, number: nil) }))</ol>\(more)
      """
  }

  // MARK: The map

  private var map: HTML {
    let noDepot: HTML =
      board.depot == nil
      ? """
      <p class="notice warn">Nobody has said where the depot lies: import its postcode with the places. Until then no day \
      can be planned.</p>
      """ : ""
    guard let drawn = BoardMap(board) else {
      return "\(noDepot)<p class=\"empty faint\">Nothing to draw yet: no stop of this day has a place on the map.</p>"
    }
    let legend = board.lanes.enumerated().filter { !$0.element.stops.isEmpty }.map { index, lane -> HTML in
      "<li>\(BoardMap.swatch(index)) \(lane.vehicle.code) <span class=\"faint\">\(lane.length)</span></li>"
    }
    let nowhere = (board.lanes.flatMap(\.stops) + board.waiting).count { $0.point == nil }
    let unknown: HTML =
      nowhere == 0
      ? ""
      : """
      <p class="faint">\(counted(nowhere, "stop is", "stops are")) not drawn: nobody said where the postcode lies.</p>
      """
    return """
      \(noDepot)<div class="card flat">\(drawn.svg)<ul class="legend">\(HTML.all(legend))\
      <li><svg class="swatch" aria-hidden="true" viewBox="0 0 40 12"><rect class="unplanned" x="14" y="0.5" width="11" \
      height="11" stroke-width="2"/></svg> waiting</li></ul>\(unknown)</div>
      """
  }

  // MARK: The vehicles

  private var lanes: HTML {
    guard !board.lanes.isEmpty else {
      return """
        <p class="empty faint">There is no vehicle yet. Put one: <span class="code">vouch-distributor vehicles put VAN-1 \
        --litres 3000 --begins 08:00 --ends 18:00</span></p>
        """
    }
    return "<div id=\"lanes\" class=\"lanes\">\(HTML.all(board.lanes.enumerated().map { lane($0, $1) }))</div>"
  }

  private func lane(_ index: Int, _ lane: BoardLane) -> HTML {
    let vehicle = lane.vehicle
    let isOpen = lane.departed == nil && board.day >= board.today
    let canDepart = isOpen && lane.stops.contains { $0.delivery.state == .planned }
    let form: HTML = """
      <form action="/board/depart" method="post">\(hidden)<input type="hidden" name="vehicle" value="\(vehicle.code)">\
      <button class="quiet" name="depart">Depart</button></form>
      """
    // It cannot be undone: before its day, a second look.
    let depart: HTML =
      canDepart
      ? board.day == board.today
        ? form : "<details class=\"early\"><summary>Depart before its day</summary>\(form)</details>"
      : HTML.given(lane.departed) { "<span class=\"tag good\">left at \(clock($0.minute))</span>" }
    let stops: HTML =
      lane.stops.isEmpty
      ? "<li class=\"empty faint\">\(isOpen ? "Nothing planned. Move something here." : "Nothing.")</li>"
      : HTML.all(lane.stops.enumerated().map { card($1, number: $0 + 1) })
    return """
      <section class="lane card way-\(BoardMap.colour(index))" id="lane-\(vehicle.code)" \
      aria-label="\(vehicle.code)"><header><h4>\(BoardMap.swatch(index)) \(vehicle.code)</h4>\
      <a class="faint noprint" href="/drive?vehicle=\(queryEscaped(vehicle.code.description))">Tour</a>\(depart)</header>
      \(load(lane))
      <ol class="stops" \(isOpen ? "data-vehicle=\"\(vehicle.code)\"" as HTML : "")>\(stops)</ol></section>

      """
  }

  private func load(_ lane: BoardLane) -> HTML {
    let vehicle = lane.vehicle
    let day = Int(vehicle.ends) - Int(vehicle.begins)
    let spent = lane.stops.isEmpty ? 0 : (lane.route?.home).map { $0 - Int(vehicle.begins) } ?? 0
    return """
      <dl class="load"><dt>Load</dt><dd>\(bar(Int(clamping: lane.litres), of: Int(vehicle.litres)))\(lane.litres) of \
      \(vehicle.litres) l</dd><dt>Time</dt><dd>\(bar(spent, of: day))\(clock(spent)) of \(clock(day)) h, \
      \(clock(Int(vehicle.begins)))–\(clock(Int(vehicle.ends)))</dd></dl>
      """
  }

  private func bar(_ value: Int, of whole: Int) -> HTML {
    let share = min(100, value * 100 / max(whole, 1))
    return """
      <svg class="bar\(value > whole ? " over" : "")" aria-hidden="true" viewBox="0 0 100 6" preserveAspectRatio="none">\
      <rect class="whole" width="100" height="6"/><rect class="share" width="\(share)" height="6"/></svg>
      """
  }

  // MARK: A stop

  private func card(_ stop: BoardStop, number: Int?) -> HTML {
    let delivery = stop.delivery
    let instruction = delivery.instruction
    let recipient = instruction.recipient
    let isMovable = delivery.state.after(.plan) != nil && board.day >= board.today
    let what: [HTML] = [
      "\(instruction.goods)", "\(instruction.litres) l",
      HTML.given(instruction.cashDue) { "<strong>collect \($0)</strong>" },
      HTML.when(delivery.asksForCode, "asks for a code"),
      HTML.when(recipient != nil && stop.point == nil, "<span class=\"warn\">postcode unknown</span>"),
    ].filter { !$0.markup.isEmpty }
    let parts = HTML.all(what.enumerated().map { $0 == 0 ? $1 : " · \($1)" })
    let note = delivery.events.last?.note ?? .empty
    return """
      <li class="stop \(delivery.state.isEnd ? "over" : "")" id="stop-\(stop.order)" data-order="\(stop.order)" \
      \(isMovable ? "data-movable" as HTML : "")>
      <div class="line">\(HTML.given(number) { "<span class=\"at\">\($0)</span>" })\
      <strong>\(HTML.given(number == nil ? nil : delivery.appointment) { "\($0.window)" }) \
      \(recipient?.postcode.value ?? "")</strong>\(delivery.state.tag)\
      \(HTML.when(isMovable, "<span class=\"grip\" aria-hidden=\"true\" title=\"Drag to another place\">⠿</span>"))</div>
      <div>\(recipient?.name.value ?? "The address came sealed and was not read")</div>
      <div class="faint">\(recipient?.address.value ?? "")</div><div class="faint">\(parts)</div>\
      \(HTML.when(!note.isEmpty, "<div class=\"faint note\">“\(note)”</div>"))\
      \(HTML.when(isMovable, moving(stop, number)))</li>

      """
  }

  /// To move it without a script, or without a pointer.
  private func moving(_ stop: BoardStop, _ number: Int?) -> HTML {
    let vehicle = number == nil ? nil : stop.delivery.appointment?.vehicle
    let choice: HTML
    if board.lanes.count <= BoardPage.listed {
      let options = board.lanes.map { lane -> HTML in
        "<option\(lane.vehicle.code == vehicle ? " selected" : "")>\(lane.vehicle.code)</option>"
      }
      choice = "<select name=\"vehicle\">\(HTML.all(options))</select>"
    } else {
      choice = """
        <input name="vehicle" list="vehicles" required maxlength="\(Code.maximumLength)" \
        value="\(vehicle?.description ?? "")">
        """
    }
    return """
      <details class="move noprint"><summary>Move</summary><form action="/board/move" method="post">\(hidden)\
      <input type="hidden" name="order" value="\(stop.order)"><label>to vehicle \(choice)</label> \
      <label>as stop <input name="position" type="number" min="1" max="\(PlanningRules.maximumParcels)" required \
      value="\(number ?? 1)"></label> <button class="quiet" name="move">Move</button></form></details>
      """
  }

  private var vehicleList: HTML {
    guard board.lanes.count > BoardPage.listed else { return .nothing }
    let options = board.lanes.map { lane -> HTML in "<option value=\"\(lane.vehicle.code)\"></option>" }
    return "<datalist id=\"vehicles\">\(HTML.all(options))</datalist>"
  }

  private var hidden: HTML {
    "\(visit.hiddenField)<input type=\"hidden\" name=\"day\" value=\"\(dayName(board.day))\">"
  }
}

extension BoardLane {
  /// How long its way is, and how far from the shortest it may be.
  var length: String {
    guard let route, !stops.isEmpty else { return "" }
    let excess = route.metres - route.atLeastMetres
    return excess * 100 < route.metres
      ? kilometres(route.metres) : "\(kilometres(route.metres)), no way under \(kilometres(route.atLeastMetres))"
  }
}
