/// A disk of a test's own whose power can be cut: ext4 in a file, mounted through a loop device.
import Foundation

final class LoopDisk {
  let path: String
  private let image: String
  private let directory: String

  /// Whether this process may make one.
  static let isPermitted: Bool = getuid() == 0 && (try? LoopDisk(mebibytes: 16)) != nil

  struct Failed: Error {
    let arguments: [String]
  }

  init(mebibytes: Int) throws {
    directory = NSTemporaryDirectory() + "vouch-loop-" + UUID().uuidString
    path = directory + "/mounted"
    image = directory + "/image"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Self.run("truncate", "--size", "\(mebibytes)M", image)
    try Self.run("mkfs.ext4", "-q", "-F", image)
    try mount()
  }

  deinit {
    try? unmount()
    try? FileManager.default.removeItem(atPath: directory)
  }

  func mount() throws { try Self.run("mount", "-o", "loop", image, path) }

  func unmount() throws { try Self.run("umount", path) }

  /// Nothing that is not on the disk mounted there by now will ever be: neither data nor the journal is flushed.
  static func cutPower(at path: String) throws {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    // EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH, of the kernel's fs/ext4/ext4.h.
    var flags: UInt32 = 2
    guard unsafe ioctl(descriptor, 0x8004_587D, &flags) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  private static func run(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
  }
}
