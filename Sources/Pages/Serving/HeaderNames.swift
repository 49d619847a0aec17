/// Names of headers that HTTPTypes has no names for.
internal import HTTPTypes

extension HTTPField.Name {
  static let referrerPolicy = named("Referrer-Policy")
  static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")
  static let crossOriginResourcePolicy = named("Cross-Origin-Resource-Policy")
  /// Where a browser says that a request was made: by the page's own origin, or another.
  static let secFetchSite = named("Sec-Fetch-Site")

  private static func named(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' cannot be a header's name") }
    return name
  }
}
