/// Exports of the journal that follow each other, kept as archives: verified, and searched for what the ledger let go of.
public import Ledger
public import Seals

/// Archives, in their order, of which each goes on where the one before it ends.
public struct ArchiveSet: Sendable {
  /// Their first entry.
  public private(set) var first: UInt64 = 1
  /// How many entries they have.
  public private(set) var entries: UInt64 = 0
  /// How many texts beside entries were left out of them.
  public private(set) var textsLeftOut: UInt64 = 0
  /// The head at their end.
  public private(set) var head: SignedHead

  /// Judges the files at `paths`, byte for byte.
  ///
  /// - Parameters:
  ///   - ring: the keys of the ledger.
  ///   - each: is lent every entry with the text beside it.
  public init(
    of paths: [String], _ ring: KeyRing, each: (AttestedEntry, String?) -> Void = { _, _ in }
  ) throws(Failure) {
    var last: SignedHead?
    for path in paths {
      let audit = try ExportAudit(of: path, ring, each: each)
      if let last {
        guard audit.start == last else {
          throw .badData(
            "\(path) does not go on where the archive before it ends, with entry \(last.statement.lastSequence).")
        }
      } else {
        first = (audit.start?.statement.lastSequence ?? 0) + 1
      }
      entries += audit.entries
      textsLeftOut += audit.textsLeftOut
      last = audit.head
    }
    guard let last else { throw .usage("Name an archive at least.") }
    head = last
  }

  /// All that archives have of a check, oldest first; and who signed it.
  ///
  /// - Throws: where they have nothing of it, or not its beginning.
  public static func history(
    of id: CheckID, in paths: [String], _ ring: KeyRing
  ) throws(Failure) -> (CheckHistory, ArchiveSet) {
    var found: [(AttestedEntry, String?)] = []
    let archives = try ArchiveSet(of: paths, ring) { entry, text in
      if entry.entry.subject == .check(id) { found.append((entry, text)) }
    }
    guard let issue = found.first?.0, let last = found.last?.0.entry else {
      throw .refused(.unknownCheck)
    }
    guard var check = issue.check, let progress = last.progress else {
      throw .badData(
        "The archives have \(found.count) entries of the check, from \(issue.entry.sequence) on, and not the one that issued "
          + "it: name those before, too.")
    }
    check.progress = progress
    var document = CheckDocument(
      id: id, terms: check.terms, issued: check.issued, progress: progress, memo: issue.memo)
    document.entryCount = UInt32(found.count)
    let entries = found.map { entry, text in
      Receipt(entry: entry.entry, detail: text ?? (entry.text == nil ? "" : "(left out)"))
    }
    return (CheckHistory(check: document, entries: entries), archives)
  }
}
