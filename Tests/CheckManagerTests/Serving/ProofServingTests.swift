/// Proofs asked for over a connection, by somebody who has nothing but the public keys.
import Ledger
import RPC
import Seals
import Testing
import VouchTesting
import Wire

@testable import CheckManager

@Suite struct `a manager that attests` {
  /// A buyer, a shop, and so many checks to it, each a commit of its own.
  private func issue(_ count: Int, _ site: Site, _ connection: RPCConnection) async throws -> [IssueCheck] {
    let town = Town(site.clocks)
    for command in town.opening {
      guard case .administer(let change) = command else { continue }
      try #require(try await connection.ask(change).accepted != nil)
    }
    var issues: [IssueCheck] = []
    for _ in 0..<count {
      let issue = town.issue(10)
      try #require(try await connection.ask(issue).accepted != nil)
      issues.append(issue)
    }
    return issues
  }

  private func head(_ connection: RPCConnection) async throws -> SignedHead.Statement {
    let answer = try await connection.ask(GetHead())
    let bytes = try #require(answer.accepted).head
    let head = try #require(SignedHead(bytes))
    #expect(LedgerKeys.test.ring.fault(of: head) == nil)
    return head.statement
  }

  @Test func `proves every check, at once and at every later head`() async throws {
    let site = try await Site(attesting: true)
    let connection = try await site.connect()
    let issues = try await issue(5, site, connection)
    var heads: [SignedHead] = []
    for round in 0..<3 {
      for (index, issue) in issues.enumerated() {
        let reply = try await connection.ask(ProveCheck(issue.id))
        let proof = try #require(reply.accepted)
        let finding = try CheckProof.verify(proof.proof, with: LedgerKeys.test.ring).get()
        #expect(finding.sequence == UInt64(index) + 5, "round \(round)")
        #expect(finding.sequence <= reply.sequence)
        let check = try #require(AttestedEntry(finding.document)?.check)
        #expect(check.id == issue.id)
        #expect(check.terms == issue.terms)
        heads.append(finding.head)
      }
      let more = Town(site.clocks).fund(1)
      guard case .administer(let change) = more else { return }
      _ = try await connection.ask(change)
    }
    // All heads are of one history.
    for head in heads {
      let reply = try await connection.ask(ProveConsistency(size: head.statement.size))
      let answer = try #require(reply.accepted)
      let now = try #require(SignedHead(answer.head))
      #expect(
        HistoryTree.verifyConsistency(
          from: head.statement.size, head.statement.root, to: now.statement.size, now.statement.root,
          path: answer.path.compactMap { Digest32($0.bytes) }))
    }
    try await site.stop()
  }

  @Test func `refuses what it cannot prove by name`() async throws {
    let site = try await Site(attesting: true)
    let connection = try await site.connect()
    let issue = try await issue(1, site, connection)[0]
    #expect(try await connection.ask(ProveCheck(CheckID(high: 5, low: 6))).refusal == .unknownCheck)
    #expect(try await connection.ask(ProveCheck(issue.id)).accepted != nil)
    let size = try await head(connection).size
    #expect(try await connection.ask(ProveConsistency(size: size + 1)).refusal == .unknownHistory)
    #expect(try await connection.ask(ProveConsistency(size: 1, later: size + 1)).refusal == .unknownHistory)
    #expect(try await connection.ask(ProveConsistency(size: 2, later: 1)).refusal == .unknownHistory)
    #expect(try await connection.ask(ProveConsistency(size: 0)).invalid?.field == "size")
    #expect(try await connection.ask(ReadAttested(from: 1_000)).accepted?.leaves == [])
    #expect(try await connection.ask(ReadAttested(from: .max)).accepted?.leaves == [])
    #expect(try await connection.ask(ReadAttested(limit: 1_001)).invalid?.field == "limit")
    try await site.stop()
  }

  @Test func `says so where it attests nothing`() async throws {
    let site = try await Site()
    let connection = try await site.connect()
    let issue = try await issue(1, site, connection)[0]
    #expect(try await connection.ask(ProveCheck(issue.id)).refusal == .attestationOff)
    #expect(try await connection.ask(GetHead()).refusal == .attestationOff)
    #expect(try await connection.ask(ProveConsistency(size: 1)).refusal == .attestationOff)
    #expect(try await connection.ask(ReadAttested()).refusal == .attestationOff)
    try await site.stop()
  }

  @Test func `gives the journal in pages that come to its root, with texts or without`() async throws {
    let site = try await Site(attesting: true)
    let connection = try await site.connect()
    _ = try await issue(12, site, connection)
    try site.fold()
    let head = try await head(connection)
    var tree = HistoryTree()
    var next: UInt64 = 1
    var texts = 0
    while next <= head.lastSequence {
      let reply = try await connection.ask(ReadAttested(from: next, limit: 5))
      let page = try #require(reply.accepted)
      for commit in page.commits where commit.first >= next {
        var batch = BatchTree(firstSequence: commit.first)
        // Each commit is one entry here, as nothing is asked beside another thing.
        #expect(commit.count == 1)
        batch.append(.leaf(page.leaves[Int(commit.first - page.first)].document))
        let root = try #require(batch.root)
        tree.append(root.leaf)
      }
      texts += page.leaves.count { $0.text != nil }
      next += UInt64(page.leaves.count)
    }
    #expect(tree.size == head.size)
    #expect(tree.root == head.root)
    #expect(texts > 0)
    let without = try await connection.ask(ReadAttested(withTexts: false))
    #expect(without.accepted?.leaves.count == 16)
    #expect(without.accepted?.leaves.allSatisfy { $0.text == nil } == true)
    try await site.stop()
  }
}
