/// Field 54, by its table; and what a host of another make states in it.
import Ledger
import Testing

@testable import Rails

@Suite struct `Additional amounts of an answer` {
  /// What is available in euros (978), by field 54.
  @Test(
    arguments: [
      ("3002978C000000050000", 50_000), ("3002978D000000000017", -17), ("3002978C000000000000", 0),
      ("3002978C999999999999", 999_999_999_999),
      // The balance is not what is available, and pounds are no euros.
      ("3001978D0000000120003002978C000000038000", 38_000), ("3002826C0000000000010002978C000000000002", 2),
      // Of several accounts the credit account's counts.
      ("0002978C0000000000013002978C0000000000021002978C000000000003", 2),
    ] as [(String, Int64)]) func `say what is available`(text: String, available: Int64) throws
  {
    #expect(try CardAmounts(text).available(in: .euro) == available)
  }

  @Test(
    arguments: [
      ("", "its answer states no amounts (field 54)"),
      ("3002978C00000005000", "field 54 of its answer is not made of amounts of twenty characters"),
      ("3002978C0000000500000", "field 54 of its answer is not made of amounts of twenty characters"),
      (
        "3001978C0000000500003001978C0000000500003001978C0000000500003001978C0000000500003001978C0000000500003001978C0000000500003001978C000000050000",
        "field 54 of its answer is not made of amounts of twenty characters"
      ),
      ("3002978X000000050000", "amount 1 in field 54 of its answer is neither C nor D"),
      ("3002978C00000005000A", "amount 1 in field 54 of its answer has other characters than digits"),
      (
        "3002978C00000005000030 2978C000000050000",
        "amount 2 in field 54 of its answer has other characters than digits"
      ),
      ("3001978C000000050000", "field 54 of its answer states nothing available (02) in EUR"),
      ("3002826C000000050000", "field 54 of its answer states nothing available (02) in EUR"),
      (
        "0002978C0000000000011002978C000000000002", "field 54 of its answer states several amounts available in EUR"
      ),
      (
        "3002978C0000000000013002978C000000000001", "field 54 of its answer states several amounts available in EUR"
      ),
    ] as [(String, String)]) func `that say nothing clearly are refused`(text: String, reason: String)
  {
    #expect(throws: CardAmountsFault(reason)) { try CardAmounts(text).available(in: .euro) }
  }
}

@Suite(.enabled(if: ISOPeer.isThere, Comment(rawValue: ISOPeer.skipped)), .timeLimit(.minutes(30)))
struct `a card rail that is asked for a balance` {
  private static let other = "5555555555554444"

  @Test func `asks the host, without an order`() async throws {
    let host = try CardHost(
      CardHost.Plan(
        rules: [["match": ["mti": "0100", "fields": ["2": Self.other]], "respond": "14"], ["respond": "00"]],
        amounts: [PaymentOrder.card: "3002978C000000012345"]))
    let rail = try host.rail()
    #expect(try await rail.balance(of: PaymentOrder.card, in: .euro) == .available(12_345))
    #expect(
      try await rail.balance(of: Self.other, in: .euro) == .declined(code: "14", reason: "there is no such card"))
    #expect(
      try await rail.balance(of: "DE02120300000000202051", in: .euro)
        == .declined(code: "", reason: "the number on file is no card's"))
    // Orders go their way beside it.
    #expect(try await rail.deliver([.card(1)]).map(\.outcome) == [.accepted])
    await rail.close()
    let events = try host.events.filter { $0.mti != "0800" }.map(\.event)
    #expect(events == ["asked", "declined", "authorised", "captured"])
  }

  @Test func `is not answered in time, or says nothing, and so is told`() async throws {
    let host = try CardHost(CardHost.Plan(nth: [("0100", [1], "lose")]))
    let rail = try host.rail(host.impatient)
    guard case .unanswered = try await rail.balance(of: PaymentOrder.card, in: .euro) else {
      Issue.record("it was lost")
      return
    }
    #expect(
      try await rail.balance(of: PaymentOrder.card, in: .euro)
        == .unanswered("its answer states no amounts (field 54)"))
    host.stop()
    // The first question may still go out on the connection that is gone; the next finds that there is none.
    try await eventually {
      do {
        _ = try await rail.balance(of: PaymentOrder.card, in: .euro)
        return false
      } catch is CardError {
        return true
      }
    }
    await rail.close()
  }
}

extension Currency {
  fileprivate static let euro = Currency(number: 978) ?? { preconditionFailure("no euro") }()
}
