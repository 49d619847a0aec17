/// Every kind of byte of LMDB's file, changed: it is found, or it is nobody's.
import Ledger
import Testing
import VouchTesting

@testable import LMDB
@testable import LedgerStore

/// What bytes of a page are.
enum ByteClass: String, CaseIterable, Sendable {
  case number, kind, bounds, pointer, child, size, flags, keySize, key, value
  case metaHead, metaRoots, metaLast, metaTransaction
  case unused, freePage

  /// Whether every change of it must be found: of the others some are nobody's.
  var isVital: Bool {
    switch self {
    case .number, .kind, .bounds, .pointer, .child, .size, .keySize, .key, .value: true
    // The older of the two first pages is not gone by.
    case .metaHead, .metaRoots, .metaLast, .metaTransaction, .flags, .unused, .freePage: false
    }
  }
}

extension DamagedLedger {
  /// Where bytes of each class lie in its tables.
  var places: [ByteClass: [Int]] {
    var places: [ByteClass: [Int]] = [:]
    func add(_ kind: ByteClass, _ range: Range<Int>, of page: PageBytes) {
      places[kind, default: []] += range.map { page.offset(of: $0) }
    }
    for number in 0..<tables.count / DamagedLedger.pageBytes {
      let bytes = Array(tables[number * DamagedLedger.pageBytes..<(number + 1) * DamagedLedger.pageBytes])
      let page = PageBytes(number: UInt64(number), bytes: bytes)
      if page.kind == PageBytes.Kind.meta, number < 2 {
        add(.number, 0..<8, of: page)
        add(.kind, 10..<12, of: page)
        add(.metaHead, 16..<24, of: page)
        add(.metaRoots, MetaPage.freeOffset..<MetaPage.lastPageOffset, of: page)
        add(.metaLast, MetaPage.lastPageOffset..<MetaPage.transactionOffset, of: page)
        add(.metaTransaction, MetaPage.transactionOffset..<MetaPage.bytes, of: page)
        add(.unused, MetaPage.bytes..<bytes.count, of: page)
        continue
      }
      guard used.contains(UInt64(number)) else {
        add(.freePage, 0..<bytes.count, of: page)
        continue
      }
      guard page.kind == PageBytes.Kind.leaf || page.kind == PageBytes.Kind.branch else { continue }
      let isLeaf = page.kind == PageBytes.Kind.leaf
      add(.number, 0..<8, of: page)
      add(.kind, 10..<12, of: page)
      add(.bounds, 12..<16, of: page)
      add(.pointer, 16..<page.lower, of: page)
      add(.unused, page.lower..<page.upper, of: page)
      for index in 0..<page.nodeCount {
        let place = Int(page.load(PageBytes.headerBytes + 2 * index) as UInt16)
        guard let node = PageNode(of: page, at: place, isLeaf: isLeaf) else { continue }
        add(isLeaf ? .size : .child, place..<place + 4, of: page)
        add(isLeaf ? .flags : .child, place + 4..<place + 6, of: page)
        add(.keySize, place + 6..<place + 8, of: page)
        // The first key of a branch is looked at by nobody.
        if isLeaf || index > 0 { add(.key, node.keyPlace..<node.valuePlace, of: page) }
        if isLeaf, node.isInPlace { add(.value, node.valuePlace..<node.valuePlace + node.valueSize, of: page) }
      }
    }
    return places
  }

  /// The pages that tables lie in.
  private var used: Set<UInt64> {
    var survey = Set<UInt64>()
    func visit(_ number: UInt64) {
      survey.insert(number)
      let start = Int(number) * DamagedLedger.pageBytes
      let page = PageBytes(number: number, bytes: Array(tables[start..<start + DamagedLedger.pageBytes]))
      for index in 0..<page.nodeCount {
        let place = Int(page.load(PageBytes.headerBytes + 2 * index) as UInt16)
        let isLeaf = page.kind == PageBytes.Kind.leaf
        guard let node = PageNode(of: page, at: place, isLeaf: isLeaf) else { continue }
        if !isLeaf { visit(node.child) }
        if isLeaf, node.flags == PageNode.isTable {
          let root = TreeRoot(page, at: node.valuePlace)
          if root.page != TreeRoot.none { visit(root.page) }
        }
      }
    }
    let metas = (0..<2).map { number in
      let start = number * DamagedLedger.pageBytes
      return MetaPage(
        page: PageBytes(number: UInt64(number), bytes: Array(tables[start..<start + DamagedLedger.pageBytes])))
    }
    let newer = metas[0].transaction > metas[1].transaction ? metas[0] : metas[1]
    visit(newer.main.page)
    if newer.free.page != TreeRoot.none { visit(newer.free.page) }
    return survey
  }
}

enum PageDamage {
  /// How many bytes of a class are changed by a seed, one after the other.
  static let tries = 8
}

@Suite(.serialized, .timeLimit(.minutes(30))) struct `damage to LMDB's file` {
  private static let ledger = Result { try DamagedLedger(seed: 21) }
  private static let places = Result { try ledger.get().places }

  @Test func `is not what an undamaged one is taken for`() throws {
    let ledger = try Self.ledger.get()
    #expect(try ledger.outcome(of: ledger.copy(), "whole") == .harmless)
  }

  @Test(arguments: ByteClass.allCases, SeededGenerator.seeds(2))
  func `by flipped bits is found, unless they are nobody's`(kind: ByteClass, seed: UInt64) throws {
    let ledger = try Self.ledger.get()
    let places = try #require(try Self.places.get()[kind], "\(kind)")
    var random = SeededGenerator(seed: seed)
    var found = 0
    for _ in 0..<PageDamage.tries {
      let place = random.pick(places)
      let bit = UInt8(1) << UInt8(Int.random(in: 0..<8, using: &random))
      var tables = ledger.tables
      tables[place] ^= bit
      let context = "seed \(seed), \(kind), offset \(place), bit \(bit)"
      let outcome = try ledger.outcome(of: ledger.copy(tables: tables), context)
      if outcome != .harmless { found += 1 }
      if kind.isVital { #expect(outcome != .harmless, "\(context)") }
      if kind == .unused || kind == .freePage { #expect(outcome == .harmless, "\(context)") }
    }
    print("\(kind), seed \(seed): \(found) of \(PageDamage.tries) found, the others harmless")
  }

  /// A page zeroed, another's in its place, or what it was before: writes that went astray or were lost.
  @Test(arguments: SeededGenerator.seeds(10))
  func `by whole pages is found, unless they are free`(seed: UInt64) throws {
    let ledger = try Self.ledger.get()
    let size = DamagedLedger.pageBytes
    var random = SeededGenerator(seed: seed)
    let count = ledger.tables.count / size
    func page(_ number: Int, of bytes: [UInt8]) -> ArraySlice<UInt8> { bytes[number * size..<(number + 1) * size] }
    for way in ["zeroed", "swapped", "copied", "lost", "torn"] {
      let (one, other) = (Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random))
      var tables = ledger.tables
      let place = one * size..<(one + 1) * size
      switch way {
      case "zeroed": tables.replaceSubrange(place, with: [UInt8](repeating: 0, count: size))
      case "swapped":
        tables.replaceSubrange(place, with: page(other, of: ledger.tables))
        tables.replaceSubrange(other * size..<(other + 1) * size, with: page(one, of: ledger.tables))
      case "copied": tables.replaceSubrange(place, with: page(other, of: ledger.tables))
      case "lost":
        guard (one + 1) * size <= ledger.earlier.count else { continue }
        tables.replaceSubrange(place, with: page(one, of: ledger.earlier))
      default:
        guard (one + 1) * size <= ledger.earlier.count else { continue }
        tables.replaceSubrange(place.prefix(512), with: page(one, of: ledger.earlier).prefix(512))
      }
      _ = try ledger.outcome(of: ledger.copy(tables: tables), "seed \(seed), page \(one) \(way), \(other)")
    }
  }

  @Test(arguments: SeededGenerator.seeds(6))
  func `by a cut is found`(seed: UInt64) throws {
    let ledger = try Self.ledger.get()
    var random = SeededGenerator(seed: seed)
    for bytes in [0, 1, 4095, 4096, 8191, 8192, Int.random(in: 8193..<ledger.tables.count, using: &random)] {
      let directory = try ledger.copy(tables: Array(ledger.tables.prefix(bytes)))
      guard bytes > 0 else {
        #expect(throws: StoreError.notInitialised(path: directory.path)) { try LedgerVerification.all(of: directory) }
        continue
      }
      #expect(try ledger.outcome(of: directory, "cut to \(bytes)") != .harmless, "seed \(seed), \(bytes) bytes")
    }
  }
}
