/// A whole environment written anew.
import Foundation
import Testing
import VouchTesting

@testable import LMDB

@Suite struct `an environment written anew` {
  @Test func `has every table and record, with the values it was given`() throws {
    let (directory, other) = (try TemporaryDirectory(), try TemporaryDirectory())
    let (old, new) = (try directory.open(mapKiB: 8192), try other.open(mapKiB: 8192))
    let write = try WriteTransaction(old)
    let coins = try Table<UInt64>("coins", in: write)
    _ = try Table<UInt64>("none", in: write)
    // More than goes into one transaction.
    for key in 0..<20_001 as Range<UInt64> { try coins.put([UInt8(truncatingIfNeeded: key)], at: key, in: write) }
    try write.commit()
    var keys: [[UInt8]] = []
    #expect(
      try old.rewrite(into: new) { record in
        if record.table == "coins" { keys.append(record.key) }
        return record.value + [7]
      })
    #expect(keys.count == 20_001)
    #expect(keys[258] == [0, 0, 0, 0, 0, 0, 1, 2])
    let read = try ReadTransaction(new)
    let table = try Table<UInt64>(existing: "coins", in: read)
    #expect(try table.count(in: read) == 20_001)
    #expect(try table.get(20_000, in: read) { $0.byteCount } == 2)
    #expect(try Table<UInt64>(existing: "none", in: read).count(in: read) == 0)
  }

  @Test func `stops where it is told`() throws {
    let (directory, other) = (try TemporaryDirectory(), try TemporaryDirectory())
    let (old, new) = (try directory.open(mapKiB: 8192), try other.open(mapKiB: 8192))
    let write = try WriteTransaction(old)
    let coins = try Table<UInt64>("coins", in: write)
    for key in 0..<3 as Range<UInt64> { try coins.put([1], at: key, in: write) }
    try write.commit()
    var seen = 0
    #expect(
      try !old.rewrite(into: new) { record in
        seen += 1
        return seen < 2 ? record.value : nil
      })
    #expect(seen == 2)
  }
}
