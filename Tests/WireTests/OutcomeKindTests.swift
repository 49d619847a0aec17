/// Tests of how a reply's outcome is told without reading it.
import Ledger
import Testing
import VouchTesting
import Wire

private func kind(_ bytes: [UInt8]) -> OutcomeKind? { unsafe OutcomeKind(of: bytes.span.bytes) }

@Suite struct `Outcome kinds` {
  @Test(arguments: [0, 1, 127, 128, 300, 1 << 32, UInt64.max])
  func `are told of every outcome, whatever the sequence`(_ sequence: UInt64) {
    let status = ManagerStatus(
      draweeName: "Vouch", version: "1", time: .day(12), started: .day(11), accounts: 1, sellers: 1, distributors: 1,
      checks: 1, openChecks: 1, clockJump: nil, readOnly: nil)
    #expect(kind(GetStatus.encode(Reply(sequence: sequence, outcome: .accepted(status)))) == .accepted)
    #expect(kind(CheckAction.encode(Reply(sequence: sequence, outcome: .refused(.noCover)))) == .refused)
    let invalid = Invalid(field: "amount", reason: "is negative", hint: "Give more.")
    #expect(kind(CheckAction.encode(Reply(sequence: sequence, outcome: .invalid(invalid)))) == .invalid)
  }

  @Test(arguments: [[], [8], [8, 0x80], [8, 1], [0xFF, 0xFF], [8] + Array(repeating: 0x80, count: 40)])
  func `are none of what is no reply`(_ bytes: [UInt8]) {
    #expect(kind(bytes) == nil)
  }
}
