/// Pages and files as answers.
internal import Crypto
internal import Foundation
internal import HTTPTypes
public import Hummingbird
public import HummingbirdCore
internal import NIOCore

extension HTML {
  /// The page as an answer; a visit that is new gets its cookie with it.
  public func response(_ status: HTTPResponse.Status = .ok, in visit: (Visits, Visit)? = nil) -> Response {
    var response = Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: markup)))
    if let (visits, visit) = visit { response.remember(visit, of: visits) }
    return response
  }
}

extension Response {
  /// Sends the browser on to a page of the program, by a GET: a form that was sent is not sent again when the page is loaded anew.
  public static func seeOther(_ path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }

  /// Gives the browser the visit's cookie, where it does not have it.
  ///
  /// - Parameter isStrict: the browser shows it only on ways within the program, not on a link from elsewhere.
  public mutating func remember(_ visit: Visit, of visits: Visits, isStrict: Bool = false) {
    guard visit.isNew else { return }
    setCookie(
      Cookie(name: visits.cookie, value: visit.id, path: "/", httpOnly: true, sameSite: isStrict ? .strict : .lax))
  }
}

/// A file of a program's pages: a stylesheet, a script. It is in the program, so that nothing has to be installed beside it.
public struct Asset: Sendable {
  /// `/base.css`.
  public let path: String
  private let type: String
  private let bytes: ByteBuffer
  private let tag: String

  /// - Parameters:
  ///   - path: such as `/shop.css`. Its ending says what it is: `css`, `js` or `svg`.
  public init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    self.bytes = ByteBuffer(bytes: bytes)
    tag = Visit.hexadecimal(SHA256.hash(data: bytes).prefix(8))
    type =
      path.hasSuffix(".js")
      ? "text/javascript; charset=utf-8" : path.hasSuffix(".svg") ? "image/svg+xml" : "text/css; charset=utf-8"
  }

  /// What a page names it by. Another file has another address, so that browsers may keep it for ever.
  public var link: String { "\(path)?v=\(tag)" }

  /// Has it served.
  ///
  /// - Parameter other: at another path than its own.
  public func route(in router: PageRouter, at other: String? = nil) {
    let response = Response(
      status: .ok, headers: [.contentType: type, .cacheControl: "public, max-age=31536000, immutable"],
      body: .init(byteBuffer: bytes))
    router.get(RouterPath(other ?? path)) { _, _ in response }
  }

  /// The looks that all pages have in common.
  public static let baseStyle = Asset("/base.css", PackageResources.base_css)
  /// Keeps what `data-live` names up to date while somebody looks.
  public static let liveScript = Asset("/live.js", PackageResources.live_js)

  /// The icon of a program that has none of its own.
  static let icon = Asset("/vouch.svg", PackageResources.vouch_svg)

  static let shared = [baseStyle, liveScript]
}
