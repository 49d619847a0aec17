/// The planner's board over sockets: what it shows, and what is done on it.
import Foundation
import Ledger
import MailOrder
import Testing
import VouchTesting
import Wire

@testable import Distribution

@Suite(.timeLimit(.minutes(30)))
struct BoardTests {
  private var day: String { dayName(tomorrow) }

  private func move(_ order: OrderID, _ vehicle: String, _ position: String, _ day: String) -> [(String, String)] {
    [("order", "\(order)"), ("vehicle", vehicle), ("position", position), ("day", day)]
  }

  @Test func `a day is planned at a click, and shown by vehicle with window, load and route`() async throws {
    try await withPages { bench in
      let planner = try await bench.browser()
      let empty = try await planner.ask("/board?day=\(day)")
      #expect(empty.body.contains("Nothing waits") && empty.body.contains("id=\"lane-VAN-1\""))
      let nothing = try await planner.send("/board/plan", from: empty, [("day", day)])
      #expect(nothing.status == 409 && nothing.body.contains("Nothing waits that could be planned for this day."))
      let instruction = Instruction.fresh(postcode: "10117", litres: 40, cash: 4850, code: "1234")
      _ = try await bench.accepted(Instruct(instruction))
      let waiting = try await planner.ask("/board?day=\(day)")
      #expect(waiting.body.between("id=\"tray\"", "</section>").contains("stop-\(instruction.order)"))
      let answer = try await planner.send("/board/plan", from: waiting, [("day", day)])
      #expect(answer.status == 303 && answer.location == "/board?day=\(day)&done=planned")
      let board = try await planner.ask(answer.location)
      let lane = board.body.between("id=\"lane-VAN-1\"", "</section>")
      let delivery = try await bench.delivery(instruction.order)
      let appointment = try #require(delivery.appointment)
      for text in [
        "stop-\(instruction.order)", appointment.window, "10117", "1 book", "40 l", "collect 48.50 EUR", "A. Sommer",
        "Invalidenstr. 1", "asks for a code", "40 of 1000 l", "planned",
      ] { #expect(lane.contains(text), "\(text)") }
      let map = board.body.between("id=\"drawing\"", "</svg>")
      #expect(map.contains("<polyline class=\"way way-0\"") && map.contains(">depot<") && map.contains(">1</text>"))
      #expect(board.body.contains("The day is planned."))
    }
  }

  @Test func `a stop is moved by a form, told once, and moved again changes nothing`() async throws {
    try await withPages { bench in
      try await bench.putOtherVan()
      let order = Instruction.fresh(postcode: "10117")
      _ = try await bench.accepted(Instruct(order))
      let planner = try await bench.browser()
      let board = try await planner.ask("/board?day=\(day)")
      for _ in 0..<2 {
        let answer = try await planner.send("/board/move", from: board, move(order.order, "VAN-2", "1", day))
        #expect(answer.status == 303)
      }
      var delivery = try await bench.delivery(order.order)
      #expect(delivery.state == .planned && delivery.appointment?.vehicle == .otherVan)
      #expect(delivery.events.count == 2)
      _ = try await planner.send("/board/move", from: board, move(order.order, "van-1", "7", day))
      delivery = try await bench.delivery(order.order)
      #expect(delivery.appointment?.vehicle == .van && delivery.appointment?.stop == 1)
      try await eventually("the seller knows") { bench.reports(of: order.order).count >= 2 }
      let told = bench.expectReportsInOrder(of: order.order)
      #expect(told.map(\.event.state) == [.planned, .planned])
      #expect(told.map(\.appointment?.vehicle) == [.otherVan, .van])
    }
  }

  @Test func `within a vehicle stops change places, and only windows that changed are told`() async throws {
    try await withPages { bench in
      let instructions = [Instruction.fresh(postcode: "10117"), .fresh(postcode: "10117"), .fresh(postcode: "10117")]
      for instruction in instructions { _ = try await bench.accepted(Instruct(instruction)) }
      let planner = try await bench.browser()
      let board = try await planner.ask("/board?day=\(day)")
      for instruction in instructions {
        _ = try await planner.send("/board/move", from: board, move(instruction.order, "VAN-1", "99", day))
      }
      func stops() async throws -> [OrderID] {
        try await bench.accepted(ListDeliveries(vehicle: .van)).items.sorted {
          ($0.appointment?.stop ?? 0) < ($1.appointment?.stop ?? 0)
        }.map(\.instruction.order)
      }
      #expect(try await stops() == instructions.map(\.order))
      _ = try await planner.send("/board/move", from: board, move(instructions[2].order, "VAN-1", "1", day))
      #expect(try await stops() == [2, 0, 1].map { instructions[$0].order })
      // Five minutes apart, the first and the last share a window or do not; who has the same one is not told again.
      for instruction in instructions {
        let delivery = try await bench.delivery(instruction.order)
        let windows = bench.reports(of: instruction.order).compactMap(\.appointment?.window)
        #expect(windows.isEmpty || zip(windows, windows.dropFirst()).allSatisfy { $0 != $1 }, "\(delivery)")
      }
    }
  }

  @Test func `a move that cannot be is said on the board, and nothing changes`() async throws {
    try await withPages { bench in
      _ = try await bench.accepted(PutVehicle(need(Vehicle(code: .otherVan, litres: 5, begins: 0, ends: 1440))))
      let brief = need(Code("BRIEF"))
      _ = try await bench.accepted(PutVehicle(need(Vehicle(code: brief, litres: 500, begins: 0, ends: 3))))
      let left = try await bench.underway()
      let instruction = Instruction.fresh(postcode: "10117")
      _ = try await bench.accepted(Instruct(instruction))
      let planner = try await bench.browser()
      let board = try await planner.ask("/board?day=\(day)")
      let order = instruction.order
      for (fields, sentence) in [
        (move(order, "VAN-2", "1", day), "VAN-2 has 5 litres free, and this takes 10."),
        (move(order, "BRIEF", "1", day), "BRIEF would be home at"),
        (move(order, "VAN-1", "1", day), "VAN-1 has left: nothing can be put into it or taken out of it any more."),
        (move(left, "BRIEF", "1", day), "It is on its way already"),
        (move(order, "VAN-9", "1", day), "There is no such vehicle."),
        (move(.fresh(), "VAN-2", "1", day), "There is no such delivery."),
        (move(order, "VAN-2", "1", "2020-01-01"), "That day is over"),
        (move(order, "VAN-2", "0", day), "Give the place on the way as a number"),
        (move(order, "VAN-2", "99999999999999999999", day), "Give the place on the way as a number"),
        (move(order, "not a code!", "1", day), "Name a stop and a vehicle."),
        ([("day", day)], "Name a stop and a vehicle."),
      ] {
        let answer = try await planner.send("/board/move", from: board, fields)
        #expect(answer.status == 409 && answer.body.contains(sentence), "\(sentence)")
        #expect(answer.body.contains("id=\"plan-of-day\""))
      }
      #expect(try await planner.send("/board/move", from: board, move(order, "VAN-2", "1", "tomorrow")).status == 400)
      #expect(try await bench.delivery(order).events.count == 1)
      #expect(bench.reports(of: order).isEmpty)
    }
  }

  @Test func `a vehicle leaves at a click`() async throws {
    try await withPages { bench in
      let planner = try await bench.browser()
      let board = try await planner.ask("/board?day=\(day)")
      let fields = [("day", day), ("vehicle", "VAN-1")]
      #expect(try await planner.send("/board/depart", from: board, fields).status == 409)
      let instruction = Instruction.fresh()
      _ = try await bench.accepted(Instruct(instruction))
      _ = try await bench.accepted(PlanDay(tomorrow))
      for _ in 0..<2 { #expect(try await planner.send("/board/depart", from: board, fields).status == 303) }
      let delivery = try await bench.delivery(instruction.order)
      #expect(delivery.state == .underway && delivery.events.count == 3)
      #expect(try await planner.ask("/board?day=\(day)").body.contains("left at"))
    }
  }

  @Test func `what came to its end stays on the day's board`() async throws {
    try await withPages { bench in
      let order = try await bench.underway()
      _ = try await bench.accepted(ReportEvent(.fresh(order, .delivered)))
      let board = try await bench.browser().ask("/board?day=\(day)")
      let lane = board.body.between("id=\"lane-VAN-1\"", "</section>")
      #expect(lane.contains("stop-\(order)") && lane.contains("delivered") && !lane.contains("data-movable"))
    }
  }

  @Test func `no text becomes markup, on any page`() async throws {
    try await withPages { bench in
      let evil = "<script>alert('x')</script>\"'><img src=x onerror=\"y\">&amp;"
      _ = try await bench.accepted(PutPlaces([Place(postcode: Text(of: "<B>\"'&"), east: 10, north: 10)]))
      var instruction = Instruction.fresh(postcode: "<B>\"'&")
      instruction.recipient = Recipient(
        name: Text(of: evil), address: Text(of: evil), postcode: Text(of: "<B>\"'&"), telephone: Text(of: evil))
      instruction.goods = Text(of: evil)
      _ = try await bench.accepted(Instruct(instruction))
      let planner = try await bench.browser()
      func check(_ page: Browsed, _ what: String) {
        #expect(page.status == 200 || page.status == 409, "\(what)")
        for bad in ["<script>", "<img", "onerror=\"", "<B>"] { #expect(!page.body.contains(bad), "\(what): \(bad)") }
        #expect(page.head.contains("Content-Security-Policy: default-src 'none'; script-src 'self';"), "\(what)")
      }
      check(try await planner.ask("/board?day=\(day)"), "waiting")
      _ = try await bench.accepted(PlanDay(tomorrow))
      check(try await planner.ask("/board?day=\(day)"), "planned")
      _ = try await bench.accepted(Depart(vehicle: .van, day: tomorrow))
      let driver = try await bench.browser(.van)
      let drive = try await driver.ask("/drive")
      check(drive, "drive")
      #expect(drive.body.contains("&lt;script&gt;"))
      check(try await driver.ask("/drive/live", until: "\n\n"), "live")
      let path = "/drive/stops/\(instruction.order)"
      check(try await driver.ask(path), "stop")
      let entered = [
        ("taken-by", evil), ("way", "left"), ("left-at", ""), ("more", evil), ("excuse", evil), ("code", evil),
        ("report", drive.field("report")),
      ]
      check(try await driver.send("\(path)/hand-over", from: drive, entered), "what was entered")
      var report = DeliveryReport.fresh(instruction.order, .attempted)
      report.note = Text(of: evil)
      _ = try await bench.accepted(ReportEvent(report))
      check(try await planner.ask("/board?day=\(day)"), "note")
      check(try await driver.ask("/drive"), "tried")
      let link = try await bench.delivery(instruction.order).page.value
      check(try await driver.ask(String(link.dropFirst(driver.site.count))), "track")
      check(try await planner.ask("/board?day=\(day)&done=%3Cscript%3E"), "done")
      for path in ["/board?day=%3Cscript%3E", "/pass/%3Cscript%3E", "/track/%3Cscript%3E", "/drive/stops/%3Cscript%3E"]
      {
        let page = try await planner.ask(path)
        #expect(page.status >= 400 && !page.body.contains("<script>"), "\(path)")
      }
    }
  }

  @Test func `forms of other pages, of nobody, or too large do nothing`() async throws {
    try await withPages { bench in
      let order = Instruction.fresh()
      _ = try await bench.accepted(Instruct(order))
      let planner = try await bench.browser()
      let other = try await bench.browser()
      let (token, others) = (
        try await planner.ask("/board").field("form"), try await other.ask("/board").field("form")
      )
      let own = "Origin: \(planner.site)"
      let good = [("form", token), ("day", day)]
      for (what, headers, form) in [
        ("another page", ["Origin: http://evil.example"], good), ("another port", ["Origin: http://127.0.0.1:1"], good),
        ("nowhere", ["Origin: null"], good), ("another site", ["Sec-Fetch-Site: cross-site"], good),
        ("no token", [own], [("day", day)]), ("another's token", [own], [("form", others), ("day", day)]),
        ("no cookie", [own, "Cookie: x=y"], good), ("another name", [own, "Host: evil.example"], good),
        ("too large", [own], good + [("x", String(repeating: "x", count: 70_000))]),
      ] {
        let answer = try await planner.ask("/board/plan", method: "POST", headers, form: form)
        #expect([403, 413, 421].contains(answer.status), "\(what): \(answer.status)")
      }
      #expect(try await bench.delivery(order.order).state == .instructed)
      // And a GET does nothing.
      for path in ["/board/plan", "/board/move", "/board/depart", "/drive/depart"] {
        #expect(try await planner.ask("\(path)?day=\(day)&form=\(token)").status == 404, "\(path)")
      }
      #expect(try await planner.ask("/board/plan", method: "POST", [own], form: good).status == 303)
    }
  }

  @Test func `who looks on sees what changes`() async throws {
    try await withPages { bench in
      let planner = try await bench.browser()
      let instruction = Instruction.fresh()
      let looking = Task {
        try await planner.ask("/board/live?day=\(day)", until: "stop-\(instruction.order)")
      }
      try await eventually("it is looked on") {
        try await planner.ask("/board/live?day=\(day)", until: "Nothing waits").body.contains("Nothing waits")
      }
      _ = try await bench.accepted(Instruct(instruction))
      let seen = try await looking.value
      #expect(seen.header("Content-Type") == "text/event-stream")
      #expect(seen.body.contains("stop-\(instruction.order)"))
    }
  }
}
