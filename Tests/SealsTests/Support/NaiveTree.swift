/// The trees of RFC 9162 as the text defines them: by recursion over all leaves.
import Seals

/// All leaves by their hashes; what the definitions say of them is only remembered, never reckoned otherwise.
final class NaiveTree {
  let leaves: [Digest32]
  private var known: [Range<Int>: Digest32] = [:]

  init(_ leaves: [Digest32]) { self.leaves = leaves }

  /// MTH of the leaves in `range` (§2.1.1).
  func root(_ range: Range<Int>) -> Digest32 {
    if range.isEmpty { return .empty }
    if range.count == 1 { return leaves[range.lowerBound] }
    if let root = known[range] { return root }
    let middle = range.lowerBound + split(range.count)
    let root = Digest32.node(self.root(range.lowerBound..<middle), self.root(middle..<range.upperBound))
    known[range] = root
    return root
  }

  /// PATH(m, D_n) (§2.1.3.1), for the leaves in `range`.
  func path(_ m: Int, _ range: Range<Int>) -> [Digest32] {
    if range.count == 1 { return [] }
    let k = split(range.count)
    let middle = range.lowerBound + k
    return m < k
      ? path(m, range.lowerBound..<middle) + [root(middle..<range.upperBound)]
      : path(m - k, middle..<range.upperBound) + [root(range.lowerBound..<middle)]
  }

  /// PROOF(m, D_n) (§2.1.4.1).
  func proof(_ m: Int, _ count: Int) -> [Digest32] { subproof(m, 0..<count, true) }

  private func subproof(_ m: Int, _ range: Range<Int>, _ isWhole: Bool) -> [Digest32] {
    if m == range.count { return isWhole ? [] : [root(range)] }
    let k = split(range.count)
    let middle = range.lowerBound + k
    return m <= k
      ? subproof(m, range.lowerBound..<middle, isWhole) + [root(middle..<range.upperBound)]
      : subproof(m - k, middle..<range.upperBound, false) + [root(range.lowerBound..<middle)]
  }

  /// The largest power of two that is less than `count`.
  private func split(_ count: Int) -> Int {
    var k = 1
    while k * 2 < count { k *= 2 }
    return k
  }
}
