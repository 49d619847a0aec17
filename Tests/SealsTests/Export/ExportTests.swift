/// Exports of the journal, and whatever somebody may have done to them: each change is named where it is.
import Testing
import VouchTesting

@testable import Seals

/// An export as items and as bytes.
struct SampleExport {
  var history = BatchedHistory()
  var items: [ExportItem] = []

  /// Commits of so many entries; every third entry has a text beside it.
  init(_ sizes: [Int], from start: Int = 0, key: SigningKey = Signers.first, _ seed: UInt64 = 1) throws {
    var random = SeededGenerator(seed: seed)
    for size in sizes { try history.append((0..<size).map { _ in random.bytes(random.pick([1, 40, 200])) }) }
    if start == 0 {
      items.append(.heading(ExportHeading(ledger: Signers.ledger)))
    } else {
      let frontier = NodeShelf(history.roots.prefix(start).map(\.leaf)).tree.frontier
      let heading = ExportHeading(after: head(start, key), frontier: frontier)
      items.append(.heading(try #require(heading)))
    }
    for (root, entries) in zip(history.roots, history.batches).dropFirst(start) {
      items.append(.commit(ExportCommit(first: root.firstSequence, count: root.count, root: root.root)))
      for (index, document) in entries.enumerated() {
        let text = index % 3 == 0 ? ExportText(salt: LeafSalt(high: 1, low: 2), text: "broken, \(index)") : nil
        items.append(.entry(ExportEntry(document: document, text: text)))
      }
    }
    items.append(.end(head(sizes.count, key)))
  }

  /// The head over the first so many commits.
  func head(_ size: Int, _ key: SigningKey = Signers.first) -> SignedHead {
    SignedHead(
      SignedHead.Statement(
        ledger: Signers.ledger, size: UInt64(size), root: history.root(size),
        lastSequence: size == 0 ? 0 : history.roots[size - 1].lastSequence, milliseconds: 1_772_445_600_000),
      by: key)
  }

  var bytes: [UInt8] { SampleExport.bytes(of: items) }

  static func bytes(of items: [ExportItem]) -> [UInt8] {
    var bytes: [UInt8] = []
    for item in items { item.write(into: &bytes) }
    return bytes
  }
}

/// What is wrong with the bytes of an export, fed so many at a time; nil where nothing is.
func fault(
  of bytes: [UInt8], ring: KeyRing = Signers.ring(), witness: SignedHead? = nil, portion: Int = 1000
) -> ExportFault? {
  var parser = ExportParser()
  var verifier = ExportVerifier(ring: ring, witness: witness)
  do throws(ExportFault) {
    for start in stride(from: 0, to: bytes.count, by: portion) {
      parser.feed(bytes[start..<min(start + portion, bytes.count)])
      while let item = try parser.next() { try verifier.take(item) }
    }
    try parser.finish()
    return nil
  } catch {
    return error
  }
}

@Suite struct `an export` {
  @Test(arguments: [1, 7, 1000, 100_000])
  func `is read back in whatever portions, and verified`(portion: Int) throws {
    let export = try SampleExport([1, 3, 2, 1, 5, 1, 1])
    var parser = ExportParser()
    var items: [ExportItem] = []
    for start in stride(from: 0, to: export.bytes.count, by: portion) {
      parser.feed(export.bytes[start..<min(start + portion, export.bytes.count)])
      while let item = try parser.next() { items.append(item) }
    }
    try parser.finish()
    #expect(items == export.items)
    #expect(fault(of: export.bytes, portion: portion) == nil)
  }

  @Test func `with any byte changed is refused`() throws {
    let export = try SampleExport([1, 3, 2])
    let texts = export.textPlaces
    for (place, changed) in export.bytes.byteFlips {
      // What stands beside a leaf is held against it by whoever reads leaves.
      if texts.contains(place) { continue }
      #expect(fault(of: changed) != nil, "byte \(place)")
    }
  }

  @Test func `cut anywhere, or with anything behind it, is refused`() throws {
    let whole = try SampleExport([2, 1]).bytes
    for count in 0..<whole.count {
      #expect(fault(of: Array(whole.prefix(count))) == .truncated(offset: count), "\(count) bytes")
    }
    #expect(fault(of: whole + [0]) == .extended(offset: whole.count))
  }

  @Test func `names the entry that was changed, with its mark or without`() throws {
    let export = try SampleExport([1, 3, 2, 1])
    // Heading, a commit of one, then a commit and three entries: the second of those has sequence 3.
    let place = 5
    guard case .entry(let entry) = export.items[place] else { throw Wrong() }
    var changed = entry.document
    changed[0] ^= 1
    var items = export.items
    items[place] = .entry(ExportEntry(document: changed, check: entry.check, text: entry.text))
    #expect(fault(of: SampleExport.bytes(of: items)) == .changed(sequence: 3))
    // Who changes the mark too is found by the commit.
    items[place] = .entry(ExportEntry(document: changed, text: entry.text))
    #expect(fault(of: SampleExport.bytes(of: items)) == .commit(first: 2, last: 4))
    // And who changes the commit's root by the signed one.
    guard case .commit(let commit) = items[3] else { throw Wrong() }
    var batch = BatchTree(firstSequence: 2)
    for index in 4...6 { if case .entry(let entry) = items[index] { batch.append(.leaf(entry.document)) } }
    let root = try #require(batch.root)
    items[3] = .commit(ExportCommit(first: commit.first, count: commit.count, root: root.root))
    #expect(fault(of: SampleExport.bytes(of: items)) == .root(size: 4))
  }

  @Test func `names the first entry that is missing, doubled or out of order`() throws {
    let export = try SampleExport([1, 1, 1, 1])
    func changed(_ change: (inout [ExportItem]) -> Void) -> ExportFault? {
      var items = export.items
      change(&items)
      return fault(of: SampleExport.bytes(of: items))
    }
    // Heading, then a commit and an entry each.
    #expect(changed { $0.removeSubrange(3..<5) } == .missing(expected: 2, found: 3))
    #expect(changed { $0.insert(contentsOf: Array($0[3..<5]), at: 5) } == .missing(expected: 3, found: 2))
    let swapped = changed { items in
      for place in 3..<5 { items.swapAt(place, place + 2) }
    }
    #expect(swapped == .missing(expected: 2, found: 3))
    #expect(changed { $0.removeSubrange(7..<9) } == .end(expected: 4, found: 3))
  }

  @Test func `whose commit says that it has one entry more or less is refused`() throws {
    let export = try SampleExport([3, 2])
    guard case .commit(let commit) = export.items[1] else { throw Wrong() }
    for count in [2, 4] as [UInt32] {
      var items = export.items
      items[1] = .commit(ExportCommit(first: commit.first, count: count, root: commit.root))
      #expect(fault(of: SampleExport.bytes(of: items)) != nil)
    }
    var items = export.items
    items[1] = .commit(ExportCommit(first: commit.first, count: .max, root: commit.root))
    #expect(fault(of: SampleExport.bytes(of: items)) != nil)
  }

  @Test func `of another ledger, or signed by another key, is refused`() throws {
    let bytes = try SampleExport([2, 1]).bytes
    let other = try #require(KeyRing(ledger: LedgerIdentity(high: 1, low: 2), Signers.ring().entries))
    #expect(fault(of: bytes, ring: other) == .otherLedger(Signers.ledger))
    let forged = try SampleExport([2, 1], key: Signers.second).bytes
    #expect(fault(of: forged) == .head(.unknownKey(Signers.second.id)))
    let revoked = try #require(Signers.ring().revoking(Signers.first.id))
    #expect(fault(of: bytes, ring: revoked) == .head(.revokedKey(Signers.first.id)))
    let rotated = try #require(Signers.ring().rotated(to: Signers.second.verifyingKey, at: 3))
    #expect(fault(of: bytes, ring: rotated) == nil)
  }

  @Test func `must come by a head that was kept`() throws {
    let export = try SampleExport([2, 1, 4, 1])
    for size in 0...4 { #expect(fault(of: export.bytes, witness: export.head(size)) == nil, "\(size) commits") }
    let other = try SampleExport([2, 1, 4, 1], 2)
    for size in 1...4 {
      #expect(fault(of: export.bytes, witness: other.head(size)) == .otherHistory(size: UInt64(size)))
    }
    let longer = try SampleExport([2, 1, 4, 1, 1])
    #expect(fault(of: export.bytes, witness: longer.head(5)) == .notReached(size: 5))
  }

  @Test func `goes on after an earlier head`() throws {
    let export = try SampleExport([2, 1, 4, 1, 3], from: 2)
    #expect(fault(of: export.bytes) == nil)
    #expect(fault(of: export.bytes, witness: export.head(2)) == nil)
    #expect(fault(of: export.bytes, witness: export.head(1)) == .notReached(size: 1))
    for (place, changed) in export.bytes.byteFlips where place < 8 + 1 + 16 + 1 + 145 + 32 {
      #expect(fault(of: changed) != nil, "byte \(place)")
    }
    // The edge of another history does not belong to the head.
    let other = try SampleExport([2, 2, 4, 1, 3], from: 2, 2)
    guard case .heading(let heading) = export.items[0], case .heading(let foreign) = other.items[0] else {
      throw Wrong()
    }
    var items = export.items
    let start = try #require(heading.start)
    items[0] = .heading(try #require(ExportHeading(after: start, frontier: foreign.frontier)))
    #expect(fault(of: SampleExport.bytes(of: items)) == .start)
  }

  @Test func `says what it is at once, and asks for no more room than an item has`() throws {
    #expect(fault(of: Array("PK\u{3}\u{4} something else altogether, of some length".utf8)) == .noExport)
    var bytes = try SampleExport([1]).bytes
    bytes[8] = 2
    #expect(fault(of: bytes) == .version(2))
    // A leaf of four billion bytes.
    bytes = try SampleExport([1]).bytes
    let length = 8 + 1 + 16 + 1 + 45
    for place in length..<length + 4 { bytes[place] = 0xFF }
    #expect(fault(of: bytes) == .damaged(offset: length))
  }

  private struct Wrong: Error {}
}

extension SampleExport {
  /// Where the bytes of texts and their salts lie.
  fileprivate var textPlaces: Set<Int> {
    var places = Set<Int>()
    var bytes: [UInt8] = []
    for item in items {
      item.write(into: &bytes)
      guard case .entry(let entry) = item, let text = entry.text else { continue }
      // Salt and text; their length too, as another one reads the next item as text.
      places.formUnion(bytes.count - 16 - text.text.utf8.count..<bytes.count)
    }
    return places
  }
}
