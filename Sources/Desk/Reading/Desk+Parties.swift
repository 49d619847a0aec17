/// Lists of parties, and one party: what it has, its checks, and what can be done about it.
internal import Console
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import Pages
internal import Wire

extension Desk {
  /// How many parties a search looks through before it shows what it has.
  private static let searched = 2_000

  func parties(in router: PageRouter) {
    for kind in PartyKind.allCases {
      page("/\(kind.rawValue)", in: router) { [self] request, _, visit in
        guard powers.seesParties else { return frame(kind.place.words, kind.place, visit, Desk.hidden) }
        return try await list(kind, from: request.query("from"), search: request.query("search"), visit)
      }
      page("/\(kind.rawValue)/:code", in: router) { [self] request, context, visit in
        guard let party = kind.party(context.parameters.get("code") ?? "") else {
          throw HTTPError(.notFound, message: "That is no code.")
        }
        return try await partyPage(party, kind, done: request.query("done"), visit)
      }
    }
  }

  private static let hidden: HTML = """
    <p class="notice" id="hidden">Who the parties are is personal data, which this identity may not read. Checks, statements, the \
    journal and the measurements are open to it.</p>
    """

  private func list(_ kind: PartyKind, from: String, search: String, _ visit: Visit) async throws -> HTML {
    let noun = kind.rawValue
    guard from.isEmpty || kind.party(from) != nil else {
      throw HTTPError(.badRequest, message: "A list begins with a code: 1 to 12 of A-Z 0-9 - . _")
    }
    let (items, next) = try await found(kind, from: from, search: search)
    let columns: [Table.Column] =
      [.text("Code"), .text("Name"), .text("Status")] + PartyView.columns(kind).map { .number($0) } + [.text("")]
    let rows = items.map { one -> [HTML] in
      [one.party.link, HTML.orDash(one.name), one.status.tag] + one.sums.map { "\(one.currency.format($0))" }
        + ["\(one.currency.code)"]
    }
    let none: HTML =
      !search.isEmpty
      ? "Nothing with “\(search)” in it\(next == nil ? HTML.nothing : " yet; the search goes on")."
      : "There are no \(noun)\(from.isEmpty ? "" : " from here on"). 'vouch \(noun) add' enrols one."
    func address(_ from: String) -> String {
      "/\(noun)?from=\(queryEscaped(from))" + (search.isEmpty ? "" : "&search=\(queryEscaped(search))")
    }
    return frame(
      "\(kind.place.words) – Vouch desk", kind.place, visit,
      """
      <h2>\(kind.place.words)</h2>
      <form class="filters" method="get" action="/\(noun)" role="search">
      <label>Code or part of a name<input type="search" name="search" value="\(search)" maxlength="64"></label>
      <label>Begin at code<input type="text" name="from" value="\(from)" maxlength="12"></label>
      <button>Show</button></form>
      \(Table(id: noun, columns: columns, rows: rows, none: none).html)
      <nav class="pages" aria-label="Pages">\(from.isEmpty ? HTML.nothing : "<a href=\"/\(noun)\" id=\"first\">Beginning</a>")
      \(HTML.given(next) { "<a href=\"\(address($0))\" id=\"next\">\(search.isEmpty ? "Next" : "Search on")</a>" })</nav>
      """)
  }

  /// A page of the list; of a search, what was found among so many.
  private func found(
    _ kind: PartyKind, from: String, search: String
  ) async throws(Failure) -> (items: [PartyView], next: String?) {
    guard !search.isEmpty else { return try await session.views(kind, from: from, limit: Desk.rows) }
    // A code that is there is what was meant.
    if from.isEmpty, let party = kind.party(search), let one = try? await session.view(of: party) {
      return ([one], nil)
    }
    let wanted = search.lowercased()
    var (found, next, looked): ([PartyView], String?, Int) = ([], from, 0)
    repeat {
      let page = try await session.views(kind, from: next ?? "", limit: 500)
      for (index, one) in page.items.enumerated() {
        guard "\(one.party.code) \(one.name)".lowercased().contains(wanted) else { continue }
        if found.count == Desk.rows {
          return (found, page.items[index].party.code.description)
        }
        found.append(one)
      }
      looked += page.items.count
      next = page.next
    } while next != nil && looked < Desk.searched
    return (found, next)
  }

  private func partyPage(_ party: Party, _ kind: PartyKind, done: String, _ visit: Visit) async throws -> HTML {
    guard powers.seesParties else { return frame("\(party.code)", kind.place, visit, Desk.hidden) }
    let view = try await session.view(of: party)
    let statement = try await session.ask(StatementQuery(account: view.books[0], limit: 10))
    return frame(
      "\(party.code) – Vouch desk", kind.place, visit,
      """
      \(try await receipt(done))
      <h2 id="party">\(party.noun) \(party.code) <span id="status">\(view.status.tag)</span></h2>
      <p id="name">\(HTML.orDash(view.name))</p>
      \(deeds(on: party, view.status))
      <section class="card">\(fieldList(view.fields.map { ($0.0, HTML.orDash($0.1)) }))</section>
      <section class="card"><h2>\(statement.account.title)</h2>
      <p>Balance <b id="balance">\(view.currency.money(statement.balance))</b>\
      \(HTML.when(statement.held != 0, ", of it held \(view.currency.money(statement.held))"))</p>
      \(Desk.table(of: statement))
      <p>\(HTML.all(view.books.map { "<a href=\"\(Desk.path(of: $0, party))\">Statement of \($0.title)</a> " }))</p></section>
      <p>\(checksLink(party))</p>
      """)
  }

  private func checksLink(_ party: Party) -> HTML {
    switch party {
    case .account(let id): "<a href=\"/checks?account=\(queryEscaped(id.description))\" id=\"checks-of\">Its checks</a>"
    case .seller(let id):
      "<a href=\"/checks?seller=\(queryEscaped(id.description))\" id=\"checks-of\">Checks drawn to it</a>"
    case .distributor: ""
    }
  }

  /// What can be done about a party's status.
  private func deeds(on party: Party, _ status: PartyStatus) -> HTML {
    guard powers.enrols else { return HTML.nothing }
    let ways: [PartyStatus] =
      switch status {
      case .enrolled: [.active, .closed]
      case .active: [.suspended, .closed]
      case .suspended: [.active, .closed]
      case .closed: []
      }
    return """
      <p class="row noprint">\(HTML.all(ways.map { way in
        "<a class=\"button quiet\" id=\"\(StatusDeed.verb(way))\" href=\"\(party.path)/\(StatusDeed.verb(way))\">\(StatusDeed.words(way)) …</a> "
      }))</p>
      """
  }

  /// What was just done, by the number of its entry.
  func receipt(_ done: String) async throws(Failure) -> HTML {
    guard let sequence = UInt64(done), sequence > 0 else { return HTML.nothing }
    let page = try await session.ask(ReadJournal(from: sequence, limit: 1))
    return HTML.given(page.items.first) { $0.entry.sequence == sequence ? $0.notice : HTML.nothing }
  }
}
