/// Tests of measurements as Prometheus reads them.
import Testing

@testable import Measures

@Suite struct `Prometheus text` {
  @Test func `A counter with labels has its help, its type and a line a sample`() {
    let text = [
      Measurement(
        "vouch_requests_total", "Requests.", .counter,
        [.init(3, labels: [.init("method", "getStatus"), .init("outcome", "accepted")]), .init(0.5)])
    ].prometheusText
    #expect(
      text == """
        # HELP vouch_requests_total Requests.
        # TYPE vouch_requests_total counter
        vouch_requests_total{method="getStatus",outcome="accepted"} 3
        vouch_requests_total 0.5

        """)
  }

  @Test func `Nothing in a label or a help ends its line or its quotes`() {
    let text = [
      Measurement("a", "one\ntwo \\ three", .gauge, [.init(1, labels: [.init("x", "say \"hi\"\n\\")])])
    ].prometheusText
    #expect(
      text == """
        # HELP a one\\ntwo \\\\ three
        # TYPE a gauge
        a{x="say \\"hi\\"\\n\\\\"} 1

        """)
  }

  @Test func `A histogram's buckets grow, end in all, and agree with its count`() throws {
    let histogram = Histogram()
    for size in [1, 15, 16, 17, 1000, 50_000_000] { histogram.record(size) }
    let lines = [Measurement.histogram("t_seconds", "Time.", histogram.counts.sample(scale: 1e6))].prometheusText
      .split(separator: "\n").dropFirst(2).map(String.init)
    let buckets = lines.filter { $0.hasPrefix("t_seconds_bucket") }
    let counts = try buckets.map { try #require($0.split(separator: " ").last.flatMap { Int($0) }) }
    #expect(counts == counts.sorted())
    #expect(buckets.first == "t_seconds_bucket{le=\"1.6e-05\"} 2")
    #expect(buckets.last == "t_seconds_bucket{le=\"+Inf\"} 6")
    #expect(counts[counts.count - 2] == 5)
    #expect(lines.last == "t_seconds_count 6")
    #expect(lines.contains("t_seconds_sum 50.001049"))
  }

  @Test func `A histogram of numbers counts each number where it belongs`() {
    let histogram = Histogram()
    for size in [1, 2, 3, 4, 7, 8] { histogram.record(size) }
    let text = [Measurement.histogram("group", "Sizes.", histogram.counts.sample(scale: 1))].prometheusText
    for line in ["group_bucket{le=\"1\"} 1", "group_bucket{le=\"3\"} 3", "group_bucket{le=\"7\"} 5"] {
      #expect(text.contains(line))
    }
  }
}
