/// Nothing but the program's own pages sends it anything, and nobody reaches it by a name that is not its own.
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Refuses what another page has a browser send, and, for a program on loopback, what was meant for a name of the network that
/// was made to lead here (DNS rebinding).
struct SameOrigin: RouterMiddleware {
  /// It is asked by this machine's own names only.
  let isLoopbackOnly: Bool
  /// And by these, in lower case.
  let names: Set<String>

  func handle(
    _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    guard let host = request.head.authority,
      !isLoopbackOnly || Host.isLoopback(host) || names.contains(host.lowercased())
    else {
      throw HTTPError(.misdirectedRequest, message: "This machine is not asked by that name. Use http://localhost.")
    }
    guard request.method != .get, request.method != .head else { return try await next(request, context) }
    // Browsers say where a request was made, in one header or in both; whoever is no browser says neither.
    let origin = request.headers[.origin]?.lowercased()
    let isOwnOrigin = origin.map { $0 == "http://\(host)".lowercased() || $0 == "https://\(host)".lowercased() } ?? true
    let isOwnSite = request.headers[.secFetchSite].map { $0 == "same-origin" } ?? true
    guard isOwnOrigin, isOwnSite else {
      throw HTTPError(.forbidden, message: "Another page sent this. Nothing was done.")
    }
    return try await next(request, context)
  }
}
