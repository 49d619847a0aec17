/// The bare daemon judges as a manager does, as far as it judges at all: or it would be no limit.
import CBare
import Ledger
import Testing

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
