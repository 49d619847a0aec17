/// The driver's page over sockets: only the own stops, and each report once.
import CheckClient
import Foundation
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@testable import Distribution

@Suite(.timeLimit(.minutes(30)))
struct DriveTests {
  @Test func `a tour is started and done stop by stop`() async throws {
    try await withPages { bench in
      let instruction = Instruction.fresh(postcode: "10117", cash: 4850, code: "1234")
      _ = try await bench.accepted(Instruct(instruction))
      _ = try await bench.accepted(PlanDay(wallClock().day))
      let driver = try await bench.browser(.van)
      let start = try await driver.ask("/drive")
      #expect(start.body.contains("Your tour has 1 stop"))
      #expect(try await driver.send("/drive/depart", from: start, []).status == 303)
      let next = try await driver.ask("/drive")
      for text in ["Stop 1", "A. Sommer", "Invalidenstr. 1", "10117", "1 book", "Collect <strong>48.50 EUR</strong>"] {
        #expect(next.body.contains(text), "\(text)")
      }
      let path = "/drive/stops/\(instruction.order)/hand-over"
      var entered = [("report", next.field("report")), ("code", "4321"), ("taken-by", "Bo & Co"), ("way", "signed")]
      for (more, sentence) in [
        ([], "Enter the cash you collected. 48.50 EUR is due."), ([("collected", "lots")], "Enter the cash as a sum"),
        ([("collected", "48.50")], "This is not the buyer&#39;s code: wrong; 9 tries left."),
      ] {
        let refused = try await driver.send(path, from: next, entered + more)
        #expect(refused.status == 409 && refused.body.contains(sentence), "\(sentence)")
        #expect(refused.body.contains("value=\"Bo &amp; Co\"") && refused.body.contains("value=\"4321\""))
        #expect(refused.body.contains("value=\"signed\" checked"))
      }
      entered[1].1 = "1234"
      let short = try await driver.send(path, from: next, entered + [("collected", "48.49")])
      #expect(short.status == 409 && short.body.contains("48.49 was reported"))
      // As people write it, and twice, as a thumb taps.
      for _ in 0..<2 {
        let answer = try await driver.send(path, from: next, entered + [("collected", "48,50")])
        #expect(answer.status == 303 && answer.location == "/drive")
      }
      let delivery = try await bench.bothKnow(instruction.order)
      #expect(delivery.state == .delivered && delivery.collected == 4850 && delivery.takenBy == Text(of: "Bo & Co"))
      #expect(delivery.events.count { $0.state == .delivered } == 1)
      #expect(bench.manager.heard.count == 1)
      let done = try await driver.ask("/drive")
      #expect(done.body.contains("All stops are done") && done.body.contains("<strong>48.50 EUR</strong> collected"))
    }
  }

  @Test func `what was not taken is reported with its reason, tried again, given up, and brought back`() async throws {
    try await withPages { bench in
      let order = try await bench.underway()
      let driver = try await bench.browser(.van)
      func send(_ action: String, _ fields: [(String, String)]) async throws -> Browsed {
        let page = try await driver.ask("/drive/stops/\(order)")
        let form = page.body.between("/\(action)\"", "</form>")
        let report = form.between("name=\"report\" value=\"", "\"")
        return try await driver.send("/drive/stops/\(order)/\(action)", from: page, [("report", report)] + fields)
      }
      let unsaid = try await send("attempt", [("ending", "again"), ("more", "rang twice")])
      #expect(unsaid.status == 409 && unsaid.body.contains("Choose why it was not taken."))
      #expect(unsaid.body.contains("value=\"rang twice\"") && unsaid.body.contains("<details open>"))
      #expect(try await send("attempt", [("excuse", "nobody"), ("more", "rang twice")]).status == 303)
      var delivery = try await bench.delivery(order)
      #expect(delivery.state == .attempted && delivery.events.last?.note == Text(of: "nobody at home: rang twice"))
      #expect(try await driver.ask("/drive").body.contains("id=\"tried-stops\""))
      #expect(try await send("attempt", [("excuse", "refused"), ("ending", "never")]).status == 303)
      delivery = try await bench.delivery(order)
      #expect(delivery.state == .failed && delivery.events.last?.note == Text(of: "it was not wanted"))
      let late = try await driver.send(
        "/drive/stops/\(order)/hand-over", from: try await driver.ask("/drive"), [("report", "\(ids.command())")])
      #expect(late.status == 409 && late.body.contains("This cannot be done now: failed."))
      #expect(try await send("return", []).status == 303)
      #expect(try await bench.delivery(order).state == .returned)
    }
  }

  @Test func `a driver sees the stops of the own vehicle alone, and reports from no other`() async throws {
    try await withPages { bench in
      try await bench.putOtherVan()
      let (mine, others) = (Instruction.fresh(), Instruction.fresh(postcode: "10117"))
      let planner = try await bench.browser()
      let board = try await planner.ask("/board")
      for (instruction, vehicle) in [(mine, Code.van), (others, .otherVan)] {
        _ = try await bench.accepted(Instruct(instruction))
        let fields = [
          ("order", "\(instruction.order)"), ("vehicle", "\(vehicle)"), ("position", "1"), ("day", dayName(tomorrow)),
        ]
        #expect(try await planner.send("/board/move", from: board, fields).status == 303)
        _ = try await bench.accepted(Depart(vehicle: vehicle, day: tomorrow))
      }
      let driver = try await bench.browser(.van)
      let page = try await driver.ask("/drive")
      #expect(page.body.contains("\(mine.order)") && !page.body.contains("\(others.order)"))
      #expect(!(try await driver.ask("/drive/live", until: "\n\n").body.contains("\(others.order)")))
      #expect(try await driver.ask("/drive/stops/\(mine.order)").status == 200)
      #expect(try await driver.ask("/drive/stops/\(others.order)").status == 404)
      let fields = [("report", "\(ids.command())"), ("vehicle", "VAN-2")]
      for action in ["hand-over", "attempt", "return"] {
        let answer = try await driver.send("/drive/stops/\(others.order)/\(action)", from: page, fields)
        #expect(answer.status == 404, "\(action)")
      }
      #expect(try await bench.delivery(others.order).state == .underway)
      // The planner sees each tour, and reports for the office.
      let seen = try await planner.ask("/drive?vehicle=VAN-2")
      #expect(seen.body.contains("\(others.order)"))
      let report = [("report", seen.field("report")), ("vehicle", "VAN-2")]
      let answer = try await planner.send("/drive/stops/\(others.order)/hand-over", from: seen, report)
      #expect(answer.status == 303 && answer.location == "/drive?vehicle=VAN-2")
      #expect(try await bench.delivery(others.order).state == .delivered)
    }
  }

  @Test func `two who report the same stop from what they saw report one thing`() async throws {
    try await withPages { bench in
      let order = try await bench.underway()
      let (one, other) = (try await bench.browser(.van), try await bench.browser(.van))
      let (first, second) = (try await one.ask("/drive"), try await other.ask("/drive"))
      let path = "/drive/stops/\(order)/attempt"
      func report(_ page: Browsed) -> String {
        page.body.between("/attempt\"", "</form>").between("name=\"report\" value=\"", "\"")
      }
      #expect(report(first) == report(second) && !report(first).isEmpty)
      let fields = [("report", report(first)), ("excuse", "nobody")]
      #expect(try await one.send(path, from: first, fields).status == 303)
      #expect(try await other.send(path, from: second, fields).status == 303)
      #expect(try await bench.delivery(order).events.count { $0.state == .attempted } == 1)
      let differently = try await other.send(path, from: second, [("report", report(second)), ("excuse", "closed")])
      #expect(differently.status == 409 && differently.body.contains("Somebody else has reported something"))
    }
  }
}
