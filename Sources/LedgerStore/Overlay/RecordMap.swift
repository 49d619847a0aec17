/// A hash table from keys to records of fixed size: what a layer keeps most of.
///
/// A record stays where it was put, so growing moves only the index, and neither reading nor writing allocates. Keys are
/// hashed with a secret of the process: whoever chooses ids cannot choose where they fall.
internal import CVouchRecords
internal import LMDB

@safe final class RecordMap<Key: TableKey, Value: BitwiseCopyable> {
  private struct Entry {
    var key: KeyWords
    var value: Value
  }

  /// The upper half: the hash; the lower: the entry's number and one. 0: free.
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  /// Where the entries lie, so many in each chunk. Plain pointers: an array in a class costs a check of exclusivity at
  /// every look.
  private var chunks: UnsafeMutablePointer<UnsafeMutablePointer<Entry>>
  private var chunkCount = 0
  private var chunkCapacity = 16
  /// How many records there are.
  private(set) var count = 0
  /// Here too, as a look at a global costs a call.
  private let secret = HashSecret.shared

  /// Entries a chunk, as a power of two.
  private static var chunkShift: Int { 10 }
  private static var chunkMask: Int { (1 << chunkShift) - 1 }

  init() {
    mask = 63
    unsafe slots = .allocate(capacity: 64)
    unsafe slots.initialize(repeating: 0, count: 64)
    unsafe chunks = .allocate(capacity: 16)
  }

  deinit {
    unsafe slots.deallocate()
    for index in 0..<chunkCount { unsafe chunks[index].deallocate() }
    unsafe chunks.deallocate()
  }

  /// The record at `key`; nil when there is none.
  @inline(__always)
  func find(_ key: Key) -> Value? {
    guard let place = unsafe place(of: key) else { return nil }
    return unsafe place.pointee.value
  }

  /// Copies the record at `key` to `record`; whether there is one.
  @inline(__always)
  func load(_ key: Key, into record: inout Value) -> Bool {
    guard let place = unsafe place(of: key) else { return false }
    unsafe withUnsafeMutablePointer(to: &record) { target in
      unsafe withUnsafePointer(to: &place.pointee.value) { unsafe target.update(from: $0, count: 1) }
    }
    return true
  }

  @inline(__always)
  private func place(of key: Key) -> UnsafeMutablePointer<Entry>? {
    guard count > 0 else { return nil }
    let words = key.words
    let hash = secret.hash(words)
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = unsafe slots[place]
      if slot == 0 { return nil }
      if UInt32(truncatingIfNeeded: slot >> 32) == hash {
        let entry = unsafe entry(Int(slot & 0xFFFF_FFFF) - 1)
        if unsafe entry.pointee.key == words { return unsafe entry }
      }
      place = (place + 1) & mask
    }
  }

  /// Puts `value` at `key`: in place of the one that is there, or anew.
  @inline(__always)
  func put(_ value: Value, at key: Key) {
    var value = value
    put(&value, at: key)
  }

  /// The same with a value that is lent where it lies, and not changed.
  @inline(__always)
  func put(_ value: inout Value, at key: Key) {
    unsafe withUnsafePointer(to: &value) { unsafe put(from: $0, at: key.words) }
  }

  /// Takes all that `other` holds, in place of what is here or anew.
  func take(_ other: RecordMap) {
    for index in 0..<other.count {
      // Where they go lies anywhere: some are asked for while others are written.
      if index + 2 * Self.ahead < other.count {
        unsafe prefetchSlot(of: other.entry(index + 2 * Self.ahead).pointee.key)
      }
      if index + Self.ahead < other.count { unsafe prefetchEntry(of: other.entry(index + Self.ahead).pointee.key) }
      let entry = unsafe other.entry(index)
      unsafe withUnsafePointer(to: &entry.pointee.value) { unsafe put(from: $0, at: entry.pointee.key) }
    }
  }

  /// How many records ahead of the one that is written.
  private static var ahead: Int { 6 }

  @inline(__always)
  private func put(from value: UnsafePointer<Value>, at words: KeyWords) {
    let hash = secret.hash(words)
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = unsafe slots[place]
      if slot == 0 { break }
      if UInt32(truncatingIfNeeded: slot >> 32) == hash {
        let entry = unsafe entry(Int(slot & 0xFFFF_FFFF) - 1)
        if unsafe entry.pointee.key == words {
          unsafe copy(value, to: entry)
          return
        }
      }
      place = (place + 1) & mask
    }
    if count >> Self.chunkShift == chunkCount { addChunk() }
    unsafe entry(count).pointee.key = words
    unsafe copy(value, to: entry(count))
    count += 1
    unsafe slots[place] = UInt64(hash) << 32 | UInt64(count)
    if count * 2 > mask { grow() }
  }

  /// From memory to memory: to assign would go by way of a value of its own.
  @inline(__always)
  private func copy(_ value: UnsafePointer<Value>, to entry: UnsafeMutablePointer<Entry>) {
    unsafe withUnsafeMutablePointer(to: &entry.pointee.value) { unsafe $0.update(from: value, count: 1) }
  }

  /// The key that was put as the `index`th; below `count`.
  func words(at index: Int) -> KeyWords { unsafe entry(index).pointee.key }

  /// Its record.
  func value(at index: Int) -> Value { unsafe entry(index).pointee.value }

  /// Says that `key` will soon be looked for: has its slot brought near.
  @inline(__always)
  func prefetchSlot(of key: Key) { prefetchSlot(of: key.words) }

  @inline(__always)
  private func prefetchSlot(of words: KeyWords) {
    let place = Int(truncatingIfNeeded: secret.hash(words)) & mask
    unsafe vouch_prefetch(slots + place, 8)
  }

  /// The same once its slot is near: has its entry brought there, and gives it where it is likely the one.
  @inline(__always) @discardableResult
  func prefetchEntry(of key: Key) -> Int? { prefetchEntry(of: key.words) }

  @inline(__always) @discardableResult
  private func prefetchEntry(of words: KeyWords) -> Int? {
    guard count > 0 else { return nil }
    let hash = secret.hash(words)
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = unsafe slots[place]
      if slot == 0 { return nil }
      if UInt32(truncatingIfNeeded: slot >> 32) == hash {
        let index = Int(slot & 0xFFFF_FFFF) - 1
        unsafe vouch_prefetch(entry(index), MemoryLayout<Entry>.stride)
        return index
      }
      place = (place + 1) & mask
    }
  }

  /// Lends a record where it lies.
  @inline(__always)
  func peek<Result>(at index: Int, _ body: (borrowing Value) -> Result) -> Result {
    unsafe body(entry(index).pointee.value)
  }

  /// Says that `value(at:)` will soon be asked for it.
  func prefetch(at index: Int) { unsafe vouch_prefetch(entry(index), MemoryLayout<Entry>.stride) }

  /// Lends each record, in the order in which they were first put.
  func forEach<Failure: Error>(_ body: (Key, Value) throws(Failure) -> Void) throws(Failure) {
    for index in 0..<count {
      let entry = unsafe entry(index)
      guard let key = unsafe Key(words: entry.pointee.key) else { preconditionFailure("a key that was put") }
      try unsafe body(key, entry.pointee.value)
    }
  }

  /// Forgets all, and keeps the memory. A small group after a large one does not pay for the large one's index.
  func removeAll() {
    if count * 16 > mask {
      unsafe slots.update(repeating: 0, count: mask + 1)
    } else {
      for index in 0..<count {
        let hash = unsafe secret.hash(entry(index).pointee.key)
        var place = Int(truncatingIfNeeded: hash) & mask
        while unsafe (slots[place] & 0xFFFF_FFFF) != UInt64(index + 1) { place = (place + 1) & mask }
        unsafe slots[place] = 0
      }
    }
    count = 0
  }

  @inline(__always)
  private func entry(_ index: Int) -> UnsafeMutablePointer<Entry> {
    unsafe chunks[index >> Self.chunkShift] + (index & Self.chunkMask)
  }

  @inline(never)
  private func addChunk() {
    if chunkCount == chunkCapacity {
      chunkCapacity *= 2
      let more = UnsafeMutablePointer<UnsafeMutablePointer<Entry>>.allocate(capacity: chunkCapacity)
      unsafe more.initialize(from: chunks, count: chunkCount)
      unsafe chunks.deallocate()
      unsafe chunks = more
    }
    unsafe (chunks + chunkCount).initialize(to: .allocate(capacity: 1 << Self.chunkShift))
    chunkCount += 1
  }

  @inline(never)
  private func grow() {
    let (old, oldMask) = unsafe (slots, mask)
    mask = mask * 2 + 1
    unsafe slots = .allocate(capacity: mask + 1)
    unsafe slots.initialize(repeating: 0, count: mask + 1)
    for index in 0...oldMask {
      let slot = unsafe old[index]
      guard slot != 0 else { continue }
      var place = Int(slot >> 32) & mask
      while unsafe slots[place] != 0 { place = (place + 1) & mask }
      unsafe slots[place] = slot
    }
    unsafe old.deallocate()
  }
}

/// Two words that nobody outside knows, new in each process.
struct HashSecret {
  private let first: UInt64
  private let second: UInt64

  /// The process's.
  static let shared = HashSecret(first: .random(in: .min ... .max), second: .random(in: .min ... .max))

  /// 32 well-mixed bits of a key: both halves of two whole products.
  @inline(__always)
  func hash(_ key: KeyWords) -> UInt32 {
    let product = (key.first ^ first).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15 ^ (key.second &+ second))
    let mixed = product.high ^ product.low ^ (key.third &* 0xC2B2_AE3D_27D4_EB4F)
    let last = mixed.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return UInt32(truncatingIfNeeded: (last.high ^ last.low) >> 16)
  }
}
