/// What a simulated directory holds, and what a power cut makes of it.
internal import Glibc

/// The bytes of one file: what is durable, and each version of a sector since.
struct SimulatedBytes {
  var durable: [UInt8]
  /// What was written to a sector and not synced, oldest first.
  var unsynced: [Int: [[UInt8]]] = [:]
  /// What a reader finds.
  var current: [UInt8]
  /// Which file it is, whatever its name.
  let id: Int

  init(_ bytes: [UInt8], id: Int) {
    self.id = id
    durable = bytes
    current = bytes
  }

  mutating func write(_ bytes: some Collection<UInt8>, at offset: Int) {
    guard !bytes.isEmpty else { return }
    current.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    for sector in offset / DiskUnits.sectorBytes...(offset + bytes.count - 1) / DiskUnits.sectorBytes {
      unsynced[sector, default: []].append(Array(current[range(of: sector)]))
    }
  }

  mutating func sync() {
    durable = current
    unsynced = [:]
  }

  /// Each sector that was not synced is one of its versions, or torn between two that follow each other. How many were
  /// written in time differs from cut to cut: none, half, nearly all, or all.
  mutating func losePower(_ random: inout SplitMix) {
    let inTime = [0, 8, 15, 16][random.below(4)]
    for (sector, written) in unsynced.sorted(by: { $0.key < $1.key }) {
      let versions = [Array(durable[range(of: sector)])] + written
      let kept = random.below(16) < inTime ? versions.count - 1 : random.below(versions.count - 1)
      var bytes = versions[kept]
      if kept + 1 < versions.count, inTime > 0, random.below(4) == 0 {
        let next = versions[kept + 1]
        let words = bytes.count / DiskUnits.wordBytes
        let cut = random.below(max(words, 1)) * DiskUnits.wordBytes
        let (front, back) = random.below(2) == 0 ? (bytes, next) : (next, bytes)
        bytes = Array(front[..<cut]) + Array(back[cut...])
      }
      durable.replaceSubrange(range(of: sector), with: bytes)
    }
    current = durable
    unsynced = [:]
  }

  private func range(of sector: Int) -> Range<Int> {
    let start = sector * DiskUnits.sectorBytes
    return start..<min(start + DiskUnits.sectorBytes, current.count)
  }
}

/// SplitMix64: here too, because storage imports nothing.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// All files, and what is planned for them.
struct SimulatedDisk {
  var files: [String: SimulatedBytes] = [:]
  var counts = OperationCounts()
  var faults: [Int: Fault] = [:]
  var capacity: Int
  /// How often the power came back.
  var life = 0
  private var isOn = true
  private var nextID = 0
  private var random: SplitMix

  init(seed: UInt64, capacity: Int) {
    random = SplitMix(state: seed)
    self.capacity = capacity
  }

  mutating func restart() {
    for name in files.keys.sorted() { files[name]?.losePower(&random) }
    faults = [:]
    isOn = true
    life += 1
  }

  func requirePower(since opened: Int) throws(StorageError.Kind) {
    guard isOn, opened == life else { throw .powerOff }
  }

  mutating func create(_ name: String, size: Int) throws(StorageError.Kind) {
    let fault = try begin(\.creates, life: life)
    let used = files.reduce(0) { $0 + ($1.key == name ? 0 : $1.value.current.count) }
    guard used + size <= capacity, fault != .outOfSpace else { throw .outOfSpace }
    if fault == .fails { throw .writeFailed(errno: EIO) }
    guard fault == nil || random.below(2) == 0 else { throw .powerOff }
    place([UInt8](repeating: 0, count: size), as: name)
    if fault != nil { throw .powerOff }
  }

  mutating func place(_ bytes: [UInt8], as name: String) {
    files[name] = SimulatedBytes(bytes, id: nextID)
    nextID += 1
  }

  mutating func rename(_ name: String, to newName: String) throws(StorageError.Kind) {
    try change(\.renames) { disk throws(StorageError.Kind) in
      guard let file = disk.files.removeValue(forKey: name) else { throw .notFound }
      disk.files[newName] = file
    }
  }

  mutating func remove(_ name: String) throws(StorageError.Kind) {
    try change(\.removes) { disk throws(StorageError.Kind) in
      guard disk.files.removeValue(forKey: name) != nil else { throw .notFound }
    }
  }

  mutating func write(_ bytes: [UInt8], to id: Int, at offset: Int, life: Int) throws(StorageError.Kind) {
    let fault = try begin(\.writes, life: life)
    let name = try name(of: id)
    // A write that ends early ends between two words.
    let words = bytes.count / DiskUnits.wordBytes
    let count = fault == nil ? bytes.count : random.below(words + 1) * DiskUnits.wordBytes
    files[name]?.write(bytes.prefix(count), at: offset)
    switch fault {
    case nil: break
    case .fails: throw .writeFailed(errno: EIO)
    case .outOfSpace: throw .outOfSpace
    case .powerCut: throw .powerOff
    }
  }

  mutating func sync(_ id: Int, life: Int) throws(StorageError.Kind) {
    let fault = try begin(\.syncs, life: life)
    let name = try name(of: id)
    switch fault {
    case nil: files[name]?.sync()
    // What the failed sync was to write is neither on the disk nor any longer known to be missing from it.
    case .fails, .outOfSpace: throw .syncFailed(errno: EIO)
    case .powerCut: throw .powerOff
    }
  }

  func read(_ count: Int, from id: Int, at offset: Int, life: Int) throws(StorageError.Kind) -> ArraySlice<UInt8> {
    try requirePower(since: life)
    guard let file = files.values.first(where: { $0.id == id }) else { throw .notFound }
    return file.current[offset..<offset + count]
  }

  private func name(of id: Int) throws(StorageError.Kind) -> String {
    guard let name = files.first(where: { $0.value.id == id })?.key else { throw .notFound }
    return name
  }

  /// Counts a call and says what fault it meets.
  private mutating func begin(
    _ count: WritableKeyPath<OperationCounts, Int>, life: Int
  ) throws(StorageError.Kind) -> Fault? {
    try requirePower(since: life)
    let fault = faults[counts.all]
    counts[keyPath: count] += 1
    if fault == .powerCut { isOn = false }
    return fault
  }

  /// A change of names: done, or not, or, when the power goes, either.
  private mutating func change(
    _ count: WritableKeyPath<OperationCounts, Int>,
    _ body: (inout SimulatedDisk) throws(StorageError.Kind) -> Void
  ) throws(StorageError.Kind) {
    switch try begin(count, life: life) {
    case nil: try body(&self)
    case .fails: throw .io(errno: EIO)
    case .outOfSpace: throw .outOfSpace
    case .powerCut:
      if random.below(2) == 0 { try body(&self) }
      throw .powerOff
    }
  }
}
