/// Makes the leaves of the history: from an entry and, where it issued a check, the check's terms.
internal import Ledger
internal import Seals

/// What an entry's leaf is made of besides the entry: of one that issued a check its terms and its memo.
struct IssuedTerms {
  let terms: CheckTerms
  let memo: Text
}

/// Used again for one entry after the other: nothing is allocated for each.
struct LeafMaker {
  private var salts: LeafSalts
  private var form = AttestedForm()

  init(_ salts: LeafSalts) { self.salts = salts }

  /// The hash of an entry's leaf.
  mutating func hash(of receipt: Receipt, _ issued: IssuedTerms?) -> Digest32 {
    write(receipt, issued)
    return form.withSpan { .leaf($0) }
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
    AttestedEntry.write(
      receipt.entry, terms: issued?.terms, isClaimable: issued?.terms.claim != nil, memo: issued?.memo ?? .empty,
      text: text, salt: .init(salt.leaf), into: &form)
    return salt
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
