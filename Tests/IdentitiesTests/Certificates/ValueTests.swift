/// Hosts, numbers and moments of certificates.
import Foundation
import Ledger
import Testing
import VouchTesting

@testable import Identities

@Suite struct `A host` {
  @Test(arguments: [
    ("shop.example", "shop.example"), ("Shop.EXAMPLE.", "shop.example"), ("localhost", "localhost"),
    ("a1-b.c2", "a1-b.c2"),
    ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("2001:DB8:0:0::7", "2001:db8::7"),
    ("xn--bcher-kva.example", "xn--bcher-kva.example"),
  ])
  func `is read as certificates have it`(text: String, shown: String) {
    #expect(CertificateHost(text)?.description == shown)
  }

  @Test(arguments: [
    "", ".", "a..b", "-a.example", "a-.example", "*.example", "a_b.example", "bücher.example", "shop.example:443",
    "[::1]", "127.0.0.1:80", "127.0.0", "1.2.3.4.5", "256.1.1.1", "a b", "127.0.0.1\u{0}.example",
    "a.\(String(repeating: "b", count: 64))",
    String(repeating: "a.", count: 127) + "example",
  ])
  func `is refused when it is none`(text: String) { #expect(CertificateHost(text) == nil) }
}

@Suite struct `A certificate's number` {
  @Test func `has no leading zeros and at most 20 bytes`() {
    #expect(Serial([0, 0, 7])?.bytes == [7])
    #expect(Serial([0xFF])?.description == "ff")
    #expect(Serial([UInt8](repeating: 1, count: 20)) != nil)
    #expect(Serial([UInt8](repeating: 1, count: 21)) == nil)
    #expect(Serial([0, 0]) == nil && Serial([]) == nil)
  }

  @Test(arguments: [([1] as [UInt8], [2] as [UInt8]), ([0xFF], [1, 0]), ([1, 2], [1, 3])])
  func `is ordered as a number`(smaller: [UInt8], larger: [UInt8]) throws {
    let (smaller, larger) = (try #require(Serial(smaller)), try #require(Serial(larger)))
    #expect(smaller < larger && !(larger < smaller))
  }
}

@Suite struct `A moment by the calendar` {
  static let moments: [(milliseconds: Int64, time: CalendarTime)] = [
    (0, CalendarTime(year: 1970, month: 1, day: 1, hours: 0, minutes: 0, seconds: 0)),
    (951_782_399_999, CalendarTime(year: 2000, month: 2, day: 28, hours: 23, minutes: 59, seconds: 59)),
    (951_782_400_000, CalendarTime(year: 2000, month: 2, day: 29, hours: 0, minutes: 0, seconds: 0)),
    (2_524_607_999_000, CalendarTime(year: 2049, month: 12, day: 31, hours: 23, minutes: 59, seconds: 59)),
    (4_107_542_400_000, CalendarTime(year: 2100, month: 3, day: 1, hours: 0, minutes: 0, seconds: 0)),
    (253_402_300_799_000, CalendarTime(year: 9999, month: 12, day: 31, hours: 23, minutes: 59, seconds: 59)),
    (-1, CalendarTime(year: 1969, month: 12, day: 31, hours: 23, minutes: 59, seconds: 59)),
  ]

  @Test(arguments: moments)
  func `is as the world has it`(moment: (milliseconds: Int64, time: CalendarTime)) {
    let (milliseconds, time) = moment
    #expect(Timestamp(milliseconds: milliseconds).calendar == time)
    #expect(Timestamp(time) == Timestamp(milliseconds: milliseconds).wholeSecond)
  }

  @Test(arguments: SeededGenerator.seeds(4))
  func `comes back from it, and agrees with the ledger's own`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let time = Timestamp(milliseconds: Int64.random(in: 0..<253_402_300_800, using: &random) * 1000)
      #expect(Timestamp(time.calendar) == time, "seed \(seed): \(time)")
      let day = String(format: "%04d-%02d-%02dT", time.calendar.year, time.calendar.month, time.calendar.day)
      #expect("\(time)".hasPrefix(day), "seed \(seed)")
    }
  }

  @Test func `beyond 2049 is written with four digits, as openssl reads it`() async throws {
    try await withTemporaryDirectory { path in
      var random = SeededGenerator(seed: 3)
      let late = Timestamp(CalendarTime(year: 2049, month: 12, day: 1, hours: 0, minutes: 0, seconds: 0))
      let authority = try AuthorityDirectory.make("\(path)/a", ledger: "Late", at: late, random: &random)
      _ = try authority.issue(
        IssueOrder(try CertificateNames([.auditor])), into: "\(path)/b", at: late, random: &random)
      let (revoked, list) = try authority.revoke(.identity(.auditor), reason: .superseded, at: late + .days(60))
      #expect(list.entries[revoked[0].serial]?.time == late + .days(60))
      #expect(list.thisUpdate.calendar.year == 2050)
      let shown = try await Program("openssl").run(["crl", "-in", "\(path)/a/revoked.pem", "-noout", "-lastupdate"])
      #expect(shown.output == "lastUpdate=Jan 30 00:00:00 2050 GMT\n")
    }
  }
}
