/// Batches on the wire: their bounds, what is wrong with some of their items, and how small their replies are.
import Ledger
import Testing
import VouchTesting

@testable import Wire

extension IssueCheck {
  /// A demand as most are: to a shop, by the default rules.
  fileprivate static func usual(_ index: Int) -> IssueCheck {
    var terms = CheckTerms.plain
    terms.payee = .shop
    terms.expires = .day(30)
    return IssueCheck(id: CheckID(at: .start, random: (0, UInt64(index))), terms: terms)
  }
}

/// A batch's request of items as they are on the wire.
private func request(_ items: [[UInt8]]) -> [UInt8] {
  RawMessage(fields: items.map { RawMessage.Field(1, .bytes($0)) }).encoded
}

@Suite struct `a batch` {
  @Test func `of 8,192 demands fits in a frame, and is read in the memory of one`() {
    let demands = (0..<BatchBounds.maximum).map { IssueCheck.usual($0) }
    let bytes = IssueChecks(demands).encodeRequest()
    #expect(bytes.count < 1 << 20)
    let decoder = RequestDecoder()
    #expect(decoder.decode(.issueChecks, bytes) == .request(.commands(RequestBatch(items: demands.map { .issue($0) }))))
    #expect(decoder.memory == (4096, 4096))
  }

  @Test func `is at least one item and at most 8,192, or is invalid as a whole`() {
    let decoder = RequestDecoder()
    for method in [Method.issueChecks, .verifyChecks, .presentChecks, .voidChecks, .confirmDeliveries, .refundChecks] {
      let none = decoder.decode(method, [UInt8]()).invalid
      #expect(none?.description == "items is missing. Give 1 to 8192 items.", "\(method)")
      let more = decoder.decode(method, request(Array(repeating: [], count: BatchBounds.maximum + 1))).invalid
      #expect(
        more?.description == "items has 8193 items. A batch has at most 8192: send the rest in another.", "\(method)")
    }
  }

  @Test func `names the items that are invalid, and keeps the others`() throws {
    let good = [IssueCheck.usual(1), IssueCheck.usual(2)]
    let bytes = try good.map { try #require(RawMessage($0.encodeRequest())) }
    let items = [
      bytes[0].setting([1], to: nil), bytes[0], bytes[0].setting([2, 4], to: .int(-1)), bytes[1],
      bytes[1].setting([2], to: nil),
    ]
    let decoded = RequestDecoder().decode(.issueChecks, request(items.map(\.encoded)))
    guard case .request(.commands(let batch)) = decoded else { throw Nothing(what: "\(decoded)") }
    #expect(batch.items == good.map { .issue($0) })
    #expect(batch.invalid.map(\.index) == [0, 2, 4])
    #expect(batch.invalid.map(\.fault.field) == ["id", "terms.amount", "terms"])
    #expect(batch.invalid.map(\.fault.reason) == ["is missing", "is negative", "is missing"])
  }

  @Test func `with an item that is no message cannot be read`() {
    let good = IssueCheck.usual(1).encodeRequest()
    let decoder = RequestDecoder()
    for bad: [UInt8] in [[0xFF], [0x0A, 0x10], Array(good.dropLast())] {
      #expect(decoder.decode(.issueChecks, request([good, bad, good])) == .unreadable, "\(bad)")
    }
    let number = RawMessage(fields: [RawMessage.Field(1, .number(1))]).encoded
    for end: [UInt8] in [[0x0A], [0x0A, 0x05, 0x00], [0x0B], [0x00], number, [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]] {
      #expect(decoder.decode(.issueChecks, request([good]) + end) == .unreadable, "\(end)")
    }
  }

  @Test func `passes over fields that it does not know`() {
    let demand = IssueCheck.usual(1)
    // A number, eight bytes, bytes, four bytes.
    let unknown: [UInt8] = [0x10, 0x96, 0x01, 0x19] + [UInt8](1...8) + [0x22, 0x02, 0x0A, 0x0A, 0x2D] + [UInt8](1...4)
    let bytes = unknown + request([demand.encodeRequest()]) + unknown
    #expect(RequestDecoder().decode(.issueChecks, bytes) == .request(.commands(RequestBatch(items: [.issue(demand)]))))
  }

  @Test func `of nothing but empty items takes no more memory than one`() throws {
    let decoder = RequestDecoder()
    let decoded = decoder.decode(.presentChecks, request(Array(repeating: [], count: BatchBounds.maximum)))
    guard case .request(.commands(let batch)) = decoded else { throw Nothing(what: "\(decoded)") }
    #expect(batch.items.isEmpty && batch.invalid.count == BatchBounds.maximum)
    #expect(decoder.memory == (4096, 4096))
  }

  @Test func `gives no item more than a request alone may take`() {
    let swollen = [UInt8](repeatElement([0x12, 0x00], count: 1 << 17).joined())
    let decoder = RequestDecoder()
    #expect(decoder.decode(.issueChecks, request([swollen])) == .unreadable)
    #expect(decoder.memory.held == 4096 && decoder.memory.peak <= 2 * RequestDecoder.budget)
  }

  @Test func `of actions has one kind`() {
    let void = CheckAction(id: .sample, check: .sample, actor: .shop, event: .void)
    let withdraw = CheckAction(id: .sample, check: .sample, actor: .buyer, event: .withdraw)
    #expect(ActOnChecks(.void, [void, void])?.items.count == 2)
    #expect(ActOnChecks(.refund, [void]) == nil)
    #expect(ActOnChecks(.void, [void, withdraw]) == nil)
  }
}

@Suite struct `a reply to a batch` {
  private func reply(_ outcomes: [Outcome<BatchEntry>]) -> [UInt8] {
    IssueChecks.encode(Reply(sequence: 9_000_000, outcome: .accepted(outcomes)))
  }

  private func entry(_ index: Int) -> Outcome<BatchEntry> {
    .accepted(BatchEntry(sequence: 8_000_000 + UInt64(index), time: .day(1), state: .issued, amount: 100))
  }

  @Test func `says once what is the same of all, and nothing of what is not so`() throws {
    let outcomes = (0..<BatchBounds.maximum).map { entry($0) }
    let bytes = reply(outcomes)
    #expect(bytes.count < 4 * BatchBounds.maximum + 50, "four bytes an entry")
    #expect(try IssueChecks.decodeReply(bytes).outcome == .accepted(outcomes))
    let message = try #require(RawMessage(bytes))
    #expect(message[[2, 3]] == .bytes(RawMessage.varint(UInt64(Timestamp.day(1).milliseconds))))
    #expect(message[[2, 4]] == nil, "nothing was refused")
  }

  @Test func `is hardly longer for an item that is refused or invalid`() throws {
    var outcomes = (0..<BatchBounds.maximum).map { entry($0) }
    outcomes[0] = .refused(.insufficientFunds)
    outcomes[77] = .invalid(MessageSample.fault)
    let bytes = reply(outcomes)
    #expect(bytes.count < 5 * BatchBounds.maximum + 150)
    #expect(try IssueChecks.decodeReply(bytes).outcome == .accepted(outcomes))
  }

  @Test func `that contradicts itself is thrown out`() throws {
    let good = try #require(RawMessage(reply([entry(0), entry(1), .invalid(MessageSample.fault)])))
    let twice = RawMessage(fields: [RawMessage.Field(1, .number(7)), RawMessage.Field(2, .bytes([]))])
    let faults: [(path: [Int], value: RawMessage.Value?, field: String)] = [
      ([2, 1], .number(4), "entries"), ([2, 1], .number(8193), "count"), ([2, 1], nil, "entries"),
      ([2, 2], nil, "entries"), ([2, 3], nil, "times"), ([2, 5], .bytes([9]), "states"),
      ([2, 6], .bytes([1, 2]), "amounts"), ([2, 4], .bytes([0, 1]), "refusals"),
      ([2, 7], .bytes(twice.encoded), "entries"),
    ]
    for (path, value, field) in faults {
      let bytes = good.setting(path, to: value).encoded
      #expect {
        try IssueChecks.decodeReply(bytes)
      } throws: { error in
        guard case .contradictory(let fault)? = error as? WireError else { return false }
        return fault.field == field
      }
    }
  }
}

private struct Nothing: Error { let what: String }
