/// A check that proves itself, as a file: what it shows, and that no byte of it can be another.
import Foundation
import Ledger
import Seals
import Testing

@testable import Console

/// A small ledger that signs: an issue among other entries.
struct ProvingLedger {
  let identity = LedgerIdentity(high: 0xA1, low: 0xA2)
  let key = SigningKey()
  let entries: [AttestedEntry]
  static let check = CheckID(high: 0x0199_0000_0001_7A01, low: 0x8000_0000_0000_0002)

  init() {
    var terms = CheckTerms(drawer: .of("ALICE"), amount: .of(4850), currency: .euro)
    terms.payee = .of("SHOP")
    terms.order = Digest(hashing: "one book")
    var issue = JournalEntry(
      at: Moment(time: .morning, sequence: 2), kind: .issued, actor: .terminal(.of("ALICE")),
      command: CommandID(issuing: ProvingLedger.check), fingerprint: 0, subject: .check(ProvingLedger.check),
      currency: .euro, amount: 4850)
    issue.progress = CheckProgress(terms: terms, expires: .morning + .days(30))
    let salt = AttestedEntry.Salt(high: 1, low: 2)
    let text = Digest(Hash.text("instalment", salt: LeafSalt(high: 3, low: 4)).bytes)
    func fund(_ sequence: UInt64) -> AttestedEntry {
      let entry = JournalEntry(
        at: Moment(time: .morning, sequence: sequence), kind: .funded, actor: .operator,
        command: CommandID(high: sequence, low: 7), fingerprint: 0, subject: .party(.account(.of("ALICE"))),
        currency: .euro, amount: 100)
      return AttestedEntry(entry, terms: nil, memo: .empty, text: text, salt: salt)
    }
    entries = [fund(1), AttestedEntry(issue, terms: terms, memo: .of("for Anna"), text: nil, salt: salt), fund(3)]
  }

  var ring: KeyRing {
    guard let ring = KeyRing(ledger: identity, [KeyRing.Entry(key.verifyingKey)]) else { preconditionFailure("a key") }
    return ring
  }

  /// One commit of so many of the entries, and its head.
  func commit(_ leaves: [[UInt8]]) throws -> (root: BatchRoot, head: SignedHead) {
    var batch = BatchTree(firstSequence: 1)
    for leaf in leaves { batch.append(.leaf(leaf)) }
    let root = try #require(batch.root)
    var history = HistoryTree()
    history.append(root.leaf)
    let statement = SignedHead.Statement(
      ledger: identity, size: 1, root: history.root, lastSequence: UInt64(leaves.count),
      milliseconds: Timestamp.morning.milliseconds)
    return (root, SignedHead(statement, by: key))
  }

  func proof(of index: Int) throws -> CheckProof {
    let leaves = entries.map(\.bytes)
    let (root, head) = try commit(leaves)
    let path = try #require(BatchTree.path(of: index, in: leaves.map { .leaf($0) }))
    let found = EntryProof(
      firstSequence: 1, count: root.count, index: UInt32(index), batchPath: path, batchIndex: 0, size: 1,
      historyPath: [])
    let way = try #require(found)
    return try #require(CheckProof(document: leaves[index], entry: way, head: head))
  }

  /// An export of leaves, with these texts beside them.
  func export(_ leaves: [[UInt8]], texts: [Int: ExportText] = [:]) throws -> [ExportItem] {
    let (root, head) = try commit(leaves)
    return [
      .heading(ExportHeading(ledger: identity)),
      .commit(ExportCommit(first: 1, count: root.count, root: root.root)),
    ] + leaves.enumerated().map { .entry(ExportEntry(document: $1, text: texts[$0])) } + [.end(head)]
  }
}

/// Runs `body` with the path of a file that holds `text`.
private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
  let path = NSTemporaryDirectory() + "vouch-proof-" + UUID().uuidString
  try text.write(toFile: path, atomically: false, encoding: .utf8)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

private func failure(_ body: () throws -> Void) -> Failure? {
  do { try body() } catch { return error as? Failure }
  return nil
}

@Suite struct `a check judged offline` {
  private let ledger = ProvingLedger()

  @Test func `shows what was issued, and says what it cannot know`() throws {
    let found = try OfflineCheck(try ledger.proof(of: 1).bytes, ledger.ring)
    #expect(found.check.id == ProvingLedger.check)
    #expect(found.check.terms.amount == .of(4850))
    #expect(found.memo == .of("for Anna"))
    #expect(found.json["sequence"] == .unsigned(2))
    #expect(found.json["good_until"] == .text("2026-12-24T08:30:05.250Z"))
    #expect(found.text.contains("forty-eight and 50/100 EUR"))
    #expect(found.text.contains("authentic: the check manager issued exactly this check"))
    #expect(found.text.contains("whether it has been paid, voided, extended or"))
    #expect(found.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func `is judged for what is asked of it, by the time that is given`() throws {
    let found = try OfflineCheck(try ledger.proof(of: 1).bytes, ledger.ring)
    var question = VerifyCheck(check: ProvingLedger.check)
    question.seller = .of("SHOP")
    question.order = Digest(hashing: "one book")
    let end = Timestamp.morning + .days(30)
    #expect(found.judge(question, at: .morning) == nil)
    #expect(found.judge(question, at: Timestamp(milliseconds: end.milliseconds - 1)) == nil)
    #expect(found.judge(question, at: end) == .checkExpired)
    question.seller = .of("TOOLS")
    #expect(found.judge(question, at: .morning) == .wrongPayee)
    #expect(found.judge(VerifyCheck(check: CheckID(high: 1, low: 1)), at: .morning) == .unknownCheck)
  }

  @Test func `is no check where the entry issued none`() throws {
    let proof = try ledger.proof(of: 0).bytes
    guard case .badData? = failure({ _ = try OfflineCheck(proof, ledger.ring) }) else {
      Issue.record("taken for a check")
      return
    }
  }

  /// Each byte of the file: those of the frame are no proof, and those within prove nothing.
  @Test func `proves nothing once any byte of its file is another`() throws {
    let text = Array(Armour.checkProof.text(of: try ledger.proof(of: 1).bytes).utf8)
    for place in text.indices {
      for bit in [UInt8(place % 7), 7] {
        var changed = text
        changed[place] ^= 1 << bit
        let found = failure {
          let proof = try withFile(String(decoding: changed, as: UTF8.self)) { try ProofFiles.proof($0) }
          _ = try OfflineCheck(proof, ledger.ring)
        }
        switch found {
        case .unproved, .badData: break
        default: Issue.record("byte \(place), bit \(bit): \(String(describing: found))")
        }
      }
    }
  }
}

@Suite struct `an export judged` {
  private let ledger = ProvingLedger()
  private let text = ExportText(salt: LeafSalt(high: 3, low: 4), text: "instalment")

  private func judge(_ items: [ExportItem]) -> ExportFault? {
    var judge = ExportJudge(ledger.ring, witness: nil)
    do throws(ExportFault) {
      for item in items { try judge.take(item) }
      return nil
    } catch { return error }
  }

  @Test func `is good with texts and without, but not with others`() throws {
    let leaves = ledger.entries.map(\.bytes)
    #expect(judge(try ledger.export(leaves)) == nil)
    #expect(judge(try ledger.export(leaves, texts: [0: text, 2: text])) == nil)
    let other = ExportText(salt: text.salt, text: "instalments")
    #expect(judge(try ledger.export(leaves, texts: [2: other])) == .changed(sequence: 3))
    let salted = ExportText(salt: LeafSalt(high: 3, low: 5), text: text.text)
    #expect(judge(try ledger.export(leaves, texts: [0: salted])) == .changed(sequence: 1))
    // The entry has no text.
    #expect(judge(try ledger.export(leaves, texts: [1: text])) == .changed(sequence: 2))
  }

  /// What a manager signed itself is not good for that alone.
  @Test func `has leaves that say their own sequence`() throws {
    var entries = ledger.entries
    entries[2].entry.sequence = 4
    #expect(judge(try ledger.export(entries.map(\.bytes))) == .changed(sequence: 3))
    #expect(judge(try ledger.export([entries[0].bytes, [1, 2, 3]])) == .changed(sequence: 2))
  }

  @Test func `says how far it is`() {
    let progress = AuditProgress("verified", from: 1, to: 10_000)
    #expect(progress.text(4_000, elapsed: 2_000) == "4,000 entries verified  2,000/s  40 %  4 s to go")
    #expect(progress.text(10_000, elapsed: 0) == "10,000 entries verified  100 %")
    #expect(AuditProgress("verified", from: 1, to: nil).text(5, elapsed: 1_000) == "5 entries verified  5/s")
    #expect(AuditProgress("exported", from: 11, to: 20).text(10, elapsed: 1) == "0 entries exported  0/s")
  }
}
