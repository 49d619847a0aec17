/// The carrier's pages over HTTP: the planner's board, the drivers' page, the buyers' page.
///
/// Absent here: what may be done to a delivery (`MailOrder`), and how it is done (`Carrier`).
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Ledger
internal import Logging
internal import MailOrder
internal import Pages
public import RPC
internal import Sites

/// How the pages are reached.
public struct PageSite: Hashable, Sendable {
  /// Where they listen: loopback, as nothing secures HTTP.
  public var endpoint: Endpoint
  /// By which name a proxy before them, which brings TLS, is asked; nil: there is none.
  public var name: String?

  /// The pages at an endpoint.
  public init(endpoint: Endpoint, name: String? = nil) {
    self.endpoint = endpoint
    self.name = name
  }

  /// Whether this is a host's name as browsers send it: at most 100 bytes, so that a link to a parcel fits a text.
  public static func isName(_ text: String) -> Bool {
    (1...100).contains(text.utf8.count) && text.first != ":" && text.first != "." && text.first != "-"
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: true
        default: false
        }
      }
  }

  /// Where they are to whoever has a browser.
  func base(_ listening: String) -> String { name.map { "https://\($0)" } ?? listening }
}

/// The pages.
struct BoardSite: Sendable {
  let carrier: Carrier
  let site: PageSite
  let key: PageKey
  let visits: Visits
  let streams = EventStreams()
  let guesses: Guesses
  let logger: Logger

  init(_ carrier: Carrier, at site: PageSite, logger: Logger) async throws(SiteStoreError) {
    self.carrier = carrier
    self.site = site
    self.logger = logger
    key = try await carrier.pageKey()
    visits = Visits(cookie: "vouch-board", key: key.forms)
    guesses = Guesses(logger: logger)
  }

  /// Serves until cancelled.
  func serve(listening: @escaping @Sendable (String) -> Void) async throws {
    let server = PageServer(
      at: site.endpoint, isLoopbackOnly: true, names: Set(site.name.map { [$0] } ?? []), flag: "--http",
      fault: { sentence, request in faultPage(sentence, request) }, logger: logger)
    let told: @Sendable (String) -> Void = { place in
      carrier.pages = PageLinks(base: site.base(place), key: key)
      listening(place)
    }
    try await server.run(listening: told) { router in
      [BoardSite.style, BoardSite.boardScript, BoardSite.driveScript].forEach { $0.route(in: router) }
      routePasses(in: router)
      routeBoard(in: router)
      routeDrive(in: router)
      routeTracking(in: router)
    }
  }

  static let style = Asset("/board.css", PackageResources.board_css)
  static let boardScript = Asset("/board.js", PackageResources.board_js)
  static let driveScript = Asset("/drive.js", PackageResources.drive_js)

  private func faultPage(_ sentence: String, _ request: Request) -> HTML {
    frame(
      title: "\(carrier.identity.name)", navigation: .nothing,
      """
      <h2>This did not work</h2>
      <p id="fault" class="notice bad" role="alert">\(sentence)</p>
      """)
  }

  /// A page of the carrier's.
  func frame(title: String, navigation: HTML, scripts: [Asset] = [], _ content: HTML) -> HTML {
    let scripts = HTML.all(scripts.map { "<script src=\"\($0.link)\" defer></script>" })
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title><link rel="stylesheet" href="\(Asset.baseStyle.link)">\
      <link rel="stylesheet" href="\(BoardSite.style.link)">\(scripts)</head>
      <body><a class="skip" href="#main">To the content</a>
      <header class="top"><div><h1>\(carrier.identity.name)</h1>\(navigation)</div></header>
      <main id="main">
      \(content)
      </main></body>
      </html>

      """
  }
}

/// Somebody who is in.
struct Admitted: Sendable {
  let role: Role
  let visit: Visit
}

extension BoardSite {
  /// Who asks.
  ///
  /// - Throws: an `HTTPError` where nobody is in, or the pass has ended.
  func admitted(_ request: Request) throws -> Admitted {
    let visit = visits.visit(of: request)
    guard !visit.isNew, let role = try carrier.role(of: visit.id) else {
      throw HTTPError(
        .forbidden, message: "Open the link of your pass first. If it no longer works, the planner gives you another.")
    }
    return Admitted(role: role, visit: visit)
  }

  /// The planner who asks.
  func planner(_ request: Request) throws -> Visit {
    let admitted = try admitted(request)
    guard admitted.role == .planner else { throw HTTPError(.forbidden, message: "This page is the planner's.") }
    return admitted.visit
  }

  /// The form that somebody who is in has sent.
  func form(of request: Request) async throws -> (Form, Admitted) {
    let (form, _) = try await visits.form(of: request)
    return (form, try admitted(request))
  }
}
