/// An export judged without a network: all its leaves, what they say of themselves, and the signed root.
public import Ledger
public import Seals

/// What a good export shows.
public struct ExportAudit: Sendable {
  /// How many entries it has.
  public let entries: UInt64
  /// How many of the texts beside its leaves were left out.
  public let textsLeftOut: UInt64
  /// The head that it goes on after; nil where it begins at the beginning.
  public let start: SignedHead?
  /// The head at its end.
  public let head: SignedHead

  /// Judges the file at `path`, byte for byte.
  ///
  /// - Parameters:
  ///   - ring: the keys of the ledger.
  ///   - witness: a head that somebody kept: the history in the file must have come by it.
  ///   - each: is lent every entry with the text beside it, as they come: what they come to is only known at the end.
  /// - Throws: `Failure.badExport` with what is wrong and where; or that the file cannot be read.
  public init(
    of path: String, _ ring: KeyRing, witness: SignedHead? = nil, each: (AttestedEntry, String?) -> Void = { _, _ in }
  ) throws(Failure) {
    let source = try ByteSource(path)
    var parser = ExportParser()
    var judge = ExportJudge(ring, witness: witness)
    var progress = AuditProgress("verified", from: 1, to: nil)
    defer { progress.end() }
    while true {
      do throws(ExportFault) {
        while let item = try parser.next() {
          if let (entry, text) = try judge.take(item) { each(entry, text) }
        }
      } catch { throw .badExport(error) }
      progress.show(judge.entries)
      let bytes = try source.next()
      guard !bytes.isEmpty else { break }
      parser.feed(bytes)
    }
    do throws(ExportFault) { try parser.finish() } catch { throw .badExport(error) }
    guard let head = judge.head else { throw .badExport(.truncated(offset: parser.offset)) }
    start = judge.start
    entries = judge.entries
    textsLeftOut = judge.textsLeftOut
    self.head = head
  }
}

/// The roots, and beside them what each leaf says: its own sequence, and the text that lies beside it.
struct ExportJudge {
  private var verifier: ExportVerifier
  private(set) var textsLeftOut: UInt64 = 0
  private(set) var start: SignedHead?

  init(_ ring: KeyRing, witness: SignedHead?) { verifier = ExportVerifier(ring: ring, witness: witness) }

  var entries: UInt64 { verifier.entries }
  var head: SignedHead? { verifier.head }

  /// Takes the next item; what it says, where it is an entry.
  @discardableResult
  mutating func take(_ item: ExportItem) throws(ExportFault) -> (AttestedEntry, String?)? {
    let sequence = verifier.expected
    try verifier.take(item)
    if case .heading(let heading) = item { start = heading.start }
    guard case .entry(let entry) = item else { return nil }
    guard let attested = AttestedEntry(entry.document), attested.entry.sequence == sequence else {
      throw .changed(sequence: sequence)
    }
    switch (attested.text, entry.text) {
    case (nil, nil): break
    case (_?, nil): textsLeftOut += 1
    case (nil, _?): throw .changed(sequence: sequence)
    case (let hash?, let text?):
      let words = Hash.text(text.text, salt: text.salt).bigEndianWords
      guard hash == Digest(words.0, words.1, words.2, words.3) else { throw .changed(sequence: sequence) }
    }
    return (attested, entry.text?.text)
  }
}

extension ExportAudit {
  /// What was verified, for programs.
  public var json: JSON {
    JSON.object([
      JSON.Member("outcome", "accepted"), JSON.Member("entries", .unsigned(entries)),
      JSON.Member("texts_left_out", .unsigned(textsLeftOut)), JSON.Member("head", head.json),
    ])
  }

  /// What was verified, for people.
  public var text: String {
    let left = textsLeftOut == 0 ? "" : "; \(grouped(textsLeftOut)) texts were left out"
    return "verified: \(grouped(entries)) entries come to the signed root\(left)\n\(head.text)"
  }
}
