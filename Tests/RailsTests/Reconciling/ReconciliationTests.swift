/// Whatever is wrong between a bank and the ledger is found, and nothing else.
import Ledger
import Testing
import VouchTesting

@testable import Rails

@Suite struct `statements against the ledger` {
  @Test(arguments: SeededGenerator.seeds(60))
  func `match where both tell the true story`(seed: UInt64) throws {
    var books = RandomBooks(seed: seed)
    let report = try books.report()
    #expect(report.findings.map(\.short) == [], "seed \(seed)")
    #expect(report.isMatched)
  }

  @Test(arguments: Finding.Kind.allCases)
  func `show one discrepancy of each kind, and no other`(kind: Finding.Kind) throws {
    for seed in SeededGenerator.seeds(8) {
      var books = RandomBooks(seed: seed)
      books.plant(kind)
      let report = try books.report()
      #expect(report.findings.map(\.short) == books.planted, "seed \(seed)")
    }
  }

  @Test(arguments: SeededGenerator.seeds(60))
  func `show exactly what was planted, however much it is`(seed: UInt64) throws {
    var books = RandomBooks(seed: seed)
    for _ in 0..<Int.random(in: 1...12, using: &books.random) {
      books.plant(books.random.pick(Finding.Kind.allCases))
    }
    let report = try books.report()
    #expect(report.findings.map(\.short).sorted() == books.planted.sorted(), "seed \(seed)")
    for finding in report.findings {
      #expect(!finding.sentence.isEmpty && !finding.nextStep.isEmpty && !finding.kind.reason.isEmpty)
    }
  }

  @Test func `give the same report whenever they are held against each other`() throws {
    var books = RandomBooks(seed: 7)
    for kind in Finding.Kind.allCases { books.plant(kind) }
    var again = books
    #expect(try books.report() == again.report())
  }
}
