/// An array of a batch's reply: a value for each item, packed into one where all are the same, into none where that is 0.
internal import Ledger

/// Written value by value into the memory of the message that it becomes a part of.
@safe struct Column<Value: FixedWidthInteger> {
  private let values: UnsafeMutablePointer<Value>
  private var count = 0
  /// Whether any item has said something, and whether all that did said the same.
  private var isSaid = false
  private var isUniform = true

  /// - Parameter memory: room for a value of each item.
  init(in memory: UnsafeMutablePointer<Value>) { unsafe values = memory }

  /// The next item's value.
  mutating func append(_ value: Value) {
    if !isSaid {
      // Those before said nothing, and may as well say the same.
      for index in 0..<count { unsafe values[index] = value }
      isSaid = true
    } else if unsafe value != values[count - 1] {
      isUniform = false
    }
    unsafe (values + count).initialize(to: value)
    count += 1
  }

  /// The next item has no value: what stands there means nothing.
  mutating func skip() {
    unsafe (values + count).initialize(to: count > 0 ? values[count - 1] : 0)
    count += 1
  }

  /// How many values are needed, and where they are.
  var packed: (count: Int, values: UnsafeMutablePointer<Value>?) {
    guard count > 0, isUniform else { return unsafe (count, values) }
    return unsafe values[0] == 0 ? (0, nil) : (1, values)
  }

  /// The same, of an enumeration, which C has as a number of its own type.
  func packed<Case: RawRepresentable<UInt32>>(
    as type: Case.Type
  ) -> (count: Int, values: UnsafeMutablePointer<Case>?) where Value == UInt32 {
    let (count, values) = unsafe packed
    return unsafe (count, UnsafeMutableRawPointer(values)?.assumingMemoryBound(to: Case.self))
  }
}

extension Builder {
  /// A column for `count` items.
  func column<Value: FixedWidthInteger>(_ count: Int, of type: Value.Type = Value.self) -> Column<Value> {
    let memory = unsafe allocate(count * MemoryLayout<Value>.stride).bindMemory(to: Value.self, capacity: count)
    return unsafe Column(in: memory)
  }
}

/// A column as it came.
@safe struct PackedColumn<Value> {
  private let count: Int
  private let values: UnsafeMutablePointer<Value>?

  /// The value of an item; nil where none has one.
  subscript(index: Int) -> Value? {
    guard let values = unsafe values, count > 0 else { return nil }
    return unsafe values[count == 1 ? 0 : index]
  }

  fileprivate init(_ count: Int, _ values: UnsafeMutablePointer<Value>?) {
    self.count = count
    unsafe self.values = values
  }
}

extension Reader {
  /// A column for `items` items.
  func column<Value>(
    _ count: Int, _ values: UnsafeMutablePointer<Value>?, items: Int, _ field: @autoclosure () -> String
  ) throws(Invalid) -> PackedColumn<Value> {
    guard count <= 1 || count == items else {
      throw Invalid(
        field: field(), reason: "has \(count) values for \(items) items", hint: "One for each, one for all, or none.")
    }
    return unsafe PackedColumn(count, values)
  }
}
