/// Who a browser is, from page to page: a cookie that means nothing elsewhere, and a token in every form, so that no other
/// page can have a browser send one.
public import Crypto
internal import Foundation
public import Hummingbird
internal import HummingbirdCore

/// The visits of one program. Its key dies with the process: a form that was open meanwhile is to be loaded anew.
public struct Visits: Sendable {
  /// The cookie's name. A browser gives cookies to every port of a host, so each program has its own.
  public let cookie: String
  private let key: SymmetricKey

  /// The visits of a program, by the name of its cookie.
  public init(cookie: String, key: SymmetricKey = SymmetricKey(size: .bits256)) {
    self.cookie = cookie
    self.key = key
  }

  /// The visit that a request belongs to; a new one where it shows none.
  public func visit(of request: Request) -> Visit {
    if let id = request.cookies[cookie]?.value, Visit.isID(id) {
      return Visit(id: id, isNew: false, token: token(of: id))
    }
    let id = Visit.freshID()
    return Visit(id: id, isNew: true, token: token(of: id))
  }

  /// A new visit, whatever the request showed: for whoever has just shown who they are.
  public func fresh() -> Visit {
    let id = Visit.freshID()
    return Visit(id: id, isNew: true, token: token(of: id))
  }

  /// Reads the form that was sent in a visit.
  ///
  /// - Throws: an `HTTPError` where its token is missing or of another visit: then some other page had it sent.
  public func form(of request: Request) async throws -> (Form, Visit) {
    let form = try await Form(of: request)
    let visit = visit(of: request)
    guard !visit.isNew, let shown = Visit.bytes(form[Visit.field]),
      HMAC<SHA256>.isValidAuthenticationCode(shown, authenticating: Data(visit.id.utf8), using: key)
    else {
      throw HTTPError(
        .forbidden, message: "This page had grown too old, or was not ours. Go back, load it again, and try once more.")
    }
    return (form, visit)
  }

  private func token(of id: String) -> String {
    Visit.hexadecimal(HMAC<SHA256>.authenticationCode(for: Data(id.utf8), using: key))
  }
}

/// One browser's visit.
public struct Visit: Hashable, Sendable {
  /// 128 random bits in hexadecimal: known to the browser alone.
  public let id: String
  /// The browser does not have the cookie yet.
  public let isNew: Bool
  /// What its forms bear.
  public let token: String

  /// The name of the field with the token.
  static let field = "form"

  /// The field that every form of the visit bears.
  public var hiddenField: HTML { "<input type=\"hidden\" name=\"form\" value=\"\(token)\">" }

  /// 128 random bits in hexadecimal.
  public static func freshID() -> String { hexadecimal((0..<16).map { _ in UInt8.random(in: 0...UInt8.max) }) }

  static func isID(_ text: String) -> Bool { text.utf8.count == 32 && bytes(text) != nil }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue.map { UInt8($0) } }
    guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
