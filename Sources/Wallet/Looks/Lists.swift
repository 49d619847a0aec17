/// The wallet's lists: the first page, purchases, checks.
internal import Console
internal import Ledger
internal import MailOrder
internal import Pages
internal import Terminal

extension Purchase {
  /// A line of a list.
  var listItem: HTML {
    let form = order.form
    return """
      <li><a class="item" href="/purchases/\(id)"><strong>\(HTML.foreign(title))</strong>\
      <span class="number">\(form.currency.money(form.amount.minorUnits))</span>\
      <span class="faint">\(HTML.foreign(sellerTitle)), \(form.made.dayInWords)</span><span class="tag \(tone)">\(standing)</span></a></li>

      """
  }
}

/// The first page.
struct HomePage {
  /// Nil: the check manager cannot be asked; and why.
  let account: Result<AccountRecord, Failure>
  let unfinished: [Purchase]
  let recent: [Purchase]

  var live: HTML {
    let covers: HTML
    switch account {
    case .failure(let failure): covers = HTML.notice(failure.buyerSentence, id: "no-balance")
    case .success(let record): covers = HomePage.covers(of: record.account)
    }
    let open: HTML = HTML.when(
      !unfinished.isEmpty,
      """
      <section class="card" id="unfinished" aria-labelledby="unfinished-title"><h3 id="unfinished-title">Not finished yet</h3>\
      <ul class="list">\(HTML.all(unfinished.map(\.listItem)))</ul></section>
      """)
    let list: HTML =
      recent.isEmpty
      ? """
      <p id="empty">Nothing was bought yet. Choose something in a shop, and press “Pay with a check” there: the order comes here for you to \
      approve.</p>
      """
      : "<ul class=\"list\">\(HTML.all(recent.map(\.listItem)))</ul><p><a href=\"/purchases\">All purchases</a></p>"
    return """
      \(covers)
      \(open)
      <section class="card" id="recent" aria-labelledby="recent-title"><h3 id="recent-title">Latest purchases</h3>\(list)</section>
      """
  }

  var content: HTML { "<h2>Your money</h2><div data-live=\"/live\" id=\"home\">\(live)</div>" }

  private static func covers(of account: Account) -> HTML {
    let status: HTML = HTML.when(
      account.status != .active,
      "<p class=\"notice bad\" role=\"alert\">Your account is \(account.status.sentence): no checks are drawn on it.</p>"
    )
    let shown = [Cover.bank, .card].filter { account[$0].standing != .none || account[$0].balance.posted != 0 }
    let cards = HTML.all(shown.map { cover(account[$0], $0, account) })
    let none: HTML = HTML.when(
      shown.isEmpty,
      "<p class=\"card\">Neither a bank nor a credit company vouches for this account. Ask the check manager’s operator.</p>"
    )
    return "\(status)\(none)<div class=\"grid covers\" id=\"balance\">\(cards)</div>"
  }

  private static func cover(_ balance: CoverBalance, _ cover: Cover, _ account: Account) -> HTML {
    func part(_ term: String, _ sum: Int64) -> HTML {
      "<div><dt>\(term)</dt><dd>\(account.currency.money(sum))</dd></div>"
    }
    let line: HTML = HTML.when(balance.line > 0, part("Credit line", balance.line))
    let bad: HTML = HTML.when(balance.standing == .bad, "<p><b>Not vouched for now</b></p>")
    return """
      <section class="cover\(HTML.when(cover == .card, " card-cover"))" id="cover-\(cover == .bank ? "bank" : "card")">\
      <h3>\(cover == .bank ? "Bank account" : "Card")</h3><span>available</span>\
      <p class="sum" id="available-\(cover == .bank ? "bank" : "card")">\(account.currency.money(balance.available))</p>\(bad)\
      <dl>\(part("Booked", balance.balance.posted))\(part("Held by checks", balance.held))\(line)</dl></section>
      """
  }
}

/// Lists that come in pages.
enum Lists {
  /// Purchases, newest first.
  static func purchases(_ page: Page<Purchase, OrderID>, isFirst: Bool) -> HTML {
    let list: HTML =
      page.items.isEmpty
      ? "<p id=\"empty\">Nothing was bought yet. Orders from shops come here once you have approved them.</p>"
      : "<ul class=\"list\" id=\"purchases\">\(HTML.all(page.items.map(\.listItem)))</ul>"
    return """
      <h2>Purchases</h2><section class="card">\(list)</section>
      \(turning("/purchases", next: page.next?.description, isFirst: isFirst))
      """
  }

  /// Checks, newest first.
  static func checks(_ page: Page<CheckDocument, CheckID>, isFirst: Bool) -> HTML {
    let rows = HTML.all(
      page.items.map { check in
        """
        <li><a class="item" href="/checks/\(check.id)"><strong>\(HTML.foreign(payee(of: check)))</strong>\
        <span class="number">\(check.terms.currency.money(check.terms.amount.minorUnits))</span>\
        <span class="faint">\(check.issued.inWords)</span><span class="tag \(check.progress.state.tone)">\(check.progress.state.title)</span></a></li>

        """
      })
    let list: HTML =
      page.items.isEmpty
      ? "<p id=\"empty\">No check was drawn on this account yet.</p>" : "<ul class=\"list\" id=\"checks\">\(rows)</ul>"
    return """
      <h2>Checks</h2><section class="card">\(list)</section>
      \(turning("/checks", next: page.next?.description, isFirst: isFirst))
      """
  }

  private static func payee(of check: CheckDocument) -> String {
    if !check.payeeName.isEmpty { return check.payeeName.value }
    return (check.terms.payee ?? check.progress.payee)?.description ?? "whoever presents it first"
  }

  /// To the newest, and to older ones.
  static func turning(_ path: String, next: String?, isFirst: Bool) -> HTML {
    let first: HTML = HTML.when(!isFirst, "<a href=\"\(path)\">Newest</a>")
    let older: HTML = HTML.given(next) { "<a id=\"older\" href=\"\(path)?from=\(queryEscaped($0))\">Older</a>" }
    return "<nav class=\"row\" aria-label=\"Older and newer\">\(first)\(older)</nav>"
  }
}
