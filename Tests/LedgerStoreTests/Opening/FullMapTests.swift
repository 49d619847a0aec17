/// No space left: a batch is refused as a whole, everything before it stays, and it heals by itself.
import Ledger
import LedgerStore
import Testing
import VouchTesting

@Suite struct `a full map` {
  private static let mapSize = 512 << 10

  @Test func `refuses the batch as out of space, keeps what was there, and answers reads`() throws {
    let directory = try TemporaryStore()
    try directory.create(mapSize: Self.mapSize)
    let store = try directory.open(mapSize: Self.mapSize)
    let failure = try Self.fill(store)
    #expect(failure.isOutOfSpace)
    #expect(!failure.isFinal)
    let snapshot = try store.snapshot()
    let sequence = try snapshot.sequence()
    #expect(sequence > 0)
    // Whole batches of a hundred, and no part of the one that failed.
    #expect(sequence % 100 == 0)
    #expect(try snapshot.counts().accounts == sequence)
    #expect(try snapshot.account(Self.id(sequence)) != nil)
    #expect(try snapshot.account(Self.id(sequence + 1)) == nil)
    // A batch without effect needs no space.
    #expect(try store.submit([Self.enrolment(of: 1, asked: 2)], at: .start) == [.refused(.alreadyEnrolled)])
  }

  @Test func `heals when the map is larger, and the refused batch may come again`() throws {
    let directory = try TemporaryStore()
    try directory.create(mapSize: Self.mapSize)
    var store: Store? = try directory.open(mapSize: Self.mapSize)
    _ = try Self.fill(try #require(store))
    let sequence = try #require(store).snapshot().sequence()
    store = nil
    let larger = try directory.open(mapSize: 2 * Self.mapSize)
    #expect(larger.sequence == sequence)
    let refused = Self.batch(from: sequence + 1)
    #expect(try larger.submit(refused, at: .start).allSatisfy { $0.entry != nil })
    #expect(try larger.snapshot().sequence() == sequence + 100)
    #expect(try larger.snapshot().balanceSheet().isConserved)
  }

  /// Enrols a hundred accounts a batch until one batch fails.
  private static func fill(_ store: Store) throws -> StoreError {
    for start in stride(from: 1 as UInt64, to: 100_000, by: 100) {
      do throws(StoreError) {
        try store.submit(batch(from: start), at: .start)
        try store.fold()
      } catch {
        return error
      }
    }
    throw Unfilled()
  }

  private struct Unfilled: Error {}

  private static func batch(from start: UInt64) -> [Command] { (start..<start + 100).map { enrolment(of: $0) } }

  private static func id(_ number: UInt64) -> AccountID { AccountID(.of("A\(number)")) }

  private static func enrolment(of number: UInt64, asked times: UInt64 = 1) -> Command {
    .administer(
      Administration(
        id: CommandID(at: .start, random: (times, number)),
        change: .enrolAccount(AccountEnrolment(id: id(number), currency: .euro))))
  }
}
