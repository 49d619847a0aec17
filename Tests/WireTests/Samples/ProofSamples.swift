/// Replies about what the manager signs, with everything that they can bring.
import Ledger
import VouchTesting
import Wire

extension MessageSample {
  static let proofs: [MessageSample] =
    outcomes("prove check", ProveCheck.self, ProvedCheck(proof: Array(0..<70)))
    + outcomes("get head", GetHead.self, HistoryHead(head: Array(1..<80), keys: Array(2..<90)))
    + outcomes(
      "prove consistency", ProveConsistency.self,
      HistoryConsistency(head: Array(3..<60), path: [digest(1), digest(2), digest(3)], frontier: [digest(4)]),
      others: [("of the same", HistoryConsistency(head: Array(3..<60), path: [], frontier: [digest(4)]))])
    + outcomes(
      "read attested", ReadAttested.self,
      AttestedPage(
        first: 700,
        leaves: [
          AttestedLeaf(
            document: Array(4..<50), text: AttestedText(text: "broken cup", salt: .init(high: 0x51, low: 0x52))),
          AttestedLeaf(document: Array(5..<51)),
        ],
        commits: [
          AttestedCommit(index: 0, first: 699, count: 2), AttestedCommit(index: 1, first: 701, count: 4_000_000_000),
        ]),
      others: [("none", AttestedPage(first: 701, leaves: [], commits: []))])

  private static func digest(_ word: UInt64) -> Digest { Digest(word, word + 0x10, word + 0x20, word + 0x30) }
}
