/// Wrong command lines: each program says what is wrong and exits as sysexits.h has it.
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct CommandLineTests {
  /// A command line, its exit code, and a word that what it says must have.
  struct Case: Sendable, CustomTestStringConvertible {
    let program: Program
    let arguments: [String]
    let exit: Int32
    let says: String

    init(_ program: Program, _ arguments: [String], exit: Int32 = 64, says: String) {
      self.program = program
      self.arguments = arguments
      self.exit = exit
      self.says = says
    }

    var testDescription: String { ([program.name] + arguments).joined(separator: " ") }
  }

  static let check = "0199a3f2-5c41-7e90-8d13-6f0b7a2c4e55"

  static let cases = [
    Case(.vouchd, ["--no-such-flag"], says: "--no-such-flag"),
    Case(.vouchd, ["init", "--no-such-flag"], says: "--no-such-flag"),
    Case(.vouch, ["--no-such-flag"], says: "--no-such-flag"),
    Case(.vouch, ["status", "--no-such-flag"], says: "--no-such-flag"),
    Case(.vouch, ["no-such-command"], says: "no-such-command"),
    Case(.vouch, ["accounts", "add", "A", "--currency", "EUR", "--no-such-flag", "x"], says: "--no-such-flag"),
    Case(.vouch, ["accounts", "add", "NOT A CODE", "--currency", "EUR"], says: "code"),
    Case(.vouch, ["accounts", "add", "A", "--currency", "XXQ"], says: "ISO 4217"),
    Case(.vouch, ["accounts", "add", "A"], says: "--currency"),
    Case(.vouch, ["fund", "A", "-5"], says: "<amount>"),
    Case(.vouch, ["fund", "A", "5,5"], says: "amount"),
    Case(.vouch, ["fund", "A", "99999999999999999999999"], says: "amount"),
    Case(.vouch, ["status", "--server", "nowhere"], says: "endpoint"),
    Case(.vouch, ["status", "--output", "xml"], says: "xml"),
    Case(.vouch, ["checks", "show", "not-an-id"], says: "id"),
    Case(.vouch, ["checks", "resolve", check], says: "--resume"),
    Case(.vouch, ["statement"], says: "--account"),
    Case(.terminal, ["--no-such-flag"], says: "no-such-flag"),
    Case(
      .terminal, ["--account", "A", "demand", "--amount", "1", "--currency", "EUR", "--no-such-flag"],
      says: "--no-such-flag"),
    Case(.terminal, ["--account", "A", "demand", "--currency", "EUR"], says: "--amount"),
    Case(.terminal, ["--account", "A", "demand", "--amount", "-1", "--currency", "EUR"], says: "amount"),
    Case(.terminal, ["--account", "A", "pay", check, "--method", "shells"], says: "transfer"),
    Case(.terminal, ["--account", "A", "claim", check, "--secret", "abc"], says: "secret"),
    Case(.seller, ["--no-such-flag"], says: "no-such-flag"),
    Case(.seller, ["--seller", "S", "present", check, "--no-such-flag"], says: "--no-such-flag"),
    Case(.seller, ["--seller", "S", "present"], says: "check"),
    Case(.distributor, ["--no-such-flag"], says: "no-such-flag"),
    Case(.distributor, ["--distributor", "D", "confirm", check, "--no-such-flag"], says: "--no-such-flag"),
    Case(
      .vouch, ["accounts", "import", "/nowhere/accounts.csv", "--server", "127.0.0.1:1"], exit: 66, says: "/nowhere"),
    Case(.vouch, ["status", "--server", "127.0.0.1:1", "--timeout", "0.2"], exit: 69, says: "127.0.0.1:1"),
    Case(.vouch, ["status", "--server", "unix:/nowhere/socket", "--timeout", "0.2"], exit: 69, says: "/nowhere"),
  ]

  @Test(arguments: cases)
  func `a wrong command line is told what is wrong`(wrong: Case) async throws {
    let finished = try await wrong.program.run(wrong.arguments).expecting(wrong.exit)
    #expect(finished.errors.contains(wrong.says), "\(finished)")
    #expect(finished.output.isEmpty, "\(finished)")
  }

  @Test(arguments: [Program.vouchd, .vouch, .terminal, .seller, .distributor])
  func `every program explains itself`(program: Program) async throws {
    let help = try await program.run(["--help"]).expecting(0)
    #expect(help.output.contains("USAGE: \(program.name)"), "\(help)")
    #expect(help.output.contains("Example"), "\(help)")
    try await program.run(["--version"]).expecting(0)
  }

  @Test func `an amount that its currency does not have is told how many decimals there are`() async throws {
    try await withDaemon { daemon in
      try await daemon.vouch("accounts", "add", "YUKI", "--currency", "JPY")
      let finished = try await Program.vouch.run(["fund", "YUKI", "1.50", "--server", "\(daemon.unix)"]).expecting(64)
      #expect(finished.errors.contains("no decimals"), "\(finished)")
    }
  }

  @Test func `a refusal is named on stderr for people and on stdout for programs`() async throws {
    try await withDaemon { daemon in
      let words = try await Program.vouch.run(["accounts", "show", "NOBODY", "--server", "\(daemon.unix)"]).expecting(1)
      #expect(words.errors.contains("unknown_account") && words.output.isEmpty, "\(words)")
      let answer = try await daemon.vouch("accounts", "show", "NOBODY", exit: 1)
      #expect(answer["outcome"] == "refused")
      #expect(answer["reason"] == "unknown_account")
      #expect(answer["sentence"].text?.isEmpty == false)
    }
  }
}
