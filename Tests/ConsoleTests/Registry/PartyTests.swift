// Parties: their flags, and how they are shown.
import ArgumentParser
import Console
import Ledger
import Testing

private var alice: AccountRecord {
  var account = Account(id: .of("ALICE"), status: .active, currency: .euro, at: .morning)
  account.bank.balance.posted = 30_000
  account.bank.held = 4850
  account.card = CoverBalance(balance: Balance(posted: -12_000), line: 50_000, standing: .good, railSequence: 4)
  account.limits = AccountLimits(perCheck: 40_000, perDay: 90_000, checksPerDay: 20)
  account.usedDay = 20_781
  account.usedAmount = 4850
  account.usedCount = 1
  account.openChecks = 1
  account.lastCheck = .sample
  var profile = AccountProfile()
  profile.name = .of("Alice Sommer")
  profile.sex = .female
  profile.cardNumber = .of("4111111111111111")
  return AccountRecord(account: account, profile: profile)
}

@Test func `an account is shown to people`() {
  #expect(
    alice.text == """
      account ALICE  active
        name            Alice Sommer
        sex             female
        address         -
        telephone       -
        bank            -
        bank account    -
        bank notes      -
        credit company  -
        card number     … 1111
        credit notes    -
        delivery        whole checks
        limits          400.00 EUR a check, 900.00 EUR a day, 20 checks a day
        last day used   2026-11-24: 48.50 EUR, 1 check
        open checks     1
        last check      0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55
        enrolled        2026-11-24 08:30:05 UTC
        updated         2026-11-24 08:30:05 UTC

      COVER  STANDING   POSTED   HELD    LINE  AVAILABLE       STATEMENT
      bank   good       300.00  48.50    0.00     251.50  EUR          -
      card   good      -120.00   0.00  500.00     380.00  EUR          4

      """)
}

@Test func `an account is shown to programs, its card number only in part`() {
  let json = alice.json
  #expect(
    json["bank"]?.description
      == #"{"standing":"good","posted":30000,"held":4850,"line":0,"available":25150,"statement":null,"rail":"book"}"#)
  #expect(json["card"]?["posted"] == -12_000)
  #expect(json["profile"]?["card_number"] == "1111")
  #expect(json["limits"]?.description == #"{"per_check":40000,"per_day":90000,"checks_per_day":20}"#)
  #expect(json["used_day"] == "2026-11-24")
  #expect(!json.description.contains("4111"))
}

@Test func `accounts are listed`() {
  var bob = AccountRecord(
    account: Account(id: .of("BOB"), status: .suspended, currency: .yen, at: .morning), profile: AccountProfile())
  bob.account.bank.balance.posted = 1_234_567
  #expect(
    AccountRecord.table([alice, bob]) == """
      CODE   NAME          STATUS     BANK AVAILABLE  CARD AVAILABLE   HELD       OPEN CHECKS
      ALICE  Alice Sommer  active             251.50          380.00  48.50  EUR            1
      BOB    -             suspended       1,234,567               -      0  JPY            0

      """)
}

@Test func `the limits of an account are shown`() {
  #expect(
    alice.account.limitsText == """
      limits of account ALICE
        a check        400.00 EUR
        a day          900.00 EUR
        checks a day   20
        last day used  2026-11-24: 48.50 EUR, 1 check

      """)
}

@Test func `a seller is shown to people and to programs`() {
  var seller = Seller(id: .of("SHOP"), status: .active, currency: .euro, at: .morning)
  seller.available.posted = 123_450
  seller.locked.posted = 100
  var profile = CompanyProfile()
  profile.name = .of("Buch & Bohne")
  let record = SellerRecord(seller: seller, profile: profile)
  #expect(
    record.text == """
      seller SHOP  active
        name          Buch & Bohne
        address       -
        telephone     -
        bank          -
        bank account  -
        available     1,234.50 EUR
        locked        1.00 EUR
        reserve       0.00 EUR
        exposure      0.00 EUR, limit none
        enrolled      2026-11-24 08:30:05 UTC
        updated       2026-11-24 08:30:05 UTC

      """)
  #expect(record.json["available"] == 123_450)
  #expect(record.json["locked"] == 100)
  #expect(record.json["exposure_limit"] == .null)
}

@Test func `a distributor is shown with its debt`() {
  var distributor = Distributor(id: .of("PARCEL"), status: .active, currency: .euro, at: .morning)
  distributor.debt.posted = -6000
  distributor.cashLimit = 100_000
  let record = DistributorRecord(distributor: distributor, profile: CompanyProfile())
  #expect(record.json["debt"] == -6000)
  #expect(record.json["cash_limit"] == 100_000)
  #expect(
    DistributorRecord.table([record]) == """
      CODE    NAME  STATUS    DEBT  TO COLLECT  CASH LIMIT  EXPOSURE
      PARCEL  -     active  -60.00        0.00    1,000.00      0.00  EUR

      """)
}

@Test func `flags say what changes; limits that are not named stay`() throws {
  let flags = try AccountFlags.parse([
    "--name", "Alice", "--bank-standing", "bad", "--credit-line", "0", "--per-day", "none", "--delivery", "id-only",
  ])
  let update = try flags.form.update(in: .euro, current: AccountLimits(perCheck: 1, perDay: 2, checksPerDay: 3))
  #expect(update.profile?.fieldNames == ["name"])
  #expect(update.bankStanding == .bad)
  #expect(update.cardStanding == nil)
  #expect(update.creditLine == 0)
  #expect(update.delivery == .idOnly)
  #expect(update.limits == AccountLimits(perCheck: 1, perDay: 0, checksPerDay: 3))
}

@Test func `flags that need no account do not ask for one`() throws {
  #expect(try AccountFlags.parse(["--name", "Alice"]).form.needsAccount == false)
  #expect(try AccountFlags.parse(["--checks-per-day", "5"]).form.needsAccount)
  #expect(throws: Failure.self) { try LimitFlags.parse(["--per-check", "5"]).form.update() }
}

@Test(arguments: AccountForm.ClearableField.allCases)
func `every field of an account that can be cleared is`(_ field: AccountForm.ClearableField) throws {
  var form = AccountForm()
  form.clear(field)
  let update = try form.update(in: .euro, current: AccountLimits(perCheck: 1, perDay: 2, checksPerDay: 3))
  #expect(update != AccountUpdate())
  #expect(update.profile?.fieldNames.count ?? 0 <= 1)
}

@Test(arguments: CompanyForm.ClearableField.allCases)
func `every field of a company that can be cleared is`(_ field: CompanyForm.ClearableField) throws {
  var form = CompanyForm()
  form.clear(field)
  #expect(try form.update(in: .euro) != CompanyUpdate())
}

@Test(arguments: [
  ["--credit-line", "-1"], ["--per-check", "0"], ["--checks-per-day", "many"], ["--sex", "unknown"],
  ["--name", "two\nlines"], ["--name", String(repeating: "x", count: 257)], ["--delivery", "pigeon"],
])
func `wrong flags are refused`(_ arguments: [String]) {
  #expect(throws: (any Error).self) { try AccountFlags.parse(arguments) }
}
