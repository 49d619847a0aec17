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
  /// The process dies while the call is on its way; every later call fails until it is started again. What it wrote is in
  /// the system's cache, as it was.
  case processDies
  /// The disk says that it has written, and has not. For a write; any other call is done.
  case lost
  /// The disk writes elsewhere in the file, or into another one. For a write; any other call is done.
  case misdirected
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

  static func name(of count: WritableKeyPath<OperationCounts, Int>) -> String {
    switch count {
    case \.writes: "write"
    case \.syncs: "sync"
    case \.creates: "create"
    case \.renames: "rename"
    default: "remove"
    }
  }
}

/// A fault that was planned, and the call that met it.
public struct Met: Hashable, Sendable {
  public let fault: Fault
  /// `write`, `sync`, `create`, `rename` or `remove`.
  public let call: String

  public init(fault: Fault, call: String) {
    self.fault = fault
    self.call = call
  }
}

/// Files in memory. Everything that chance decides follows from a seed.
///
/// A disk with a cache that loses power may have written each sector that was not synced, or not, or torn: its front new
/// and its back old, or the other way round. Names are durable when a call that changes them returns; one that the power
/// cut meets is done or not.
public final class SimulatedDirectory: Directory {
  public let path: String
  private let disk: Mutex<SimulatedDisk>
  private let meanwhile = Mutex<(@Sendable (String) -> Void)?>(nil)

  /// An empty directory with room for so many bytes of files.
  public init(seed: UInt64, capacity: Int = .max, path: String = "simulated") {
    self.path = path
    disk = Mutex(SimulatedDisk(seed: seed, capacity: capacity))
  }

  /// Has `body` called whenever somebody waits for the disk, which is while it syncs or makes a file: whatever else may
  /// happen then can happen in there. It is given the name of the file.
  public func whileWaiting(_ body: @escaping @Sendable (String) -> Void) { meanwhile.withLock { $0 = body } }

  func wait(for name: String) {
    let body = meanwhile.withLock { $0 }
    body?(name)
  }

  /// What was called so far.
  public var counts: OperationCounts { disk.withLock { $0.counts } }

  /// What was planned and came, and how often.
  public var met: [Met: Int] { disk.withLock { $0.met } }

  /// Whether what the disk lied about last may be the newest that it was told: where the power goes then, nobody can know
  /// that anything is missing.
  public var isLieFresh: Bool { disk.withLock { ($0.syncsSinceLie ?? .max) < 2 } }

  /// The call with this number, counted from 0 over all calls that change something, meets `fault`.
  public func plan(_ fault: Fault, at operation: Int) { disk.withLock { $0.faults[operation] = fault } }

  /// How many bytes all files together may have.
  public func setCapacity(_ bytes: Int) { disk.withLock { $0.capacity = bytes } }

  /// Whether calls fail until the process is started again.
  public var isOff: Bool { disk.withLock { !$0.isOn } }

  /// Whether that is because the power went.
  public var hasLostPower: Bool { disk.withLock { $0.hasLostPower } }

  /// The next write meets `fault`, unless another is planned for it.
  public func planAtNextWrite(_ fault: Fault) { disk.withLock { $0.nextWrite = fault } }

  /// Forgets what was planned and has not come.
  public func forgetPlans() { disk.withLock { ($0.faults, $0.nextWrite) = ([:], nil) } }

  /// Cuts the power if it is on, decides what became of what was not synced, and restores it. Files that are open
  /// stay useless, and what else was planned is forgotten.
  public func restart() { disk.withLock { $0.restart(keepingCache: false) } }

  /// Starts the process again, which is dead, or dies now. The system's cache is as it was, but for what the system gave up
  /// after a failed sync: of that it may have read again what the disk has. Files that are open stay useless, and what else
  /// was planned is forgotten.
  public func startAgain() { disk.withLock { $0.restart(keepingCache: true) } }

  /// Flips one bit of a file, as it is on the disk and in the cache.
  public func flip(bit: Int, at offset: Int, of name: String) {
    disk.withLock { $0.files[name]?.flip(bit: bit, at: offset) }
  }

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
    wait(for: name)
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
