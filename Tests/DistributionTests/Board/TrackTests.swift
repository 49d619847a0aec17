/// The buyer's page over sockets: where a parcel stands, by a link that nobody guesses, and nothing of anybody.
import Foundation
import Ledger
import MailOrder
import RPC
import Testing
import VouchTesting
import Wire

@testable import Distribution

@Suite(.timeLimit(.minutes(30)))
struct TrackTests {
  private func path(_ bench: Bench, _ order: OrderID) async throws -> String {
    let link = try await bench.delivery(order).page.value
    let site = try await bench.pages()
    #expect(link.hasPrefix("\(site)/track/\(order)-"))
    return String(link.dropFirst(site.count))
  }

  @Test func `a parcel is followed from the order to the door, and nothing personal is shown`() async throws {
    try await withPages { bench in
      let (first, second) = (Instruction.fresh(cash: 4850, code: "1234"), Instruction.fresh(postcode: "10117"))
      let browser = Browser(try await bench.pages())
      for instruction in [first, second] { _ = try await bench.accepted(Instruct(instruction)) }
      let link = try await path(bench, second.order)
      func page() async throws -> Browsed {
        let page = try await browser.ask(link)
        #expect(page.status == 200)
        for text in ["Sommer", "Invaliden", "10117", "book", "48.50", "SHOP", "VAN-1"] {
          #expect(!page.body.contains(text), "\(text)")
        }
        return page
      }
      #expect(try await page().body.contains("The carrier has your parcel’s order"))
      _ = try await bench.accepted(PlanDay(tomorrow))
      let planned = try await bench.delivery(second.order)
      let appointment = try #require(planned.appointment)
      let waiting = try await page()
      #expect(waiting.body.contains("It comes on \(longDay(tomorrow))") && waiting.body.contains(appointment.window))
      _ = try await bench.accepted(Depart(vehicle: .van, day: tomorrow))
      let before = appointment.stop == 1 ? "You are the next stop." : "1 stop before you."
      #expect(try await page().body.contains(before))
      let looking = Task { try await browser.ask("\(link)/live") }
      // The other one first: then it is next in any case.
      var report = DeliveryReport.fresh(first.order, .delivered)
      report.code = Array("1234".utf8)
      report.collected = Amount(minorUnits: 4850)
      _ = try await bench.accepted(ReportEvent(report))
      #expect(try await page().body.contains("You are the next stop."))
      var tried = DeliveryReport.fresh(second.order, .attempted)
      tried.note = Text(of: "nobody at home: Mr Sommer is on holiday")
      _ = try await bench.accepted(ReportEvent(tried))
      #expect(try await page().body.contains("Nobody at home. It is tried again"))
      var taken = DeliveryReport.fresh(second.order, .delivered)
      taken.takenBy = Text(of: "Mrs Sommer")
      _ = try await bench.accepted(ReportEvent(taken))
      #expect(try await page().body.contains("It was delivered"))
      // Nothing more will come: the stream has ended by itself.
      #expect(try await looking.value.body.contains("event: end"))
    }
  }

  @Test func `a link is an order's own, and stays the same over restarts`() async throws {
    try await withPeers { bench in
      let site = PageSite(endpoint: .tcp(host: "127.0.0.1", port: 0))
      let (one, other) = (Instruction.fresh(), Instruction.fresh())
      var paths: [String] = []
      for round in 0..<2 {
        var path = ""
        try await bench.withCarrier(depot: Text(of: "10115"), pages: site) {
          if round == 0 { try await bench.prepare() }
          for instruction in [one, other] { _ = try await bench.accepted(Instruct(instruction)) }
          path = try await self.path(bench, one.order)
          let browser = Browser(try await bench.pages())
          #expect(try await browser.ask(path).status == 200)
          let code = String(path.suffix(32))
          let (first, rest) = (code.prefix(1), code.dropFirst())
          for wrong in [
            "/track/\(other.order)-\(code)", "/track/\(one.order)-\(first == "0" ? "1" : "0")\(rest)",
            "/track/\(one.order)-\(code.uppercased() == code ? "x" : code.uppercased())", "/track/\(one.order)-\(rest)",
            "/track/\(one.order)", "\(path)0", "/track/\(String(repeating: "0", count: 2000))-\(code)",
          ] { #expect(try await browser.ask(wrong).status == 404, "\(wrong)") }
        }
        paths.append(path)
      }
      #expect(paths[0] == paths[1])
    }
  }

  @Test func `the shop hears of the link with each report`() async throws {
    try await withPages { bench in
      let order = try await bench.underway()
      try await eventually("the shop knows") { bench.reports(of: order).count >= 2 }
      let link = try await bench.delivery(order).page
      #expect(!link.isEmpty)
      for report in bench.reports(of: order) { #expect(report.page == link) }
    }
  }

  @Test(
    arguments: [
      (.nobody, "", "nobody at home"), (.nobody, "rang", "nobody at home: rang"), (.other, "a dog", "a dog"),
    ] as [(Excuse, String, String)])
  func `a driver's reason is known again, and own words are not`(excuse: Excuse, more: String, note: String) {
    #expect(excuse.note(more)?.value == note)
    #expect(Excuse.told(in: Text(of: note)) == (excuse == .other ? nil : excuse))
  }

  @Test(
    arguments: [
      ("1970-01-01", 0), ("2026-11-25", 20_782), ("2024-02-29", 19_782), ("2000-12-31", 11_322),
      ("2999-12-31", 376_199),
      ("2023-02-29", nil), ("2026-13-01", nil), ("2026-00-10", nil), ("2026-1-1", nil), ("tomorrow", nil), ("", nil),
      ("+026-11-25", nil), ("1969-12-31", nil), ("2026-11-25 ", nil),
    ] as [(String, UInt32?)])
  func `days are read as they are written`(text: String, day: UInt32?) {
    #expect(dayNumber(text) == day)
    if let day { #expect(dayName(day) == text) }
  }
}
