// Headers and rows.
import Console
import Ledger
import Testing

@Test(arguments: [
  (["code"], "no column 'currency'"), (["currency"], "no column 'code'"), ([], "no column 'code'"),
  (["code", "currency", "colour"], "unknown column 'colour'"), (["code", "currency", "code"], "'code' twice"),
  (["code;currency"], "unknown column 'code;currency'"), (["code", "currency", "exposure_limit"], "unknown column"),
  (["code", "currency", ""], "unknown column ''"),
])
func `a header that cannot be used is refused by name`(_ header: [String], words: String) {
  let failure = #expect(throws: Failure.self) { try PartySheet(.accounts, header: header) }
  #expect(failure?.status == ExitStatus.badData)
  #expect(failure?.sentence?.contains(words) == true)
}

@Test func `every column of an account is taken over`() throws {
  let columns = PartySheet.columnNames(of: .accounts)
  let cells = [
    "code": "alice", "currency": " eur ", "status": "enrolled", "name": "Alice", "sex": "female", "address": "Köln",
    "telephone": "1", "bank": "B", "bank_account": "2", "bank_notes": "bn", "bank_standing": "bad",
    "credit_company": "C", "card_number": "4111111111111111", "card_standing": "good", "credit_line": "500.00",
    "credit_notes": "cn", "delivery": "id-only", "per_check": "400", "per_day": "none", "checks_per_day": "20",
    "opening_balance": "300.00", "bank_rail": "post", "card_rail": "card",
  ]
  #expect(Set(columns) == Set(cells.keys))
  let row = try PartySheet(.accounts, header: columns).row(columns.map { cells[$0] ?? "" })

  var profile = AccountProfile()
  profile.name = .of("Alice")
  profile.sex = .female
  profile.address = .of("Köln")
  profile.telephone = .of("1")
  profile.bank = .of("B")
  profile.bankAccountNumber = .of("2")
  profile.bankNotes = .of("bn")
  profile.creditCompany = .of("C")
  profile.cardNumber = .of("4111111111111111")
  profile.creditNotes = .of("cn")
  var update = AccountUpdate()
  update.profile = profile
  update.bankStanding = .bad
  update.cardStanding = .good
  update.creditLine = 50_000
  update.bankRail = .post
  update.cardRail = .card
  update.delivery = .idOnly
  update.limits = AccountLimits(perCheck: 40_000, perDay: 0, checksPerDay: 20)
  var enrolment = AccountEnrolment(id: .of("ALICE"), currency: .euro, update: update)
  enrolment.status = .enrolled
  #expect(row.change == .enrolAccount(enrolment))
  #expect(row.opening?.amount == .of(30_000))
}

@Test func `every column of a company is taken over`() throws {
  let header = PartySheet.columnNames(of: .distributors)
  #expect(
    header == [
      "code", "currency", "status", "name", "address", "telephone", "bank", "bank_account", "exposure_limit",
      "cash_limit", "hand_over_key", "address_key",
    ])
  let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
  let row = try PartySheet(.distributors, header: header)
    .row(["PARCEL", "EUR", "", "Nord", "Bremen", "1", "B", "2", "5000", "1000", key, key])
  guard case .enrolDistributor(let enrolment) = row.change else {
    Issue.record("no distributor: \(row.change)")
    return
  }
  #expect(enrolment.status == .active)
  #expect(enrolment.update.profile?.fieldNames == ["name", "address", "telephone", "bank", "bank_account_number"])
  #expect(enrolment.update.exposureLimit == 500_000)
  #expect(enrolment.update.cashLimit == 100_000)
  #expect(enrolment.update.addressKey?.description == key)
  guard case .register(let registered) = enrolment.update.handOverKey else {
    Issue.record("no key: \(enrolment.update)")
    return
  }
  #expect(registered.description == key)
}

@Test func `empty cells leave the defaults, and headings may be written freely`() throws {
  let row = try PartySheet(.accounts, header: [" Code", "CURRENCY", "bank-standing"]).row(["A", "EUR", ""])
  #expect(row.change == .enrolAccount(AccountEnrolment(id: .of("A"), currency: .euro)))
  #expect(row.opening == nil)
}

@Test(
  arguments: [
    (["A", "EUR"], nil, "has 2 fields; the header has 5"),
    (["A", "EUR", "", "", "", ""], nil, "has 6 fields"),
    (["", "EUR", "", "", ""], "code", "is empty"),
    (["A", "", "", "", ""], "currency", "is empty"),
    (["Ä", "EUR", "", "", ""], "code", "a code is"),
    (["A", "EUX", "", "", ""], "currency", "ISO 4217"),
    (["A", "EUR", "-5", "", ""], "per_check", "it is negative"),
    (["A", "EUR", "1.234", "", ""], nil, "no amount of EUR"),
    (["A", "EUR", "", "a\nb", ""], "name", "a text is one line"),
    (["A", "EUR", "", "", "-1"], "opening_balance", "it is negative"),
  ] as [([String], String?, String)])
func `a bad row is told by column and reason`(_ cells: [String], column: String?, words: String) throws {
  let sheet = try PartySheet(.accounts, header: ["code", "currency", "per_check", "name", "opening_balance"])
  let fault = #expect(throws: RowFault.self) { try sheet.row(cells) }
  #expect(fault?.column == column)
  #expect(fault?.reason.contains(words) == true)
}

@Test func `an opening balance needs a bank cover; one of zero is none`() throws {
  let sheet = try PartySheet(.accounts, header: ["code", "currency", "bank_standing", "opening_balance"])
  let fault = #expect(throws: RowFault.self) { try sheet.row(["A", "EUR", "none", "5"]) }
  #expect(fault?.column == "opening_balance")
  #expect(try sheet.row(["A", "EUR", "good", "0.00"]).opening == nil)
}
