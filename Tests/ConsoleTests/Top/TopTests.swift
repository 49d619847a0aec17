/// Tests of `vouch top`: numbers out of two moments, and the screen that is made of them.
import Measures
import Testing

@testable import Console

/// Measurements at a moment; `count` of everything that is counted.
private func moment(_ count: Double, latencies: [Measurement.Bucket] = []) -> [Measurement] {
  func counter(_ name: String, _ value: Double, _ labels: Measurement.Label...) -> Measurement {
    Measurement(name, "", .counter, [.init(value, labels: labels)])
  }
  return [
    Measurement(
      "vouch_requests_total", "", .counter,
      [
        .init(count * 3, labels: [.init("method", "issueCheck"), .init("outcome", "accepted")]),
        .init(count, labels: [.init("method", "issueCheck"), .init("outcome", "refused")]),
        .init(count * 2, labels: [.init("method", "verifyCheck"), .init("outcome", "accepted")]),
        .init(count / 2, labels: [.init("method", "getStatus"), .init("outcome", "overloaded")]),
      ]),
    Measurement(
      "vouch_request_duration_seconds", "", .histogram,
      [.init(0, labels: [.init("kind", "command")], buckets: latencies), .init(0, labels: [.init("kind", "question")])]),
    counter("vouch_commands_total", count * 4), counter("vouch_refusals_total", count, .init("reason", "no_cover")),
    counter("vouch_groups_total", count), counter("vouch_folds_total", count / 100),
    counter("vouch_fold_duration_seconds", count / 1000), counter("vouch_log_written_bytes_total", count * 4096),
    counter("process_cpu_seconds_total", count / 200), .gauge("vouch_fold_lag", "", 1234),
    .gauge("vouch_overlay_bytes", "", Double(3 << 20)), .gauge("vouch_overlay_layer_bytes_limit", "", Double(96 << 20)),
    .gauge("vouch_lmdb_used_bytes", "", Double(5 << 30)), .gauge("vouch_lmdb_map_bytes", "", Double(256 << 30)),
    .gauge("process_resident_memory_bytes", "", Double(300 << 20)), .gauge("vouch_connections", "", 17),
    .gauge("vouch_queue_commands", "", 3), .gauge("vouch_queue_commands_limit", "", 65_536),
    .gauge("vouch_checks_open", "", 123_456), .gauge("vouch_durable_sequence", "", 987_654),
    .gauge("vouch_disk_free_bytes", "", Double(60 << 30)), .gauge("vouch_clock_trusted", "", 1),
    .gauge("vouch_writable", "", 1),
  ]
}

private let latencies = [
  Measurement.Bucket(from: 0.000_1, below: 0.000_3, count: 990), .init(from: 0.002, below: 0.004, count: 9),
  .init(from: 0.5, below: 1.5, count: 1),
]

@Suite struct `Two moments` {
  @Test func `say how much came a second between them`() {
    let pulse = Pulse(from: moment(100), to: moment(300, latencies: latencies), seconds: 2)
    #expect(pulse.commands == 400)
    #expect(pulse.methods.map(\.name) == ["issueCheck", "verifyCheck", "getStatus"])
    #expect(pulse.methods.map(\.rate) == [400, 200, 50])
    #expect(pulse.refusals == [Pulse.Reason(name: "no_cover", rate: 100)])
    #expect(pulse.failures == 50)
    #expect(pulse.groupSize == 4)
    #expect(abs((pulse.foldSeconds ?? 0) - 0.1) < 1e-9)
    #expect(pulse.processors == 0.5)
    #expect(abs((pulse.commandLatency?.median ?? 0) - 0.0002) < 1e-9)
    #expect(abs((pulse.commandLatency?.p999 ?? 0) - 0.003) < 1e-9)
    #expect(pulse.questionLatency == nil)
    #expect(pulse.isClockTrusted && pulse.isWritable)
  }

  @Test func `count from nothing where the manager was started anew between them`() {
    let pulse = Pulse(from: moment(1000, latencies: latencies), to: moment(10), seconds: 1)
    #expect(pulse.commands == 40)
    #expect(pulse.commandLatency == nil)
  }

  @Test func `of nothing at all say nothing, and trap nowhere`() {
    let pulse = Pulse(from: [], to: [], seconds: 0)
    #expect(pulse.commands == 0 && pulse.methods.isEmpty && pulse.groupSize == nil)
    #expect(TopScreen(title: "", pulses: [pulse]).lines.allSatisfy { $0.count <= TopScreen.columns })
  }
}

@Suite struct `The screen` {
  @Test func `is this`() {
    let first = Pulse(from: moment(0), to: moment(10), seconds: 1)
    let second = Pulse(from: moment(10), to: moment(1010, latencies: latencies), seconds: 1)
    let screen = TopScreen(title: "Vouch", pulses: [first, second])
    #expect(
      screen.text == """
        vouch top  Vouch
        123.5k checks open   17 connections   entry 987,654   cpu 5.00   memory 300 MiB

        commands/s           4,000                ▁█
        questions/s              0
        failures/s             500                ▁█

                               p50        p99      p99.9
        command             200 µs     200 µs    3.00 ms   █
        question                 –          –          –
        log write+sync           –          –          –

        groups/s             1,000  of 4          ▁█
        queue                    3  of 65.5k      ██
        fold lag             1,234  took 100 ms   ██
        in memory         3.00 MiB  of 192 MiB    ██
        log/s             3.91 MiB  free 60.0 GiB ▁█
        LMDB              5.00 GiB  of 256 GiB    ██

        asked/s    issueCheck 4,000  verifyCheck 2,000  getStatus 500
        refused/s  no_cover 1,000

        """)
  }

  @Test(arguments: [-1e308, -1, 0, 1e-308, 1e308, .greatestFiniteMagnitude, .infinity, .nan] as [Double])
  func `traps at no number`(_ number: Double) {
    #expect(!Figure.count(number).isEmpty && !Figure.bytes(number).isEmpty && !Figure.time(number).isEmpty)
    #expect(!Figure.share(number, of: 1e-308).isEmpty)
    let pulse = Pulse(from: moment(1), to: moment(number), seconds: 1e-300)
    #expect(TopScreen(title: "", pulses: [pulse]).lines.count <= TopScreen.rows)
  }

  @Test func `fits 80 by 24, whatever is shown`() {
    var pulse = Pulse(from: moment(0), to: moment(1e12, latencies: latencies), seconds: 1)
    pulse.isWritable = false
    pulse.isClockTrusted = false
    pulse.delayed = 0.9
    pulse.methods = (0..<100).map { Pulse.Method(name: String(repeating: "m", count: 50 + $0), rate: 1e15) }
    pulse.refusals = (0..<100).map { Pulse.Reason(name: String(repeating: "r", count: 50 + $0), rate: 1e15) }
    let screen = TopScreen(
      title: String(repeating: "A very long name ", count: 20) + "\u{1B}[2J",
      pulses: Array(repeating: pulse, count: 1000))
    #expect(screen.lines.count <= TopScreen.rows)
    #expect(screen.lines.allSatisfy { $0.count <= TopScreen.columns })
    #expect(!screen.text.contains("\u{1B}"))
    #expect(screen.text.contains("CHANGES ARE REFUSED"))
  }

  @Test(
    arguments: [
      (0, "0"), (0.04, "0"), (0.44, "0.4"), (3, "3"), (9.96, "10"), (12.4, "12"), (1234, "1,234"), (12_345, "12.3k"),
      (4_560_000, "4.56M"), (1e300, "1000000.00G"),
    ] as [(Double, String)])
  func `counts have few characters`(_ number: Double, _ shown: String) {
    #expect(Figure.count(number) == shown)
  }

  @Test(
    arguments: [
      (nil, "–"), (0.000_001, "1 µs"), (0.000_85, "850 µs"), (0.001_234, "1.23 ms"), (0.0456, "45.6 ms"),
      (2.5, "2.50 s"),
    ] as [(Double?, String)])
  func `times have their unit`(_ seconds: Double?, _ shown: String) {
    #expect(Figure.time(seconds) == shown)
  }

  @Test(
    arguments: [(0, "0 B"), (1023, "1023 B"), (1536, "1.50 KiB"), (300.0 * 1_048_576, "300 MiB")] as [(Double, String)])
  func `sizes have their unit`(_ bytes: Double, _ shown: String) {
    #expect(Figure.bytes(bytes) == shown)
  }
}
