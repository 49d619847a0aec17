/// The code agrees with `Protos/vouch.proto`: names, numbers and order.
import Ledger
import Testing
import VouchTesting
import Wire

@Suite struct `the contract` {
  let proto: ProtoFile

  init() throws { proto = try ProtoFile.vouch }

  @Test func `has the methods in the order of the enumeration`() { proto.expectMethods(of: Method.self) }

  @Test func `has every refusal by number and name`() throws {
    let reasons = try #require(proto.enums["RefusalReason"])
    let ours = Refusal.allCases.map { ("REFUSAL_REASON_" + $0.name.uppercased(), Int($0.rawValue)) }
    #expect(reasons.filter { $0.value != 0 } == Dictionary(uniqueKeysWithValues: ours))
    for refusal in Refusal.allCases {
      #expect("\(refusal)".shouted == refusal.name.uppercased())
    }
  }

  @Test(arguments: Refusal.allCases)
  func `carries a refusal by number, name and sentence`(refusal: Refusal) throws {
    let reply = Reply<Receipt>(sequence: 5, outcome: .refused(refusal))
    let bytes = CheckAction.encode(reply)
    #expect(try CheckAction.decodeReply(bytes) == reply)
    let message = try #require(RawMessage(bytes))
    #expect(message[[3, 1]] == .number(UInt64(refusal.rawValue)))
    #expect(message[[3, 2]] == .text(refusal.name))
    #expect(message[[3, 3]] == .text(refusal.sentence))
  }

  @Test func `has the ledger's enumerations by name and number`() {
    proto.expect(JournalEntry.Kind.self, "EntryKind", "ENTRY_KIND")
    proto.expect(PartyStatus.self, "PartyStatus", "PARTY_STATUS")
    proto.expect(Standing.self, "Standing", "STANDING", offset: 1)
    proto.expect(Cover.self, "Cover", "COVER")
    proto.expect(CheckDelivery.self, "CheckDelivery", "CHECK_DELIVERY")
    proto.expect(Sex.self, "Sex", "SEX", offset: 1)
    proto.expect(PaymentRail.self, "Rail", "RAIL")
    proto.expect(PaymentMethod.self, "PaymentMethod", "PAYMENT_METHOD")
    proto.expect(ReleaseRule.self, "ReleaseRule", "RELEASE_RULE")
    proto.expect(CheckState.self, "CheckState", "CHECK_STATE")
    let states = ProfileState.allCases.map { ("PROFILE_STATE_\("\($0)".shouted)", Int($0.rawValue)) }
    #expect(proto.enums["ProfileState"] == Dictionary(uniqueKeysWithValues: states))
    proto.expect(BalanceSheet.Kind.self, "BookAccountKind", "BOOK_ACCOUNT_KIND")
  }

  /// What has payloads in the ledger and a plain number here: read from the bytes written.
  @Test func `has roles, kinds of parties, resolutions and clock states by name and number`() throws {
    let actors: [(String, Actor)] = [
      ("OPERATOR", .operator), ("TERMINAL", .buyer), ("SELLER", .shop), ("DISTRIBUTOR", .carrier),
      ("RAIL", .rail(.post)), ("COMMITTER", .committer),
    ]
    try check("Role", "ROLE", actors) { actor in
      var receipt = Receipt.aboutParty
      receipt.entry.actor = actor
      return RawMessage(CheckAction.encode(Reply(sequence: 1, outcome: .accepted(receipt))))?[[2, 4, 1]]
    }
    let parties: [(String, Party)] = [
      ("ACCOUNT", .account(.buyer)), ("SELLER", .seller(.shop)), ("DISTRIBUTOR", .distributor(.carrier)),
    ]
    try check("PartyKind", "PARTY_KIND", parties) { party in
      let change = Administration(id: .sample, change: .setStatus(party, .active))
      return RawMessage(change.encodeRequest())?[[2, 1]]
    }
    let resolutions: [(String, Resolution)] = [("RESUME", .resume), ("PAY", .pay(nil)), ("VOID", .void)]
    try check("Resolution", "RESOLUTION", resolutions) { resolution in
      let event = CheckEvent.resolveDispute(resolution)
      let action = CheckAction(id: .sample, check: .sample, actor: .operator, event: event)
      return RawMessage(action.encodeRequest())?[[3]]
    }
    try check("ClockState", "CLOCK_STATE", [("STEADY", nil), ("JUMPED", 1 as Int64?)]) { jump in
      let status = ManagerStatus(
        draweeName: "", version: "", time: .start, started: .start, accounts: 0, sellers: 0, distributors: 0, checks: 0,
        openChecks: 0, clockJump: jump, readOnly: nil)
      return RawMessage(GetStatus.encode(Reply(sequence: 1, outcome: .accepted(status))))?[[2, 10]]
    }
  }

  private func check<Value>(
    _ name: String, _ prefix: String, _ values: [(String, Value)], number: (Value) -> RawMessage.Value?
  ) throws {
    let theirs = try #require(proto.enums[name]).filter { $0.value != 0 }
    #expect(theirs.count == values.count, "\(name)")
    for (suffix, value) in values {
      #expect(number(value) == theirs["\(prefix)_\(suffix)"].map { .number(UInt64($0)) }, "\(prefix)_\(suffix)")
    }
  }
}
