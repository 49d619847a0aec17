// What people write on a command line.
import Console
import Ledger
import Testing

@Test(
  arguments: [
    ("12.50", Currency.euro, 1250), ("12", .euro, 1200), ("12.5", .euro, 1250), ("1,234.50", .euro, 123_450),
    ("0.01", .euro, 1), ("12", .yen, 12), ("1.234", .dinar, 1234),
    ("1000000000000000", .yen, 1_000_000_000_000_000), ("9999999999999.99", .euro, 999_999_999_999_999),
  ] as [(String, Currency, Int64)])
func `an amount is read in its currency`(_ text: String, _ currency: Currency, minorUnits: Int64) throws {
  #expect(try Read.amount(text).amount(in: currency).minorUnits == minorUnits)
}

@Test(arguments: [
  "", " ", "abc", "12,5", "1.2345", "12.", ".5", "1e3", "0x10", "12 EUR", "+5", "--5", "-1", "0", "0.00", "１２",
  "1000000000000001", "10000000000000.01", "99999999999999999999999", "NaN", "12.50\n",
])
func `what is no amount is refused`(_ text: String) {
  #expect(throws: (any Error).self) { try Read.amount(text) }
}

@Test(arguments: [
  ("12.505", Currency.euro), ("1.5", .yen), ("1000000000000000", .euro),
])
func `an amount that its currency does not have is refused as usage`(_ text: String, _ currency: Currency) throws {
  let decimal = try Read.amount(text)
  let failure = #expect(throws: Failure.self) { try decimal.amount(in: currency) }
  #expect(failure?.status == ExitStatus.usage)
  #expect(failure?.sentence?.contains("no amount of \(currency)") == true)
}

@Test func `a stated balance may be zero or negative`() throws {
  #expect(try Read.signedAmount("-120.00").minorUnits(in: .euro) == -12_000)
  #expect(try Read.signedAmount("0").minorUnits(in: .euro) == 0)
}

@Test(arguments: [("none", 0), ("NONE", 0), ("400", 40_000)] as [(String, Int64)])
func `a limit is an amount or none`(_ text: String, minorUnits: Int64) throws {
  #expect(try Read.limit(text).minorUnits(in: .euro) == minorUnits)
}

@Test func `a limit of zero is refused: it would read as none`() {
  #expect(throws: (any Error).self) { try Read.limit("0") }
  #expect(throws: (any Error).self) { try Read.countLimit("0") }
}

@Test(
  arguments: [
    ("30d", 2_592_000_000), ("12h", 43_200_000), ("90m", 5_400_000), ("45s", 45_000), ("0s", 0),
    ("3652d", 315_532_800_000),
  ] as [(String, Int64)])
func `a span of time is read`(_ text: String, milliseconds: Int64) throws {
  #expect(try Read.span(text).milliseconds == milliseconds)
}

@Test(arguments: [
  "", "d", "30", "30D", "-1d", "+1d", "1.5h", "1d12h", "30 d", "3653d", "99999999999999999999d",
  "18446744073709551615d", "１d",
])
func `what is no span of time is refused`(_ text: String) {
  #expect(throws: (any Error).self) { try Read.span(text) }
}

@Test(arguments: ["A", "SHOP-7", "shop-7", "0", "A.B_C-D", "TWELVE-CHARS"])
func `a code is read`(_ text: String) throws {
  let id: SellerID = try Read.code(text)
  #expect(id.description == text.uppercased())
}

@Test(arguments: ["", "-A", ".A", "_A", "THIRTEEN-CHAR", "A B", "Ä", "A/B", "A\n"])
func `what is no code is refused`(_ text: String) {
  #expect(throws: (any Error).self) { try Read.code(text) as AccountID }
}

@Test(arguments: [
  "0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55", "0199A3F2-5C41-7E90-8D13-6F0B7A2C4E55", "0199a3f25c417e908d136f0b7a2c4e55",
])
func `an id is read`(_ text: String) throws {
  #expect(try Read.id(text) as CheckID == .sample)
}

@Test(arguments: [
  "", "0199a3f2", "0199a3f2-5c41-7e90-8d13-6f0b7a2c4e5", "0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55a",
  "g199a3f2-5c41-7e90-8d13-6f0b7a2c4e55",
])
func `what is no id is refused`(_ text: String) {
  #expect(throws: (any Error).self) { try Read.id(text) as CheckID }
}

@Test(
  arguments: [
    ("2026-11-24T08:30:05Z", 1_795_509_005_000), ("2026-11-24T09:30:05+01:00", 1_795_509_005_000),
    ("2026-11-24T08:30:05.250Z", 1_795_509_005_250), ("2026-11-24", 1_795_564_799_000),
    ("2026-11-24T08:30Z", 1_795_509_000_000), ("2028-02-29T00:00:00-00:30", 1_835_397_000_000),
    ("2100-03-01T00:00:00Z", 4_107_542_400_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000),
  ] as [(String, Int64)])
func `a time is read`(_ text: String, milliseconds: Int64) throws {
  #expect(try Read.time(text).milliseconds == milliseconds)
}

@Test(arguments: [
  "", "tomorrow", "2026-13-01", "2026-11-24T08:30:05", "24.11.2026", "1969-12-31", "2026-02-30",
  "2026-02-30T00:00:00Z", "2026-11-24T25:00:00Z", "9999999-01-01", "2100-02-29", "2026-11-24T08:30:60Z",
  "1970-01-01T00:00:00+01:00", "2026-11-24T08:30:05.2Z", "2026-11-24T08:30:05ZZ",
])
func `what is no time is refused`(_ text: String) {
  #expect(throws: (any Error).self) { try Read.time(text) }
}

@Test func `hashes and secrets are hexadecimal digits of the right length`() throws {
  #expect(try Read.digest(String(repeating: "aB", count: 32)).bytes == [UInt8](repeating: 0xAB, count: 32))
  #expect(try Read.secret(String(repeating: "5eed", count: 8)).count == 16)
  for text in ["", "abc", "zz", String(repeating: "00", count: 15), String(repeating: "00", count: 65)] {
    #expect(throws: (any Error).self) { try Read.secret(text) }
    #expect(throws: (any Error).self) { try Read.digest(text) }
  }
}

@Test(arguments: [("10", 10_000), ("0.5", 500), ("86400", 86_400_000)] as [(String, Int64)])
func `seconds are read`(_ text: String, milliseconds: Int64) throws {
  #expect(try Read.seconds(text) == .milliseconds(milliseconds))
}

@Test(arguments: ["", "0", "-1", "86401", "nan", "inf", "1e300", "10s"])
func `what is no time to wait is refused`(_ text: String) {
  #expect(throws: (any Error).self) { try Read.seconds(text) }
}

@Test(arguments: [("id-only", CheckDelivery.idOnly), ("id_only", .idOnly), ("Whole", .whole)])
func `a choice is read with hyphens or underscores, in either case`(_ text: String, value: CheckDelivery) throws {
  #expect(try Read.named(text) == value)
}

@Test func `a wrong choice is told what there is`() {
  let error = #expect(throws: (any Error).self) { try Read.named("maybe") as Standing }
  #expect(error.map { "\($0)" }?.contains("none, good, bad") == true)
}

@Test func `a new party is not closed`() {
  #expect(throws: (any Error).self) { try Read.firstStatus("closed") }
}
