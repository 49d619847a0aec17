/// The books: statements, the journal, and what paying systems were told.
internal import CheckClient
internal import Console
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import Pages
internal import RPC
internal import Wire

extension Desk {
  func books(in router: PageRouter) {
    page("/statement/:kind/:code/:book", in: router) { [self] request, context, visit in
      let kind = PartyKind(rawValue: context.parameters.get("kind") ?? "")
      guard let kind, let party = kind.party(context.parameters.get("code") ?? ""),
        let book = Desk.book(context.parameters.get("book") ?? "", of: party)
      else { throw HTTPError(.notFound, message: "There is no such account of the book.") }
      return try await statementPage(book, party, kind, request, visit)
    }
    page("/journal", in: router) { [self] request, _, visit in try await journalPage(request, visit) }
    page("/outbox", in: router) { [self] _, _, visit in try await outboxPage(visit) }
  }

  // MARK: Statements

  /// Where the statement of an account is.
  static func path(of book: BookAccountID, _ party: Party) -> String {
    "/statement\(party.path)/\(book.kind.name)"
  }

  private static func book(_ name: String, of party: Party) -> BookAccountID? {
    switch (party, name) {
    case (.account(let id), "bank"): .bank(id)
    case (.account(let id), "card"): .card(id)
    case (.seller(let id), "available"): .available(id)
    case (.seller(let id), "locked"): .locked(id)
    case (.seller(let id), "reserve"): .reserve(id)
    case (.distributor(let id), "debt"): .debt(id)
    default: nil
    }
  }

  private func statementPage(
    _ book: BookAccountID, _ party: Party, _ kind: PartyKind, _ request: Request, _ visit: Visit
  ) async throws -> HTML {
    var place: Statement.Place?
    if let entry = UInt64(request.query("entry")), let balance = Int64(request.query("balance")) {
      place = Statement.Place(entry: entry, balance: balance)
    }
    let statement = try await session.ask(StatementQuery(account: book, from: place, limit: Desk.rows))
    let path = Desk.path(of: book, party)
    return frame(
      "\(book.title) – Vouch desk", kind.place, visit,
      """
      <h2>\(book.title)</h2>
      <p>Balance now <b id="balance">\(statement.currency.money(statement.balance))</b>\
      \(HTML.when(statement.held != 0, ", of it held \(statement.currency.money(statement.held))"))</p>
      \(Desk.table(of: statement))
      <nav class="pages" aria-label="Pages"><a href="\(party.path)">\(party.noun) \(party.code)</a>
      \(HTML.when(place != nil, "<a href=\"\(path)\">Newest</a>"))
      \(HTML.given(statement.next) { "<a id=\"next\" href=\"\(path)?entry=\($0.entry)&amp;balance=\($0.balance)\">Older</a>" })</nav>
      \(HTML.given(statement.next == nil ? statement.archivedThrough : nil) {
        "<p class=\"faint\">What moved before is in archives, to entry \(grouped($0)).</p>"
      })
      """)
  }

  static func table(of statement: Statement) -> HTML {
    let currency = statement.currency
    return Table(
      id: "statement",
      columns: [
        .text("Time"), .text("What"), .number("Amount"), .number("Balance"), .text("Other side"), .text("About"),
        .text("Detail"),
      ],
      rows: statement.lines.map { line in
        [
          "\(line.time.toSecond)", "\(line.kind.words)", "\(currency.format(line.amount))",
          "\(currency.format(line.balance))", "\(line.counterpart.title)", line.subject.link, HTML.orDash(line.detail),
        ]
      }, none: "Nothing has moved here yet."
    ).html
  }

  // MARK: Journal

  static func table(of entries: [Receipt], id: String, isOfOne: Bool = false, none: HTML) -> HTML {
    Table(
      id: id,
      columns: [.number("Entry"), .text("Time"), .text("What"), .number("Amount"), .text("Who")]
        + (isOfOne ? [] : [.text("About")]) + [.text("Money"), .text("Detail")],
      rows: entries.map { receipt in
        let entry = receipt.entry
        let money = entry.postings.all.map { posting -> HTML in
          "\(entry.currency.format(posting.amount)) \(posting.debit.title) → \(posting.credit.title)<br>"
        }
        return [
          "\(grouped(entry.sequence))", "\(entry.time.toSecond)", "\(entry.kind.words)",
          entry.amount == 0 ? HTML.orDash(nil) : "\(entry.currency.money(entry.amount))", "\(entry.actor.description)",
        ] + (isOfOne ? [] : [entry.subject.link]) + [HTML.all(money), HTML.orDash(receipt.detail)]
      }, none: none
    ).html
  }

  private func journalPage(_ request: Request, _ visit: Visit) async throws -> HTML {
    let asked = request.query("from")
    guard asked.isEmpty || UInt64(asked) != nil else {
      throw HTTPError(.badRequest, message: "An entry's number is a whole number, such as 4711.")
    }
    let last = try await session.reply(to: GetStatus()).sequence
    let rows = UInt64(Desk.rows)
    let from = UInt64(asked) ?? (last > rows ? last - rows + 1 : 1)
    let page: Page<Receipt, UInt64>
    do throws(Failure) {
      page = try await session.ask(ReadJournal(from: max(from, 1), limit: Desk.rows))
    } catch {
      guard case .refused(.entryArchived) = error else { throw error }
      throw HTTPError(.notFound, message: Refusal.entryArchived.sentence)
    }
    let older = from > 1 ? (from > rows ? from - rows : 1) : nil
    let newer = page.items.last.flatMap { $0.entry.sequence < last ? $0.entry.sequence + 1 : nil }
    let refusals = recorder.refusals.prefix(12).map { reason -> [HTML] in
      ["<span class=\"code\">\(reason.name)</span>", "\(grouped(Figure.integer(reason.rate)))"]
    }
    return frame(
      "Journal – Vouch desk", .journal, visit,
      """
      <h2>Journal</h2>
      <form class="filters" method="get" action="/journal"><label>From entry<input type="text" inputmode="numeric" name="from" \
      maxlength="20" value="\(asked)"></label><button>Show</button></form>
      \(Desk.table(of: Array(page.items.reversed()), id: "journal", none: "There are no entries here yet."))
      <nav class="pages" aria-label="Pages">\(HTML.given(newer) { "<a id=\"newer\" href=\"/journal?from=\($0)\">Newer</a>" })
      \(HTML.given(older) { "<a id=\"older\" href=\"/journal?from=\($0)\">Older</a>" })
      \(HTML.when(!asked.isEmpty, "<a href=\"/journal\">Newest</a>"))</nav>
      <section class="card"><h2>Refused</h2>
      <p class="faint">What is refused changes nothing, and so is no entry of the journal: it is only counted. These are the last \
      fifteen minutes, as far as this desk was running.</p>
      \(Table(id: "refusals", columns: [.text("Reason"), .number("Times")], rows: Array(refusals), none: "Nothing was refused.").html)
      </section>
      """)
  }

  // MARK: Outbox

  /// How many of the newest entries are looked through for what paying systems rejected.
  private static let rejectedAmong: UInt64 = 5_000

  private func outboxPage(_ visit: Visit) async throws -> HTML {
    let status = try await session.reply(to: GetStatus())
    var sections: [HTML] = []
    for rail in PaymentRail.allCases where rail.isOutside {
      do throws(Failure) {
        let page = try await session.ask(ListInstructions(rail, limit: Desk.rows))
        sections.append(section(rail, page, now: status.accepted.time))
      } catch {
        guard case .client(.status(.permissionDenied), _) = error else { throw error }
        sections = [
          "<p class=\"notice\">What paying systems are told names people, which this identity may not read.</p>"
        ]
        break
      }
    }
    let from = status.sequence > Desk.rejectedAmong ? status.sequence - Desk.rejectedAmong : 1
    var rejected: [Receipt] = []
    for kind in [JournalEntry.Kind.railRejected, .railReturned] {
      rejected += try await session.ask(ReadJournal(from: from, limit: Desk.rows, kind: kind)).items
    }
    rejected.sort { $0.entry.sequence > $1.entry.sequence }
    return frame(
      "Outbox – Vouch desk", .outbox, visit,
      """
      <h2>Outbox</h2>
      <p class="faint">What paying systems outside were told and have not answered, the oldest first.</p>
      \(HTML.all(sections))
      <section class="card"><h2>Rejected or returned</h2>
      \(Desk.table(
        of: rejected, id: "rejected", none: "None among the newest \(grouped(Desk.rejectedAmong)) entries."))</section>
      """)
  }

  private func section(_ rail: PaymentRail, _ page: Page<InstructionOrder, UInt64>, now: Timestamp) -> HTML {
    let rows = page.items.map { order -> [HTML] in
      let instruction = order.instruction
      return [
        "<span class=\"code\">\(instruction.id.description)</span>", "\(instruction.time.toSecond)",
        "\(Desk.age(now, instruction.time))", "\(Desk.words(instruction.purpose))",
        "\(instruction.currency.money(instruction.amount))", "\(order.party.noun) \(order.party.link)",
        "\(Desk.words(instruction.state))", instruction.subject.link,
      ]
    }
    let oldest = page.items.first.map { Desk.age(now, $0.instruction.time) }
    return """
      <section class="card"><h2>\(rail.name)</h2>
      \(HTML.given(oldest) { "<p>\(page.items.count)\(page.next == nil ? "" : " or more") open, the oldest for \($0).</p>" })
      \(Table(
        id: "outbox-\(rail.name)",
        columns: [
          .text("Instruction"), .text("Told"), .text("Age"), .text("To"), .number("Amount"), .text("Party"),
          .text("State"), .text("About"),
        ], rows: rows, none: "Nothing is open."
      ).html)</section>
      """
  }

  private static func words(_ purpose: RailInstruction.Purpose) -> String {
    switch purpose {
    case .collect: "collect"
    case .payOut: "pay out"
    case .giveBack: "give back"
    }
  }

  private static func words(_ state: RailInstruction.State) -> String {
    switch state {
    case .outstanding: "told"
    case .unsure: "not answered in time"
    case .accepted: "accepted"
    case .rejected: "rejected"
    case .returned: "returned"
    }
  }

  private static func age(_ now: Timestamp, _ then: Timestamp) -> String {
    let seconds = max(0, (now - then).milliseconds / 1000)
    switch seconds {
    case ..<120: return "\(seconds) s"
    case ..<7200: return "\(seconds / 60) min"
    case ..<172_800: return "\(seconds / 3600) h"
    default: return "\(seconds / 86_400) days"
    }
  }
}
