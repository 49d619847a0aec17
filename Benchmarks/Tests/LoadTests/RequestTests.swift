/// Requests written over their templates are what Vouch's own decoder reads, and replies are told apart as Vouch encodes
/// them.
import Ledger
import Testing
import Wire

@testable import Load

struct RequestTests {
  private static let check = Number(high: 0x0199_0000_0001_7000, low: 0x8000_0000_0000_0001)
  private static let command = Number(high: 0x0199_0000_0002_7001, low: 0x8000_0000_0000_0002)

  private static var terms: CheckTerms {
    var terms = CheckTerms(drawer: Cast.account(9_876_543), amount: Cast.amount(Cast.amount), currency: Cast.euro)
    terms.payee = Cast.seller(42)
    terms.distributor = Cast.distributor(7)
    return terms
  }

  @Test func `a credit check is about the parties written into it`() {
    let templates = Templates(batch: 1)
    var outgoing = Outgoing()
    let start = outgoing.append(templates.authorize, id: 5)
    outgoing.write(digits: 9_876_543, at: templates.authorizeDrawer, of: start)
    outgoing.write(digits: 42, at: templates.authorizePayee, of: start)
    outgoing.write(digits: 7, at: templates.authorizeDistributor, of: start)
    #expect(decoded(.authorize, outgoing) == .request(.authorize(RequestTests.terms)))
  }

  @Test func `a demand has the number and the parties written into it`() {
    let templates = Templates(batch: 1)
    var outgoing = Outgoing()
    let start = outgoing.append(templates.issue, id: 5)
    outgoing.write(RequestTests.check, at: templates.issueCheck, of: start)
    outgoing.write(digits: 9_876_543, at: templates.issueDrawer, of: start)
    outgoing.write(digits: 42, at: templates.issuePayee, of: start)
    outgoing.write(digits: 7, at: templates.issueDistributor, of: start)
    let id = CheckID(high: RequestTests.check.high, low: RequestTests.check.low)
    #expect(
      decoded(.issueCheck, outgoing) == .request(.command(.issue(IssueCheck(id: id, terms: RequestTests.terms)))))
  }

  @Test func `a payment demand has its own number, the check's, and its seller`() {
    let templates = Templates(batch: 1)
    var outgoing = Outgoing()
    // Not the first of its buffer: places count from where a frame begins.
    _ = outgoing.append(templates.verify, id: 1)
    outgoing.advance(outgoing.bytes.count)
    let start = outgoing.append(templates.settle, id: 5)
    outgoing.write(RequestTests.command, at: templates.settleCommand, of: start)
    outgoing.write(RequestTests.check, at: templates.settleCheck, of: start)
    outgoing.write(digits: 42, at: templates.settleSeller, of: start)
    let action = CheckAction(
      id: CommandID(high: RequestTests.command.high, low: RequestTests.command.low),
      check: CheckID(high: RequestTests.check.high, low: RequestTests.check.low), actor: .seller(Cast.seller(42)),
      event: .present(amount: nil, final: true))
    #expect(decoded(.presentCheck, outgoing) == .request(.command(.act(action))))
  }

  private func decoded(_ method: Wire.Method, _ outgoing: Outgoing) -> RequestDecoder.Decoded {
    let message = Array(outgoing.bytes[Template.headerCount...])
    #expect(outgoing.bytes[0] == UInt8(method.rawValue) && Int(outgoing.bytes[4]) == message.count)
    #expect(outgoing.bytes[8] == 5)
    return unsafe message.withUnsafeBytes { unsafe RequestDecoder().decode(method, $0) }
  }

  @Test func `a thousand numbers of a millisecond are different and in order`() {
    var numbers = Numbers(worker: 3)
    var dice = Dice(seed: 1)
    numbers.setTime(milliseconds: 1_772_445_600_000)
    let ids = (0..<1000).map { _ in
      let number = numbers.next(&dice)
      return CheckID(high: number.high, low: number.low)
    }
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    #expect(ids.allSatisfy { $0.time == Timestamp(milliseconds: 1_772_445_600_000) })
  }

  @Test(arguments: [0, 1, 127, 128, 1 << 40] as [UInt64])
  func `yes, no and no request are told apart after any sequence`(sequence: UInt64) {
    let invalid = Invalid(field: "terms.amount", reason: "is negative", hint: "")
    #expect(outcome(sequence, .accepted(Authorized())) == .accepted)
    #expect(outcome(sequence, .refused(.insufficientFunds)) == .refused("insufficient_funds"))
    #expect(outcome(sequence, .invalid(invalid)) == .invalid("terms.amount"))
  }

  private func outcome(_ sequence: UInt64, _ outcome: Outcome<Authorized>) -> ReplyOutcome {
    let message = Authorize.encode(Reply(sequence: sequence, outcome: outcome))
    return ReplyOutcome(message, message.indices)
  }

  @Test(arguments: [[], [0x08], [0x08, 0x80], [0x2A, 0], [0x08, 1]] as [[UInt8]])
  func `what is no reply is named so`(bytes: [UInt8]) { #expect(ReplyOutcome(bytes, bytes.indices) == .unreadable) }

  @Test func `a frame is read when its last byte is there`() {
    let frame = Template(reply: [8, 1, 0x12, 0]).frame
    for count in 0..<frame.count { #expect(ReplyFrame(in: frame, from: 0, to: count) == nil) }
    #expect(ReplyFrame(in: frame, from: 0, to: frame.count)?.message == 16..<20)
  }
}
