/// What opens the wallet, without a socket: PINs, waits, guests, and where a browser may be sent.
import Ledger
import Terminal
import Testing
import VouchTesting

@testable import Wallet

@Suite struct `A PIN` {
  @Test(arguments: ["482915", "000001", "123456789012"])
  func `has 6 to 12 digits`(_ text: String) { #expect(PIN(text) != nil) }

  @Test(arguments: ["", "48291", "1234567890123", "48 915", "48291a", "٤٨٢٩١٥", "+48291", "482915\n"])
  func `is nothing else`(_ text: String) { #expect(PIN(text) == nil) }

  @Test(arguments: [("111111", true), ("123456", true), ("987654", true), ("112233", false), ("482915", false)])
  func `is obvious where everybody would try it first`(_ text: String, isObvious: Bool) {
    #expect(PIN(text)?.isObvious == isObvious)
  }

  @Test func `is kept as a salted hash, known again, and told by nothing`() throws {
    let pin = try #require(PIN(rightPIN))
    let stored = try StoredPIN(pin, cost: 10)
    let other = try StoredPIN(pin, cost: 10)
    #expect(stored.salt != other.salt)
    #expect(stored.hash != other.hash)
    #expect(try stored.isMade(of: pin))
    #expect(try !stored.isMade(of: try #require(PIN("482916"))))
    #expect(try StoredPIN(packed: stored.packed) == stored)
    for text in ["\(pin)", "\(stored)"] { #expect(!text.contains(rightPIN)) }
  }
}

@Suite struct `Who gives wrong PINs` {
  @Test(arguments: [(0, 0), (1, 1), (2, 2), (3, 4), (4, 8), (5, 900), (6, 1_800), (12, 86_400), (1_000_000, 86_400)])
  func `waits longer each time`(_ wrong: UInt32, seconds: Int64) {
    #expect(Patience.wait(after: wrong).milliseconds == seconds * 1000)
  }

  @Test func `waits no longer than a day where the clock was set back`() {
    let now = Timestamp(milliseconds: 1_000)
    #expect(Patience.opening(.distantFuture, now: now) == now + .days(1))
    #expect(Patience.opening(now, now: now) == nil)
  }
}

@Suite struct `A guest` {
  private let start = ContinuousClock.now

  @Test func `is let out when nothing was done for long, and busy pages are no doing`() {
    let guests = Guests(idle: .seconds(600))
    guests.open("a", at: start)
    #expect(guests.isOpen("a", isUse: false, at: start + .seconds(599)))
    #expect(!guests.isOpen("a", isUse: false, at: start + .seconds(600)))
    guests.open("a", at: start)
    #expect(guests.isOpen("a", isUse: true, at: start + .seconds(599)))
    #expect(guests.isOpen("a", isUse: false, at: start + .seconds(1_000)))
    #expect(!guests.isOpen("b", isUse: true, at: start))
  }

  @Test func `is let out in the end, however busy, and when it says so`() {
    let guests = Guests(idle: .seconds(600))
    guests.open("a", at: start)
    for minute in stride(from: 0, to: 12 * 60, by: 5) {
      #expect(guests.isOpen("a", isUse: true, at: start + .seconds(minute * 60)))
    }
    #expect(!guests.isOpen("a", isUse: true, at: start + .seconds(12 * 3_600)))
    guests.open("b", at: start)
    guests.close("b")
    #expect(!guests.isOpen("b", isUse: true, at: start))
  }

  @Test func `is one of a few: the one that was seen last of all goes`() {
    let guests = Guests(idle: .seconds(600))
    for number in 0...Guests.maximum { guests.open("\(number)", at: start + .seconds(number)) }
    #expect(!guests.isOpen("0", isUse: true, at: start + .seconds(20)))
    #expect(guests.isOpen("1", isUse: true, at: start + .seconds(20)))
  }
}

@Suite struct `A browser is sent` {
  @Test(arguments: ["/", "/purchases", "/pay?shop=127.0.0.1%3A7421&offer=00"])
  func `to pages of the wallet`(_ path: String) { #expect(LocalPath(path)?.description == path) }

  @Test(arguments: [
    "", "purchases", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/a b", "/ä",
    "/#x", "/" + String(repeating: "x", count: 1_024),
  ])
  func `nowhere else`(_ path: String) { #expect(LocalPath(path) == nil) }
}
