/// How something is done: it is shown first, with the id that makes it happen once however often the button is pressed; then it
/// is done, and its receipt shown.
internal import CheckClient
internal import Console
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import Logging
internal import Pages
internal import RPC
internal import Wire

/// What was filled in.
private struct Filled {
  var command: CommandID
  var reason = ""
  var amount = ""
}

extension Desk {
  func act(in router: PageRouter) {
    for kind in PartyKind.allCases {
      for status in StatusDeed.ways {
        deed("/\(kind.rawValue)/:code/\(StatusDeed.verb(status))", in: router, kind.place, may: \.enrols) {
          [self] context in
          guard let party = kind.party(context.parameters.get("code") ?? "") else {
            throw HTTPError(.notFound, message: "That is no code.")
          }
          let view = try await session.view(of: party)
          return (
            StatusDeed.deed(party, to: status, now: view.status, name: view.name),
            { filled, note, _ throws(Failure) in
              try await self.session.ask(
                Administration(id: filled, change: .setStatus(party, status), note: note))
            }
          )
        }
      }
    }
    for way in CheckDeed.allCases {
      deed("/checks/:id/\(way.rawValue)", in: router, .checks, may: \.resolves) { [self] context in
        guard let id = CheckID(context.parameters.get("id") ?? "") else {
          throw HTTPError(.notFound, message: "That is no number of a check.")
        }
        let check = try await session.ask(GetCheck(id)).check
        return (
          way.deed(check),
          { filled, note, amount throws(Failure) in
            try await self.session.ask(
              CheckAction(id: filled, check: id, actor: .operator, event: way.event(amount), note: note))
          }
        )
      }
    }
  }

  private typealias Doing = @Sendable (CommandID, Text, Amount?) async throws(Failure) -> Receipt

  /// The two routes of a deed: its page, and the doing.
  private func deed(
    _ path: RouterPath, in router: PageRouter, _ place: Place, may: any (KeyPath<Powers, Bool> & Sendable),
    _ find: @escaping @Sendable (BasicRequestContext) async throws -> (Deed, Doing)
  ) {
    page(path, in: router) { [self] _, context, visit in
      guard powers[keyPath: may] else { throw Desk.notAllowed }
      return deedPage(try await find(context).0, Filled(command: IDMaker().command()), place, visit)
    }
    router.post(path) { [self] request, context -> Response in
      let (form, visit) = try await visits.form(of: request)
      guard entrance.isIn(visit) else { return Desk.closedPage.response(.unauthorized) }
      guard powers[keyPath: may] else { throw Desk.notAllowed }
      guard let command = CommandID(form["command"]) else {
        throw HTTPError(.badRequest, message: "This form was changed on its way. Go back, and load its page again.")
      }
      let filled = Filled(command: command, reason: form["reason"], amount: form["amount"])
      return try await answering {
        let (deed, doing) = try await find(context)
        return try await done(deed, doing, filled, place, visit)
      }
    }
  }

  private static let notAllowed = HTTPError(
    .forbidden, message: "This identity may not do that. Nothing was done.")

  private func done(
    _ deed: Deed, _ doing: Doing, _ filled: Filled, _ place: Place, _ visit: Visit
  ) async throws -> Response {
    func again(_ fault: String) -> Response {
      deedPage(deed, filled, place, visit, fault: fault).response(.unprocessableContent)
    }
    guard let note = Text(filled.reason), !note.isEmpty else {
      return again("Give a reason: one line of at most \(Text.maximumBytes) bytes. It stands in the journal.")
    }
    var amount: Amount?
    if let currency = deed.currency, !filled.amount.isEmpty {
      guard let sum = currency.parse(filled.amount).flatMap({ Amount(minorUnits: $0) }) else {
        return again("“\(filled.amount)” is no sum of \(currency.code). Leave it empty for all of it.")
      }
      amount = sum
    }
    do throws(Failure) {
      let receipt = try await doing(filled.command, note, amount)
      logger.notice(
        "done", metadata: ["entry": "\(receipt.entry.sequence)", "what": "\(receipt.title)"])
      return .seeOther("\(deed.subject)?done=\(receipt.entry.sequence)")
    } catch {
      switch error {
      case .refused(let refusal): return again(refusal.sentence)
      case .client(.status(.permissionDenied), _): throw Desk.notAllowed
      default:
        return again(
          "\(error.sentence ?? "The manager did not answer.") If it was done all the same, doing it again does nothing twice."
        )
      }
    }
  }

  private func deedPage(
    _ deed: Deed, _ filled: Filled, _ place: Place, _ visit: Visit, fault: String? = nil
  ) -> HTML {
    let sum = HTML.given(deed.currency) { currency in
      """
      <p><label for="amount">How much, in \(currency.code) (empty: all of it)</label>
      <input type="text" inputmode="decimal" id="amount" name="amount" maxlength="24" value="\(filled.amount)"></p>
      """
    }
    return frame(
      "\(deed.question) – Vouch desk", place, visit,
      """
      <section class="card deed"><h2 id="question">\(deed.question)</h2>
      \(HTML.all(deed.consequences.map { "<p>\($0)</p>\n" }))
      \(HTML.when(deed.isFinal, "<p class=\"warn\">This cannot be taken back.</p>"))
      \(HTML.given(fault) { "<p class=\"notice bad\" role=\"alert\" id=\"fault\">\($0)</p>" })
      <form method="post" action="\(deed.path)">\(visit.hiddenField)
      <input type="hidden" name="command" value="\(filled.command)">
      \(sum)
      <p><label for="reason">Reason, for the journal</label>
      <input type="text" id="reason" name="reason" required maxlength="200" value="\(filled.reason)"></p>
      <p class="row"><button name="do" id="do"\(deed.isFinal ? " class=\"danger\"" : HTML.nothing)>\(deed.button)</button>
      <a href="\(deed.subject)">Do nothing</a></p></form></section>
      """)
  }
}
