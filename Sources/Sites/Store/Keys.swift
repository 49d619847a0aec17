/// Keys of sites' tables.
public import LMDB
public import Ledger
public import MailOrder

/// An id as a key: records lie in the order in which their ids were made.
public struct IDKey<ID: TimedID>: TableKey, CustomStringConvertible {
  public let id: ID

  /// The key of `id`.
  public init(_ id: ID) { self.id = id }

  public static var wordCount: Int { 2 }
  public var words: KeyWords { KeyWords(id.high, id.low) }
  public init?(words: KeyWords) { id = ID(high: words.first, low: words.second) }
  public var description: String { id.description }
}

/// A party's or a vehicle's code as a key.
public struct CodeKey: TableKey, CustomStringConvertible {
  public let code: Code

  /// The key of `code`.
  public init(_ code: Code) { self.code = code }

  public static var wordCount: Int { 1 }
  public var words: KeyWords { KeyWords(code.packed) }
  public init?(words: KeyWords) {
    guard let code = Code(packed: words.first) else { return nil }
    self.code = code
  }
  public var description: String { code.description }
}

/// A commodity's code as a key.
public struct CommodityKey: TableKey, CustomStringConvertible {
  public let code: CommodityCode

  /// The key of `code`.
  public init(_ code: CommodityCode) { self.code = code }

  public static var wordCount: Int { 3 }
  public var words: KeyWords { KeyWords(code.words.0, code.words.1, code.words.2) }
  public init?(words: KeyWords) {
    guard let code = CommodityCode(words: (words.first, words.second, words.third)) else { return nil }
    self.code = code
  }
  public var description: String { code.description }
}
