/// Checks kept in a file, and what a run tells in slices.
import Foundation
import Testing

@testable import Load

struct PoolTests {
  private static let checks = (0..<1000).map { number in
    IssuedNumber(number: Number(high: UInt64(number) << 40, low: ~UInt64(number)), seller: number % 7)
  }

  @Test func `checks written to a file are read again`() throws {
    let file = NSTemporaryDirectory() + "vouch-pool-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try CheckPool(checks: PoolTests.checks).write(file: file)
    #expect(try CheckPool(file: file).checks == PoolTests.checks)
  }

  @Test func `what is no such file is named so`() {
    #expect(throws: LoadError.self) { try CheckPool(file: "/dev/null/none") }
  }

  @Test func `shuffled are the same checks, by the seed in another order`() {
    var pools = ([1, 1, 2] as [UInt64]).map { seed in
      var pool = CheckPool(checks: PoolTests.checks)
      pool.shuffle(seed: seed)
      return pool.checks
    }
    #expect(pools[0] == pools[1] && pools[0] != pools[2] && pools[0] != PoolTests.checks)
    for index in pools.indices { pools[index].sort { $0.number.high < $1.number.high } }
    #expect(pools.allSatisfy { $0 == PoolTests.checks })
  }

  @Test func `slices of two workers are added one by one, and there are never too many`() {
    var (left, right) = (Timeline(), Timeline())
    left.note(0, latency: 5, done: 1)
    right.note(2, latency: 7, done: 10)
    right.note(Timeline.maximum, latency: 7, done: 10)
    left.add(right)
    #expect(left.slices.map(\.done) == [1, 0, 10])
    #expect(left.slices[2].latencies.longest == 7)
  }

  @Test(arguments: [("0 5 5", true), ("1 5 5", false), ("0 5 4", false)])
  func `books balance when nothing was made or lost and what is held is what remains`(text: String, balance: Bool) {
    #expect(Proof(text)?.isConserved == balance)
    #expect(Proof(text)?.text == text)
  }

  @Test(arguments: ["", "1 2", "1 2 x", "1 2 3 4"])
  func `what are no books is no proof`(text: String) { #expect(Proof(text) == nil) }
}
