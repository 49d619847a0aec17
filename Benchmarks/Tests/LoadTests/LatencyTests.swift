/// The histogram of latencies.
import Load
import Testing

struct LatencyTests {
  @Test(arguments: [(50.0, 50_000), (90, 90_000), (99, 99_000), (99.9, 99_900), (100, 100_000)] as [(Double, Int64)])
  func `a percentile is exact to three digits`(percent: Double, expected: Int64) {
    var latencies = Latencies()
    for microseconds in (1...1000).shuffled() { latencies.record(Int64(microseconds) * 100) }
    let found = latencies.percentile(percent)
    #expect(abs(found - expected) <= expected / 1000 + 1)
  }

  @Test func `one stall is seen in the longest and not in the middle`() {
    var latencies = Latencies()
    for _ in 0..<10_000 { latencies.record(100_000) }
    latencies.record(2_000_000_000)
    #expect(abs(latencies.percentile(50) - 100_000) <= 100)
    #expect(abs(latencies.longest - 2_000_000_000) <= 2_000_000)
  }

  @Test func `what two workers noted is together what one would have`() {
    var (left, right, both) = (Latencies(), Latencies(), Latencies())
    for value in Int64(1)...1000 {
      if value.isMultiple(of: 3) { left.record(value * 997) } else { right.record(value * 997) }
      both.record(value * 997)
    }
    left.add(right)
    #expect(left.count == both.count)
    for percent in [1.0, 50, 99, 99.9] { #expect(left.percentile(percent) == both.percentile(percent)) }
  }

  @Test func `nothing noted is nothing, and what is past the bounds is kept at them`() {
    var latencies = Latencies()
    #expect(latencies.percentile(99) == 0 && latencies.longest == 0)
    latencies.record(-5)
    latencies.record(.max)
    #expect(latencies.count == 2)
    #expect(latencies.longest >= Latencies.longest)
  }
}
