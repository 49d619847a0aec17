/// LMDB's file as bytes: how pages and what is in them lie there (format version 1, as LMDB 0.9 writes it on a machine of
/// 64 bits). Nothing here trusts what it reads.

/// One page of the file.
struct PageBytes {
  let number: UInt64
  let bytes: [UInt8]

  /// What a page says it is, in its flags.
  enum Kind {
    static let branch: UInt16 = 1
    static let leaf: UInt16 = 2
    static let overflow: UInt16 = 4
    static let meta: UInt16 = 8
  }

  /// Number, padding, kind, and where the pointers end and the nodes begin.
  static let headerBytes = 16
  static let kindOffset = 10
  static let lowerOffset = 12
  static let upperOffset = 14

  /// The file's offset of a byte of the page.
  func offset(of place: Int) -> Int { Int(number) * bytes.count + place }

  var ownNumber: UInt64 { load(0) }
  var kind: UInt16 { load(PageBytes.kindOffset) }
  var lower: Int { Int(load(PageBytes.lowerOffset) as UInt16) }
  var upper: Int { Int(load(PageBytes.upperOffset) as UInt16) }
  /// How many pages a value takes that has pages of its own.
  var pageCount: UInt64 { UInt64(load(PageBytes.lowerOffset) as UInt32) }
  /// How many nodes a page has whose bounds can be.
  var nodeCount: Int { (lower - PageBytes.headerBytes) / 2 }

  /// The number at `place`, which must lie in the page.
  func load<Value: FixedWidthInteger & BitwiseCopyable>(_ place: Int) -> Value {
    Value(littleEndian: unsafe bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: Value.self))
  }
}

/// A key with a value, or with the page of all keys from it on.
///
/// | bytes | |
/// | --- | --- |
/// | 0 … 5 | in a branch the page; in a leaf the size of the value (4), and flags |
/// | 6, 7 | the size of the key |
/// | 8 … | the key, then in a leaf the value, or the page where it lies |
struct PageNode {
  /// Where it begins in its page.
  let place: Int
  let keySize: Int
  /// In a branch: the page below.
  let child: UInt64
  /// In a leaf: the size of the value.
  let valueSize: Int
  let flags: UInt16

  static let headerBytes = 8
  /// The value lies in pages of its own.
  static let isBig: UInt16 = 1
  /// The value is the root of a table.
  static let isTable: UInt16 = 2

  /// The node at `place` of a page; nil where it does not lie within it.
  init?(of page: PageBytes, at place: Int, isLeaf: Bool) {
    guard place % 2 == 0, place >= PageBytes.headerBytes, place + PageNode.headerBytes <= page.bytes.count else {
      return nil
    }
    self.place = place
    keySize = Int(page.load(place + 6) as UInt16)
    let word: UInt64 = page.load(place)
    flags = isLeaf ? page.load(place + 4) : 0
    valueSize = isLeaf ? Int(word & 0xFFFF_FFFF) : 0
    child = isLeaf ? 0 : word & 0xFFFF_FFFF_FFFF
    guard place + size <= page.bytes.count else { return nil }
  }

  /// Whether the value lies in the node.
  var isInPlace: Bool { flags & PageNode.isBig == 0 }
  var keyPlace: Int { place + PageNode.headerBytes }
  var valuePlace: Int { keyPlace + keySize }
  /// What it takes of its page. Nodes begin at even places.
  var size: Int {
    let value = isInPlace ? valueSize : MemoryLayout<UInt64>.size
    return (PageNode.headerBytes + keySize + value + 1) & ~1
  }
}

/// The root of a table, as it lies in a meta page, or as the value of the table's name.
struct TreeRoot {
  static let bytes = 48
  /// The root of a table that has nothing.
  static let none = UInt64.max

  let flags: UInt16
  let depth: Int
  let branches: UInt64
  let leaves: UInt64
  let overflows: UInt64
  let entries: UInt64
  let page: UInt64

  init(_ page: PageBytes, at place: Int) {
    flags = page.load(place + 4)
    depth = Int(page.load(place + 6) as UInt16)
    branches = page.load(place + 8)
    leaves = page.load(place + 16)
    overflows = page.load(place + 24)
    entries = page.load(place + 32)
    self.page = page.load(place + 40)
  }
}

/// What a whole environment begins from. Two pages have one each, and the newer counts.
struct MetaPage {
  static let magic: UInt32 = 0xBEEF_C0DE
  static let version: UInt32 = 1
  static let freeOffset = PageBytes.headerBytes + 24
  static let mainOffset = freeOffset + TreeRoot.bytes
  static let lastPageOffset = mainOffset + TreeRoot.bytes
  static let transactionOffset = lastPageOffset + 8
  static let bytes = transactionOffset + 8

  let page: PageBytes
  var number: UInt64 { page.number }
  var magic: UInt32 { page.load(PageBytes.headerBytes) }
  var version: UInt32 { page.load(PageBytes.headerBytes + 4) }
  var pageBytes: UInt32 { page.load(MetaPage.freeOffset) }
  var free: TreeRoot { TreeRoot(page, at: MetaPage.freeOffset) }
  var main: TreeRoot { TreeRoot(page, at: MetaPage.mainOffset) }
  var lastPage: UInt64 { page.load(MetaPage.lastPageOffset) }
  var transaction: UInt64 { page.load(MetaPage.transactionOffset) }
}
