// Imports against a manager that is only a closure.
import CheckClient
import Console
import Ledger
import Synchronization
import Testing
import Wire

/// A manager that keeps what it was sent and answers as it is told.
private final class FakeManager: Sendable {
  private let sent = Mutex<[Administration]>([])
  private let inFlight = Mutex<(now: Int, most: Int)>((0, 0))
  private let answer: @Sendable (Administration.Change) throws(ClientError) -> Outcome<Receipt>

  init(
    _ answer: @escaping @Sendable (Administration.Change) throws(ClientError) -> Outcome<Receipt> = { _ in
      .accepted(.enrolment)
    }
  ) {
    self.answer = answer
  }

  var commands: [Administration] { sent.withLock { $0 } }
  var mostInFlight: Int { inFlight.withLock { $0.most } }

  func submit(_ command: Administration) async throws(ClientError) -> Outcome<Receipt> {
    inFlight.withLock {
      $0.now += 1
      $0.most = max($0.most, $0.now)
    }
    defer { inFlight.withLock { $0.now -= 1 } }
    await Task.yield()
    sent.withLock { $0.append(command) }
    return try answer(command.change)
  }
}

/// What came of importing `text`, and the bad lines in the order they were told.
private func run(
  _ text: String, into registry: Registry = .accounts, _ manager: FakeManager
) async throws -> (report: ImportReport, told: [ImportIssue]) {
  var rest = Array(text.utf8)[...]
  var told: [ImportIssue] = []
  let ids = IDMaker()
  let importer = Importer(registry, makeID: { ids.command() }) { command throws(ClientError) in
    try await manager.submit(command)
  }
  let report = try await importer.run(
    read: {
      defer { rest = rest.dropFirst(100) }
      return Array(rest.prefix(100))
    },
    watch: { #expect($0.settled <= $0.lines) }, tell: { told.append($0) })
  return (report, told)
}

@Test func `good lines go in, bad ones are told, and the rest goes on`() async throws {
  let manager = FakeManager { change in
    switch change.subject.code.description {
    case "OLD": .refused(.alreadyEnrolled)
    case "FULL": .refused(.diskFull)
    case "ODD": .invalid(Invalid(field: "account", reason: "is odd", hint: "Make it even."))
    default: .accepted(.enrolment)
    }
  }
  let (report, told) = try await run(
    "code,currency\nA,EUR\nOLD,EUR\nÄ,EUR\nFULL,EUR\n\"B\"x,EUR\nODD,EUR\nC,EUR", manager)
  #expect(report.lines == 7)
  #expect(report.settled == 7)
  #expect(report.imported == 2)
  #expect(report.alreadyEnrolled == 1)
  #expect(report.failed == 4)
  #expect(report.stopped == nil)
  #expect(report.issues.map(\.line) == [4, 5, 6, 7])
  #expect(Set(told) == Set(report.issues))
  #expect(report.issues[0].text.hasPrefix("line 4: code: a code is"))
  #expect(report.issues[1].text.hasPrefix("line 5: refused: disk_full: "))
  #expect(report.issues[3].text == "line 7: invalid: account is odd. Make it even.")
  #expect(Set(manager.commands.map(\.id)).count == manager.commands.count)
}

@Test func `an opening balance follows an enrolment that was accepted now, and only such`() async throws {
  let manager = FakeManager {
    $0.subject.code.description == "OLD" ? .refused(.alreadyEnrolled) : .accepted(.enrolment)
  }
  let (report, _) = try await run("code,currency,opening_balance\nNEW,EUR,12.50\nOLD,EUR,7\nNONE,EUR,\n", manager)
  #expect(report.imported == 2)
  #expect(report.funded == 1)
  let funds = manager.commands.map(\.change).filter { if case .fund = $0 { true } else { false } }
  #expect(funds == [.fund(.of("NEW"), .bank, .of(1250), .book)])
}

@Test func `an enrolment that could not be funded is told with its line`() async throws {
  let manager = FakeManager { if case .fund = $0 { .refused(.balanceLimit) } else { .accepted(.enrolment) } }
  let (report, _) = try await run("code,currency,opening_balance\nA,EUR,5\n", manager)
  #expect(report.imported == 1)
  #expect(report.funded == 0)
  #expect(report.failed == 1)
  #expect(report.settled == 1)
  #expect(report.issues.first?.column == "opening_balance")
}

@Test func `a manager that goes away between enrolment and opening balance leaves the command to finish it`()
  async throws
{
  let manager = FakeManager { change throws(ClientError) in
    if case .fund = change { throw .deadline }
    return .accepted(.enrolment)
  }
  let (report, _) = try await run("code,currency,opening_balance\nA,EUR,1234.50\n", manager)
  let fund = try #require(manager.commands.last)
  #expect(report.issues.first?.reason.contains("vouch fund A 1,234.50 --rail book --id \(fund.id)") == true)
  #expect(report.stopped != nil)
}

@Test func `a manager that goes away ends the import, and what was in flight is told`() async throws {
  let manager = FakeManager { _ throws(ClientError) in throw .deadline }
  let lines = (1...5000).map { "A\($0),EUR\n" }.joined()
  let (report, told) = try await run("code,currency\n" + lines, manager)
  #expect(report.stopped != nil)
  #expect(report.lines < 5000)
  #expect(report.settled == report.lines)
  #expect(told.count == report.failed)
  #expect(report.json(file: "x", elapsed: .zero)["outcome"] == "stopped")
}

@Test func `many lines are in flight at once, but no more than the bound`() async throws {
  let manager = FakeManager()
  let lines = (1...3000).map { "A\($0),EUR\n" }.joined()
  let (report, _) = try await run("code,currency\n" + lines, manager)
  #expect(report.imported == 3000)
  #expect(Set(manager.commands.map(\.change.subject)).count == 3000)
  #expect((2...Importer.linesInFlight).contains(manager.mostInFlight))
}

@Test(arguments: ["", "\n\n", "\u{FEFF}"])
func `an empty file is refused`(_ text: String) async throws {
  let failure = await #expect(throws: Failure.self) { _ = try await run(text, FakeManager()) }
  #expect(failure?.status == ExitStatus.badData)
}

@Test func `a broken header ends the import before anything is sent`() async throws {
  let manager = FakeManager()
  let failure = await #expect(throws: Failure.self) { _ = try await run("code,\"currency\"x\nA,EUR\n", manager) }
  #expect(failure?.sentence?.hasPrefix("The header has text after a closing quote") == true)
  #expect(manager.commands.isEmpty)
}

@Test func `a file without rows is no fault`() async throws {
  let (report, _) = try await run("code,currency\n", FakeManager())
  #expect(report.lines == 0)
  #expect(report.failed == 0)
}

@Test func `the first twenty bad lines are shown in the order of the file, then a count`() async throws {
  let lines = (1...30).map { _ in "?,EUR\n" }.joined()
  let (report, told) = try await run("code,currency\n" + lines, FakeManager())
  #expect(report.issues.map(\.line) == Array(2...21))
  #expect(told.count == 30)
  #expect(report.complaints(errorsFile: nil).hasSuffix("… and 10 more; --errors FILE writes them all\n"))
  #expect(report.complaints(errorsFile: "bad.csv").hasSuffix("All bad lines are in bad.csv.\n"))
}

@Test func `the report is shown to people and to programs`() async throws {
  let (report, _) = try await run("code,currency,opening_balance\nA,EUR,1\nB,EUR,\n?,EUR,\n", FakeManager())
  #expect(
    report.text(file: "accounts.csv", elapsed: .milliseconds(1500)) == """
      accounts.csv: 3 lines in 1.5 s, 2 a second

      RESULT                  LINES
      enrolled                    2
        with opening balance      1
      already enrolled            0
      bad                         1

      """)
  #expect(
    report.json(file: "accounts.csv", elapsed: .milliseconds(1500)).description
      == #"{"outcome":"done","file":"accounts.csv","lines":3,"imported":2,"funded":1,"already_enrolled":0,"#
      + #""failed":1,"milliseconds":1500,"errors":[{"line":4,"column":"code","#
      + #""reason":"a code is 1 to 12 of A-Z 0-9 - . _ and begins with a letter or a digit."}]}"#)
}

@Test func `progress says count, speed, share and time to go, and not too often`() async throws {
  let (report, _) = try await run("code,currency\nA,EUR\n?,EUR\n", FakeManager())
  let start = ContinuousClock.now
  var line = ProgressLine(byteCount: report.bytes * 4, started: start)
  #expect(line.text(report, now: start + .seconds(1)) == "2 lines  2/s  25 %  3 s to go  1 bad")
  #expect(line.next(report, now: start + .milliseconds(100)) == nil)
  #expect(line.next(report, now: start + .milliseconds(200)) != nil)
  #expect(line.next(report, now: start + .milliseconds(300)) == nil)
  #expect(ProgressLine(byteCount: nil, started: start).text(report, now: start + .seconds(1)) == "2 lines  2/s  1 bad")
}
