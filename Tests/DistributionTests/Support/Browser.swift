/// The least browser: one request a connection, everything that comes until it is closed; it keeps its cookie.
import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import VouchTesting

/// An answer.
struct Browsed: CustomStringConvertible {
  let description: String
  var status: Int { Int(description.dropFirst(9).prefix(3)) ?? 0 }
  var head: String {
    String(description.prefix(upTo: description.firstRange(of: "\r\n\r\n")?.lowerBound ?? description.endIndex))
  }
  var body: String {
    String(description.suffix(from: description.firstRange(of: "\r\n\r\n")?.upperBound ?? description.endIndex))
  }
  /// Where it sends the browser on to.
  var location: String { header("Location") }

  func header(_ name: String) -> String {
    head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()): ") }
      .map { String($0.dropFirst(name.count + 2)) } ?? ""
  }

  /// The value of the first field of a name.
  func field(_ name: String) -> String { body.between("name=\"\(name)\" value=\"", "\"") }
}

extension String {
  /// What stands between two marks; empty where they do not.
  func between(_ start: String, _ end: String) -> String {
    guard let range = firstRange(of: start) else { return "" }
    let rest = self[range.upperBound...]
    return String(rest.prefix(upTo: rest.firstRange(of: end)?.lowerBound ?? rest.endIndex))
  }
}

private final class Collector: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer
  let bytes = NIOLockedValueBox(ByteBuffer())
  /// What is enough: the connection is closed by then.
  private let enough: String?

  init(until enough: String?) { self.enough = enough }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var more = unwrapInboundIn(data)
    let text = bytes.withLockedValue {
      $0.writeBuffer(&more)
      return String(buffer: $0)
    }
    if let enough, text.contains(enough) { context.close(promise: nil) }
  }
}

/// A browser.
final class Browser: Sendable {
  let site: String
  let cookie = NIOLockedValueBox("")

  init(_ site: String) { self.site = site }

  /// Asks. `until`: what a stream is read up to.
  func ask(
    _ path: String, method: String = "GET", _ headers: [String] = [], form: [(String, String)]? = nil,
    until: String? = nil
  ) async throws -> Browsed {
    guard let port = site.split(separator: ":").last.flatMap({ Int($0) }) else { throw ProcessFailure("\(site)?") }
    let body = form?.map { "\(escaped($0))=\(escaped($1))" }.joined(separator: "&") ?? ""
    var lines = ["\(method) \(path) HTTP/1.1", "Connection: close"] + headers
    if !headers.contains(where: { $0.hasPrefix("Host:") }) { lines.append("Host: 127.0.0.1:\(port)") }
    let cookie = cookie.withLockedValue { $0 }
    if !cookie.isEmpty, !headers.contains(where: { $0.hasPrefix("Cookie:") }) { lines.append("Cookie: \(cookie)") }
    if form != nil {
      lines += ["Content-Type: application/x-www-form-urlencoded", "Content-Length: \(body.utf8.count)"]
    }
    let collector = Collector(until: until)
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { $0.pipeline.addHandler(collector) }.connect(host: "127.0.0.1", port: port).get()
    try await channel.writeAndFlush(ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n" + body))
    try await channel.closeFuture.get()
    let answer = Browsed(description: String(buffer: collector.bytes.withLockedValue { $0 }))
    let set = answer.header("Set-Cookie").prefix { $0 != ";" }
    if !set.isEmpty { self.cookie.withLockedValue { $0 = String(set) } }
    return answer
  }

  /// Sends a form with the token of the page it stands on.
  func send(_ path: String, from page: Browsed, _ fields: [(String, String)]) async throws -> Browsed {
    try await ask(
      path, method: "POST", ["Origin: \(site)"], form: [("form", page.field("form"))] + fields)
  }

  private func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
  }
}
