/// What the ledger says of an entry to whoever does not trust it: the leaf of a tree whose root it signs.

/// An entry of the journal with all that a check's holder or an auditor needs of it, and nothing of who somebody is.
///
/// Its canonical bytes (`AttestedEntry+Bytes.swift`) have nothing to do with how a store keeps entries: they are what proofs
/// and exports hold for ever. There are no other bytes of the same entry.
///
/// Left out of what the journal has, each for a reason:
/// - The command's fingerprint: a number made of a person's name, address and card number, from which they could be guessed.
/// - The digest of the secret that claims a check: a weak secret could be guessed from it. That there is one stands here.
/// - The reason given and the values set: people write them, about people. A salted hash stands here; the text goes beside
///   the leaf, or does not.
public struct AttestedEntry: Hashable, Sendable {
  /// 128 bits that nobody can guess who was not shown this entry, so that its hash tells nothing of it.
  public struct Salt: Hashable, Sendable, BitwiseCopyable {
    public var high: UInt64
    public var low: UInt64

    /// A salt, from two random numbers.
    public init(high: UInt64, low: UInt64) {
      self.high = high
      self.low = low
    }
  }

  public var salt: Salt
  /// The entry; its fingerprint is 0.
  public var entry: JournalEntry
  /// Where the entry issued a check: what the check was drawn for. Its `claim` is nil.
  public var terms: CheckTerms?
  /// Whether the check can be claimed by a secret.
  public var isClaimable: Bool
  /// What the drawer wrote on the check.
  public var memo: Text
  /// The salted hash of `Receipt.detail`; nothing where that is empty.
  public var text: Digest?

  /// What is attested of an entry.
  ///
  /// - Parameters:
  ///   - terms: of an entry that issued a check, else nil.
  ///   - text: the salted hash of the entry's detail; nil where that is empty.
  public init(_ entry: JournalEntry, terms: CheckTerms?, memo: Text, text: Digest?, salt: Salt) {
    self.salt = salt
    self.entry = entry
    self.entry.fingerprint = 0
    self.terms = terms
    self.terms?.claim = nil
    isClaimable = terms?.claim != nil
    self.memo = memo
    self.text = text
  }

  init(_ entry: JournalEntry, salt: Salt) {
    self.init(entry, terms: nil, memo: .empty, text: nil, salt: salt)
  }
}

extension AttestedEntry {
  /// The check that the entry issued, as it was then; nil where it issued none.
  ///
  /// What became of it since only the manager knows.
  public var check: Check? {
    guard let terms, case .check(let id) = entry.subject, let progress = entry.progress else { return nil }
    return Check(
      id: id, terms: terms, issued: entry.time, progress: progress, fingerprint: 0, firstEntry: entry.sequence,
      lastEntry: entry.sequence, entryCount: 1, previousOfDrawer: nil)
  }
}
