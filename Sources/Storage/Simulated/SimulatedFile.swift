/// An open file of a simulated directory.
internal import Synchronization

final class SimulatedFile: StoredFile {
  let name: String
  let size: Int
  private let directory: SimulatedDirectory
  /// Open files die with the power.
  private let life: Int
  private let state: Mutex<State>

  private struct State {
    /// Follows renames: a descriptor does not ask for the name.
    var id: Int
    var failure: StorageError?
  }

  init(name: String, size: Int, directory: SimulatedDirectory, life: Int) {
    self.name = name
    self.size = size
    self.directory = directory
    self.life = life
    let id = try? directory.attempt("open", name) { disk throws(StorageError.Kind) in disk.files[name]?.id }
    state = Mutex(State(id: (id ?? nil) ?? -1))
  }

  func write(_ bytes: RawSpan, at offset: Int) throws(StorageError) {
    precondition(offset >= 0 && bytes.byteCount <= size - offset, "written past the end of \(name)")
    let content = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    try once("write") { [life] disk, id throws(StorageError.Kind) in
      try disk.write(content, to: id, at: offset, life: life)
    }
  }

  func sync() throws(StorageError) {
    directory.wait(for: name)
    try once("sync") { [life] disk, id throws(StorageError.Kind) in try disk.sync(id, life: life) }
  }

  func settle() throws(StorageError) {
    try once("sync") { [life] disk, id throws(StorageError.Kind) in try disk.settle(id, life: life) }
  }

  func read(_ count: Int, at offset: Int, into buffer: inout [UInt8]) throws(StorageError) {
    precondition(offset >= 0 && count <= size - offset, "read past the end of \(name)")
    let content = try once("read") { [life] disk, id throws(StorageError.Kind) in
      try disk.read(count, from: id, at: offset, life: life)
    }
    buffer.replaceSubrange(..<count, with: content)
  }

  /// Runs `body` unless an earlier call failed for good, and remembers whether this one did.
  @discardableResult
  private func once<Result>(
    _ operation: String, _ body: (inout SimulatedDisk, Int) throws(StorageError.Kind) -> Result
  ) throws(StorageError) -> Result {
    let (id, failure) = state.withLock { ($0.id, $0.failure) }
    if let failure { throw failure }
    do throws(StorageError) {
      return try directory.attempt(operation, name) { disk throws(StorageError.Kind) in try body(&disk, id) }
    } catch {
      if !error.isOutOfSpace { state.withLock { $0.failure = error } }
      throw error
    }
  }
}
