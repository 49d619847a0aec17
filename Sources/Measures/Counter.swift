/// A number that only grows: one thread at a time counts, anybody reads.
internal import Synchronization

/// A counter. Counting costs a load and a store, as a plain number would: who counts sees to it that nobody else does at the
/// same time.
public struct Counter: ~Copyable, Sendable {
  private let cell = Atomic<Int>(0)

  /// Nothing yet.
  public init() {}

  /// How much was counted.
  public var value: Int { cell.load(ordering: .relaxed) }

  /// Counts, where nobody else counts at the same time.
  @inline(__always)
  public func add(_ count: Int = 1) { cell.store(cell.load(ordering: .relaxed) &+ count, ordering: .relaxed) }

  /// Counts, whoever else does: for what happens seldom.
  public func addShared(_ count: Int = 1) { cell.wrappingAdd(count, ordering: .relaxed) }

  /// Keeps the last of something instead: a time, a state.
  public func set(_ value: Int) { cell.store(value, ordering: .relaxed) }
}
