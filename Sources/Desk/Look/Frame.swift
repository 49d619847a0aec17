/// What stands around every page of the desk.
internal import Pages

extension Asset {
  static let deskStyle = Asset("/desk.css", PackageResources.desk_css)
}

extension Desk {
  /// The places that the navigation leads to.
  enum Place: String, CaseIterable {
    case overview = "/"
    case charts = "/charts"
    case accounts = "/accounts"
    case sellers = "/sellers"
    case distributors = "/distributors"
    case checks = "/checks"
    case disputes = "/disputes"
    case outbox = "/outbox"
    case journal = "/journal"

    var words: String {
      switch self {
      case .overview: "Overview"
      case .charts: "Charts"
      case .accounts: "Accounts"
      case .sellers: "Sellers"
      case .distributors: "Distributors"
      case .checks: "Checks"
      case .disputes: "Disputes"
      case .outbox: "Outbox"
      case .journal: "Journal"
      }
    }
  }

  /// A page.
  func frame(_ title: String, _ place: Place?, _ visit: Visit, _ content: HTML) -> HTML {
    let links = HTML.all(
      Place.allCases.map { other in
        "<a href=\"\(other.rawValue)\"\(other == place ? " aria-current=\"page\"" : HTML.nothing)>\(other.words)</a>\n"
      })
    return Desk.document(
      title,
      """
      <header class="top"><div><h1><a href="/">Vouch desk</a></h1>
      <nav aria-label="Desk">
      \(links)</nav>
      <form class="end" method="post" action="/leave">\(visit.hiddenField)<span class="faint" id="who">\(powers.words)\
      \(powers.acts ? HTML.nothing : ", reads only")</span>
      <button class="quiet" name="leave">Leave</button></form></div></header>
      <main id="main">
      \(content)
      </main>
      <p class="foot">Times are UTC. What stands here is what the manager answered when the page was loaded.</p>
      """)
  }

  /// The button that opens the desk.
  static func doorPage(_ visit: Visit, pass: String) -> HTML {
    document(
      "Vouch desk",
      """
      <header class="top"><div><h1>Vouch desk</h1></div></header>
      <main id="main"><section class="card"><h2>Open the desk</h2>
      <p>The pass in this link lets in this one browser, once.</p>
      <form method="post" action="/enter">\(visit.hiddenField)<input type="hidden" name="pass" value="\(pass)">
      <button name="enter" id="enter">Open the desk</button></form></section></main>
      """)
  }

  /// What is shown to whoever was not let in.
  static let closedPage = document(
    "Vouch desk",
    """
    <header class="top"><div><h1>Vouch desk</h1></div></header>
    <main id="main"><section class="card"><h2>The desk is closed to this browser</h2>
    <p>Follow the link that 'vouch console' printed when it was started. It works once; start the program anew for \
    another.</p></section></main>
    """)

  static func faultPage(_ sentence: String) -> HTML {
    document(
      "Vouch desk",
      """
      <header class="top"><div><h1><a href="/">Vouch desk</a></h1></div></header>
      <main id="main"><p class="notice bad" role="alert" id="fault">\(sentence)</p><p><a href="/">To the overview</a></p></main>
      """)
  }

  private static func document(_ title: String, _ body: HTML) -> HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title)</title><link rel="stylesheet" href="\(Asset.baseStyle.link)">\
    <link rel="stylesheet" href="\(Asset.deskStyle.link)">\
    <script src="\(Asset.liveScript.link)" defer></script></head>
    <body><a class="skip" href="#main">To the contents</a>
    \(body)
    </body>
    </html>

    """
  }
}
