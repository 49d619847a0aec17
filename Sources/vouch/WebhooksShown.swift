/// Endpoints and dead letters, as people and programs read them; and the options of commands that ask no manager.
import ArgumentParser
import Console
import Ledger
import Webhooks

/// `--data`.
struct HookDataOption: ParsableArguments {
  @Option(help: ArgumentHelp("The directory of the endpoints; add makes it if it is missing.", valueName: "directory"))
  var data: String
}

/// `--output`, where nobody is asked.
struct HookOutputOption: ParsableArguments {
  @Option(help: "How to show answers: tables for people, JSON for programs.")
  var output: OutputFormat = .table

  /// Where an answer goes.
  struct Output {
    let format: OutputFormat

    func show(_ text: String, json: JSON) throws(Failure) {
      try Terminal.write(format == .json ? json.indented + "\n" : text)
    }
  }

  /// Runs `body`, and turns failures into words and an exit code.
  func run(_ body: (Output) throws -> Void) async throws {
    try await reportingFailures(as: output) { try await hooks { try body(Output(format: output)) } }
  }
}

/// Runs `body`, and throws as a `Failure` what it throws of webhooks.
func hooks(_ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch let error as HookError {
    throw switch error {
    case .address: Failure.usage("\(error)")
    case .unknown, .noDirectory: Failure.noInput("\(error)")
    case .served: Failure.notNow("\(error)")
    case .tooMany, .rotating, .notRotating: Failure.refusedHere(name: "not_possible", "\(error)")
    case .notReadable, .notWritable: Failure.io("\(error)")
    case .openToOthers, .damaged: Failure.badData("\(error)")
    }
  }
}

func hookID(_ text: String) throws -> HookID {
  guard let id = HookID(text) else {
    throw ValidationError("an endpoint is named hook- and eight digits, as vouch webhooks list shows it.")
  }
  return id
}

/// An endpoint with what is to be known of it.
struct HookShown {
  let hook: Hook
  let cursor: HookCursor
  let dead: Int
  let retrying: Int
  let secrets: Int

  init(_ id: HookID, of store: HookStore) throws(HookError) {
    hook = try store.hook(id)
    cursor = try store.cursor(of: id)
    (dead, retrying) = try store.letterCounts(of: id)
    secrets = try store.secrets(of: id).count
  }

  var json: JSON {
    [
      "endpoint": .text(hook.id.description), "url": .text(hook.address.description), "party": .optional(hook.party),
      "kinds": .array(hook.kinds.map(\.json)), "next": .unsigned(cursor.next),
      "attempts": .integer(Int64(cursor.tries)), "dead_letters": .integer(Int64(dead)),
      "retrying": .integer(Int64(retrying)), "secrets": .integer(Int64(secrets)),
    ]
  }

  static func table(_ hooks: [HookShown]) -> String {
    if hooks.isEmpty { return "no endpoints\n" }
    var table = TextTable(
      .text("endpoint"), .text("about"), .text("kinds"), .number("next"), .number("attempts"), .number("dead letters"),
      .number("secrets"), .text("url"))
    for shown in hooks {
      table.add(
        shown.hook.id.description, shown.hook.party?.description ?? "all",
        shown.hook.kinds.isEmpty ? "all" : shown.hook.kinds.map(\.words).joined(separator: ", "),
        grouped(shown.cursor.next), grouped(shown.cursor.tries), grouped(shown.dead), grouped(shown.secrets),
        shown.hook.address.description)
    }
    return table.description
  }

  static func json(_ id: HookID, _ letter: DeadLetter) -> JSON {
    [
      "endpoint": .text(id.description), "event": .unsigned(letter.sequence), "time": letter.time.json,
      "attempts": .integer(Int64(letter.tries)), "reason": .text(letter.reason),
      "body": .text(String(decoding: letter.body, as: UTF8.self)),
    ]
  }

  static func table(_ letters: [(HookID, DeadLetter)]) -> String {
    if letters.isEmpty { return "no dead letters\n" }
    var table = TextTable(
      .text("endpoint"), .number("event"), .text("given up (UTC)"), .number("attempts"), .text("reason"))
    for (id, letter) in letters {
      table.add(
        id.description, grouped(letter.sequence), letter.time.toSecond, grouped(letter.tries), letter.reason)
    }
    return table.description
  }
}
