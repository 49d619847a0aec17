// Currencies: the list, and sums as people write and read them.
import Ledger
import Testing
import VouchTesting

@Suite struct `a currency` {
  @Test(
    arguments: [
      ("EUR", 978, 2), ("eur", 978, 2), ("Usd", 840, 2), ("JPY", 392, 0), ("KWD", 414, 3), ("ALL", 8, 2),
      ("CLP", 152, 0),
      ("XCG", 532, 2), ("ZWG", 924, 2),
    ] as [(String, UInt16, Int)])
  func `is known by its code and its number`(code: String, number: UInt16, exponent: Int) throws {
    let currency = try #require(Currency(code: code))
    #expect(currency.number == number)
    #expect(currency.exponent == exponent)
    #expect(currency.code == code.uppercased())
    #expect(currency.description == currency.code)
    #expect(Currency(number: number) == currency)
  }

  @Test(arguments: ["", "EU", "EURO", "XXX", "XTS", "DEM", "HRK", "ANG", "ＥＵＲ", "EU ", "ﬀS", "ıRR", "€"])
  func `has one of the codes in circulation`(code: String) {
    #expect(Currency(code: code) == nil)
  }

  @Test(arguments: [0, 1, 7, 276, 999, 1000, UInt16.max])
  func `has one of their numbers`(number: UInt16) {
    #expect(Currency(number: number) == nil)
  }

  @Test func `has a number and a code of its own`() {
    let all = (0...UInt16.max).compactMap { Currency(number: $0) }
    #expect(all.count == 154)
    #expect(Set(all.map(\.code)).count == all.count)
    for currency in all {
      #expect(Currency(code: currency.code) == currency)
      #expect([0, 2, 3].contains(currency.exponent))
    }
    #expect(all.map(\.code).sorted() == all.sorted { $0.code < $1.code }.map(\.code))
  }
}

@Suite struct `a sum` {
  @Test(
    arguments: [
      (.euro, 0, "0.00"), (.euro, 1, "0.01"), (.euro, 99, "0.99"), (.euro, 100, "1.00"), (.euro, 123_450, "1,234.50"),
      (.euro, 99_999, "999.99"), (.euro, 100_000, "1,000.00"), (.euro, 100_000_000, "1,000,000.00"),
      (.euro, -1, "-0.01"),
      (.euro, -123_456, "-1,234.56"), (.yen, 0, "0"), (.yen, 7, "7"), (.yen, 1000, "1,000"),
      (.yen, -1_234_567, "-1,234,567"),
      (.dinar, 1, "0.001"), (.dinar, 1234, "1.234"), (.dinar, 1_234_567, "1,234.567"),
      (.euro, Int64.max, "92,233,720,368,547,758.07"), (.euro, Int64.min, "-92,233,720,368,547,758.08"),
    ] as [(Currency, Int64, String)])
  func `is written with its thousands and its decimals, and read back`(currency: Currency, units: Int64, text: String) {
    #expect(currency.format(units) == text)
    if units.magnitude <= Amount.maximum.magnitude { #expect(currency.parse(text) == units) }
  }

  @Test(
    arguments: [
      (.euro, "12", 1200), (.euro, "12.5", 1250), (.euro, "12.50", 1250), (.euro, "0", 0), (.euro, "00012", 1200),
      (.euro, "1,234", 123_400), (.euro, "123,456,789.01", 12_345_678_901), (.euro, "-3.00", -300), (.euro, "-0", 0),
      (.yen, "12", 12), (.dinar, "1.234", 1234), (.dinar, "1.2", 1200),
      (.euro, "10000000000000", 1_000_000_000_000_000), (.euro, "-10,000,000,000,000.00", -1_000_000_000_000_000),
      (.yen, "1000000000000000", 1_000_000_000_000_000), (.dinar, "1,000,000,000,000", 1_000_000_000_000_000),
    ] as [(Currency, String, Int64)])
  func `is read however people write it`(currency: Currency, text: String, units: Int64) {
    #expect(currency.parse(text) == units)
  }

  @Test(
    arguments: [
      (.euro, ""), (.euro, "-"), (.euro, "."), (.euro, ","), (.euro, "12."), (.euro, ".5"), (.euro, "-.5"),
      (.euro, "1.234"),
      (.euro, "1.2.3"), (.euro, "1,2"), (.euro, "1,23"), (.euro, "1,2345"), (.euro, "1234,567"), (.euro, "1,234,56"),
      (.euro, ",123"), (.euro, "1,,234"), (.euro, "1,234,"), (.euro, "1,23.4"), (.euro, "1.2,345"), (.euro, "--1"),
      (.euro, "1-"),
      (.euro, "+1"), (.euro, " 1"), (.euro, "1 "), (.euro, "1e3"), (.euro, "0x1"), (.euro, "١"), (.euro, "1\n"),
      (.euro, "EUR"),
      (.yen, "1.0"), (.yen, "1."), (.dinar, "1.2345"), (.euro, "10000000000000.01"), (.euro, "10000000000001"),
      (.yen, "1000000000000001"), (.dinar, "1000000000001"), (.euro, "99999999999999999999999999999999"),
      (.euro, "-10000000000000.01"),
      // A group of thousands never begins with nothing: this is a decimal comma.
      (.euro, "0,123"), (.euro, "00,123"), (.euro, "012,345"), (.dinar, "-0,500"),
    ] as [(Currency, String)])
  func `is nothing that could be another`(currency: Currency, text: String) {
    #expect(currency.parse(text) == nil)
  }

  @Test func `of any size is read as it was written`() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<2_000 {
      let currency = random.pick([Currency.euro, .yen, .dinar])
      let units =
        Int64.random(in: -Amount.maximum...Amount.maximum, using: &random) >> Int64.random(in: 0...49, using: &random)
      #expect(currency.parse(currency.format(units)) == units)
    }
  }
}

@Suite struct `an amount` {
  @Test(arguments: [
    (1, true), (Amount.maximum, true), (0, false), (-1, false), (Amount.maximum + 1, false), (.max, false),
    (.min, false),
  ])
  func `is positive and bounded`(minorUnits: Int64, isAmount: Bool) {
    #expect((Amount(minorUnits: minorUnits)?.minorUnits == minorUnits) == isAmount)
  }

  @Test func `is ordered by its minor units`() {
    #expect((1 as Amount) < 2)
  }

  @Test func `fits a balance thousands of times`() {
    #expect(Bounds.maximumBalance / Amount.maximum == 4_000)
    #expect(Bounds.maximumBalance.addingReportingOverflow(Bounds.maximumBalance).overflow == false)
  }
}
