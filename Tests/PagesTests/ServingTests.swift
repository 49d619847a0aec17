/// A server of pages, asked over a socket: what every answer goes out with, and what is refused.
import Foundation
import Hummingbird
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import RPC
import Testing

@testable import Pages

/// A program with one form and one stream.
private struct Program {
  let visits = Visits(cookie: "program-visit")
  let streams = EventStreams()

  func serve(isLoopbackOnly: Bool = true, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
    let server = PageServer(
      at: .tcp(host: "127.0.0.1", port: 0), isLoopbackOnly: isLoopbackOnly, flag: "--http",
      fault: { sentence, _ in "<p>\(sentence)</p>" }, logger: Logger(label: "pages"))
    let (ports, found) = AsyncStream<Int>.makeStream()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await server.run(listening: { found.yield($0.split(separator: ":").last.flatMap { Int($0) } ?? 0) }) {
          router in
          router.get("/form") { request, _ in
            let visit = visits.visit(of: request)
            return ("<form>\(visit.hiddenField)</form>" as HTML).response(in: (visits, visit))
          }
          router.post("/form") { request, _ in
            let (form, _) = try await visits.form(of: request)
            return Response.seeOther("/done?\(queryEscaped(form["what"]))")
          }
          router.get("/live") { _, _ in
            let count = NIOLockedValueBox(0)
            return try streams.response {
              let seen = count.withLockedValue {
                $0 += 1; return $0
              }
              return ("<p>\(seen)</p>\n<p></p>", isLast: seen == 2)
            }
          }
        }
      }
      for await port in ports {
        try await body(port)
        break
      }
      group.cancelAll()
    }
  }
}

/// One request and all of its answer, the connection closed after it.
private func ask(_ port: Int, _ method: String, _ path: String, _ headers: [String] = [], body: String = "")
  async throws -> String
{
  let usual = headers.contains { $0.hasPrefix("Host:") } ? [] : ["Host: localhost:\(port)"]
  let length =
    body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)", "Content-Type: application/x-www-form-urlencoded"]
  let head = ["\(method) \(path) HTTP/1.1"] + usual + headers + length + ["Connection: close", "", ""]
  let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .channelOption(.allowRemoteHalfClosure, value: true).connect(host: "127.0.0.1", port: port) { channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
      }
    }
  return try await channel.executeThenClose { incoming, outgoing in
    try await outgoing.write(ByteBuffer(string: head.joined(separator: "\r\n") + body))
    var answer = ""
    for try await part in incoming { answer += String(buffer: part) }
    return answer
  }
}

extension String {
  fileprivate var status: String { String(split(separator: " ", maxSplits: 2).dropFirst().first ?? "") }
  fileprivate func value(after mark: String, until end: Character) -> String {
    guard let range = range(of: mark) else { return "" }
    return String(self[range.upperBound...].prefix { $0 != end })
  }
}

@Suite("Pages that are served", .timeLimit(.minutes(30))) struct ServingTests {
  @Test("every answer says what a browser may load, and frame, and run; faults too")
  func headers() async throws {
    try await Program().serve { port in
      for path in ["/form", "/nowhere", "/base.css", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd"] {
        let answer = try await ask(port, "GET", path).lowercased()
        #expect(answer.contains("content-security-policy: default-src 'none'; script-src 'self';"), "\(path)")
        #expect(answer.contains("frame-ancestors 'none'"))
        #expect(answer.contains("x-content-type-options: nosniff"))
        #expect(answer.contains("cache-control:"))
        #expect(!answer.contains("root:"))
      }
      let nowhere = try await ask(port, "GET", "/nowhere")
      #expect(nowhere.status == "404")
      #expect(nowhere.contains("<p>There is no such page.</p>"))
    }
  }

  @Test("a form is taken from the program's own page in the visit it was made for, and from nowhere else")
  func forms() async throws {
    try await Program().serve { port in
      let page = try await ask(port, "GET", "/form")
      let id = page.value(after: "program-visit=", until: ";")
      let token = page.value(after: "name=\"form\" value=\"", until: "\"")
      #expect(id.count == 32)
      #expect(page.contains("HttpOnly"))
      let cookie = "Cookie: program-visit=\(id)"
      let own = "Origin: http://localhost:\(port)"
      let other = try await ask(port, "GET", "/form").value(after: "name=\"form\" value=\"", until: "\"")
      let cases: [(String, [String], String, String)] = [
        ("as the page sends it", [cookie, own, "Sec-Fetch-Site: same-origin"], "form=\(token)&what=a+b", "303"),
        ("without an origin", [cookie], "form=\(token)", "303"),
        ("no cookie", [own], "form=\(token)", "403"),
        ("no token", [cookie, own], "what=x", "403"),
        ("the token of another visit", [cookie, own], "form=\(other)", "403"),
        ("a token that is none", [cookie, own], "form=zz", "403"),
        ("from another page", [cookie, "Origin: http://evil.example"], "form=\(token)", "403"),
        ("from another port", [cookie, "Origin: http://localhost:1"], "form=\(token)", "403"),
        ("from nowhere", [cookie, "Origin: null"], "form=\(token)", "403"),
        ("from another site", [cookie, "Sec-Fetch-Site: cross-site"], "form=\(token)", "403"),
        ("from the same site, which ports share", [cookie, "Sec-Fetch-Site: same-site"], "form=\(token)", "403"),
        ("too large", [cookie, own], "form=\(token)&x=" + String(repeating: "x", count: Form.maximumBytes), "413"),
      ]
      for (what, headers, body, status) in cases {
        let answer = try await ask(port, "POST", "/form", headers, body: body)
        #expect(answer.status == status, "\(what)")
      }
      let done = try await ask(port, "POST", "/form", [cookie, own], body: "form=\(token)&what=a+b")
      #expect(done.lowercased().contains("location: /done?a%20b"))
    }
  }

  @Test("a program on loopback is asked by this machine's names only", arguments: [true, false])
  func rebinding(_ isLoopbackOnly: Bool) async throws {
    try await Program().serve(isLoopbackOnly: isLoopbackOnly) { port in
      let foreign = try await ask(port, "GET", "/form", ["Host: evil.example:\(port)"])
      #expect(foreign.status == (isLoopbackOnly ? "421" : "200"))
      let own = try await ask(port, "GET", "/form", ["Host: 127.0.0.1:\(port)"])
      #expect(own.status == "200")
    }
  }

  @Test("a stream sends what is another, says that it ends, and gives its place back")
  func stream() async throws {
    let program = Program()
    try await program.serve { port in
      let answer = try await ask(port, "GET", "/live")
      #expect(answer.contains("text/event-stream"))
      #expect(answer.contains("data: <p>1</p>\ndata: <p></p>\n\n"))
      #expect(answer.contains("data: <p>2</p>\ndata: <p></p>\n\n"))
      #expect(answer.contains("event: end\ndata:\n\n"))
    }
  }

  @Test("a file has another address when it is another file, and browsers may keep it")
  func assets() async throws {
    try await Program().serve { port in
      let answer = try await ask(port, "GET", Asset.liveScript.link)
      #expect(answer.status == "200")
      #expect(answer.contains("immutable"))
      #expect(answer.contains("EventSource"))
      #expect(answer.lowercased().contains("content-type: text/javascript"))
    }
  }
}
