/// How long ops took: a histogram of nanoseconds, three digits exact or as many as asked, whatever their number.
public import Histogram

/// Latencies of many ops.
public struct Latencies: Sendable {
  /// The longest that is told apart: runs are not so long.
  public static let longest: Int64 = 1_000_000_000_000

  private var histogram: Histogram<UInt64>

  /// - Parameter digits: so many are exact.
  public init(digits: SignificantDigits = .three) {
    histogram = Histogram<UInt64>(
      highestTrackableValue: UInt64(Latencies.longest), numberOfSignificantValueDigits: digits)
  }

  /// Notes one, in nanoseconds.
  public mutating func record(_ nanoseconds: Int64) {
    histogram.record(UInt64(min(max(nanoseconds, 1), Latencies.longest)))
  }

  /// Takes in what another worker noted.
  public mutating func add(_ other: Latencies) { histogram.add(other.histogram) }

  /// How many were noted.
  public var count: Int { Int(histogram.totalCount) }

  /// The longest that was noted.
  public var longest: Int64 { count == 0 ? 0 : Int64(histogram.max) }

  /// So many percent took this long or less, to three digits, in nanoseconds.
  public func percentile(_ percent: Double) -> Int64 {
    count == 0 ? 0 : Int64(histogram.valueAtPercentile(percent))
  }
}
