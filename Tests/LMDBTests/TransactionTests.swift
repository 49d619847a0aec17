/// Transactions: all or nothing, and each reader in its own moment.
import Testing

@testable import LMDB

@Suite struct `a write transaction` {
  @Test func `that is dropped leaves nothing, and the next may begin`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    do {
      let transaction = try WriteTransaction(environment)
      try coins.put([1], at: 1, in: transaction)
    }
    try environment.write { transaction throws(LMDBError) in
      #expect(try coins.count(in: transaction) == 0)
      try coins.put([2], at: 2, in: transaction)
    }
    #expect(try environment.read { transaction throws(LMDBError) in try coins.keys(in: transaction) } == [2])
  }

  @Test func `that throws in the middle leaves nothing`() throws {
    struct Doubt: Error {}
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    #expect(throws: Doubt.self) {
      let transaction = try WriteTransaction(environment)
      try coins.put([1], at: 1, in: transaction)
      throw Doubt()
    }
    #expect(try environment.read { transaction throws(LMDBError) in try coins.count(in: transaction) } == 0)
  }

  @Test func `that made a table and was dropped made none`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    do {
      let transaction = try WriteTransaction(environment)
      _ = try Table<UInt64>("coins", in: transaction)
    }
    let found = kind { () throws(LMDBError) in
      try environment.read { transaction throws(LMDBError) in
        _ = try Table<UInt64>(existing: "coins", in: transaction)
      }
    }
    #expect(found == .notFound)
  }

  @Test func `is there after closing and opening`() throws {
    let directory = try TemporaryDirectory()
    try { () throws(LMDBError) in
      let environment = try directory.open()
      let coins = try environment.coins()
      try environment.write { transaction throws(LMDBError) in
        try coins.put(Coin(year: 2002, side: 0, value: 5), at: 1, in: transaction)
      }
    }()
    let environment = try directory.open()
    let coin = try environment.read { transaction throws(LMDBError) in
      try Table<UInt64>(existing: "coins", in: transaction).record(Coin.self, at: 1, in: transaction)
    }
    #expect(coin == Coin(year: 2002, side: 0, value: 5))
  }

  @Test func `keeps its environment open`() throws {
    let directory = try TemporaryDirectory()
    var environment: Environment? = try directory.open()
    let coins = try #require(environment).coins()
    let transaction = try WriteTransaction(try #require(environment))
    environment = nil
    try coins.put([1], at: 1, in: transaction)
    try transaction.commit()
    // Only now is it closed, and may be opened again.
    let again = try directory.open()
    #expect(
      try again.read { transaction throws(LMDBError) in
        try Table<UInt64>(existing: "coins", in: transaction).count(in: transaction)
      } == 1)
  }
}

@Suite struct `a read transaction` {
  @Test func `sees the moment in which it began, until it is renewed`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    func put(_ value: UInt8) throws {
      try environment.write { transaction throws(LMDBError) in try coins.put([value], at: 1, in: transaction) }
    }
    try put(1)
    var old = try ReadTransaction(environment)
    let before = try coins.bytes(at: 1, in: old)
    try put(2)
    let stillOld = try coins.bytes(at: 1, in: old)
    let fresh = try environment.read { transaction throws(LMDBError) in try coins.bytes(at: 1, in: transaction) }
    old.reset()
    try put(3)
    try old.renew()
    let renewed = try coins.bytes(at: 1, in: old)
    let keys = try coins.keys(in: old)
    #expect(before == [1])
    #expect(stillOld == [1])
    #expect(fresh == [2])
    #expect(renewed == [3])
    #expect(keys == [1])
  }

  @Test func `does not see what is not committed`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    let transaction = try WriteTransaction(environment)
    try coins.put([1], at: 1, in: transaction)
    #expect(try environment.read { reader throws(LMDBError) in try coins.count(in: reader) } == 0)
    try transaction.commit()
    #expect(try environment.read { reader throws(LMDBError) in try coins.count(in: reader) } == 1)
  }

  @Test func `may be renewed a thousand times, tables made meanwhile included`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    var reader = try ReadTransaction(environment)
    var seen: [UInt64] = []
    for round in 1...1000 as ClosedRange<UInt64> {
      _ = try coins.bytes(at: 1, in: reader)
      reader.reset()
      if round % 100 == 0 {
        try environment.write { writer throws(LMDBError) in try coins.put([], at: round, in: writer) }
      }
      try reader.renew()
      if round % 100 == 0, let last = try coins.lastKey(in: reader) { seen.append(last) }
    }
    #expect(seen == stride(from: 100, through: 1000, by: 100).map { $0 })
  }

  @Test func `is one of as many as were asked for; the next is an answer`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    func nest(_ depth: Int) throws(LMDBError) -> LMDBError.Kind? {
      do throws(LMDBError) {
        let reader = try ReadTransaction(environment)
        defer { withExtendedLifetime(environment) {} }
        let found = try nest(depth + 1)
        _ = consume reader
        return found
      } catch {
        #expect(depth >= 8)
        return error.kind
      }
    }
    #expect(try nest(0) == .readersFull)
    // All slots are free again.
    #expect(try nest(0) == .readersFull)
  }
}
