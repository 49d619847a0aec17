/// Rates and percentiles: what two moments of the same measurements say of the time between them.

extension [Measurement] {
  /// The samples of a name; none where it is not measured.
  public func samples(_ name: String) -> [Measurement.Sample] { first { $0.name == name }?.samples ?? [] }

  /// The sum over all samples of a name that have these labels; nil where there is none.
  public func value(_ name: String, _ labels: Measurement.Label...) -> Double? {
    let found = samples(name).filter { sample in labels.allSatisfy(sample.labels.contains) }
    return found.isEmpty ? nil : found.reduce(0) { $0 + $1.value }
  }

  /// The buckets of all samples of a name that have these labels, put together.
  public func buckets(_ name: String, _ labels: Measurement.Label...) -> [Measurement.Bucket] {
    samples(name).filter { sample in labels.allSatisfy(sample.labels.contains) }
      .reduce([]) { $0.combined(with: $1.buckets) { $0 &+ $1 } }
  }
}

extension [Measurement.Bucket] {
  /// What was met since `earlier`. Where the counters began anew meanwhile, all there is.
  public func since(_ earlier: [Measurement.Bucket]) -> [Measurement.Bucket] {
    let began = Dictionary(earlier.map { ($0.from, $0.count) }) { $0 &+ $1 }
    let isAnew = began.contains { from, count in (first { $0.from == from }?.count ?? 0) < count }
    return isAnew ? self : combined(with: earlier) { $0 &- $1 }.filter { $0.count > 0 }
  }

  /// How many sizes were met.
  public var total: UInt64 { reduce(0) { $0 &+ $1.count } }

  /// The size that a share of all is not above, as far as the steps tell: the middle of its step. Nil where nothing was met.
  ///
  /// - Parameter share: 0 … 1; 0.5 is the median.
  public func quantile(_ share: Double) -> Double? {
    let total = self.total
    guard total > 0 else { return nil }
    let rank = Swift.max(1, (Double(total) * Swift.min(Swift.max(share, 0), 1)).rounded(.up))
    var seen = 0.0
    for bucket in self {
      seen += Double(bucket.count)
      if seen >= rank { return (bucket.from + bucket.below) / 2 }
    }
    return last.map { ($0.from + $0.below) / 2 }
  }

  fileprivate func combined(
    with other: [Measurement.Bucket], _ count: (UInt64, UInt64) -> UInt64
  ) -> [Measurement.Bucket] {
    var sums = Dictionary(map { ($0.from, $0) }) { first, _ in first }
    for bucket in other {
      var sum = sums[bucket.from] ?? Measurement.Bucket(from: bucket.from, below: bucket.below, count: 0)
      sum.count = count(sum.count, bucket.count)
      sums[bucket.from] = sum
    }
    return sums.values.sorted { $0.from < $1.from }
  }
}
