/// A directory in memory that can fail as disks do, and lose its power.
internal import Synchronization

/// What a simulated directory may be told to do wrong.
public enum Fault: Hashable, Sendable {
  /// The call fails, and what it was to do may be done in part.
  case fails
  /// There is no space for what the call was to write, and it is written in part.
  case outOfSpace
  /// The power goes while the call is on its way; every later call fails until it is restored.
  case powerCut
}

/// What happened in a simulated directory, for tests that count.
public struct OperationCounts: Hashable, Sendable {
  public var writes = 0
  public var syncs = 0
  public var creates = 0
  public var renames = 0
  public var removes = 0

  /// All calls that change something, in the order of which faults are planned.
  public var all: Int { writes + syncs + creates + renames + removes }
}

/// Files in memory. Everything that chance decides follows from a seed.
///
/// A disk with a cache that loses power may have written each sector that was not synced, or not, or torn: its front new
/// and its back old, or the other way round. Names are durable when a call that changes them returns; one that the power
/// cut meets is done or not.
public final class SimulatedDirectory: Directory {
  public let path: String
  private let disk: Mutex<SimulatedDisk>

  /// An empty directory with room for so many bytes of files.
  public init(seed: UInt64, capacity: Int = .max, path: String = "simulated") {
    self.path = path
    disk = Mutex(SimulatedDisk(seed: seed, capacity: capacity))
  }

  /// What was called so far.
  public var counts: OperationCounts { disk.withLock { $0.counts } }

  /// The call with this number, counted from 0 over all calls that change something, meets `fault`.
  public func plan(_ fault: Fault, at operation: Int) { disk.withLock { $0.faults[operation] = fault } }

  /// How many bytes all files together may have.
  public func setCapacity(_ bytes: Int) { disk.withLock { $0.capacity = bytes } }

  /// Cuts the power if it is on, decides what became of what was not synced, and restores it. Files that are open
  /// stay useless, and what else was planned is forgotten.
  public func restart() { disk.withLock { $0.restart() } }

  /// What a file would be found to hold.
  public func contents(of name: String) -> [UInt8]? { disk.withLock { $0.files[name]?.current } }

  /// Puts a file there that is durable.
  public func place(_ bytes: [UInt8], as name: String) { disk.withLock { $0.place(bytes, as: name) } }

  public func list() throws(StorageError) -> [String] {
    try attempt("list", path) { disk throws(StorageError.Kind) in
      try disk.requirePower(since: disk.life)
      return disk.files.keys.sorted()
    }
  }

  public func create(_ name: String, size: Int) throws(StorageError) -> any StoredFile {
    let life = try attempt("create", name) { disk throws(StorageError.Kind) in
      try disk.create(name, size: size)
      return disk.life
    }
    return SimulatedFile(name: name, size: size, directory: self, life: life)
  }

  public func open(_ name: String) throws(StorageError) -> any StoredFile {
    let (size, life) = try attempt("open", name) { disk throws(StorageError.Kind) in
      try disk.requirePower(since: disk.life)
      guard let file = disk.files[name] else { throw .notFound }
      return (file.current.count, disk.life)
    }
    return SimulatedFile(name: name, size: size, directory: self, life: life)
  }

  public func rename(_ name: String, to newName: String) throws(StorageError) {
    try attempt("rename", name) { disk throws(StorageError.Kind) in try disk.rename(name, to: newName) }
  }

  public func remove(_ name: String) throws(StorageError) {
    try attempt("remove", name) { disk throws(StorageError.Kind) in try disk.remove(name) }
  }

  /// Runs `body` on the disk and says of its failure what was tried.
  func attempt<Result>(
    _ operation: String, _ name: String, _ body: (inout SimulatedDisk) throws(StorageError.Kind) -> Result
  ) throws(StorageError) -> Result {
    do throws(StorageError.Kind) {
      return try disk.withLock { disk throws(StorageError.Kind) in try body(&disk) }
    } catch {
      throw StorageError(error, operation, name == path ? path : "\(path)/\(name)")
    }
  }
}
