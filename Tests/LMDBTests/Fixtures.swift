/// What the tests of the wrapper keep: directories of their own, a record of a fixed layout, a key of two words.
import Foundation
import Testing

@testable import LMDB

/// A temporary directory, gone when the test ends.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "vouch-lmdb-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// An environment in it with a map of so many KiB.
  func open(mapKiB: Int = 1024, readOnly: Bool = false) throws(LMDBError) -> Environment {
    try Environment(path: path, mapSize: mapKiB << 10, tables: 4, readers: 8, readOnly: readOnly)
  }
}

/// A record as the store has them: fixed, without padding.
struct Coin: Hashable, BitwiseCopyable {
  var year: UInt32
  var side: UInt32
  var value: Int64
}

/// A key of two words.
struct Pair: TableKey {
  let first: UInt64
  let second: UInt64

  static let wordCount = 2
  var words: KeyWords { KeyWords(first, second) }

  init(_ first: UInt64, _ second: UInt64) {
    self.first = first
    self.second = second
  }
  init?(words: KeyWords) { self.init(words.first, words.second) }
}

extension Environment {
  /// Writes in one transaction and commits it.
  func write<Result>(
    _ body: (borrowing WriteTransaction) throws(LMDBError) -> Result
  ) throws(LMDBError) -> Result {
    let transaction = try WriteTransaction(self)
    let result = try body(transaction)
    try transaction.commit()
    return result
  }

  /// Reads what is committed now.
  func read<Result>(_ body: (borrowing ReadTransaction) throws(LMDBError) -> Result) throws(LMDBError) -> Result {
    try body(try ReadTransaction(self))
  }

  func coins() throws(LMDBError) -> Table<UInt64> {
    try write { transaction throws(LMDBError) in try Table("coins", in: transaction) }
  }
}

extension Table {
  /// All keys of a walk.
  func keys(
    from start: Key? = nil, _ direction: Direction = .forward, in transaction: borrowing some Readable & ~Copyable
  ) throws(LMDBError) -> [Key] {
    var keys: [Key] = []
    try scan(from: start, direction, in: transaction) { key, _ in
      keys.append(key)
      return true
    }
    return keys
  }

  /// The bytes at a key, as an array.
  func bytes(at key: Key, in transaction: borrowing some Readable & ~Copyable) throws(LMDBError) -> [UInt8]? {
    try get(key, in: transaction) { span in unsafe span.withUnsafeBytes { unsafe Array($0) } }
  }
}

/// What was thrown, as the wrapper's error.
func kind(of body: () throws(LMDBError) -> Void) -> LMDBError.Kind? {
  do throws(LMDBError) { try body() } catch { return error.kind }
  return nil
}
