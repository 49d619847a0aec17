/// Makes the leaves of the history: from an entry and, where it issued a check, the check's terms.
internal import Ledger
internal import Seals

/// What an entry's leaf is made of besides the entry: of one that issued a check its terms and its memo.
struct IssuedTerms {
  var terms: CheckTerms
  var memo: Text
}

/// Used again for one entry after the other: nothing is allocated for each, and what is large is read and written in place.
struct LeafMaker {
  private var salts: LeafSalts
  private var form = AttestedForm()
  /// The entry that was read last, and what it issued.
  private var receipt = Receipt.blank
  private var issued = IssuedTerms.blank

  init(_ salts: LeafSalts) { self.salts = salts }

  /// The hash of an entry's leaf.
  mutating func hash(of receipt: Receipt, _ issued: IssuedTerms?) -> Digest32 {
    write(receipt, issued)
    return form.withSpan { .leaf($0) }
  }

  /// Appends an entry's leaf to a batch.
  mutating func append(_ receipt: Receipt, _ issued: IssuedTerms?, to batch: inout BatchTree) {
    write(receipt, issued)
    form.withSpan { batch.append(holding: $0) }
  }

  /// Appends to a batch the leaf of an entry as the log has it, with what lies beside it. Gives the time of the entry.
  mutating func append(
    _ entry: UnsafeRawBufferPointer, beside supplement: UnsafeRawBufferPointer, at sequence: UInt64,
    to batch: inout BatchTree
  ) throws(Fault) -> Timestamp {
    var reader = unsafe try ByteReader(entry, at: sequence, newest: entryVersion)
    guard receipt.read(&reader) else { throw .impossible }
    let isIssue = receipt.entry.kind == .issued
    if isIssue {
      var reader = unsafe try ByteReader(supplement, at: sequence, newest: termsVersion)
      guard issued.read(&reader, of: &receipt.entry) else { throw .impossible }
    }
    let salt = salts.salts(of: sequence)
    let text = receipt.detail.isEmpty ? nil : Digest(Hash.text(receipt.detail, salt: salt.text))
    form.begin(&receipt.entry, hasTerms: isIssue, hasText: text != nil, salt: .init(salt.leaf))
    let isClaimable = issued.terms.claim != nil
    if isIssue { form.add(&issued.terms, isClaimable: isClaimable, memo: issued.memo) }
    if let text { form.add(text: text) }
    form.withSpan { batch.append(holding: $0) }
    return receipt.entry.time
  }

  /// An entry's leaf, and the text that it has only a hash of.
  mutating func leaf(of receipt: Receipt, _ issued: IssuedTerms?) -> AttestedLeaf {
    let salt = write(receipt, issued)
    let text = receipt.detail.isEmpty ? nil : AttestedText(text: receipt.detail, salt: .init(salt.text))
    return AttestedLeaf(document: form.bytes, text: text)
  }

  @discardableResult
  private mutating func write(_ receipt: Receipt, _ issued: IssuedTerms?) -> EntrySalts {
    let salt = salts.salts(of: receipt.entry.sequence)
    let text = receipt.detail.isEmpty ? nil : Digest(Hash.text(receipt.detail, salt: salt.text))
    var entry = receipt.entry
    form.begin(&entry, hasTerms: issued != nil, hasText: text != nil, salt: .init(salt.leaf))
    if var issued {
      let isClaimable = issued.terms.claim != nil
      form.add(&issued.terms, isClaimable: isClaimable, memo: issued.memo)
    }
    if let text { form.add(text: text) }
    return salt
  }
}

extension IssuedTerms {
  /// What stands where they are read into.
  fileprivate static let blank = IssuedTerms(terms: .blank, memo: .empty)

  /// Reads what `entry` issued over what is here; whether there is such a thing. The entry is only looked at.
  fileprivate mutating func read(_ reader: inout ByteReader, of entry: inout JournalEntry) -> Bool {
    if reader.version == termsVersion {
      return reader.readTerms(of: &entry, into: &terms, memo: &memo) && reader.isAtEnd
    }
    guard case .issue(let issue) = reader.command(of: entry) else { return false }
    (terms, memo) = (issue.terms, issue.memo)
    return true
  }
}

extension AttestedEntry.Salt {
  init(_ salt: LeafSalt) { self.init(high: salt.high, low: salt.low) }
}

extension Digest {
  fileprivate init(_ hash: Digest32) {
    let words = hash.bigEndianWords
    self.init(words.0, words.1, words.2, words.3)
  }
}
