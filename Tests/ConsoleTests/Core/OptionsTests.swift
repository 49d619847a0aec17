// The options that every subcommand has, and how failures end.
import ArgumentParser
import CheckClient
import Console
import Ledger
import RPC
import Testing
import Wire

@Test(
  arguments: [
    ([], [:], "unix:/run/vouch/vouchd.sock"),
    ([], ["VOUCH_SERVER": ""], "unix:/run/vouch/vouchd.sock"),
    ([], ["VOUCH_SERVER": "127.0.0.1:7411"], "127.0.0.1:7411"),
    (["--server", "127.0.0.1:1"], ["VOUCH_SERVER": "127.0.0.1:7411"], "127.0.0.1:1"),
  ] as [([String], [String: String], String)])
func `the manager is where flag, environment or default say, in this order`(
  _ arguments: [String], _ environment: [String: String], endpoint: String
) throws {
  let options = try ServerOptions.parse(arguments)
  #expect(try options.endpoint(environment: environment) == Endpoint(endpoint))
}

@Test func `an environment that names no endpoint is refused as usage, by name`() throws {
  let options = try ServerOptions.parse([])
  let failure = #expect(throws: Failure.self) { try options.endpoint(environment: ["VOUCH_SERVER": "nowhere"]) }
  #expect(failure?.status == ExitStatus.usage)
  #expect(failure?.sentence?.contains("VOUCH_SERVER") == true)
}

@Test(arguments: [["--output", "xml"], ["--server", "nowhere"], ["--timeout", "0"], ["--colour"]])
func `wrong options are refused`(_ arguments: [String]) {
  #expect(throws: (any Error).self) { try ServerOptions.parse(arguments) }
}

@Test func `an id given is the command's and the check's; otherwise each is fresh`() throws {
  let given = try CommandIDOption.parse(["--id", CommandID.sample.description])
  #expect(given.command == .sample)
  #expect(given.check.description == CommandID.sample.description)
  let fresh = try CommandIDOption.parse([])
  #expect(fresh.command != fresh.command)
}

@Test(
  arguments: [
    (Failure.refused(.insufficientFunds), 1), (.invalid(Invalid(field: "a", reason: "b", hint: "c")), 65),
    (.usage("x"), 64), (.badData("x"), 65), (.noInput("x"), 66), (.io("x"), 74), (.answeredNo, 1),
    (.answeredBadData, 65), (.client(.deadline, command: nil), 75), (.client(.overloaded, command: nil), 75),
    (.client(.status(.internalFailure), command: nil), 70), (.client(.status(.permissionDenied), command: nil), 77),
  ] as [(Failure, Int32)])
func `each failure has its exit code`(_ failure: Failure, code: Int32) {
  #expect(failure.status.rawValue == code)
}

@Test func `an unreachable manager is unavailable`() throws {
  let endpoint = try #require(Endpoint("127.0.0.1:1"))
  #expect(Failure.client(.unavailable(endpoint, "refused"), command: nil).status == ExitStatus.unavailable)
}

@Test func `a command without an answer is told by which id to ask again`() {
  let sentence = Failure.client(.deadline, command: .sample).sentence
  #expect(sentence?.contains("--id \(CommandID.sample)") == true)
}

@Test func `a refusal is named, to people and to programs`() {
  let failure = Failure.refused(.unknownSeller)
  #expect(failure.sentence == "refused: unknown_seller: No seller has this code.")
  #expect(
    failure.json?.description
      == #"{"outcome":"refused","reason":"unknown_seller","sentence":"No seller has this code."}"#)
}
