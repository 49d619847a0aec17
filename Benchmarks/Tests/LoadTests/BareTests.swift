/// The bare daemon judges as a manager does, as far as it judges at all: or it would be no limit.
import CBare
import Ledger
import Testing
import Wire

@testable import Load

/// The state of a bare daemon with 10 accounts of 5000 cents, 3 sellers and 2 distributors.
@safe private final class BareState {
  private let state: OpaquePointer
  private(set) var logged = 0

  init() throws {
    var settings = unsafe bare_settings()
    unsafe (settings.accounts, settings.sellers, settings.distributors) = (10, 3, 2)
    unsafe (settings.checks, settings.funds) = (100, 5000)
    unsafe state = try unsafe #require(unsafe state_create(&settings))
  }

  func ask(_ step: Step, _ item: Item, at now: UInt64 = 1) -> (refusal: UInt32, sequence: UInt64) {
    var outgoing = Outgoing()
    ManagerDialect().append(step, [item], id: 1, to: &outgoing)
    let message = Array(outgoing.bytes[Template.headerCount...])
    var demand = demand()
    var answer = answer()
    let read = unsafe step == .issue ? read_issue : read_present
    guard unsafe read(message, message.count, &demand) else { return (.max, 0) }
    let judge = unsafe step == .issue ? state_issue : state_present
    var record = [UInt8](repeating: 0, count: Int(RECORD_MAXIMUM.rawValue))
    logged += unsafe judge(state, &demand, now, &record, &answer)
    return (answer.refusal, answer.sequence)
  }

  /// Judges a batch as it lies in its frame; the reply's frame.
  func ask(_ message: [UInt8], isIssue: Bool, at now: UInt64 = 1) -> [UInt8]? {
    let count = unsafe Int(count_items(message, message.count))
    guard count > 0 else { return nil }
    var answers = [answer](repeating: answer(), count: count)
    var records = [UInt8](repeating: 0, count: count * Int(RECORD_MAXIMUM.rawValue))
    logged += unsafe state_judge(state, isIssue, message, message.count, now, &records, &answers)
    let method = isIssue ? METHOD_ISSUES.rawValue : METHOD_PRESENTS.rawValue
    var reply = [UInt8](repeating: 0, count: Int(REPLY_HEADER) + 64 + count * 80)
    let length = unsafe reply.withUnsafeMutableBufferPointer { room in
      let end = unsafe write_batch_reply(room.baseAddress, method, 7, answers, UInt32(count))
      return unsafe room.baseAddress.flatMap { start in unsafe end.map { unsafe $0 - start } }
    }
    return length.map { Array(reply.prefix($0)) }
  }

  var books: Proof {
    var books = bare_books()
    unsafe state_books(state, &books)
    return Proof(total: books.total, held: books.held, remaining: books.remaining)
  }
}

struct BareTests {
  private static func item(check: UInt64, drawer: Int = 0, seller: Int = 0, distributor: Int = 0) -> Item {
    var item = Item(drawer: drawer, distributor: distributor)
    item.check = IssuedNumber(number: Number(high: 1 << 16 | 0x7000, low: 1 << 63 | check), seller: seller)
    item.command = Number(high: 2 << 16 | 0x7000, low: 1 << 63 | check)
    return item
  }

  @Test(
    arguments: [
      (item(check: 1), 0), (item(check: 1, drawer: 10), 10), (item(check: 1, seller: 3), 30),
      (item(check: 1, distributor: 2), 40), (item(check: 1, drawer: 10, seller: 3, distributor: 2), 10),
    ] as [(Item, UInt32)])
  func `a demand is judged by all three parties, the drawer first`(item: Item, refusal: UInt32) throws {
    let state = try BareState()
    #expect(state.ask(.issue, item).refusal == refusal)
    #expect((state.logged > 0) == (refusal == 0))
    #expect(state.books.isConserved && state.books.held == (refusal == 0 ? Cast.amount : 0))
  }

  @Test func `an account has no more held than it has`() throws {
    let state = try BareState()
    let answers = (1...5).map { state.ask(.issue, BareTests.item(check: $0)).refusal }
    #expect(answers == [0, 0, 0, 0, 17])
    #expect(state.books.isConserved && state.books.held == 4 * Cast.amount)
  }

  @Test func `a check is paid once, to its seller, in its time`() throws {
    let state = try BareState()
    let item = BareTests.item(check: 1, seller: 1)
    #expect(state.ask(.settle, item).refusal == 60)
    #expect(state.ask(.issue, item) == (0, 1))
    #expect(state.ask(.settle, BareTests.item(check: 1, seller: 2)).refusal == 61)
    #expect(state.ask(.settle, item, at: 31 * 86_400_000).refusal == 71)
    #expect(state.ask(.settle, item) == (0, 2))
    var other = item
    other.command = Number(high: 3 << 16 | 0x7000, low: 1 << 63)
    #expect(state.ask(.settle, other).refusal == 69)
    #expect(state.books.isConserved && state.books.held == 0)
  }

  @Test func `what took effect and is asked again answers the same and is not logged again`() throws {
    let state = try BareState()
    let item = BareTests.item(check: 1)
    #expect(state.ask(.issue, item) == (0, 1))
    #expect(state.ask(.settle, item) == (0, 2))
    let logged = state.logged
    #expect(state.ask(.issue, item) == (0, 1))
    #expect(state.ask(.settle, item) == (0, 2))
    #expect(state.ask(.issue, BareTests.item(check: 1, drawer: 1)).refusal == 2)
    #expect(state.logged == logged)
  }

  /// The message of a batch as the harness writes it.
  private static func message(_ step: Step, _ items: [Item]) -> [UInt8] {
    var outgoing = Outgoing()
    ManagerDialect(batch: items.count).append(step, items[...], id: 7, to: &outgoing)
    return Array(outgoing.bytes[Template.headerCount...])
  }

  private static func brief(_ sequence: UInt64, _ state: CheckState) -> Outcome<BatchEntry> {
    .accepted(
      BatchEntry(sequence: sequence, time: Timestamp(milliseconds: 1), state: state, amount: Cast.amount))
  }

  @Test func `a batch is judged item by item, and its reply is read by Vouch's own decoder`() throws {
    let state = try BareState()
    let items = [(1, 0), (2, 10), (1, 0), (3, 1)].map { BareTests.item(check: UInt64($0), drawer: $1) }
    // An item that is none: a field of a kind that no message of the wire has.
    let demands = BareTests.message(.issue, items) + [0x0A, 1, 0x0D]
    let issued = try IssueChecks.decodeReply(
      Array(#require(state.ask(demands, isIssue: true)).dropFirst(ReplyFrame.headerCount)))
    #expect(issued.sequence == 2)
    guard case .accepted(let outcomes) = issued.outcome else { return #expect(Bool(false), "\(issued)") }
    #expect(
      Array(outcomes.dropLast()) == [
        BareTests.brief(1, .issued), .refused(.unknownAccount), BareTests.brief(1, .issued),
        BareTests.brief(2, .issued),
      ])
    guard case .invalid = outcomes.last else { return #expect(Bool(false), "\(outcomes)") }

    let logged = state.logged
    let paid = try ActOnChecks.decodeReply(
      Array(
        #require(state.ask(BareTests.message(.settle, [items[0], items[3]]), isIssue: false))
          .dropFirst(ReplyFrame.headerCount)))
    #expect(
      paid == Reply(sequence: 4, outcome: .accepted([BareTests.brief(3, .settled), BareTests.brief(4, .settled)])))
    #expect(state.logged > logged && state.books.isConserved && state.books.held == 0)
  }

  @Test(arguments: [2, 100, 8192])
  func `the harness reads a batch's reply as it was judged, and a batch fits in a frame`(count: Int) throws {
    let state = try BareState()
    let items = (0..<count).map { BareTests.item(check: UInt64($0), drawer: 10) }
    let message = BareTests.message(.issue, items)
    #expect(message.count < 1 << 20)
    let reply = try #require(state.ask(message, isIssue: true))
    #expect(
      ManagerDialect(batch: count).answer(in: reply, from: 0, to: reply.count)
        == Answer(id: 7, end: reply.count, refusals: ["unknown_account": count]))
    #expect(state.logged == 0 && state.books.isConserved)
  }

  @Test func `what is no batch is not judged`() throws {
    let state = try BareState()
    for bytes in [[], [0x0A], [0x0A, 5, 0], [0x08, 1]] as [[UInt8]] { #expect(state.ask(bytes, isIssue: true) == nil) }
  }

  @Test func `its reply is as long as asked and reads as yes`() {
    var demand = demand()
    var answer = answer()
    (answer.kind, answer.sequence, answer.time, answer.amount) = (1, 1 << 30, 1 << 40, Cast.amount)
    for method in [METHOD_ISSUE.rawValue, METHOD_PRESENT.rawValue] {
      var bytes = [UInt8](repeating: 0, count: 512)
      unsafe bytes.withUnsafeMutableBufferPointer { room in
        let end = unsafe write_reply(room.baseAddress, method, 7, &demand, &answer, 221)
        let used = unsafe room.baseAddress.flatMap { start in unsafe end.map { unsafe $0 - start } }
        #expect(used == 221)
      }
      bytes.removeLast(512 - 221)
      #expect(ManagerDialect().answer(in: bytes, from: 0, to: bytes.count) == Answer(id: 7, end: 221, accepted: 1))
    }
  }
}
