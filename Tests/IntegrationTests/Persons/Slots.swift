/// The slots of the keys of persons, read past the program.
import Foundation
import VouchTesting

/// 128 bytes each, the state in the second of them, the wrapped key from the seventeenth on.
struct Slots {
  private let directory: String
  private static let byteCount = 128

  init(of daemon: Daemon) { directory = "\(daemon.data)-persons" }

  func path(_ file: String) -> String { "\(directory)/\(file)" }

  private func used() throws -> [Data] {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path("keys-00000")))
    return stride(from: 0, to: bytes.count, by: Slots.byteCount).map { bytes[$0..<$0 + Slots.byteCount] }
      .filter { $0[$0.startIndex] != 0 }
  }

  /// How many slots are in each state: 1 kept, 2 being forgotten, 3 forgotten.
  func states() throws -> [UInt8: Int] {
    Dictionary(try used().map { ($0[$0.startIndex + 1], 1) }, uniquingKeysWith: +)
  }

  /// The wrapped keys of the slots in a state.
  func wrapped(in state: UInt8) throws -> [[UInt8]] {
    try used().filter { $0[$0.startIndex + 1] == state }.map { Array($0[$0.startIndex + 16..<$0.startIndex + 85]) }
  }
}
