/// Lists of checks: which part, and how it is shown.
public import ArgumentParser
public import Ledger
internal import Wire

/// `--state`, `--from` and `--limit`.
public struct CheckListOptions: ParsableArguments, Sendable {
  @Option(help: ArgumentHelp("Only those in this state.", valueName: CheckState.choices()), transform: Read.named)
  var state: CheckState?
  @Option(help: ArgumentHelp("The check to begin at.", valueName: "id"), transform: Read.id)
  var from: CheckID?
  @Option(help: ArgumentHelp("How many to show at most. (default: 100)", valueName: "number"), transform: Read.count)
  var limit: Int = PageBounds.usual

  /// Nothing said.
  public init() {}
}

extension Session {
  /// Shows the checks that `query` asks for, as far as `options` say, newest first.
  public func list(_ query: CheckQuery, _ options: CheckListOptions) async throws {
    let page = try await collect(limit: options.limit, from: options.from) { place, limit in
      var query = query
      query.state = options.state
      query.from = place
      query.limit = limit
      return query
    }
    try show(
      page.shown(none: "no checks", table: CheckDocument.table) { "--from \($0)" },
      json: ["checks": .array(page.items.map(\.json)), "next": .optional(page.next)])
  }
}
