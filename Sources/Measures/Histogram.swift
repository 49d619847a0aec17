/// How often which size was met, in steps of an eighth: one thread at a time records, anybody reads.
internal import Synchronization

/// A log-linear histogram of whole numbers with three significant bits, as HdrHistogram has them: a fixed number of counters,
/// and no more than a shift to find the one.
public final class Histogram: Sendable {
  private let cells = InlineArray<216, Atomic<Int>> { _ in Atomic(0) }
  private let total = Atomic<Int>(0)

  /// Nothing recorded yet.
  public init() {}

  /// Records `count` times a size, where nobody else records at the same time.
  @inline(__always)
  public func record(_ size: Int, times count: Int = 1) {
    let index = Steps.index(of: size)
    cells[index].store(cells[index].load(ordering: .relaxed) &+ count, ordering: .relaxed)
    total.store(total.load(ordering: .relaxed) &+ size &* count, ordering: .relaxed)
  }

  /// What was recorded until now.
  public var counts: Counts {
    var counts = Counts()
    for index in 0..<Steps.count { counts.cells[index] = cells[index].load(ordering: .relaxed) }
    counts.total = total.load(ordering: .relaxed)
    return counts
  }

  /// The counters of a histogram at one moment; those of several add up.
  public struct Counts: Hashable, Sendable {
    var cells = [Int](repeating: 0, count: Steps.count)
    /// The sum of the sizes.
    var total = 0

    /// Nothing.
    public init() {}

    /// Adds what another one has.
    public static func += (sum: inout Counts, other: Counts) {
      for index in sum.cells.indices { sum.cells[index] += other.cells[index] }
      sum.total += other.total
    }
  }
}

/// The steps of every histogram: one for each size below 8, then eight for each power of two.
enum Steps {
  /// Below this each size has its own step.
  private static let linear = 8
  private static let bits = 3
  /// How many there are: of microseconds up to four and a half minutes; what is larger counts as that.
  static let count = 216

  @inline(__always)
  static func index(of size: Int) -> Int {
    guard size >= linear else { return max(size, 0) }
    let exponent = Int.bitWidth - 1 - size.leadingZeroBitCount
    return min((exponent - bits) * linear + (size >> (exponent - bits)), count - 1)
  }

  /// The smallest size of a step.
  static func start(of index: Int) -> Int {
    guard index >= linear else { return index }
    let exponent = index / linear - 1
    return (index % linear + linear) << exponent
  }
}
