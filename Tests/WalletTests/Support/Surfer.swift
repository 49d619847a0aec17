/// A browser as a test needs it: cookies, forms with their tokens, and whatever headers an attacker would have it send.
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import VouchTesting

/// What came back.
struct Browsed: CustomStringConvertible {
  let description: String
  var status: Int { Int(description.dropFirst(9).prefix(3)) ?? 0 }
  var head: String {
    String(description.prefix(upTo: description.firstRange(of: "\r\n\r\n")?.lowerBound ?? description.endIndex))
  }
  /// The body; where it came in chunks, their lengths are still in it.
  var body: String {
    String(description.suffix(from: description.firstRange(of: "\r\n\r\n")?.upperBound ?? description.endIndex))
  }

  /// The value of a header; the first where there are several.
  func header(_ name: String) -> String? {
    for line in head.split(separator: "\r\n").dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == name.lowercased() {
        return String(parts[1].drop { $0 == " " })
      }
    }
    return nil
  }

  /// What stands between two marks.
  func text(after mark: String, until end: Character) -> String? {
    guard let range = body.firstRange(of: mark) else { return nil }
    return String(body[range.upperBound...].prefix { $0 != end })
  }

  /// The value of a hidden field.
  func hidden(_ name: String) -> String? { text(after: "name=\"\(name)\" value=\"", until: "\"") }
  /// What the element of an id has in it, up to the next tag.
  func element(_ id: String) -> String? {
    guard let range = body.firstRange(of: " id=\"\(id)\"") else { return nil }
    return String(body[range.upperBound...].drop { $0 != ">" }.dropFirst().prefix { $0 != "<" })
  }
  func has(_ id: String) -> Bool { body.contains(" id=\"\(id)\"") }
}

/// One browser, or one of its windows: they share its cookies where they share this.
final class Surfer: Sendable {
  let port: Int
  private let cookies = NIOLockedValueBox<[String: String]>([:])

  init(port: Int) { self.port = port }

  /// The visit's cookie.
  var cookie: String? {
    get { cookies.withLockedValue { $0["vouch_wallet"] } }
    set { cookies.withLockedValue { $0["vouch_wallet"] = newValue } }
  }

  /// Gets a page, as by a link that was followed.
  func get(_ path: String, _ headers: [String] = []) async throws -> Browsed {
    try await ask("GET", path, headers, nil)
  }

  /// Sends a form, as the wallet's own page would.
  func post(_ path: String, _ fields: [(String, String)], _ headers: [String]? = nil) async throws -> Browsed {
    let own = ["Origin: http://localhost:\(port)", "Sec-Fetch-Site: same-origin"]
    return try await ask(
      "POST", path, headers ?? own, fields.map { "\($0)=\(Surfer.escaped($1))" }.joined(separator: "&"))
  }

  /// The token of the visit, from the form on a page.
  func token(on path: String = "/unlock") async throws -> String { try await get(path).hidden("form") ?? "" }

  /// Gives a PIN.
  func unlock(_ pin: String, to path: String = "/") async throws -> Browsed {
    let page = try await get("/unlock")
    // It is open already.
    guard let token = page.hidden("form") else { return page }
    return try await post("/unlock", [("form", token), ("to", path), ("pin", pin)])
  }

  func ask(_ method: String, _ path: String, _ headers: [String], _ body: String?) async throws -> Browsed {
    var lines = ["\(method) \(path) HTTP/1.1"]
    if !headers.contains(where: { $0.hasPrefix("Host:") }) { lines.append("Host: localhost:\(port)") }
    let jar = cookies.withLockedValue { $0 }
    if !jar.isEmpty, !headers.contains(where: { $0.hasPrefix("Cookie:") }) {
      lines.append("Cookie: " + jar.map { "\($0)=\($1)" }.joined(separator: "; "))
    }
    lines += headers
    if let body {
      lines += ["Content-Length: \(body.utf8.count)", "Content-Type: application/x-www-form-urlencoded"]
    }
    let request = (lines + ["Connection: close", "", ""]).joined(separator: "\r\n") + (body ?? "")
    let answer = Browsed(description: try await exchange(request))
    for line in answer.head.split(separator: "\r\n") where line.lowercased().hasPrefix("set-cookie:") {
      let pair = line.dropFirst(11).prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { continue }
      cookies.withLockedValue { $0[String(pair[0].drop { $0 == " " })] = String(pair[1]) }
    }
    return answer
  }

  /// Sends what it is given, and takes all that comes until the connection is closed.
  func exchange(_ request: String) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true).connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { incoming, outgoing in
      try await outgoing.write(ByteBuffer(string: request))
      var answer = ""
      for try await part in incoming { answer += String(buffer: part) }
      return answer
    }
  }

  static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(Unicode.Scalar(byte))
      default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
      }
    }.joined()
  }
}
