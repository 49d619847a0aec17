/// What a disk took, by its own count.
internal import Foundation
internal import Glibc

/// The block device that a directory lies on.
enum Device {
  /// Bytes it has taken since the machine started, of all processes; nil where the directory lies on none that counts.
  ///
  /// A process's `write_bytes` counts whole folios of the page cache, however little of one was changed: on Linux 6.18 some
  /// three tenths more than is written.
  static func written(under path: String) -> Int? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    // As the C library's macros take it apart.
    let device = UInt64(status.st_dev)
    let (major, minor) = (device >> 8 & 0xFFF | device >> 32 & ~0xFFF, device & 0xFF | device >> 12 & ~0xFF)
    let counts = try? String(contentsOfFile: "/sys/dev/block/\(major):\(minor)/stat", encoding: .utf8)
    // Reads, merged, sectors, ms; writes, merged, sectors …; a sector is 512 bytes here, whatever the disk's are.
    let fields = counts?.split(separator: " ") ?? []
    guard fields.count > 6, let sectors = Int(fields[6]) else { return nil }
    return sectors * 512
  }
}
