/// Checks issued before a run, kept in a file beside the ledger that has them.
internal import Foundation

public struct CheckPool: Sendable {
  var checks: [IssuedNumber]

  init(checks: [IssuedNumber]) { self.checks = checks }

  public var count: Int { checks.count }

  /// Of each: its number, then its seller's, as the machine has them: the file is for this machine only.
  private static let width = 20

  /// Reads what `write` wrote.
  public init(file: String) throws {
    guard let data = FileManager.default.contents(atPath: file), data.count % CheckPool.width == 0 else {
      throw LoadError("\(file) has no checks in it. Make it with: vouch-bench preload")
    }
    checks = unsafe data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: CheckPool.width).map { start in
        unsafe IssuedNumber(
          number: Number(
            high: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self),
            low: bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self)),
          seller: Int(bytes.loadUnaligned(fromByteOffset: start + 16, as: UInt32.self)))
      }
    }
  }

  public func write(file: String) throws {
    var data = Data(capacity: checks.count * CheckPool.width)
    for check in checks {
      unsafe withUnsafeBytes(of: (check.number.high, check.number.low)) { unsafe data.append(contentsOf: $0) }
      unsafe withUnsafeBytes(of: UInt32(check.seller)) { unsafe data.append(contentsOf: $0) }
    }
    do {
      try data.write(to: URL(fileURLWithPath: file))
    } catch {
      throw LoadError("\(file) cannot be written: \(error.localizedDescription)")
    }
  }

  /// In an order by chance, so that taking one after the other takes them at random.
  public mutating func shuffle(seed: UInt64) {
    var dice = Dice(seed: seed)
    for index in stride(from: checks.count - 1, to: 0, by: -1) { checks.swapAt(index, dice.below(index + 1)) }
  }
}
