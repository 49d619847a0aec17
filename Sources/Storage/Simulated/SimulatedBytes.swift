/// The bytes of a simulated file, and what a power cut makes of them.

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
    for sector in unsynced.keys { durable.replaceSubrange(range(of: sector), with: current[range(of: sector)]) }
    unsynced = [:]
  }

  /// Each sector was written or not. The system takes all of them for written: no later sync tries again, and a reader finds
  /// what is in the cache.
  mutating func failSync(_ random: inout SplitMix) {
    for (sector, written) in unsynced.sorted(by: { $0.key < $1.key }) where random.below(2) == 0 {
      durable.replaceSubrange(range(of: sector), with: written[written.count - 1])
    }
    unsynced = [:]
  }

  /// Clean pages are read again from the disk when there is no room for them.
  mutating func forgetClean() {
    current = durable
    for (sector, written) in unsynced { current.replaceSubrange(range(of: sector), with: written[written.count - 1]) }
  }

  mutating func flip(bit: Int, at offset: Int) {
    current[offset] ^= 1 << bit
    durable[offset] ^= 1 << bit
    let sector = offset / DiskUnits.sectorBytes
    for index in unsynced[sector]?.indices ?? 0..<0 {
      unsynced[sector]?[index][offset % DiskUnits.sectorBytes] ^= 1 << bit
    }
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
