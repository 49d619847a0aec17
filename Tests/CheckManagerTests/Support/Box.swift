/// A value that closures on other threads may set.
import NIOConcurrencyHelpers

final class Box<Value: Sendable>: Sendable {
  private let value: NIOLockedValueBox<Value>

  init(_ value: Value) { self.value = NIOLockedValueBox(value) }

  func get() -> Value { value.withLockedValue { $0 } }
  func set(_ new: Value) { value.withLockedValue { $0 = new } }
}
