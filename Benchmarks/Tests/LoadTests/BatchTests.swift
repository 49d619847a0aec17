/// Requests and replies about many items: written over their template, and counted, as Vouch's own wire has them.
import Ledger
import Testing
import Wire

@testable import Load

struct BatchTests {
  private static func item(_ index: Int) -> Item {
    var item = Item()
    item.check = IssuedNumber(
      number: Number(high: 0x0199_0000_0001_7000, low: 0x8000_0000_0000_0001 + UInt64(index)), seller: index % 1000)
    item.command = Number(high: 0x0199_0000_0002_7001, low: 0x8000_0000_0000_0002 + UInt64(index))
    item.drawer = 9_876_000 + index
    item.distributor = index % 50
    return item
  }

  private static func message(_ step: Step, _ count: Int) -> [UInt8] {
    var outgoing = Outgoing()
    let items = (0..<count).map { item($0) }
    ManagerDialect(batch: count).append(step, items[...], id: 5, to: &outgoing)
    return Array(outgoing.bytes[Template.headerCount...])
  }

  private static func id(_ number: Number) -> CheckID { CheckID(high: number.high, low: number.low) }

  @Test(arguments: [2, 3, 100, 8192])
  func `demands are decoded one by one, each with its own parties`(count: Int) throws {
    let decoded = unsafe BatchTests.message(.issue, count).withUnsafeBytes {
      unsafe RequestDecoder().decode(.issueChecks, $0)
    }
    guard case .request(.commands(let batch)) = decoded else { return #expect(Bool(false), "\(decoded)") }
    #expect(batch.items.count == count && batch.invalid.isEmpty)
    for (index, command) in batch.items.enumerated() {
      guard case .issue(let issue) = command else { return #expect(Bool(false), "\(command)") }
      let item = BatchTests.item(index)
      #expect(issue.id == BatchTests.id(item.check.number))
      #expect(issue.terms.drawer == Cast.account(item.drawer))
      #expect(issue.terms.payee == Cast.seller(item.check.seller))
      #expect(issue.terms.distributor == Cast.distributor(item.distributor))
    }
  }

  @Test func `payment demands are decoded one by one`() throws {
    let decoded = unsafe BatchTests.message(.settle, 7).withUnsafeBytes {
      unsafe RequestDecoder().decode(.presentChecks, $0)
    }
    guard case .request(.commands(let batch)) = decoded else { return #expect(Bool(false), "\(decoded)") }
    let expected = (0..<7).map { index in
      let item = BatchTests.item(index)
      return Command.act(
        CheckAction(
          id: CommandID(high: item.command.high, low: item.command.low), check: BatchTests.id(item.check.number),
          actor: .seller(Cast.seller(item.check.seller)), event: .present(amount: nil, final: true)))
    }
    #expect(batch.items == expected)
  }

  @Test(arguments: [Step.issue, .verify, .settle])
  func `the largest batch fits in a frame of a megabyte`(step: Step) {
    #expect(BatchTests.message(step, 8192).count < 1 << 20)
  }

  private static let accepted = Outcome.accepted(
    BatchEntry(sequence: 300, time: Timestamp(milliseconds: 1_772_445_600_000), state: .issued, amount: 100))
  private static let broke = Outcome<BatchEntry>.refused(.insufficientFunds)
  private static let unknown = Outcome<BatchEntry>.refused(.unknownAccount)
  private static let invalid = Outcome<BatchEntry>.invalid(Invalid(field: "terms.amount", reason: "is 0", hint: ""))

  /// Outcomes; how many were accepted, refused by name, and not even judged.
  private static let table: [([Outcome<BatchEntry>], Int, [String: Int], [String: Int])] = [
    ([accepted, accepted], 2, [:], [:]),
    ([broke, broke, broke], 0, ["insufficient_funds": 3], [:]),
    ([accepted, broke, unknown, broke], 1, ["insufficient_funds": 2, "unknown_account": 1], [:]),
    ([accepted, invalid, broke], 1, ["insufficient_funds": 1], ["invalid terms.amount": 1]),
  ]

  @Test(arguments: 0..<table.count)
  func `outcomes are counted as they are`(row: Int) throws {
    let (outcomes, accepted, refusals, failures) = BatchTests.table[row]
    var frame = Template(reply: IssueChecks.encode(Reply(sequence: 9, outcome: .accepted(outcomes)))).frame
    frame[4] = UInt8(Wire.Method.issueChecks.rawValue)
    let answer = try #require(ManagerDialect(batch: outcomes.count).answer(in: frame, from: 0, to: frame.count))
    #expect(answer.accepted == accepted)
    #expect(answer.refusals == refusals)
    #expect(answer.failures == failures)
  }

  @Test func `an answer about fewer items than were asked about is none`() throws {
    let reply = IssueChecks.encode(Reply(sequence: 9, outcome: .accepted([BatchTests.accepted, BatchTests.accepted])))
    let frame = Template(reply: reply).frame
    let answer = try #require(ManagerDialect(batch: 3).answer(in: frame, from: 0, to: frame.count))
    #expect(answer.accepted == 0 && answer.failures.values.reduce(0, +) > 0)
  }
}
