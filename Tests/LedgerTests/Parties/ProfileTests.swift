// Profiles: a change names what it changes, and an empty text clears.
import Ledger
import Testing

@Suite struct `a profile` {
  @Test func `takes over what a change names, and keeps the rest`() {
    var profile = AccountProfile()
    profile.name = Text("Alice")
    profile.address = Text("Here 1")
    profile.sex = .female
    var change = AccountProfile()
    change.address = Text("")
    change.telephone = Text("5")
    change.sex = .unstated
    profile.merge(change)
    #expect(profile.name == Text("Alice"))
    #expect(profile.address == .empty)
    #expect(profile.telephone == Text("5"))
    #expect(profile.sex == .unstated)
    profile.merge(AccountProfile())
    #expect(profile.fieldNames == ["name", "sex", "address", "telephone"])
  }

  @Test func `of a person takes over every field`() {
    var change = AccountProfile()
    change.name = Text("1")
    change.sex = .other
    change.address = Text("2")
    change.telephone = Text("3")
    change.bank = Text("4")
    change.bankAccountNumber = Text("5")
    change.bankNotes = Text("6")
    change.creditCompany = Text("7")
    change.cardNumber = Text("8")
    change.creditNotes = Text("9")
    var profile = AccountProfile()
    #expect(profile.fieldNames == [])
    profile.merge(change)
    #expect(profile == change)
    #expect(profile.fieldNames.count == 10)
  }

  @Test func `of a company takes over every field`() {
    var change = CompanyProfile()
    change.name = Text("1")
    change.address = Text("2")
    change.telephone = Text("3")
    change.bank = Text("4")
    change.bankAccountNumber = Text("5")
    var profile = CompanyProfile()
    profile.merge(change)
    #expect(profile == change)
    #expect(profile.fieldNames == ["name", "address", "telephone", "bank", "bank_account_number"])
    profile.merge(CompanyProfile())
    #expect(profile == change)
  }
}
