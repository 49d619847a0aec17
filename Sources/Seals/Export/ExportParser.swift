/// An export read, piece by piece as a file gives it: it may be larger than memory.

/// Takes bytes in any portions, and gives items as they are whole. It holds no more than one portion and one item.
///
/// Absent: whether the items fit together; that is `ExportVerifier`'s.
public struct ExportParser: Sendable {
  private var buffer: [UInt8] = []
  /// Where the next item begins in the buffer.
  private var start = 0
  /// How many bytes were passed before the buffer.
  private var passed = 0
  private var hasHeading = false
  private var hasEnded = false
  /// How many entries of the commit are still to come.
  private var entriesLeft: UInt32 = 0

  /// A parser at the beginning of a file.
  public init() {}

  /// How many bytes were read as items.
  public var offset: Int { passed + start }

  /// Takes the next portion of the file.
  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    buffer.removeFirst(start)
    passed += start
    start = 0
    buffer += bytes
  }

  /// The next item; nil where the bytes so far do not hold it whole.
  public mutating func next() throws(ExportFault) -> ExportItem? {
    guard !hasEnded else {
      guard start == buffer.count else { throw .extended(offset: offset) }
      return nil
    }
    var cursor = Cursor(bytes: buffer, place: start)
    do throws(Stop) {
      let item = try read(&cursor)
      start = cursor.place
      switch item {
      case .heading: hasHeading = true
      case .commit(let commit): entriesLeft = commit.count
      case .entry: entriesLeft -= 1
      case .end: hasEnded = true
      }
      return item
    } catch {
      switch error {
      case .isShort: return nil
      case .fault(let fault): throw fault
      }
    }
  }

  /// Says that the file has ended. Throws where it does in the middle.
  public func finish() throws(ExportFault) {
    guard hasEnded else { throw .truncated(offset: passed + buffer.count) }
    guard start == buffer.count else { throw .extended(offset: offset) }
  }

  private enum Stop: Error {
    case isShort
    case fault(ExportFault)
  }

  private func read(_ cursor: inout Cursor) throws(Stop) -> ExportItem {
    guard hasHeading else { return .heading(try heading(&cursor)) }
    guard entriesLeft == 0 else { return .entry(try entry(&cursor)) }
    switch try cursor.number(UInt8.self) {
    case ExportItem.commitTag:
      let first: UInt64 = try cursor.number()
      let count: UInt32 = try cursor.number()
      let root = try cursor.digest()
      guard count > 0 else { throw .fault(.damaged(offset: offset)) }
      return .commit(ExportCommit(first: first, count: count, root: root))
    case ExportItem.endTag: return .end(try head(&cursor))
    default: throw .fault(.damaged(offset: offset))
    }
  }

  private func heading(_ cursor: inout Cursor) throws(Stop) -> ExportHeading {
    guard try Array(cursor.bytes(ExportItem.magic.count)) == ExportItem.magic else { throw .fault(.noExport) }
    let version: UInt8 = try cursor.number()
    guard version == ExportItem.version else { throw .fault(.version(version)) }
    let high: UInt64 = try cursor.number()
    let low: UInt64 = try cursor.number()
    let ledger = LedgerIdentity(high: high.byteSwapped, low: low.byteSwapped)
    switch try cursor.number(UInt8.self) {
    case 0: return ExportHeading(ledger: ledger)
    case 1:
      let start = try head(&cursor)
      var frontier: [Digest32] = []
      for _ in 0..<start.statement.size.nonzeroBitCount { frontier.append(try cursor.digest()) }
      guard start.statement.ledger == ledger, let heading = ExportHeading(after: start, frontier: frontier) else {
        throw .fault(.damaged(offset: offset))
      }
      return heading
    default: throw .fault(.damaged(offset: offset))
    }
  }

  private func head(_ cursor: inout Cursor) throws(Stop) -> SignedHead {
    guard let head = SignedHead(Array(try cursor.bytes(SignedHead.byteCount))) else {
      throw .fault(.damaged(offset: offset))
    }
    return head
  }

  private func entry(_ cursor: inout Cursor) throws(Stop) -> ExportEntry {
    let length: UInt32 = try cursor.number()
    // Bounds first: a damaged length must not have the whole file read to memory.
    guard length <= UInt32(CheckProof.maximumDocumentBytes) else { throw .fault(.damaged(offset: offset)) }
    let document = Array(try cursor.bytes(Int(length)))
    let check: UInt64 = try cursor.number()
    let textLength: UInt32 = try cursor.number()
    guard textLength <= UInt32(ExportText.maximumBytes) else { throw .fault(.damaged(offset: offset)) }
    guard textLength > 0 else { return ExportEntry(document: document, check: check.byteSwapped, text: nil) }
    let high: UInt64 = try cursor.number()
    let low: UInt64 = try cursor.number()
    guard let text = String(validating: try cursor.bytes(Int(textLength)), as: UTF8.self) else {
      throw .fault(.damaged(offset: offset))
    }
    let salt = LeafSalt(high: high.byteSwapped, low: low.byteSwapped)
    return ExportEntry(document: document, check: check.byteSwapped, text: ExportText(salt: salt, text: text))
  }

  /// A place in the buffer that goes on only when an item is whole.
  private struct Cursor {
    let bytes: [UInt8]
    var place: Int

    mutating func bytes(_ count: Int) throws(Stop) -> ArraySlice<UInt8> {
      guard bytes.count - place >= count else { throw .isShort }
      defer { place += count }
      return bytes[place..<place + count]
    }

    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
      _: Number.Type = Number.self
    ) throws(Stop) -> Number {
      try bytes(Number.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number($1) }
    }

    mutating func digest() throws(Stop) -> Digest32 {
      guard let digest = Digest32(try bytes(Digest32.byteCount)) else { throw .isShort }
      return digest
    }
  }
}
