/// The driver's page, for a phone: the next stop large, with what is to be done there; the later ones; what was done.
internal import Ledger
internal import MailOrder
internal import Pages

/// A driver's tour in one visit.
struct DrivePage {
  let tour: DriversTour
  let visit: Visit
  let key: PageKey
  /// A planner looks on: what is sent names the vehicle.
  let isPlanner: Bool

  /// `?vehicle=VAN-1` where somebody other than its driver looks.
  private var query: String { isPlanner ? "?vehicle=\(queryEscaped(tour.vehicle.description))" : "" }

  var hidden: HTML {
    "\(visit.hiddenField)\(HTML.when(isPlanner, "<input type=\"hidden\" name=\"vehicle\" value=\"\(tour.vehicle)\">"))"
  }

  // MARK: The tour

  var content: HTML {
    """
    <div class="drive"><h2>\(tour.vehicle), \(longDay(tour.day))</h2>
    \(next)
    <div id="later" data-live="/drive/live\(query)">\(later)</div></div>
    """
  }

  private var next: HTML {
    if tour.departed == nil {
      guard !tour.ahead.isEmpty else {
        return """
          <p id="nothing" class="notice">Nothing is planned for \(tour.vehicle) today. Once the planner has planned \
          something, load this page again.</p>
          """
      }
      return """
        <section class="card next" aria-labelledby="start-title"><h3 id="start-title">Your tour has \
        \(counted(tour.ahead.count, "stop", "stops"))</h3>
        <p>The first window is \(tour.ahead[0].appointment?.window ?? "") UTC. Load them in the order of the list, the last one \
        first.</p><form action="/drive/depart" method="post" data-send>\(hidden)<button id="depart" name="depart">Start the \
        tour</button></form></section>
        """
    }
    guard let first = tour.ahead.first else {
      return """
        <p id="finished" class="notice">\(tour.tried.isEmpty ? "All stops are done. Drive home safely." : """
          All stops are done but those that were tried in vain: they stand below.
          """)</p>
        """
    }
    return stop(first, DriverEntry(), nil)
  }

  /// What changes while the driver looks.
  var later: HTML {
    let rest = tour.departed == nil ? tour.ahead : Array(tour.ahead.dropFirst())
    let collected = tour.done.filter { $0.collected > 0 }
    let cash = Dictionary(grouping: collected) { $0.instruction.currency }.map { currency, all in
      "\(currency.format(all.reduce(0) { $0 + $1.collected })) \(currency.code)"
    }.sorted().joined(separator: ", ")
    return """
      \(list("Later", "later-stops", rest))\(list("Tried in vain", "tried-stops", tour.tried))\
      \(list("Done", "done-stops", tour.done))\
      \(HTML.when(!cash.isEmpty, "<p id=\"cash\"><strong>\(cash)</strong> collected in cash.</p>"))
      """
  }

  private func list(_ title: String, _ id: String, _ stops: [Delivery]) -> HTML {
    guard !stops.isEmpty else { return .nothing }
    let rows = stops.map { delivery -> HTML in
      let recipient = delivery.instruction.recipient
      return """
        <li class="stop"><a href="/drive/stops/\(delivery.instruction.order)\(query)"><span class="line">\
        <span class="at">\(delivery.stop)</span> <strong>\(delivery.appointment?.window ?? "")</strong>\
        \(HTML.when(delivery.state != .underway, delivery.state.tag))</span>\
        \(recipient?.name.value ?? "sealed")<br><span class="faint">\(recipient?.address.value ?? ""), \
        \(recipient?.postcode.value ?? "")\(HTML.given(delivery.instruction.cashDue) { " · collect \($0)" })</span></a></li>

        """
    }
    return
      "<h3>\(title) <span class=\"faint\">\(stops.count)</span></h3><ol class=\"stops later\" id=\"\(id)\">\(HTML.all(rows))</ol>"
  }

  // MARK: One stop

  /// A stop, with the forms for what may become of it; `entry` and `fault`: what was sent, and why it was not taken.
  func stop(_ delivery: Delivery, _ entry: DriverEntry, _ fault: String?) -> HTML {
    let instruction = delivery.instruction
    let recipient = instruction.recipient
    let said: HTML = HTML.given(fault) { "<p id=\"fault\" class=\"notice bad\" role=\"alert\">\($0)</p>" }
    let telephone = recipient?.telephone.value ?? ""
    let number = telephone.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
    let call: HTML = HTML.when(
      !number.isEmpty,
      "<p class=\"call\"><a class=\"button quiet\" id=\"call\" href=\"tel:\(number)\">Call \(telephone)</a></p>")
    let cash: HTML = HTML.given(instruction.cashDue) {
      "<p class=\"cash\" id=\"due\">Collect <strong>\($0)</strong> in cash</p>"
    }
    return """
      <section class="card next" id="stop" data-order="\(instruction.order)" aria-labelledby="stop-title">
      <div class="row"><h3 id="stop-title">Stop \(delivery.stop)</h3><span>\(delivery.appointment?.window ?? "") UTC</span>\
      \(HTML.when(delivery.state != .underway, delivery.state.tag))</div>
      <p class="who" id="who">\(recipient?.name.value ?? "The address came sealed and was not read")</p>
      <p class="where" id="where">\(recipient?.address.value ?? "")<br>\(recipient?.postcode.value ?? "")</p>\(call)
      <p id="parcel">\(instruction.goods) <span class="faint">\(instruction.litres) l</span></p>\(cash)\(said)
      \(actions(delivery, entry))</section>
      """
  }

  private func actions(_ delivery: Delivery, _ entry: DriverEntry) -> HTML {
    var forms: [HTML] = []
    if delivery.state.after(.handOver) != nil {
      forms.append(handOver(delivery, entry))
      forms.append(attempt(delivery, entry))
    }
    if delivery.state.after(.bringBack) != nil, delivery.state == .failed || delivery.state == .attempted {
      forms.append(bringBack(delivery))
    }
    if delivery.state == .planned { return "<p class=\"faint\">Start the tour first.</p>" }
    return HTML.all(forms)
  }

  private func start(_ action: String, _ delivery: Delivery) -> HTML {
    """
    <form action="/drive/stops/\(delivery.instruction.order)/\(action)" method="post" data-send>\(hidden)\
    <input type="hidden" name="report" value="\(key.reportID(action, of: delivery))">
    """
  }

  private func choice(_ name: String, _ value: String, _ chosen: String, _ words: String) -> HTML {
    """
    <label class="choice"><input type="radio" name="\(name)" value="\(value)"\(value == chosen ? " checked" : "")> \
    <span>\(words)</span></label>
    """
  }

  private func handOver(_ delivery: Delivery, _ entry: DriverEntry) -> HTML {
    let code: HTML =
      delivery.asksForCode
      ? """
      <label>The buyer’s code<input name="code" autocomplete="off" maxlength="64" required \
      value="\(entry.code)"></label>
      """ : ""
    let cash: HTML = HTML.given(delivery.instruction.cashDue) {
      """
      <label>Cash collected, of \($0)<input name="collected" inputmode="decimal" autocomplete="off" maxlength="24" required \
      value="\(entry.collected)"></label>
      """
    }
    return """
      \(start("hand-over", delivery))\(code)\(cash)
      <label>Who took it <span class="faint">(may be left empty)</span><input name="taken-by" autocomplete="off" \
      maxlength="120" value="\(entry.takenBy)"></label>
      <fieldset><legend>How</legend>\(choice("way", "person", entry.way, "Given to a person"))\
      \(choice("way", "signed", entry.way, "Given to a person, who signed"))\
      \(choice("way", "left", entry.way, "Left somewhere"))\
      <label>Where, if it was left<input name="left-at" autocomplete="off" maxlength="120" value="\(entry.leftAt)"></label>\
      </fieldset><button id="hand-over" name="hand-over">Handed over</button></form>
      """
  }

  private func attempt(_ delivery: Delivery, _ entry: DriverEntry) -> HTML {
    let reasons = Excuse.allCases.map { excuse -> HTML in
      let words = excuse.inWords
      return choice("excuse", excuse.rawValue, entry.excuse, words.prefix(1).uppercased() + words.dropFirst())
    }
    return """
      <details\(entry.excuse.isEmpty && entry.more.isEmpty ? "" : " open")><summary id="not-taken">It was not taken</summary>\
      \(start("attempt", delivery))<fieldset><legend>Why</legend>\(HTML.all(reasons))\
      <label>More, if need be<input name="more" autocomplete="off" maxlength="120" value="\(entry.more)"></label></fieldset>\
      <fieldset><legend>What now</legend>\(choice("ending", "again", entry.ending, "It is tried again another day"))\
      \(choice("ending", "never", entry.ending, "It is given up and goes back to the shop"))</fieldset>\
      <button class="danger" id="attempt" name="attempt">Not taken</button></form></details>
      """
  }

  private func bringBack(_ delivery: Delivery) -> HTML {
    """
    <details><summary>It is back with the shop</summary>\(start("return", delivery))\
    <button class="danger" id="return" name="return">Brought back to \(delivery.instruction.seller)</button></form></details>
    """
  }

  /// One stop by itself.
  func stopPage(_ delivery: Delivery, _ entry: DriverEntry = DriverEntry(), _ fault: String? = nil) -> HTML {
    """
    <div class="drive"><p><a href="/drive\(query)">‹ The tour</a></p>\(stop(delivery, entry, fault))</div>
    """
  }
}
