/// Checks: found by state and party, those about to expire, and one with all that happened to it.
internal import Console
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import Pages
internal import Wire

extension Desk {
  /// How many open checks are looked through for those that expire soon.
  private static let searched = 10_000

  /// What is asked of the list of checks.
  private struct Filter {
    var query = CheckQuery()
    /// Only those that end within so many hours.
    var hours: Int?
  }

  func checks(in router: PageRouter) {
    page("/checks", in: router) { [self] request, _, visit in
      let filter = try Desk.filter(request)
      if let hours = filter.hours { return try await expiring(within: hours, filter, visit) }
      let page = try await session.ask(filter.query)
      return frame(
        "Checks – Vouch desk", .checks, visit,
        """
        <h2>Checks</h2>
        \(form(filter))
        \(table(page.items, none: "There are no such checks."))
        \(more(page.next, filter))
        """)
    }
    page("/disputes", in: router) { [self] request, _, visit in
      var filter = try Desk.filter(request)
      filter.query.state = .frozen
      let page = try await session.ask(filter.query)
      return frame(
        "Disputes – Vouch desk", .disputes, visit,
        """
        <h2>Disputes</h2>
        <p class="faint">A disputed check is frozen: its clocks stand still until somebody decides. Its page shows what is known, and \
        what each end would do.</p>
        \(table(page.items, none: "Nothing is in dispute."))
        \(HTML.given(page.next) { "<nav class=\"pages\" aria-label=\"Pages\"><a id=\"next\" href=\"/disputes?from=\($0)\">Next</a></nav>" })
        """)
    }
    page("/checks/:id", in: router) { [self] request, context, visit in
      guard let id = CheckID(context.parameters.get("id") ?? "") else {
        throw HTTPError(.notFound, message: "That is no number of a check.")
      }
      return try await checkPage(id, done: request.query("done"), visit)
    }
  }

  private static func filter(_ request: Request) throws -> Filter {
    var filter = Filter()
    filter.query.limit = rows
    let (state, account, seller) = (request.query("state"), request.query("account"), request.query("seller"))
    let (from, hours) = (request.query("from"), request.query("hours"))
    filter.query.state = CheckState(name: state)
    filter.query.account = AccountID(account)
    filter.query.seller = SellerID(seller)
    filter.query.from = CheckID(from)
    filter.hours = Int(hours).flatMap { (1...24 * 30).contains($0) ? $0 : nil }
    guard state.isEmpty == (filter.query.state == nil), account.isEmpty == (filter.query.account == nil),
      seller.isEmpty == (filter.query.seller == nil), from.isEmpty == (filter.query.from == nil),
      hours.isEmpty == (filter.hours == nil)
    else { throw HTTPError(.badRequest, message: "Checks cannot be looked for like that.") }
    return filter
  }

  private func form(_ filter: Filter) -> HTML {
    func option(_ value: String, _ words: String, _ isChosen: Bool) -> HTML {
      "<option value=\"\(value)\"\(isChosen ? " selected" : HTML.nothing)>\(words)</option>"
    }
    let states = HTML.all(
      CheckState.allCases.map {
        option($0.name, $0 == .frozen ? "in dispute" : $0.words, filter.query.state == $0)
      })
    let hours = HTML.all(
      [(24, "a day"), (72, "three days"), (168, "a week")].map { option("\($0.0)", $0.1, filter.hours == $0.0) })
    return """
      <form class="filters" method="get" action="/checks" role="search">
      <label>State<select name="state">\(option("", "any", filter.query.state == nil))\(states)</select></label>
      <label>Account<input type="text" name="account" maxlength="12" value="\(filter.query.account?.description ?? "")"></label>
      <label>Seller<input type="text" name="seller" maxlength="12" value="\(filter.query.seller?.description ?? "")"></label>
      <label>Hold ends within<select name="hours">\(option("", "any time", filter.hours == nil))\(hours)</select></label>
      <button>Show</button></form>
      """
  }

  private func table(_ checks: [CheckDocument], none: HTML) -> HTML {
    Table(
      id: "checks",
      columns: [
        .text("Check"), .text("State"), .number("Amount"), .number("Held"), .text(""), .text("Drawer"), .text("Payee"),
        .text("Issued"), .text("Ends"),
      ],
      rows: checks.map { check in
        let (terms, progress) = (check.terms, check.progress)
        return [
          check.id.link, progress.state.tag, "\(terms.currency.format(terms.amount.minorUnits))",
          "\(terms.currency.format(progress.remaining))", "\(terms.currency.code)", Party.account(terms.drawer).link,
          HTML.given(progress.payee ?? terms.payee) { Party.seller($0).link }, "\(check.issued.toSecond)",
          HTML.orDash(Desk.ending(progress)?.toSecond),
        ]
      }, none: none
    ).html
  }

  /// When the hold of an open check ends by itself.
  private static func ending(_ progress: CheckProgress) -> Timestamp? {
    switch progress.state {
    case .issued: progress.expires
    case .committed: progress.deadline
    case .frozen, .settled, .voided, .expired: nil
    }
  }

  private func more(_ next: CheckID?, _ filter: Filter) -> HTML {
    guard let next else { return HTML.nothing }
    var query = ["from=\(next)"]
    if let state = filter.query.state { query.append("state=\(state.name)") }
    if let account = filter.query.account { query.append("account=\(queryEscaped(account.description))") }
    if let seller = filter.query.seller { query.append("seller=\(queryEscaped(seller.description))") }
    return
      "<nav class=\"pages\" aria-label=\"Pages\"><a id=\"next\" href=\"/checks?\(query.joined(separator: "&"))\">Next</a></nav>"
  }

  /// Open checks whose hold ends soon, the soonest first.
  private func expiring(within hours: Int, _ filter: Filter, _ visit: Visit) async throws -> HTML {
    let end = try await session.ask(GetStatus()).time + .minutes(UInt16(hours) * 60)
    var found: [(Timestamp, CheckDocument)] = []
    var isWhole = true
    for state in [CheckState.issued, .committed] where filter.query.state == nil || filter.query.state == state {
      var query = filter.query
      (query.state, query.from, query.limit) = (state, nil, PageBounds.maximum)
      var looked = 0
      repeat {
        let page = try await session.ask(query)
        found += page.items.compactMap { check in
          Desk.ending(check.progress).flatMap { $0 <= end ? ($0, check) : nil }
        }
        looked += page.items.count
        query.from = page.next
      } while query.from != nil && looked < Desk.searched
      if query.from != nil { isWhole = false }
    }
    found.sort { $0.0 < $1.0 }
    let shown = found.prefix(4 * Desk.rows)
    return frame(
      "Checks – Vouch desk", .checks, visit,
      """
      <h2>Checks whose hold ends within \(hours) hours</h2>
      \(form(filter))
      \(HTML.when(!isWhole, "<p class=\"notice warn\">Only the newest \(grouped(Desk.searched)) open checks were looked through.</p>"))
      \(HTML.when(found.count > shown.count, "<p class=\"faint\">The first \(shown.count) of \(grouped(found.count)).</p>"))
      \(table(shown.map(\.1), none: "No hold ends within that time."))
      """)
  }

  private func checkPage(_ id: CheckID, done: String, _ visit: Visit) async throws -> HTML {
    let history = try await session.ask(GetCheck(id))
    let (check, progress, currency) = (history.check, history.check.progress, history.check.terms.currency)
    func party(_ party: Party?, _ name: Text) -> HTML {
      HTML.given(party) { "\($0.link) \(name)" }
    }
    let fields: [(String, HTML)] = [
      ("Amount", "\(currency.money(check.terms.amount.minorUnits))"),
      ("Drawer", party(.account(check.terms.drawer), check.drawerName)),
      ("Payee", party((progress.payee ?? check.terms.payee).map { .seller($0) }, check.payeeName)),
      ("Distributor", party(check.terms.distributor.map { .distributor($0) }, check.distributorName)),
      ("Memo", HTML.orDash(check.memo.value)), ("Pays", "\(check.terms.release.words), by \(progress.method.words)"),
      ("Held on", "the \(progress.cover.words) cover"), ("Issued", "\(check.issued.withZone)"),
      ("Good until", "\(progress.expires.withZone)"), ("Delivery until", HTML.orDash(progress.deadline?.withZone)),
      ("Delivery", progress.confirmed ? "confirmed" : "not confirmed"),
      ("Held still", "\(currency.money(progress.remaining))"), ("Paid", "\(currency.money(progress.captured))"),
      ("Given back", "\(currency.money(progress.released + progress.returned))"),
      ("Locked until", HTML.orDash(progress.locked == 0 ? nil : progress.lockedUntil?.withZone)),
      ("In reserve until", HTML.orDash(progress.reserved == 0 ? nil : progress.reservedUntil?.withZone)),
    ]
    return frame(
      "Check \(id) – Vouch desk", .checks, visit,
      """
      \(try await receipt(done))
      <h2>Check <span class="code" id="check">\(id)</span> <span id="state">\(progress.state.tag)</span></h2>
      \(deeds(on: check))
      <section class="card">\(fieldList(fields))</section>
      <section class="card"><h2>What happened</h2>
      \(Desk.table(of: history.entries, id: "history", isOfOne: true, none: "Archives have it."))</section>
      """)
  }

  private func deeds(on check: CheckDocument) -> HTML {
    guard powers.resolves else { return HTML.nothing }
    let ways = CheckDeed.allCases.filter { $0.isOpen(to: check) }
    guard !ways.isEmpty else { return HTML.nothing }
    return """
      <p class="row noprint">\(HTML.all(ways.map { way in
        "<a class=\"button quiet\" id=\"\(way.rawValue)\" href=\"\(check.id.path)/\(way.rawValue)\">\(way.words) …</a> "
      }))</p>
      """
  }
}
