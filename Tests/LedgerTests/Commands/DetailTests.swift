// What the journal says of a command beside its effects: values and reasons, never who somebody is.
import Ledger
import Testing
import VouchTesting

@Suite struct `a command's detail` {
  static let id = CommandID(high: 1, low: 2)

  private func detail(_ change: Administration.Change, note: String = "") -> String {
    Command.administer(Administration(id: `a command's detail`.id, change: change, note: .of(note))).detail
  }

  @Test func `names values and reason of a change`() {
    var update = AccountUpdate()
    update.delivery = .idOnly
    update.bankStanding = .bad
    update.cardStanding = Standing.none
    update.creditLine = 5
    update.limits = AccountLimits(perCheck: 1, perDay: 2, checksPerDay: 3)
    #expect(
      detail(.updateAccount(.buyer, update), note: "asked for")
        == "delivery=idOnly bank_standing=bad card_standing=none "
        + "credit_line=5 per_check=1 per_day=2 checks_per_day=3; asked for")
    var company = CompanyUpdate()
    company.exposureLimit = 4
    company.cashLimit = 0
    #expect(detail(.updateSeller(.shop, company)) == "exposure_limit=4 cash_limit=0")
    #expect(
      detail(.enrolDistributor(CompanyEnrolment(code: .of("NEW"), currency: .euro, update: company)))
        == "status=active exposure_limit=4 cash_limit=0")
    #expect(detail(.enrolAccount(AccountEnrolment(id: .buyer, currency: .euro))) == "status=active")
    #expect(detail(.setStatus(.seller(.shop), .suspended), note: "bad goods") == "status=suspended; bad goods")
    #expect(detail(.fund(.buyer, .card, 1, .post)) == "cover=card rail=post")
    #expect(
      detail(.reconcile(.buyer, .bank, stated: -5, sequence: 7, .bank)) == "cover=bank rail=bank stated=-5 statement=7")
    #expect(
      detail(.reconcile(.buyer, .card, stated: -5, seen: 12, sequence: 7, .card))
        == "cover=card rail=card stated=-5 seen=12 statement=7")
    #expect(detail(.payOut(.shop, 1, .book)) == "rail=book")
    #expect(detail(.payIn(.carrier, 1, .book), note: "week 7") == "rail=book; week 7")
  }

  @Test func `names the fields of a profile, never what they say`() {
    var update = AccountUpdate()
    var profile = AccountProfile()
    profile.name = .of("Alice Secret")
    profile.sex = .female
    profile.address = .of("Secret Street 1")
    profile.telephone = .of("Secret 1")
    profile.bank = .of("Secret Bank")
    profile.bankAccountNumber = .of("Secret 2")
    profile.bankNotes = .of("Secret 3")
    profile.creditCompany = .of("Secret 4")
    profile.cardNumber = .of("Secret 5")
    profile.creditNotes = .empty
    update.profile = profile
    let told = detail(.updateAccount(.buyer, update))
    #expect(
      told
        == "changed=name,sex,address,telephone,bank,bank_account_number,bank_notes,credit_company,card_number,credit_notes"
    )
    var company = CompanyUpdate()
    company.profile = CompanyProfile()
    company.profile?.name = .of("Secret")
    company.profile?.bankAccountNumber = .of("Secret")
    #expect(detail(.updateDistributor(.carrier, company)) == "changed=name,bank_account_number")
  }

  @Test func `of an event is its proof and its reason`() {
    func detail(_ event: CheckEvent, _ note: String) -> String {
      Command.act(
        CheckAction(
          id: `a command's detail`.id, check: CheckID(high: 1, low: 1), actor: .carrier, event: event, note: .of(note))
      ).detail
    }
    let proof = Digest(0, 0, 0, 0xAB)
    #expect(detail(.confirm(proof: proof), "") == "proof=\(proof)")
    #expect(detail(.confirm(proof: proof), "at the door") == "proof=\(proof); at the door")
    #expect(detail(.confirm(proof: nil), "at the door") == "at the door")
    var signed = CheckAction(
      id: `a command's detail`.id, check: CheckID(high: 1, low: 1), actor: .carrier, event: .confirm(proof: proof),
      note: .of("at the door"))
    signed.seal = .by(Scene.key(0x1F).mark)
    #expect(signed.detail == "proof=\(proof) key=\(String(repeating: "1f", count: 16)); at the door")
    signed.seal = .wrong
    #expect(signed.detail == "proof=\(proof); at the door")
    #expect(detail(.void, "") == "")
    #expect(
      Command.issue(IssueCheck(id: CheckID(high: 1, low: 1), terms: Scene.terms, memo: .of("secret"))).detail == "")
  }

  @Test func `knows whom a change is about, and its rail`() {
    let account = AccountEnrolment(id: .buyer, currency: .euro)
    let company = CompanyEnrolment(code: .of("NEW"), currency: .euro)
    let table: [(Administration.Change, Party, PaymentRail?)] = [
      (.enrolAccount(account), .account(.buyer), nil), (.enrolSeller(company), .seller(SellerID(.of("NEW"))), nil),
      (.enrolDistributor(company), .distributor(DistributorID(.of("NEW"))), nil),
      (.updateAccount(.buyer, AccountUpdate()), .account(.buyer), nil),
      (.updateSeller(.shop, CompanyUpdate()), .seller(.shop), nil),
      (.updateDistributor(.carrier, CompanyUpdate()), .distributor(.carrier), nil),
      (.setStatus(.seller(.shop), .active), .seller(.shop), nil),
      (.fund(.buyer, .bank, 1, .post), .account(.buyer), .post),
      (.reconcile(.buyer, .bank, stated: 1, sequence: 1, .card), .account(.buyer), .card),
      (.payOut(.shop, 1, .bank), .seller(.shop), .bank), (.payIn(.carrier, 1, .book), .distributor(.carrier), .book),
    ]
    for (change, party, rail) in table {
      #expect(change.subject == party)
      #expect(change.rail == rail)
    }
  }

  @Test(
    arguments: [
      (.operator, "operator"), (.buyer, "terminal BUYER-1"), (.shop, "seller SHOP-1"), (.carrier, "distributor VAN-1"),
      (.rail(.card), "rail card"), (.committer, "committer"),
    ] as [(Actor, String)])
  func `says who acted`(actor: Actor, text: String) {
    #expect(actor.description == text)
  }
}
