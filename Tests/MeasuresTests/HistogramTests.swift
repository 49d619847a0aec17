/// Tests of histograms: which step a size is of, and what percentiles say of what was recorded.
import Testing

@testable import Measures

@Suite struct `Histograms` {
  @Test func `Each step begins where the one before it ends, and holds the sizes from its start on`() {
    for index in 0..<Steps.count - 1 {
      let (start, next) = (Steps.start(of: index), Steps.start(of: index + 1))
      #expect(start < next)
      #expect(Steps.index(of: start) == index)
      #expect(Steps.index(of: next - 1) == index)
      // Three significant bits: no step is wider than an eighth of where it begins.
      #expect(next - start == 1 || (next - start) * 8 <= start)
    }
  }

  @Test(arguments: [Int.min, -1, 0]) func `What is less than nothing counts as nothing`(_ size: Int) {
    #expect(Steps.index(of: size) == 0)
  }

  @Test(arguments: [1 << 40, Int.max]) func `What is too large counts as the largest`(_ size: Int) {
    #expect(Steps.index(of: size) == Steps.count - 1)
  }

  @Test func `Percentiles are exact but for an eighth, as those of all sizes sorted`() {
    let histogram = Histogram()
    var generator = SystemRandomNumberGenerator()
    let sizes = (0..<5000).map { _ in Int.random(in: 0...(1 << Int.random(in: 1...24, using: &generator))) }
    for size in sizes { histogram.record(size) }
    let sample = histogram.counts.sample(scale: 1)
    #expect(sample.count == 5000)
    #expect(sample.value == Double(sizes.reduce(0, +)))
    let sorted = sizes.sorted()
    for share in [0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1] {
      let exact = Double(sorted[Int((share * 5000).rounded(.up)) - 1])
      let told = sample.buckets.quantile(share) ?? -1
      #expect(abs(told - exact) <= max(0.5, exact / 8), "\(share): \(told) for \(exact)")
    }
  }

  @Test func `What was recorded in a group counts as often as the group has members`() {
    let histogram = Histogram()
    histogram.record(100, times: 8)
    histogram.record(3)
    #expect(histogram.counts.sample(scale: 1).buckets.map(\.count) == [1, 8])
  }

  @Test func `Between two moments only what came between counts`() {
    let histogram = Histogram()
    histogram.record(5, times: 10)
    let before = histogram.counts.sample(scale: 1e6).buckets
    histogram.record(1000, times: 3)
    let after = histogram.counts.sample(scale: 1e6).buckets
    #expect(after.since(before).total == 3)
    #expect(after.since(before).quantile(0) ?? 0 > 0.0009)
    #expect(after.since(after).quantile(0.5) == nil)
    // Its process began anew meanwhile.
    #expect(before.since(after) == before)
  }
}
