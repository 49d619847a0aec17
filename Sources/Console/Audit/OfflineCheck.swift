/// A check judged without asking anybody: it proves itself, and what it cannot know is said.
public import Ledger
public import Seals

/// A check that a manager issued, as its proof shows it.
public struct OfflineCheck: Sendable {
  /// As it was issued.
  public let check: Check
  /// What its drawer wrote on it.
  public let memo: Text
  /// Whether it can be claimed by a secret.
  public let isClaimable: Bool
  /// Where it is in the history, and which head says so.
  public let finding: CheckProof.Finding

  /// Judges the bytes of a proof.
  ///
  /// - Throws: `Failure.unproved` with what is wrong.
  public init(_ proof: [UInt8], _ ring: KeyRing) throws(Failure) {
    switch CheckProof.verify(proof, with: ring) {
    case .failure(let fault): throw .unproved(fault)
    case .success(let finding):
      // It is the ledger's, but of another kind of entry.
      guard let entry = AttestedEntry(finding.document), entry.entry.sequence == finding.sequence,
        entry.entry.kind == .issued, let check = entry.check
      else { throw .badData("What is proved is an entry of the journal, but none that issued a check.") }
      self.check = check
      memo = entry.memo
      isClaimable = entry.isClaimable
      self.finding = finding
    }
  }

  /// Judges the check, as it was issued, for what a seller asks: nil where it fits. `now` is the machine's own time.
  public func judge(_ question: VerifyCheck, at now: Timestamp) -> Refusal? {
    guard question.check == check.id else { return .unknownCheck }
    return question.judge(check, at: now)
  }

  /// What only the manager knows.
  static let unknown = ["paid", "voided", "extended", "disputed", "method", "parties"]

  /// What was found, for programs.
  public var json: JSON {
    JSON.object([
      JSON.Member("outcome", "accepted"), JSON.Member("offline", true),
      JSON.Member("check", .text(check.id.description)), JSON.Member("issued", check.issued.json),
      JSON.Member("sequence", .unsigned(finding.sequence)), JSON.Member("memo", .unlessEmpty(memo.value)),
      JSON.Member("claimable", .boolean(isClaimable)), JSON.Member("terms", check.terms.json),
      JSON.Member("good_until", check.progress.expires.json), JSON.Member("head", finding.head.json),
      JSON.Member("not_known", .array(OfflineCheck.unknown.map { .text($0) })),
    ])
  }

  /// What was found, for people: the check, whose word it is, and what is not known.
  public var text: String {
    let document = CheckDocument(
      id: check.id, terms: check.terms, issued: check.issued, progress: check.progress, memo: memo)
    let head = finding.head.statement
    var fields = FieldList()
    fields.add("issued by", "ledger \(head.ledger), as entry \(grouped(finding.sequence))")
    fields.add("signed by", "key \(finding.head.key), as of \(Timestamp(milliseconds: head.milliseconds).withZone)")
    fields.add("expires", "\(check.progress.expires.withZone): not yet, by this machine's clock")
    return """
      \(document.form)
      authentic: the check manager issued exactly this check
      \(fields)
      Not known without asking the manager: whether it has been paid, voided, extended or
      disputed since, whether it is to be paid by another method now, and whether its
      parties still take part. Before goods go out, ask it:
        vouch-seller verify \(check.id)

      """
  }
}
