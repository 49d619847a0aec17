/// What a simulated directory holds, and what becomes of calls that meet a fault.
internal import Glibc

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
  /// What the next write meets that meets nothing else.
  var nextWrite: Fault?
  /// What was planned and came.
  var met: [Met: Int] = [:]
  /// How many syncs ago the disk told a lie; nil: it never did.
  var syncsSinceLie: Int?
  var capacity: Int
  /// How often the power came back.
  var life = 0
  private(set) var isOn = true
  private(set) var hasLostPower = false
  private var nextID = 0
  private var random: SplitMix

  init(seed: UInt64, capacity: Int) {
    random = SplitMix(state: seed)
    self.capacity = capacity
  }

  mutating func restart(keepingCache: Bool) {
    // A power cut is one, whoever starts again.
    let keepsCache = keepingCache && !hasLostPower
    for name in files.keys.sorted() {
      if !keepsCache {
        files[name]?.losePower(&random)
      } else if random.below(2) == 0 {
        files[name]?.forgetClean()
      }
    }
    hasLostPower = false
    (faults, nextWrite) = ([:], nil)
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
    guard isOn || random.below(2) == 0 else { throw .powerOff }
    place([UInt8](repeating: 0, count: size), as: name)
    if !isOn { throw .powerOff }
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
    switch fault {
    case nil: files[name]?.write(bytes, at: offset)
    case .lost: syncsSinceLie = 0
    case .misdirected:
      syncsSinceLie = 0
      misdirect(bytes, from: name, offset)
    case .fails, .outOfSpace, .powerCut, .processDies:
      files[name]?.write(bytes.prefix(random.below(words + 1) * DiskUnits.wordBytes), at: offset)
    }
    switch fault {
    case nil, .lost, .misdirected: break
    case .fails: throw .writeFailed(errno: EIO)
    case .outOfSpace: throw .outOfSpace
    case .powerCut, .processDies: throw .powerOff
    }
  }

  /// To another page of any file that has room for it, but not to where it should be.
  private mutating func misdirect(_ bytes: [UInt8], from name: String, _ offset: Int) {
    let page = DiskUnits.pageBytes
    let places = files.keys.sorted().flatMap { other in
      stride(from: 0, through: (files[other]?.current.count ?? 0) - bytes.count, by: page).map { (other, $0) }
    }.filter { $0 != (name, offset) }
    guard !places.isEmpty else { return }
    let (other, place) = places[random.below(places.count)]
    files[other]?.write(bytes, at: place)
    // The disk has it, as it has what was meant.
    files[other]?.sync()
  }

  mutating func sync(_ id: Int, life: Int) throws(StorageError.Kind) {
    let fault = try begin(\.syncs, life: life)
    let name = try name(of: id)
    switch fault {
    case nil, .lost, .misdirected:
      files[name]?.sync()
      syncsSinceLie = syncsSinceLie.map { $0 + 1 }
    case .fails, .outOfSpace:
      files[name]?.failSync(&random)
      throw .syncFailed(errno: EIO)
    case .powerCut, .processDies: throw .powerOff
    }
  }

  mutating func settle(_ id: Int, life: Int) throws(StorageError.Kind) {
    try sync(id, life: life)
    files[try name(of: id)]?.forgetClean()
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
    var fault = faults[counts.all]
    if fault == nil, count == \.writes { fault = nextWrite.take() }
    counts[keyPath: count] += 1
    if let fault { met[Met(fault: fault, call: OperationCounts.name(of: count)), default: 0] += 1 }
    if fault == .powerCut || fault == .processDies { isOn = false }
    if fault == .powerCut { hasLostPower = true }
    return fault
  }

  /// A change of names: done, or not, or, when the power goes, either.
  private mutating func change(
    _ count: WritableKeyPath<OperationCounts, Int>,
    _ body: (inout SimulatedDisk) throws(StorageError.Kind) -> Void
  ) throws(StorageError.Kind) {
    switch try begin(count, life: life) {
    case nil, .lost, .misdirected: try body(&self)
    case .fails: throw .io(errno: EIO)
    case .outOfSpace: throw .outOfSpace
    case .powerCut, .processDies:
      if random.below(2) == 0 { try body(&self) }
      throw .powerOff
    }
  }
}
