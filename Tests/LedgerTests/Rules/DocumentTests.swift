// The documents that are made from the code say what the code says.
import FoundationEssentials
import Testing
import VouchTesting

@Suite struct `the rule book` {
  @Test(arguments: ["refusals", "state-table"])
  func `is what the code says`(name: String) throws {
    let text = name == "refusals" ? RuleBook.refusals : RuleBook.stateTable
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/\(name).md")
    if ProcessInfo.processInfo.environment["VOUCH_WRITE_DOCS"] == "1" {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(written == text, "to make it again: VOUCH_WRITE_DOCS=1 swift test --filter LedgerTests")
  }
}
