/// The bare limit of durability: 4 KiB appended to a file that is laid out and zeroed beforehand, each synced by itself.
internal import Glibc

public struct Disk {
  /// One append.
  private static let block = 4096
  /// The file: so large that a run need not come round often, so small that laying it out is no wait.
  private static let blocks = 16_384

  /// Appends for so many seconds; how long each took.
  ///
  /// - Parameter directory: where the file is for that time.
  public static func run(in directory: String, seconds: Double) throws -> (latencies: Latencies, seconds: Double) {
    let path = "\(directory)/vouch-bench-disk-\(getpid())"
    let file = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw LoadError("\(path): \(Kernel.reason()).") }
    defer {
      close(file)
      _ = unsafe unlink(path)
    }
    for index in 0..<blocks { try write(0, file, at: index) }
    guard fsync(file) == 0 else { throw LoadError("\(path): \(Kernel.reason()).") }

    var latencies = Latencies()
    let start = Clock.now()
    let end = start + Int64(seconds * 1e9)
    var now = start
    var count = 0
    while now < end {
      try write(UInt8(truncatingIfNeeded: count + 1), file, at: count % blocks)
      guard fdatasync(file) == 0 else { throw LoadError("\(path): \(Kernel.reason()).") }
      let after = Clock.now()
      latencies.record(after - now)
      now = after
      count += 1
    }
    return (latencies, Double(now - start) / 1e9)
  }

  private static func write(_ byte: UInt8, _ file: Int32, at index: Int) throws {
    let bytes = [UInt8](repeating: byte, count: block)
    let count = unsafe bytes.withUnsafeBytes { unsafe pwrite(file, $0.baseAddress, block, off_t(index * block)) }
    guard count == block else { throw LoadError("Cannot write: \(Kernel.reason()).") }
  }

  /// Whether files there are kept in memory only, so that nothing durable is measured.
  public static func isMemory(_ directory: String) -> Bool { Kernel.isMemory(directory) }
}
