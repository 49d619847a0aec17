/// A desk to be looked at: `vouch console` as a process of its own, before a real vouchd.
import Foundation
import VouchTesting

/// A desk, and a browser that was let in.
struct RunningDesk {
  let visitor: WebVisitor
  /// The link that it printed.
  let link: String

  /// The path and query of the link.
  var door: String { String(link.drop { $0 != ":" }.dropFirst().drop { $0 != ":" }.drop { $0 != "/" }) }

  /// What a page shows, when it is there.
  func look(_ path: String) async throws -> String {
    let answer = try await visitor.get(path)
    guard answer.status == 200 else { throw ProcessFailure("\(path): \(answer)") }
    return answer.body
  }

  /// Opens a deed's page, and sends its form with these fields in place of its own.
  func act(_ path: String, _ fields: [String: String] = [:]) async throws -> WebAnswer {
    let page = try await visitor.get(path)
    guard page.status == 200 else { return page }
    let own = ["form": page.hidden("form"), "command": page.hidden("command"), "reason": "as a test says"]
    return try await visitor.post(path, own.merging(fields) { $1 })
  }
}

extension Daemon {
  /// Runs `body` with a desk, as whoever `arguments` say.
  func withDesk<Result>(
    _ arguments: [String]? = nil, entering: Bool = true, _ body: (RunningDesk) async throws -> Result
  ) async throws -> Result {
    let process = try await RunningProgram.start(
      .vouch, ["console", "--listen", "127.0.0.1:0"] + (arguments ?? ["--server", "\(unix)"]))
    do {
      var link: String?
      try await eventually("the desk listens") {
        if let ending = process.ending {
          throw ProcessFailure("vouch console ended with \(ending):\n\(process.output)")
        }
        link = process.output.split(whereSeparator: \.isWhitespace).map(String.init).first { $0.hasPrefix("http://") }
        return link != nil
      }
      let desk = RunningDesk(visitor: try WebVisitor(String((link ?? "").prefix { $0 != "?" })), link: link ?? "")
      if entering {
        let door = try await desk.visitor.get(desk.door)
        let answer = try await desk.visitor.post("/enter", ["form": door.hidden("form"), "pass": door.hidden("pass")])
        guard answer.status == 303 else { throw ProcessFailure("The desk did not open: \(answer)") }
      }
      let result = try await body(desk)
      await process.kill()
      return result
    } catch {
      await process.kill()
      throw error
    }
  }
}
