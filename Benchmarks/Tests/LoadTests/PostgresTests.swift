/// What is sent to PostgreSQL, and how its answers are counted.
import Testing

@testable import Load

struct PostgresTests {
  private static func message(_ letter: Unicode.Scalar, _ body: [UInt8]) -> [UInt8] {
    [UInt8(ascii: letter), 0, 0, 0, UInt8(body.count + 4)] + body
  }

  /// A row of one smallint.
  private static func row(_ outcome: UInt8) -> [UInt8] { message("D", [0, 1, 0, 0, 0, 2, 0, outcome]) }

  private static let ready = message("Z", [UInt8(ascii: "I")])

  @Test(arguments: [
    (message("2", []) + row(0) + message("C", []) + ready, Answer(end: 29, accepted: 1)),
    (row(17) + ready, Answer(end: 19, refusals: ["reason 17": 1])),
    (message("E", Array("SERROR\0Mno\0\0".utf8)) + ready, Answer(end: 23, failures: ["no": 1])),
  ])
  func `an answer is whole when the server is ready again`(bytes: [UInt8], answer: Answer) {
    let dialect = PostgresDialect(batch: 1)
    for count in 0..<bytes.count { #expect(dialect.answer(in: bytes, from: 0, to: count) == nil) }
    #expect(dialect.answer(in: bytes, from: 0, to: bytes.count) == answer)
  }

  @Test func `the outcomes of a batch are counted one by one`() {
    let head: [UInt8] = [0, 1, 0, 0, 0, 38, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 21, 0, 0, 0, 3, 0, 0, 0, 1]
    let outcomes = ([0, 69, 0] as [UInt8]).flatMap { [0, 0, 0, 2, 0, $0] as [UInt8] }
    let bytes = PostgresTests.message("D", head + outcomes) + PostgresTests.ready
    let answer = PostgresDialect(batch: 3).answer(in: bytes, from: 0, to: bytes.count)
    #expect(answer == Answer(end: bytes.count, accepted: 2, refusals: ["reason 69": 1]))
  }

  @Test(arguments: [(Step.issue, 1), (.settle, 1), (.issue, 100), (.settle, 1000)])
  func `a request is three messages, whole`(step: Step, batch: Int) {
    var outgoing = Outgoing()
    PostgresDialect(batch: batch).append(step, ArraySlice(repeating: Item(), count: batch), id: 0, to: &outgoing)
    var messages = PostgresMessages(bytes: outgoing.bytes, position: 0, end: outgoing.bytes.count)
    var letters: [UInt8] = []
    while let (letter, _) = messages.next() { letters.append(letter) }
    #expect(letters == Array("BES".utf8))
    #expect(messages.position == outgoing.bytes.count)
  }
}
