/// The least browser: one request a connection, everything that comes until it is closed.
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import VouchTesting

struct Browsed: CustomStringConvertible {
  let description: String
  var status: Int { Int(description.dropFirst(9).prefix(3)) ?? 0 }
  var head: String {
    String(description.prefix(upTo: description.firstRange(of: "\r\n\r\n")?.lowerBound ?? description.endIndex))
  }
  var body: String {
    String(description.suffix(from: description.firstRange(of: "\r\n\r\n")?.upperBound ?? description.endIndex))
  }

  /// A header's values.
  func headers(_ name: String) -> [String] {
    head.split(separator: "\r\n").filter { $0.lowercased().hasPrefix("\(name.lowercased()): ") }
      .map { String($0.dropFirst(name.count + 2)) }
  }

  /// What stands between the first `mark` and `end`; empty where there is none.
  func value(after mark: String, until end: Character = "\"") -> String {
    guard let range = body.firstRange(of: mark) else { return "" }
    return String(body[range.upperBound...].prefix { $0 != end })
  }
}

private final class Collector: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer
  let bytes = NIOLockedValueBox(ByteBuffer())

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var more = unwrapInboundIn(data)
    bytes.withLockedValue { _ = $0.writeBuffer(&more) }
  }
}

/// Gets a page of `site`, such as `http://127.0.0.1:8421`.
func browse(
  _ site: String, _ path: String, method: String = "GET", headers: [String] = [], body: String = ""
) async throws -> Browsed {
  guard let port = site.split(separator: ":").last.flatMap({ Int($0) }) else { throw ProcessFailure("\(site)?") }
  let collector = Collector()
  let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .channelInitializer { $0.pipeline.addHandler(collector) }
    .connect(host: "127.0.0.1", port: port).get()
  var head = ["\(method) \(path) HTTP/1.1", "Host: shop", "Connection: close"] + headers
  if method == "POST" {
    head += ["Content-Type: application/x-www-form-urlencoded", "Content-Length: \(body.utf8.count)"]
  }
  // A form that is too large is refused before all of it is there.
  try? await channel.writeAndFlush(ByteBuffer(string: head.joined(separator: "\r\n") + "\r\n\r\n" + body))
  try await channel.closeFuture.get()
  return Browsed(description: String(buffer: collector.bytes.withLockedValue { $0 }))
}

/// A browser that keeps its cookies, and fills in forms as they stand on its page.
final class Visitor {
  private let site: String
  var cookies: [String: String] = [:]
  /// What it looks at.
  private(set) var page = Browsed(description: "")

  init(at site: String) { self.site = site }

  /// Goes to a page, and on to wherever that sends it.
  @discardableResult
  func go(_ path: String) async throws -> Browsed { try await ask(path, "GET") }

  /// Sends a form with these fields from the page that it looks at.
  @discardableResult
  func send(_ path: String, _ fields: [(String, String)]) async throws -> Browsed {
    let token = page.value(after: "name=\"form\" value=\"")
    let all = [("form", token)] + fields
    return try await ask(path, "POST", all.map { "\($0)=\(escaped($1))" }.joined(separator: "&"))
  }

  private func ask(_ path: String, _ method: String, _ body: String = "") async throws -> Browsed {
    let shown = cookies.map { "\($0)=\($1)" }.joined(separator: "; ")
    page = try await browse(
      site, path, method: method, headers: shown.isEmpty ? [] : ["Cookie: \(shown)"], body: body)
    for cookie in page.headers("Set-Cookie") {
      let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      cookies[String(pair[0])] = cookie.contains("Max-Age=0") ? nil : String(pair[1])
    }
    guard page.status == 303, let place = page.headers("Location").first else { return page }
    return try await ask(place, "GET")
  }

  private func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(UnicodeScalar(byte))
      default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
      }
    }.joined()
  }
}
