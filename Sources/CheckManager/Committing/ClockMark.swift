/// How far the wall clock stood from the boot clock when it was last trusted, kept from one run to the next.
internal import Foundation

/// A file of one line: the machine's boot, and the distance in milliseconds. By it a wall clock that was set wrong while no
/// manager ran is noticed at the next start, and frees no holds. After a boot it says nothing, as the boot clock begins anew.
///
/// An aid: where it cannot be written, or read, a start notices only a wall clock that stands before the newest entry.
struct ClockMark: Sendable {
  /// Below how many milliseconds another distance is not worth writing down.
  private static let tolerance: Int64 = 1000

  private let path: String
  private let boot: String
  /// What the file says, as far as it is of this boot.
  private(set) var offset: Int64?

  /// - Parameter boot: what tells this boot of the machine from others; by default what Linux says.
  init(path: String, boot: String = ClockMark.machineBoot) {
    self.path = path
    self.boot = boot
    let words = (try? String(contentsOfFile: path, encoding: .utf8))?.split(whereSeparator: \.isWhitespace) ?? []
    if words.count == 2, words[0] == boot, !boot.isEmpty { offset = Int64(words[1]) }
  }

  /// Writes down how far the wall clock is trusted to stand from the boot clock, where that has changed.
  mutating func keep(_ offset: Int64) {
    if let known = self.offset, abs(known - offset) <= ClockMark.tolerance { return }
    guard (try? Data("\(boot) \(offset)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)) != nil else {
      return
    }
    self.offset = offset
  }

  /// Empty where the system does not say.
  private static var machineBoot: String {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }
}
