/// Ids: their order, their form, and that there are no two of a kind.
import Ledger
import Synchronization
import Testing

@testable import CheckClient

@Suite struct `Ids` {
  /// A maker whose clock says what the test says, and whose random bits are all `random`.
  private final class Clock: Sendable {
    private let time = Mutex<Int64>(0)
    private let random = Mutex<UInt64>(0)

    func set(_ milliseconds: Int64, random bits: UInt64 = 0) {
      time.withLock { $0 = milliseconds }
      random.withLock { $0 = bits }
    }

    var maker: IDMaker {
      IDMaker(now: { Timestamp(milliseconds: self.time.withLock { $0 }) }, random: { self.random.withLock { $0 } })
    }
  }

  @Test func `an id is a UUID of version 7 with its time in front`() {
    let clock = Clock()
    clock.set(0x0123_4567_89AB, random: .max)
    let maker = clock.maker
    #expect("\(maker.command())" == "01234567-89ab-7fff-bfff-ffffffffffff")
    clock.set(0x0123_4567_89AC)
    #expect("\(maker.check())" == "01234567-89ac-7000-8000-000000000000")
  }

  @Test func `within a millisecond ids count on, by a random step`() {
    let clock = Clock()
    clock.set(1)
    let maker = clock.maker
    #expect("\(maker.command())" == "00000000-0001-7000-8000-000000000000")
    #expect("\(maker.command())" == "00000000-0001-7000-8000-000000000001")
    clock.set(1, random: .max)
    #expect("\(maker.command())" == "00000000-0001-7000-8000-000100000001")
  }

  @Test func `when a millisecond's ids are used up, those of the next follow`() {
    let clock = Clock()
    clock.set(5, random: .max)
    let maker = clock.maker
    let last = maker.command()
    #expect("\(last)" == "00000000-0005-7fff-bfff-ffffffffffff")
    clock.set(5)
    #expect("\(maker.command())" == "00000000-0006-7000-8000-000000000000")
  }

  @Test(arguments: [(20_000, 19_999, true), (20_000, 10_000, true), (20_000, 9_999, false)] as [(Int64, Int64, Bool)])
  func `a clock that steps back a little keeps the order; one that was far ahead is not followed there`(
    _ first: Int64, second: Int64, isKept: Bool
  ) {
    let clock = Clock()
    clock.set(first)
    let maker = clock.maker
    let before = maker.command()
    clock.set(second)
    let after = maker.command()
    #expect((after > before) == isKept)
    #expect(after.time.milliseconds == (isKept ? first : second))
  }

  @Test func `ids of many tasks and makers are in order for each, and no two are the same`() async {
    let all = await withTaskGroup(of: [CommandID].self) { group in
      for _ in 1...16 {
        group.addTask {
          let maker = IDMaker()
          let ids = (0..<5000).map { _ in maker.command() }
          #expect(zip(ids, ids.dropFirst()).allSatisfy(<))
          return ids
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(all).count == 80_000)
  }

  @Test func `all makers of a process share one order`() {
    let (one, other) = (IDMaker(), IDMaker())
    let ids = (0..<1000).map { ($0.isMultiple(of: 2) ? one : other).command() }
    #expect(zip(ids, ids.dropFirst()).allSatisfy(<))
  }
}
