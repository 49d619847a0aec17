/// What was measured, as everybody is told it: the one shape behind a page for Prometheus, an answer over RPC, a chart.

/// One thing that is measured, with all its samples.
public struct Measurement: Hashable, Sendable {
  /// As Prometheus wants it: `vouch_groups_total`, the unit last but for `total`.
  public var name: String
  /// One sentence.
  public var help: String
  public var kind: Kind
  public var samples: [Sample]

  /// What its numbers say.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// Grows until the process ends.
    case counter = 1
    /// Is what it is now.
    case gauge = 2
    /// How often which size was met, until now.
    case histogram = 3
  }

  /// One number, or one histogram.
  public struct Sample: Hashable, Sendable {
    /// What tells it from the others, in this order.
    public var labels: [Label]
    /// The number; of a histogram the sum of all sizes.
    public var value: Double
    /// Of a histogram: the steps that were met, the smallest first.
    public var buckets: [Bucket]

    /// A sample.
    public init(_ value: Double, labels: [Label] = [], buckets: [Bucket] = []) {
      self.labels = labels
      self.value = value
      self.buckets = buckets
    }

    /// How many sizes were met.
    public var count: UInt64 { buckets.reduce(0) { $0 &+ $1.count } }
  }

  /// A name and what it is here.
  public struct Label: Hashable, Sendable {
    public var name: String
    public var value: String

    /// A label.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// How often sizes from one on, up to the next step's, were met.
  public struct Bucket: Hashable, Sendable {
    /// The smallest size, in the measurement's unit.
    public var from: Double
    /// The size that none of it reaches.
    public var below: Double
    public var count: UInt64

    /// A bucket.
    public init(from: Double, below: Double, count: UInt64) {
      self.from = from
      self.below = below
      self.count = count
    }
  }

  /// A measurement.
  public init(_ name: String, _ help: String, _ kind: Kind, _ samples: [Sample]) {
    self.name = name
    self.help = help
    self.kind = kind
    self.samples = samples
  }

  /// One number that only grows.
  public static func counter(_ name: String, _ help: String, _ value: Int) -> Measurement {
    Measurement(name, help, .counter, [Sample(Double(value))])
  }

  /// One number as it is now.
  public static func gauge(_ name: String, _ help: String, _ value: Double) -> Measurement {
    Measurement(name, help, .gauge, [Sample(value)])
  }

  /// One histogram.
  public static func histogram(_ name: String, _ help: String, _ sample: Sample) -> Measurement {
    Measurement(name, help, .histogram, [sample])
  }
}

extension Histogram.Counts {
  /// As a sample.
  ///
  /// - Parameter scale: how many of the sizes' units are one of the measurement's: 1e6 for microseconds told in seconds.
  public func sample(scale: Double, labels: [Measurement.Label] = []) -> Measurement.Sample {
    let buckets = cells.indices.filter { cells[$0] > 0 }.map { index in
      Measurement.Bucket(
        from: Double(Steps.start(of: index)) / scale, below: Double(Steps.start(of: index + 1)) / scale,
        count: UInt64(cells[index]))
    }
    return Measurement.Sample(Double(total) / scale, labels: labels, buckets: buckets)
  }
}
