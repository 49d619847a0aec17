/// `vouchd verify`: all of a ledger looked at, while nobody has it open.
import ArgumentParser
import CheckManager
import Foundation

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks at all of a ledger that vouchd does not serve just now, and says what is wrong.",
    discussion: """
      Every page of the tables, every record and its checksum, every segment of the log; that checks, accounts and the \
      journal sum up to the same, and lead to each other; the history that proves entries, and the keys of persons, where \
      they are. Nothing is changed. Memory stays bounded whatever the size; the time goes with it (docs/backup.md).

      The status is 0 where all is whole, 1 where something is damaged: then do not go on with the ledger, but make a whole \
      one of a backup and what is left of the log, by vouchd repair.

      Example:
        vouchd verify --data /var/lib/vouch
        vouchd verify --data /var/lib/vouch --json > findings.jsonl
      """)

  @OptionGroup var place: LedgerPlace
  @Flag(help: "Writes a JSON object a line: findings, notes, progress, and a summary at the end.")
  var json = false
  @Flag(help: .hidden)
  var inThisProcess = false

  func run() throws {
    let configuration = try place.load()
    guard !inThisProcess else { return try look(configuration) }
    let lock: VerificationLock
    do {
      lock = try configuration.lockForReading()
    } catch {
      let isThere = FileManager.default.fileExists(atPath: configuration.data)
      throw fail(error, isThere ? ExitStatus.temporary : ExitStatus.io)
    }
    let output = VerificationOutput(json: json)
    let isWhole = try Verify.run(place.arguments(of: configuration), lookingAt: configuration.data, output)
    withExtendedLifetime(lock) {}
    guard isWhole else { throw ExitStatus.damage }
  }

  /// Looks at the ledger in a process of its own; whether it is whole.
  static func run(_ arguments: [String], lookingAt path: String, _ output: VerificationOutput) throws -> Bool {
    var failure: String?
    let child = VerificationChild(
      program: "/proc/self/exe", arguments: ["verify", "--in-this-process"] + arguments)
    var found = 0
    do {
      _ = try child.run(lookingAt: "\(path)/data.mdb") { line in
        if line.finding != nil { found += 1 }
        if let text = line.failure { failure = text } else { output.show(line) }
      }
    } catch {
      throw fail(error, ExitStatus.software)
    }
    output.end()
    if let failure { throw fail(Problem(failure), ExitStatus.io) }
    return found == 0
  }

  private func look(_ configuration: CheckManager.Configuration) throws {
    // Whoever minds this process may be gone, and the pipe with it.
    signal(SIGPIPE, SIG_DFL)
    func tell(_ line: VerificationLine) { FileHandle.standardOutput.write(Data((line.json + "\n").utf8)) }
    do {
      try configuration.verify(environment: ProcessInfo.processInfo.environment, tell)
    } catch {
      tell(VerificationLine(failure: "\(error)"))
    }
  }
}

/// Something to say in a failure.
struct Problem: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Where a ledger and what belongs to it lies, for commands that look at it while vouchd does not.
struct LedgerPlace: ParsableArguments {
  @Option(help: "A JSON file with one object of settings (environment: VOUCHD_CONFIG).")
  var config: String?
  @Option(help: "The directory of the ledger. (environment: VOUCHD_DATA; default: /var/lib/vouch)")
  var data: String?
  @Option(help: "The directory of the log. (default: log in that of the ledger)")
  var log: String?
  @Option(help: "The directory of the keys of persons. (default: DATA-persons)")
  var persons: String?
  @Option(
    help: "The file of sealing keys. (default: the credential vouch-sealing-keys of systemd, else DATA-sealing-keys)")
  var sealingKeys: String?
  @Option(
    help:
      "The file of the secret that hides the history's leaves. (default: leaf.secret in the directory of the ledger)")
  var leafSecret: String?

  /// The settings, with some more flags.
  func load(_ more: [String: String?] = [:]) throws -> CheckManager.Configuration {
    let environment = ProcessInfo.processInfo.environment
    let flags: [String: String?] = [
      "data": data, "log": log, "persons": persons, "sealing_keys": sealingKeys, "leaf_secret": leafSecret,
      "listen": "127.0.0.1:0",
    ]
    do {
      return try .load(
        file: config ?? environment["VOUCHD_CONFIG"], environment: environment,
        flags: flags.merging(more) { $1 }.compactMapValues { $0 })
    } catch {
      throw fail(error, ExitStatus.configuration)
    }
  }

  /// The same again for another process, which has this one's environment.
  func arguments(of configuration: CheckManager.Configuration) -> [String] {
    let flags: [(String, String?)] = [
      ("--config", config), ("--data", data), ("--log", log), ("--persons", persons), ("--sealing-keys", sealingKeys),
      ("--leaf-secret", leafSecret),
    ]
    return flags.flatMap { name, value in value.map { [name, $0] } ?? [] }
  }
}

/// Shows what a verification says.
final class VerificationOutput {
  private let isJSON: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var shown = ContinuousClock.now
  private let started = ContinuousClock.now
  private var hasShown = false
  private var findings = 0
  /// How many findings a terminal is shown: what comes after is more of the same.
  private static let most = 1000
  private static let interval = Duration.milliseconds(200)

  init(json: Bool) { isJSON = json }

  func show(_ line: VerificationLine) {
    if let progress = line.progress {
      let now = ContinuousClock.now
      guard now - shown >= VerificationOutput.interval || !hasShown else { return }
      (shown, hasShown) = (now, true)
      if isJSON { return write(line.json) }
      guard isTerminal else { return }
      let share = progress.all == 0 ? "" : "  \(min(100, progress.done * 100 / progress.all)) %"
      note("\r\u{1B}[K\(progress.what)\(share)  after \((now - started) / .seconds(1)) s")
      return
    }
    if isJSON { return write(line.json) }
    clear()
    if let note = line.note { write("Note: \(note).") }
    if let finding = line.finding {
      findings += 1
      if findings <= VerificationOutput.most { write("DAMAGED: \(finding.description)") }
    }
    if let summary = line.summary { show(summary) }
  }

  /// Takes the line of progress away.
  func end() { if !isJSON { clear() } }

  private func show(_ summary: VerificationLine.Summary) {
    let time = Date(timeIntervalSince1970: Double(summary.time) / 1000).ISO8601Format()
    write(
      "\(summary.entries) entries (the last of \(time)), \(summary.checks) checks, \(summary.parties) parties; "
        + "\(summary.pages) pages, \(summary.freePages) of them free; log to entry \(summary.logged) in "
        + "\(summary.segments) segments; history to entry \(summary.attested)"
        + (summary.persons.map { "; \($0) keys of persons" } ?? "") + ".")
    write(
      summary.findings == 0
        ? "All is whole." : "Something is wrong (\(summary.findings)): each line says what to do; see docs/backup.md.")
  }

  private func clear() {
    guard isTerminal, hasShown else { return }
    note("\r\u{1B}[K")
    hasShown = false
  }

  private func write(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }
  private func note(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
