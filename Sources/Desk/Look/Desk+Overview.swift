/// The first page: how the manager is, whether money is conserved, and what wants looking at.
internal import Console
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import Pages
internal import Wire

extension Desk {
  func look(in router: PageRouter) {
    page("/", in: router) { [self] _, _, visit in
      let status = try await session.ask(GetStatus())
      let sheet = try await session.ask(GetBalanceSheet())
      return frame(
        "\(status.draweeName) – Vouch desk", .overview, visit,
        """
        <h2 id="manager">\(status.draweeName)</h2>
        \(alarms(status, sheet))
        <div data-live="/live/overview" id="pulse">\(recorder.figures)</div>
        \(counts(status))
        \(conservation(sheet))
        """)
    }
  }

  private func alarms(_ status: ManagerStatus, _ sheet: BalanceSheet) -> HTML {
    var alarms: [HTML] = []
    if !sheet.isConserved {
      alarms.append("The book does not come to nothing: money was made or lost. Stop, and run 'vouchd verify'.")
    }
    if let reason = status.readOnly {
      alarms.append(
        "Changes are refused (\(reason)): the disk or the database is full. Make room; they are taken again by themselves."
      )
    }
    if let jump = status.clockJump {
      alarms.append(
        "The wall clock jumped by \(grouped(jump / 1000)) seconds: nothing expires until it comes back, or somebody who may says 'vouch clock accept'."
      )
    }
    guard !alarms.isEmpty else { return "<p class=\"good\" id=\"alarms\">Nothing is wrong.</p>" }
    return """
      <div id="alarms">\(HTML.all(alarms.map { "<p class=\"notice bad\" role=\"alert\">\($0)</p>\n" }))</div>
      """
  }

  private func counts(_ status: ManagerStatus) -> HTML {
    func figure(_ count: UInt64, _ words: HTML, _ path: String) -> HTML {
      "<a class=\"figure\" href=\"\(path)\"><b>\(grouped(count))</b><span>\(words)</span></a>\n"
    }
    return """
      <div class="figures" id="counts">
      \(figure(status.accounts, "accounts", "/accounts"))\
      \(figure(status.sellers, "sellers", "/sellers"))\
      \(figure(status.distributors, "distributors", "/distributors"))\
      \(figure(status.checks, "checks", "/checks"))\
      \(figure(status.openChecks, "of them open", "/checks?state=issued"))\
      </div>
      \(fieldList([
        ("Version", "\(status.version)"), ("Time", "\(status.time.withZone)"), ("Started", "\(status.started.withZone)"),
        ("Archived", HTML.orDash(status.archived.map { "to entry \(grouped($0.through)), of \($0.time.withZone)" })),
      ]))
      """
  }

  private func conservation(_ sheet: BalanceSheet) -> HTML {
    let rows = sheet.sheets.map { one -> [HTML] in
      let currency = one.currency
      let isSound = one.total == 0 && one.held == one.remaining
      return [
        "\(currency.code)", "\(currency.format(one.total))", "\(currency.format(one.held))",
        "\(currency.format(one.remaining))",
        isSound ? "<span class=\"good\">conserved</span>" : "<strong class=\"bad\">not conserved</strong>",
      ]
    }
    let kinds = HTML.all(
      sheet.sheets.map { one in
        let lines = one.lines.map { line -> [HTML] in
          [
            "\(line.kind.words)\(line.rail.map { " \($0.name)" } ?? "")", "\(grouped(line.accounts))",
            "\(one.currency.format(line.posted))",
          ]
        }
        return """
          <details><summary>\(one.currency.code) by kind of account</summary>
          \(Table(
            id: "book-\(one.currency.code)",
            columns: [.text("Kind"), .number("Accounts"), .number("Sum")], rows: lines, none: "No money has moved yet."
          ).html)</details>
          """
      })
    return """
      <section class="card"><h2>Conservation</h2>
      <p class="faint">Every sum that leaves one account of the book enters another, so all of them come to nothing; and what is \
      held is what remains on open checks.</p>
      \(Table(
        id: "conservation",
        columns: [.text("Currency"), .number("All accounts"), .number("Held"), .number("On open checks"), .text("")],
        rows: rows, none: "No money has moved yet."
      ).html)
      \(kinds)</section>
      """
  }
}
