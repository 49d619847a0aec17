// Disputes as the operator sees them, and what is believed of a delivery.
import Ledger
import Testing

@testable import Console

@Suite struct `a dispute` {
  private static let digest = Digest(1, 2, 3, 4)
  private static let (first, second) = (key(1), key(2))

  private static func key(_ number: UInt8) -> HandOverKey {
    guard let key = HandOverKey(Array(repeating: number, count: 32)) else { preconditionFailure("that is a key") }
    return key
  }

  /// The first key until an hour after morning, then the second.
  private static let keys = [
    RegisteredKey(first, since: Timestamp(milliseconds: 0), until: .morning + .minutes(60)),
    RegisteredKey(second, since: .morning + .minutes(60)),
  ]

  /// What an entry says, and what is believed of it.
  static let details: [(detail: String, state: String, key: HandOverKey?)] = [
    ("", "unsigned", nil),
    ("at the door", "unsigned", nil),
    ("proof=\(digest)", "unsigned", nil),
    ("proof=\(digest) key=\(first.mark)", "signed", first),
    ("proof=\(digest) key=\(first.mark); at the door", "signed", first),
    // Another's, or one that came later.
    ("proof=\(digest) key=\(second.mark)", "unsigned", nil),
    ("proof=\(digest) key=\(key(3).mark)", "unsigned", nil),
    // A note may say anything.
    ("proof=\(digest); key=\(first.mark)", "unsigned", nil),
    ("key=\(first.mark)", "unsigned", nil),
    ("proof=nothing key=\(first.mark)", "unsigned", nil),
  ]

  @Test(arguments: details)
  func `shows a delivery as signed only by a key that was the distributor's then`(
    detail: String, state: String, key: HandOverKey?
  ) {
    let dispute = dispute([receipt(.deliveryConfirmed, detail)])
    #expect(dispute.proofState == state)
    #expect(dispute.delivery?.key == key)
  }

  @Test func `shows who opened it, when, over how much, and that nothing is proved`() {
    let dispute = dispute([])
    #expect(dispute.proofState == "none")
    #expect(dispute.json["opened_by"] == "terminal ALICE")
    #expect(dispute.json["age_seconds"] == 7200)
    #expect(dispute.json["remaining"] == 4850)
    #expect(dispute.text.contains("it never came"))
    #expect(DisputeCase.table([dispute]).contains("2 h"))
  }

  @Test(arguments: [
    (CheckState.issued, false, "presented again"), (.committed, false, "waits for its delivery again"),
    (.committed, true, "48.50 EUR is paid"),
  ])
  func `says what going on would do`(from state: CheckState, confirmed: Bool, told: String) {
    #expect(dispute([], from: state, confirmed: confirmed).text.contains(told))
  }

  private func receipt(_ kind: JournalEntry.Kind, _ detail: String, by actor: Actor = .distributor(.of("PARCEL")))
    -> Receipt
  {
    Receipt(
      entry: JournalEntry(
        at: Moment(time: .morning, sequence: 1), kind: kind, actor: actor, command: .sample, fingerprint: 7,
        subject: .check(.sample), currency: .euro, amount: 0), detail: detail)
  }

  private func dispute(_ more: [Receipt], from state: CheckState = .committed, confirmed: Bool = false) -> DisputeCase {
    var progress = CheckProgress(terms: .sample, expires: .morning + .days(30))
    (progress.state, progress.frozenFrom, progress.frozenAt) = (.frozen, state, .morning)
    (progress.demanded, progress.confirmed) = (4850, confirmed)
    let document = CheckDocument(id: .sample, terms: .sample, issued: .morning, progress: progress, memo: .empty)
    let opened = receipt(.disputeOpened, "it never came", by: .terminal(.of("ALICE")))
    return DisputeCase(
      CheckHistory(check: document, entries: [opened] + more), keys: Self.keys, now: .morning + .minutes(120))
  }
}
