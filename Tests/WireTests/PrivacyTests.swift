/// What never leaves the manager.
import Ledger
import Testing
import VouchTesting
import Wire

@Suite struct `what is kept back` {
  @Test(arguments: [
    ("4111111111111111", "1111"), ("12345", "2345"), ("1234", "1234"), ("7", "7"), ("", nil as String?),
    ("4111 1111 1111 ١٢٣٤", "١٢٣٤"),
  ])
  func `of a card number all but the last four characters`(number: String, shown: String?) throws {
    var profile = AccountProfile.full
    profile.cardNumber = .of(number)
    let account = Account(id: .buyer, status: .active, currency: .euro, at: .start)
    let record = AccountRecord(account: account, profile: profile)
    let one = GetAccount.encode(Reply(sequence: 1, outcome: .accepted(record)))
    let page = ListAccounts.encode(Reply(sequence: 1, outcome: .accepted(Page(items: [record], next: nil))))
    #expect(RawMessage(one)?[[2, 4, 9]] == shown.map { .text($0) })
    #expect(RawMessage(page)?[[2, 1, 4, 9]] == shown.map { .text($0) })
    if number.count > 4 {
      #expect(!one.contains(Array(number.utf8)))
      #expect(!page.contains(Array(number.utf8)))
    }
  }

  @Test func `the claim of a check, in every reply that shows one`() throws {
    var document = CheckDocument.full
    document.terms = .full
    try #require(document.terms.claim == .secret)
    let issued = IssuedCheck(receipt: .aboutCheck, check: document)
    let history = CheckHistory(check: document, entries: [.aboutCheck])
    let replies = [
      IssueCheck.encode(Reply(sequence: 1, outcome: .accepted(issued))),
      Claim.encode(Reply(sequence: 1, outcome: .accepted(document))),
      GetCheck.encode(Reply(sequence: 1, outcome: .accepted(history))),
      CheckQuery.encode(Reply(sequence: 1, outcome: .accepted(Page(items: [document], next: nil)))),
    ]
    for reply in replies { #expect(!reply.contains(Digest.secret.bytes)) }
    #expect(Authorize(terms: .full).encodeRequest().contains(Digest.secret.bytes), "else nothing was looked for")
  }
}
