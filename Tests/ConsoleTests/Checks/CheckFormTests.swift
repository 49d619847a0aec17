// A check as it is drawn for people: the sum in words, and the whole form.
import ArgumentParser
import Console
import Ledger
import Testing

@Test(
  arguments: [
    (1, .euro, "zero and 01/100 EUR"), (100, .euro, "one and 00/100 EUR"), (4850, .euro, "forty-eight and 50/100 EUR"),
    (1_999, .euro, "nineteen and 99/100 EUR"), (2_000, .euro, "twenty and 00/100 EUR"),
    (10_000, .euro, "one hundred and 00/100 EUR"),
    (123_450, .euro, "one thousand two hundred thirty-four and 50/100 EUR"),
    (100_000_005, .euro, "one million and 05/100 EUR"), (1_234, .yen, "one thousand two hundred thirty-four JPY"),
    (1_000_000, .yen, "one million JPY"), (12_007, .dinar, "twelve and 007/1000 KWD"),
    (1_001_011_000, .yen, "one billion one million eleven thousand JPY"),
    (Amount.maximum, .yen, "one quadrillion JPY"),
    (
      Amount.maximum - 1, .euro,
      "nine trillion nine hundred ninety-nine billion nine hundred ninety-nine million "
        + "nine hundred ninety-nine thousand nine hundred ninety-nine and 99/100 EUR"
    ),
  ] as [(Int64, Currency, String)])
func `a sum is written in words`(_ minorUnits: Int64, _ currency: Currency, words: String) {
  #expect(Amount.of(minorUnits).inWords(of: currency) == words)
}

@Test func `no two sums have the same words`() {
  let words = (1...2_000).map { Amount.of(Int64($0) * 997).inWords(of: .yen) }
  #expect(Set(words).count == words.count)
}

@Test func `a check bears what a bank check bears, in a frame`() {
  var check = CheckDocument(
    id: .sample, terms: .sample, issued: .morning,
    progress: CheckProgress(terms: .sample, expires: .morning + .days(30)), memo: .of("für Oma ☕️"))
  check.draweeName = .of("Vouch Demo Manager")
  check.payeeName = .of("Buch & Bohne Versand")
  #expect(
    check.form == """
      ┌───────────────────────────────────────────────────┐
      │ Vouch Demo Manager                      48.50 EUR │
      │                                                   │
      │ number       0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55 │
      │ date         2026-11-24 08:30:05 UTC              │
      │ pay to       SHOP  Buch & Bohne Versand           │
      │ the sum of   forty-eight and 50/100 EUR           │
      │ drawer       ALICE                                │
      │ distributor  PARCEL                               │
      │ payable      on demand, by transfer               │
      │ good until   2026-12-24 08:30:05 UTC              │
      │ memo         für Oma ☕️                           │
      └───────────────────────────────────────────────────┘

      """)
}

@Test func `a check without a payee is paid to whoever presents it first`() {
  let terms = CheckTerms(drawer: .of("ALICE"), amount: .of(100), currency: .euro)
  let check = CheckDocument(
    id: .sample, terms: terms, issued: .morning, progress: CheckProgress(terms: terms, expires: .morning), memo: .empty)
  #expect(check.form.contains("pay to      whoever presents it first"))
}

@Test(
  arguments: [
    ("0", 0), ("12", 1200), ("12.5", 1250), ("12.05", 1205), ("100", 10_000), ("100.00", 10_000), ("0.01", 1),
  ] as [(String, UInt16)])
func `a share is a percentage with at most two decimals`(_ text: String, hundredths: UInt16) throws {
  #expect(try Read.share(text) == hundredths)
}

@Test(arguments: ["", "-1", "+1", "100.01", "101", "12.345", "12.", ".5", "1.2.3", "9999999", "x", "1,5", "١"])
func `what is no share is refused`(_ text: String) {
  #expect(throws: (any Error).self) { try Read.share(text) }
}

@Test func `an order is known by its SHA-256, in words or made elsewhere`() throws {
  let hash = "1ec1be0ef8edc8b81f7c4feae23ae975c223cfb912ea3b9ab779a6f863850031"
  let inWords = try OrderOptions.parse(["--order", "one book"])
  let elsewhere = try OrderOptions.parse(["--order-hash", hash])
  #expect(inWords.digest?.description == hash)
  #expect(elsewhere.digest == inWords.digest)
  #expect(try OrderOptions.parse([]).digest == nil)
  #expect(throws: (any Error).self) { try OrderOptions.parse(["--order", "one book", "--order-hash", hash]) }
}
