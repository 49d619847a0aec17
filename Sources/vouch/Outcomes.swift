/// `vouch outcomes`: limits that follow outcomes (N10).
import ArgumentParser
import Console
import Foundation
import Ledger

struct Outcomes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Limits that follow outcomes.",
    discussion: """
      Twenty good outcomes in a row make a limit grow by a tenth, up to four times what the operator set; a bad one makes it \
      shrink by a fifth, down to a quarter. It is what an account may draw in a day, and how much may be open of a seller or \
      distributor; where there is no limit, none follows. docs/limits.md has the whole rule.
      """,
    subcommands: [Show.self, Follow.self])

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows whose limits follow, and what is proposed. Changes nothing.",
      discussion: """
        Example:
          vouch outcomes show
        """)
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        var reading = OutcomeReading()
        try await session.read(&reading)
        try session.show(reading.book.text, json: ["parties": reading.book.json])
      }
    }
  }

  struct Follow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reads the journal, and moves limits by it as it grows.",
      discussion: """
        It keeps nothing: begun anew it reads the journal from its beginning and comes to the same, as its own changes stand \
        there with their reasons. One at a time is enough.

        Example:
          vouch outcomes follow
          vouch outcomes follow --once
        """)
    @Flag(help: "End at the journal's end.")
    var once = false
    @OptionGroup var options: ServerOptions

    func run() async throws {
      try await options.run { session in
        var reading = OutcomeReading()
        var made: [JSON] = []
        let isTerminal = isatty(STDERR_FILENO) != 0
        repeat {
          try await session.read(&reading) { if isTerminal { Terminal.note("\r\($0) entries read") } }
          if isTerminal { Terminal.note("\r") }
          for (party, receipt) in try await session.apply(reading) {
            made.append(receipt.json)
            if !once || options.output == .table { try Terminal.write("\(party)  \(receipt.detail)\n") }
          }
          if !once { try await Task.sleep(for: .seconds(1)) }
        } while !once
        if options.output == .json { try session.show("", json: ["changes": .array(made)]) }
      }
    }
  }
}
