/// A check that proves itself: what it says, its way into the history, and the history's signed head.

/// Shows that a ledger issued a check, to whoever has the ledger's keys and no network.
///
/// It never shows that the check is unspent: that the ledger alone knows, and only when it is asked.
/// Absent: what the document says. Whoever verified it reads it out of `document`, never from elsewhere.
public struct CheckProof: Hashable, Sendable {
  /// What the ledger keeps of the check's issue, byte for byte: the leaf.
  public let document: [UInt8]
  /// The document's way to the head's root.
  public let entry: EntryProof
  public let head: SignedHead

  /// The longest document: far above what an entry with its texts takes, and a bound to what a stranger's file may ask for.
  public static let maximumDocumentBytes = 65_536

  /// Puts a proof together, without verifying it; nothing where the document is longer than `maximumDocumentBytes`.
  public init?(document: [UInt8], entry: EntryProof, head: SignedHead) {
    guard document.count <= CheckProof.maximumDocumentBytes else { return nil }
    self.document = document
    self.entry = entry
    self.head = head
  }

  /// What a verified proof shows.
  public struct Finding: Hashable, Sendable {
    /// The document that the ledger signed for.
    public let document: [UInt8]
    /// The sequence of the entry.
    public let sequence: UInt64
    /// The history that has it: when it was signed, and by which key.
    public let head: SignedHead
  }

  /// Judges the proof with the keys of its ledger: what it shows, or what is wrong. About 75 µs, nearly all of it for the
  /// signature.
  public func verify(with ring: KeyRing) -> Result<Finding, ProofFault> {
    if let fault = ring.fault(of: head) { return .failure(fault) }
    let statement = head.statement
    guard entry.size == statement.size, entry.sequence <= statement.lastSequence else { return .failure(.head) }
    guard entry.verify(entry: .leaf(document), size: statement.size, root: statement.root) else {
      return .failure(.path)
    }
    return .success(Finding(document: document, sequence: entry.sequence, head: head))
  }

  /// Judges the byte form of a proof. Takes anything.
  public static func verify(_ bytes: [UInt8], with ring: KeyRing) -> Result<Finding, ProofFault> {
    guard let proof = CheckProof(bytes) else { return .failure(.damaged) }
    return proof.verify(with: ring)
  }
}

extension CheckProof {
  /// Of the byte form.
  static let version: UInt8 = 1

  /// Appends the byte form: version (1), length of the document (4), the document, and the byte forms of the entry's proof
  /// and of the head: 183 bytes, the document, and 32 a hash.
  public func write(into bytes: inout [UInt8]) {
    bytes.append(CheckProof.version)
    bytes.append(littleEndian: UInt32(document.count))
    bytes += document
    entry.write(into: &bytes)
    head.write(into: &bytes)
  }

  /// The byte form.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return bytes
  }

  /// Reads exactly what `write` makes, else nothing. Takes anything; nothing is verified.
  public init?(_ bytes: [UInt8]) {
    var cursor = ByteCursor(bytes)
    guard cursor.version(CheckProof.version),
      let length = cursor.number(UInt32.self), length <= CheckProof.maximumDocumentBytes,
      let document = cursor.bytes(Int(length)),
      let entry = EntryProof(&cursor),
      let head = SignedHead(&cursor),
      cursor.isAtEnd
    else { return nil }
    self.init(document: Array(document), entry: entry, head: head)
  }
}
