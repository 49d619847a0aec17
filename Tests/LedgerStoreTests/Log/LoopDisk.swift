/// A disk of a test's own whose power can be cut: ext4 in a file, mounted through a loop device.
import Foundation
import VouchTesting

struct LoopDisk: Sendable {
  /// Where it is mounted.
  let path: String
  private let image: String

  private static let permission = Task {
    guard getuid() == 0 else { return false }
    return (try? await run(mebibytes: 16) { _ in }) != nil
  }

  /// Whether this process may make one.
  static var isPermitted: Bool { get async { await permission.value } }

  /// Runs `body` with a fresh disk, which is mounted.
  static func run(mebibytes: Int, _ body: (LoopDisk) async throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
      let disk = LoopDisk(path: "\(directory)/mounted", image: "\(directory)/image")
      try FileManager.default.createDirectory(atPath: disk.path, withIntermediateDirectories: false)
      try await Program("truncate").run(["--size", "\(mebibytes)M", disk.image]).expecting(0)
      try await Program("mkfs.ext4").run(["-q", "-F", disk.image]).expecting(0)
      try await Mount.mounted(["-o", "loop", disk.image], at: disk.path) { try await body(disk) }
    }
  }

  /// Gives it its power back: takes it off, and mounts what is on it by now.
  func mountAgain() async throws {
    try await Program("umount").run([path]).expecting(0)
    try await Program("mount").run(["-o", "loop", image, path]).expecting(0)
  }

  /// Nothing that is not on the disk mounted there by now will ever be: neither data nor the journal is flushed.
  static func cutPower(at path: String) throws {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    // EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH, of the kernel's fs/ext4/ext4.h.
    var flags: UInt32 = 2
    guard unsafe ioctl(descriptor, 0x8004_587D, &flags) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
