/// The least browser: one request a connection; it keeps cookies, and follows nothing by itself.
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import VouchTesting

/// What a page answered.
struct WebAnswer: CustomStringConvertible {
  let description: String

  var status: Int { Int(description.dropFirst(9).prefix(3)) ?? 0 }

  var body: String {
    String(description.suffix(from: description.firstRange(of: "\r\n\r\n")?.upperBound ?? description.endIndex))
  }

  /// Where it sends on to.
  var location: String? { header("location") }

  func header(_ name: String) -> String? {
    for line in description.split(separator: "\r\n", omittingEmptySubsequences: false).dropFirst() {
      if line.isEmpty { return nil }
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == name { return String(parts[1].drop { $0 == " " }) }
    }
    return nil
  }

  /// The value of the first hidden field of a name.
  func hidden(_ name: String) -> String {
    guard let start = body.firstRange(of: "name=\"\(name)\" value=\"")?.upperBound else { return "" }
    return String(body[start...].prefix { $0 != "\"" })
  }
}

/// A browser that looks at one site, such as `http://127.0.0.1:8421`.
final class WebVisitor: Sendable {
  let port: Int
  private let cookies = NIOLockedValueBox<[String: String]>([:])

  init(_ site: String) throws {
    guard let port = site.split(separator: ":").last.flatMap({ Int($0.prefix { $0.isNumber }) }) else {
      throw ProcessFailure("\(site)?")
    }
    self.port = port
  }

  func get(_ path: String, _ headers: [String: String] = [:]) async throws -> WebAnswer {
    try await ask("GET", path, headers, nil)
  }

  /// Sends a form.
  func post(
    _ path: String, _ fields: [String: String], _ headers: [String: String] = [:]
  ) async throws -> WebAnswer {
    let body = fields.map { "\(WebVisitor.escaped($0.key))=\(WebVisitor.escaped($0.value))" }.joined(separator: "&")
    return try await ask("POST", path, headers, body)
  }

  private func ask(_ method: String, _ path: String, _ headers: [String: String], _ body: String?) async throws
    -> WebAnswer
  {
    var headers = headers
    if headers["Host"] == nil { headers["Host"] = "localhost:\(port)" }
    headers["Connection"] = "close"
    let cookies = cookies.withLockedValue { $0 }
    if !cookies.isEmpty { headers["Cookie"] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
    if let body {
      headers["Content-Type"] = headers["Content-Type"] ?? "application/x-www-form-urlencoded"
      headers["Content-Length"] = "\(body.utf8.count)"
    }
    let head = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
    let collector = Collector()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { $0.pipeline.addHandler(collector) }
      .connect(host: "127.0.0.1", port: port).get()
    try await channel.writeAndFlush(ByteBuffer(string: "\(method) \(path) HTTP/1.1\r\n\(head)\r\n\(body ?? "")"))
    try await channel.closeFuture.get()
    let answer = WebAnswer(description: String(buffer: collector.bytes.withLockedValue { $0 }))
    if let cookie = answer.header("set-cookie")?.split(separator: ";").first?.split(separator: "=", maxSplits: 1),
      cookie.count == 2
    {
      self.cookies.withLockedValue { $0[String(cookie[0])] = String(cookie[1]) }
    }
    return answer
  }

  private final class Collector: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    let bytes = NIOLockedValueBox(ByteBuffer())

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      var more = unwrapInboundIn(data)
      bytes.withLockedValue { _ = $0.writeBuffer(&more) }
    }
  }

  static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      return isPlain ? String(Unicode.Scalar(byte)) : (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
    }.joined()
  }
}
