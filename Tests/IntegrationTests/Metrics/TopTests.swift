/// `vouch top` before a real vouchd, where nobody has a terminal.
import Testing
import VouchTesting

@Suite(.timeLimit(.minutes(30)))
struct TopProgramTests {
  @Test func `shows one look where it writes to no terminal, and ends`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let finished = try await Program.vouch.run(["top", "--server", "\(daemon.unix)", "--every", "0.2"]).expecting(0)
      #expect(finished.output.hasPrefix("vouch top  Vouch\n"))
      #expect(finished.output.contains("commands/s") && !finished.output.contains("\u{1B}"))
    }
  }

  @Test func `tells programs the same as JSON`() async throws {
    try await withDaemon { daemon in
      try await daemon.enrolByHand()
      let answer = try await daemon.vouch("top", "--once", "--every", "0.2")
      #expect(answer["commands_per_second"] == 0)
      #expect(answer["writable"] == true && answer["clock_trusted"] == true)
      #expect(answer["methods"]["getMetrics"] != nil)
      #expect(answer["sequence"] == 4)
    }
  }
}
