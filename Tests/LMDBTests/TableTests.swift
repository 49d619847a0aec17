/// Tables: what is put is got, in the order of its keys.
import Testing

@testable import LMDB

@Suite struct `a table` {
  @Test func `gives back a record as it was put, and nothing where none is`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    let coin = Coin(year: 1999, side: 1, value: -200)
    try environment.write { transaction throws(LMDBError) in
      try coins.put(coin, at: 7, in: transaction)
      #expect(try coins.record(Coin.self, at: 7, in: transaction) == coin)
    }
    try environment.read { transaction throws(LMDBError) in
      #expect(try coins.record(Coin.self, at: 7, in: transaction) == coin)
      #expect(try coins.record(Coin.self, at: 8, in: transaction) == nil)
      #expect(try coins.count(in: transaction) == 1)
    }
  }

  @Test func `updates a record in place, and its neighbours stay`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    try environment.write { transaction throws(LMDBError) in
      for year in 1...3 as ClosedRange<UInt32> {
        try coins.put(Coin(year: year, side: 0, value: 1), at: UInt64(year), in: transaction)
      }
    }
    try environment.write { transaction throws(LMDBError) in
      try coins.put(Coin(year: 2, side: 9, value: 2), at: 2, in: transaction)
    }
    let kept = try environment.read { transaction throws(LMDBError) in
      try (1...3 as ClosedRange<UInt64>).map { key throws(LMDBError) in
        try coins.record(Coin.self, at: key, in: transaction)
      }
    }
    #expect(
      kept == [Coin(year: 1, side: 0, value: 1), Coin(year: 2, side: 9, value: 2), Coin(year: 3, side: 0, value: 1)])
  }

  @Test(arguments: [(4, 9), (9, 4), (0, 3), (3, 0), (2000, 2), (2, 2000), (0, 0)])
  func `puts bytes over others of another length`(before: Int, after: Int) throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    let bytes = [UInt8](repeating: 0xA5, count: after)
    try environment.write { transaction throws(LMDBError) in
      try coins.put([UInt8](repeating: 0x5A, count: before), at: 1, in: transaction)
      try coins.put([1, 2, 3], at: 2, in: transaction)
      try coins.put(bytes, at: 1, in: transaction)
    }
    try environment.read { transaction throws(LMDBError) in
      #expect(try coins.bytes(at: 1, in: transaction) == bytes)
      #expect(try coins.bytes(at: 2, in: transaction) == [1, 2, 3])
    }
  }

  @Test func `deletes once, and says whether there was something`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    try environment.write { transaction throws(LMDBError) in
      try coins.put([1], at: 1, in: transaction)
      #expect(try coins.delete(1, in: transaction))
      #expect(try !coins.delete(1, in: transaction))
      #expect(try coins.bytes(at: 1, in: transaction) == nil)
      #expect(try coins.count(in: transaction) == 0)
      #expect(try coins.lastKey(in: transaction) == nil)
    }
  }

  @Test func `refuses a record of another size by name`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    try environment.write { transaction throws(LMDBError) in try coins.put([1, 2, 3], at: 1, in: transaction) }
    let found = kind { () throws(LMDBError) in
      try environment.read { transaction throws(LMDBError) in
        _ = try coins.record(Coin.self, at: 1, in: transaction)
      }
    }
    #expect(found == .wrongSize(table: "coins", expected: 16, found: 3))
  }

  @Test func `appends in order, and refuses what is not`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    try environment.write { transaction throws(LMDBError) in
      for key in 1...300 as ClosedRange<UInt64> { try coins.append([UInt8(key & 0xFF)], at: key, in: transaction) }
      #expect(try coins.lastKey(in: transaction) == 300)
      #expect(kind { () throws(LMDBError) in try coins.append([0], at: 300, in: transaction) } == .outOfOrder)
      #expect(kind { () throws(LMDBError) in try coins.append([0], at: 7, in: transaction) } == .outOfOrder)
      #expect(try coins.bytes(at: 7, in: transaction) == [7])
    }
  }

  @Test func `that is missing is named when it is to be there`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let failure = #expect(throws: LMDBError.self) {
      try environment.read { transaction throws(LMDBError) in _ = try Table<UInt64>(existing: "notes", in: transaction)
      }
    }
    #expect(failure?.kind == .notFound)
    #expect(failure?.operation == "open table notes")
  }
}

@Suite struct `keys` {
  /// Where little-endian numbers, or texts, would order otherwise.
  static let numbers: [UInt64] = [0, 1, 0xFF, 0x100, 0x101, 0xFFFF, 0x1_0000, 1 << 32, 1 << 56, UInt64.max - 1, .max]

  @Test func `order as numbers do`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    let numbers = Self.numbers
    let found = try environment.write { transaction throws(LMDBError) in
      for number in numbers.reversed() { try coins.put([], at: number, in: transaction) }
      return try coins.keys(in: transaction)
    }
    #expect(found == numbers)
  }

  @Test func `of two words order by the first, then by the second`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let pairs = [Pair(0, .max), Pair(1, 0), Pair(1, 0xFF), Pair(1, 0x100), Pair(2, 0), Pair(0x100, 0)]
    let found = try environment.write { transaction throws(LMDBError) in
      let table = try Table<Pair>("pairs", in: transaction)
      for pair in pairs.reversed() { try table.put([], at: pair, in: transaction) }
      return try table.keys(in: transaction)
    }
    #expect(found == pairs)
  }

  @Test func `stand big-endian in the file`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    try environment.write { transaction throws(LMDBError) in
      try coins.put([0xAA, 0xBB], at: 0x0102_0304_0506_0708, in: transaction)
    }
    let file = try FileBytes.of(directory.path + "/data.mdb")
    #expect(file.contains([1, 2, 3, 4, 5, 6, 7, 8, 0xAA, 0xBB]))
  }

  @Test func `of another length are named while walking`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let found = kind { () throws(LMDBError) in
      try environment.write { transaction throws(LMDBError) in
        let pairs = try Table<Pair>("pairs", in: transaction)
        try pairs.put([], at: Pair(1, 1), in: transaction)
        _ = try Table<UInt64>(existing: "pairs", in: transaction).keys(in: transaction)
      }
    }
    #expect(found == .wrongSize(table: "pairs", expected: 8, found: 16))
  }
}

@Suite struct `a walk` {
  /// From, direction, and the keys that come; the table has 10, 20 and 30.
  static let walks: [(from: UInt64?, Direction, [UInt64])] = [
    (nil, .forward, [10, 20, 30]), (nil, .backward, [30, 20, 10]),
    (0, .forward, [10, 20, 30]), (0, .backward, []),
    (10, .forward, [10, 20, 30]), (10, .backward, [10]),
    (11, .forward, [20, 30]), (11, .backward, [10]),
    (20, .forward, [20, 30]), (20, .backward, [20, 10]),
    (30, .forward, [30]), (30, .backward, [30, 20, 10]),
    (31, .forward, []), (31, .backward, [30, 20, 10]),
    (.max, .forward, []), (.max, .backward, [30, 20, 10]),
  ]

  @Test(arguments: walks)
  func `begins at or after its start, or at or before it`(from: UInt64?, direction: Direction, keys: [UInt64]) throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    try environment.write { transaction throws(LMDBError) in
      for key in [20, 30, 10] as [UInt64] { try coins.put([], at: key, in: transaction) }
    }
    #expect(
      try environment.read { transaction throws(LMDBError) in
        try coins.keys(from: from, direction, in: transaction)
      } == keys)
  }

  @Test func `of an empty table finds nothing`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    try environment.read { transaction throws(LMDBError) in
      #expect(try coins.keys(in: transaction) == [])
      #expect(try coins.keys(from: 5, .backward, in: transaction) == [])
    }
  }

  @Test func `ends when it is told, and may hold another within it`() throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open()
    let coins = try environment.coins()
    try environment.write { transaction throws(LMDBError) in
      for key in 1...50 as ClosedRange<UInt64> { try coins.put([UInt8(key)], at: key, in: transaction) }
    }
    let seen = try environment.read { transaction throws(LMDBError) in
      var seen: [UInt64] = []
      var failure: LMDBError?
      try coins.scan(in: transaction) { key, _ in
        seen.append(key)
        do throws(LMDBError) {
          #expect(try coins.bytes(at: 51 - key, in: transaction) == [UInt8(51 - key)])
          #expect(try coins.keys(from: key, .backward, in: transaction).count == Int(key))
        } catch { failure = error }
        return seen.count < 10
      }
      #expect(failure == nil)
      return seen
    }
    #expect(seen == Array(1...10))
  }
}
