/// A table beside a dictionary: whatever is put, deleted and dropped, both hold the same.
import Testing

@testable import LMDB

/// SplitMix64, so that a seed that failed can be had again.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

@Suite struct `random writing` {
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `keeps two tables and two dictionaries the same`(seed: UInt64) throws {
    let directory = try TemporaryDirectory()
    let environment = try directory.open(mapKiB: 16 << 10)
    let tables = try environment.write { transaction throws(LMDBError) in
      (try Table<UInt64>("odd", in: transaction), try Table<UInt64>("even", in: transaction))
    }
    var random = Seeded(state: seed)
    var kept: [UInt64: [UInt8]] = [:]
    for _ in 0..<40 {
      var pending = kept
      let transaction = try WriteTransaction(environment)
      for _ in 0..<Int.random(in: 1...120, using: &random) {
        let key = UInt64.random(in: 0..<400, using: &random)
        let table = key % 2 == 0 ? tables.1 : tables.0
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<2:
          #expect(try table.delete(key, in: transaction) == (pending.removeValue(forKey: key) != nil), "seed \(seed)")
        case 2..<4:
          #expect(try table.bytes(at: key, in: transaction) == pending[key], "seed \(seed)")
        default:
          // Mostly of one size, as records are; now and then any, beyond a page too.
          let isOdd = Int.random(in: 0..<8, using: &random) == 0
          let count = isOdd ? Int.random(in: 0..<6000, using: &random) : 200
          let bytes = [UInt8](repeating: UInt8.random(in: 0...255, using: &random), count: count)
          try table.put(bytes, at: key, in: transaction)
          pending[key] = bytes
        }
      }
      // One in four is dropped as it stands.
      if Int.random(in: 0..<4, using: &random) > 0 {
        try transaction.commit()
        kept = pending
      } else {
        _ = consume transaction
      }
      try compare(tables, kept, environment, seed)
    }
  }

  private func compare(
    _ tables: (Table<UInt64>, Table<UInt64>), _ kept: [UInt64: [UInt8]], _ environment: Environment, _ seed: UInt64
  ) throws {
    try environment.read { transaction throws(LMDBError) in
      #expect(try tables.0.keys(in: transaction) == kept.keys.filter { $0 % 2 == 1 }.sorted(), "seed \(seed)")
      #expect(
        try tables.1.keys(.backward, in: transaction) == kept.keys.filter { $0 % 2 == 0 }.sorted(by: >), "seed \(seed)")
      for (key, bytes) in kept {
        #expect(try (key % 2 == 0 ? tables.1 : tables.0).bytes(at: key, in: transaction) == bytes, "seed \(seed)")
      }
    }
  }
}
