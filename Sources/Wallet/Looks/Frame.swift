/// What all of the wallet's pages have around them.
internal import Pages

/// A page's frame.
struct Frame: Sendable {
  /// The places that every page leads to.
  enum Place: String, CaseIterable, Sendable {
    case home = "/"
    case purchases = "/purchases"
    case checks = "/checks"
    case statement = "/statement"

    var title: String {
      switch self {
      case .home: "Home"
      case .purchases: "Purchases"
      case .checks: "Checks"
      case .statement: "Statement"
      }
    }
  }

  let style: Asset
  let icon: Asset
  /// Whose wallet it is.
  let account: String

  /// A page for whom the wallet is open to.
  func page(_ title: String, at place: Place?, _ visit: Visit, _ content: HTML) -> HTML {
    let links = HTML.all(
      Place.allCases.map { each in
        "<a href=\"\(each.rawValue)\"\(HTML.when(each == place, " aria-current=\"page\""))>\(each.title)</a>"
      })
    return document(
      title,
      """
      <header class="top"><div><h1><a href="/">Wallet</a></h1><nav aria-label="Pages">\(links)</nav>
      <form class="end row" method="post" action="/lock">\(visit.hiddenField)<span class="faint code">\(account)</span> \
      <button class="quiet" id="lock" name="lock">Lock</button></form></div></header>
      <main id="main">
      \(content)
      </main>
      <footer class="foot"><p>This wallet runs on your own machine. Whatever is paid, is paid by checks that you approve here, and by \
      nothing else.</p></footer>
      """)
  }

  /// A page for anybody: it says nothing of whose the wallet is.
  func closedPage(_ title: String, _ content: HTML) -> HTML {
    document(
      title,
      """
      <header class="top"><div><h1><a href="/">Wallet</a></h1></div></header>
      <main id="main">
      \(content)
      </main>
      """)
  }

  private func document(_ title: String, _ body: HTML) -> HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex"><title>\(title) – Wallet</title>
    <link rel="icon" type="image/svg+xml" href="\(icon.link)">
    <link rel="stylesheet" href="\(Asset.baseStyle.link)"><link rel="stylesheet" href="\(style.link)">
    <script src="\(Asset.liveScript.link)" defer></script></head>
    <body class="wallet"><a class="skip" href="#main">To the content</a>
    \(body)
    </body>
    </html>

    """
  }
}

extension HTML {
  /// A sentence that says what went wrong, or what was done; nothing where there is none.
  static func notice(_ sentence: String?, isBad: Bool = true, id: String = "notice") -> HTML {
    given(sentence) { text in
      "<p class=\"notice\(when(isBad, " bad"))\" id=\"\(id)\" role=\"\(isBad ? "alert" : "status")\">\(text)</p>"
    }
  }

  /// Text of somebody else's, which keeps the direction of its letters to itself.
  static func foreign(_ text: some CustomStringConvertible) -> HTML { "<bdi>\(text)</bdi>" }

  /// A term and what it is; nothing where there is nothing to say.
  static func field(_ term: String, _ value: String?, id: String? = nil) -> HTML {
    guard let value, !value.isEmpty else { return nothing }
    return "<dt>\(term)</dt><dd\(given(id) { " id=\"\($0)\"" })>\(foreign(value))</dd>\n"
  }

  /// As above, with markup.
  static func field(_ term: String, markup: HTML, id: String? = nil) -> HTML {
    "<dt>\(term)</dt><dd\(given(id) { " id=\"\($0)\"" })>\(markup)</dd>\n"
  }
}
