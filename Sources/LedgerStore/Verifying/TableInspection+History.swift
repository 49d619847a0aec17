/// The history that proves entries: that its commits have all entries, one after the other, that its nodes are theirs, and,
/// where the secret of its leaves is known, that the entries are those it was made of.
internal import CVouchRecords
internal import LMDB
internal import Ledger
internal import Seals

extension TableInspection {
  func inspectHistory(_ summary: inout LedgerVerification.Summary) throws(StoreError) {
    guard let record = try tables.history(in: view) else {
      if try database({ () throws(LMDBError) in try tables.commits.count(in: view) }) > 0 {
        report("there are commits, and it is missing", tables.meta, Tables.historyKey)
      }
      return
    }
    summary.attested = record.through
    let salts = verification.salts
    if let salts, salts.id.number != record.salts {
      desk.report(
        Finding(
          "it was made with another leaf secret than the one given", file: file, table: "meta",
          key: "\(Tables.historyKey)", remedy: "Put back the file of the secret, or name the right one (leaf_secret)."))
    }
    let isKnown = salts?.id.number == record.salts
    if !isKnown { desk.note("the history was held against itself alone, as its leaf secret is not there") }
    var tree = HistoryTree()
    var next: UInt64 = 1
    var number: UInt64 = 0
    var leaves = isKnown ? salts.map { LeafMaker($0) } : nil
    walk(tables.commits, "history") { key, bytes throws(StoreError) in
      let commits = try tables.commits.opened(vouch_commits_record.self, at: key, bytes)
      guard key == number, commits.commits > 0, commits.commits <= UInt32(HistoryLayout.commits) else {
        throw tables.commits.damaged(key, .impossible)
      }
      number += 1
      if commits.first != next { report("it begins with entry \(commits.first), not \(next)", tables.commits, key) }
      next = commits.first
      for place in 0..<Int(commits.commits) {
        let leaf = commits.leaf(place)
        let count = UInt64(commits.count(place))
        if var maker = leaves.take() {
          defer { leaves = maker }
          try compare(leaf, next, count, &maker, key)
        }
        next += count
        try tree.append(leaf) { node throws(StoreError) in try compare(node) }
      }
      return true
    }
    if tree.size != record.size || tree.root != Digest32(stored: record.root) || next != record.through &+ 1 {
      report("its root is not that of its commits", tables.meta, Tables.historyKey)
    }
    if record.through > meta.sequence { report("it has more entries than the ledger", tables.meta, Tables.historyKey) }
    if record.through < meta.sequence {
      desk.note("entries after \(record.through) are not in the history yet: vouchd takes them in when it runs")
    }
  }

  private func compare(
    _ leaf: Digest32, _ first: UInt64, _ count: UInt64, _ leaves: inout LeafMaker, _ key: UInt64
  ) throws(StoreError) {
    guard count > 0, first <= meta.sequence, count <= meta.sequence - first + 1 else {
      throw tables.commits.damaged(key, .impossible)
    }
    guard first > archived else {
      return try compareKept(leaf, AttestedCommit(index: 0, first: first, count: UInt32(count)), &leaves, key)
    }
    var tree = BatchTree(firstSequence: first)
    for sequence in first..<first + count {
      let receipt = try tables.receipt(sequence, in: view)
      leaves.append(receipt, try tables.issuedTerms(of: receipt.entry, in: view), to: &tree)
    }
    guard tree.root?.leaf == leaf else {
      throw tables.commits.damaged(
        key, Fault(reason: "entries \(first) to \(first + count - 1) are not those it was made of"))
    }
  }

  /// A commit that archives have: what is left of it, each entry by the way that was kept of it; all of it, where no way was.
  private func compareKept(
    _ leaf: Digest32, _ commit: AttestedCommit, _ leaves: inout LeafMaker, _ key: UInt64
  ) throws(StoreError) {
    for sequence in commit.first...commit.last where has(sequence, in: tables.ways) {
      guard let path = try tables.way(of: sequence, in: view) else { continue }
      let receipt = try tables.receipt(sequence, in: view)
      let hash = leaves.hash(of: receipt, try tables.issuedTerms(of: receipt.entry, in: view))
      guard commit.leaf(over: hash, at: sequence, path) == leaf else {
        throw tables.ways.damaged(sequence, Fault(reason: "it does not lead from its entry to its commit"))
      }
    }
  }

  private func compare(_ node: HistoryTree.Node) throws(StoreError) {
    guard node.level >= HistoryLayout.height else { return }
    let key = HistoryLayout.key(level: node.level, index: node.index)
    let kept = try tables.historyNode(level: node.level, index: node.index, in: view)
    if kept != node.hash { report("it is not the node of the commits below it", tables.nodes, key) }
  }
}
