/// The stock of a commodity: it is never below nothing.
internal import Ledger

extension Commodity {
  /// Whether there are so many pieces.
  public func has(_ quantity: UInt32) -> Bool { stock.map { $0 >= quantity } ?? true }

  /// Takes pieces out of the stock; false, with nothing taken, when there are fewer.
  public mutating func take(_ quantity: UInt32) -> Bool {
    guard has(quantity) else { return false }
    stock = stock.map { $0 - quantity }
    return true
  }

  /// Puts pieces back.
  public mutating func putBack(_ quantity: UInt32) {
    stock = stock.map { $0 + min(quantity, .max - $0) }
  }

  /// Whether `words` stand in its name, code or category, in any case.
  public func matches(_ words: String) -> Bool {
    let words = words.lowercased()
    return [name.value, code.description, category.value].contains { $0.lowercased().contains(words) }
  }
}
